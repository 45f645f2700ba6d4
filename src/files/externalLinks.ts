/**
 * The links that lead out of what is served, which are not followed.
 */
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';

import type { IExternalLinks } from '../tree/types';

/** Those that listings have met. */
export class ExternalLinks implements IExternalLinks {
  get paths(): readonly string[] {
    return this._paths;
  }

  get areFollowed(): boolean {
    return this._areFollowed;
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** Nothing tells links any more. */
  follow(): void {
    console.warn('The server extension has gone: all symlinks are followed');
    this._areFollowed = true;
    this._paths = [];
    this._changed.emit();
  }

  /** Take those of the newest listing. */
  record(paths: readonly string[]): void {
    const before = new Set(this._paths);
    const added = paths.filter(path => !before.has(path));
    if (added.length > 0 || paths.length < before.size) {
      this._paths = [...paths];
      if (added.length > 0) {
        console.warn('Links out of what is served are not followed', added);
      }
      this._changed.emit();
    }
  }

  private _areFollowed = false;
  private _changed = new Signal<this, void>(this);
  private _paths: readonly string[] = [];
}
