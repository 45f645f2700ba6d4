/**
 * The folders that programs import from: they are listed and put into the
 * index however much else is served.
 */
import type { ModuleContent } from '../protocol/messages';
import { originOf } from './origin';

/** Remembers folders, with those that they are in. */
export class ImportedFolders {
  /** Whether a folder is one, or has one in it. */
  has(path: string): boolean {
    return this._origins.has(originOf(path));
  }

  /**
   * Remember the folders of modules.
   *
   * @returns whether there are new ones.
   */
  note(modules: Iterable<ModuleContent>): boolean {
    const before = this._origins.size;
    for (const module of modules) {
      const origins =
        module.kind === 'namespace' ? module.locations : [module.origin];
      for (let origin of origins) {
        if (module.kind === 'namespace') {
          origin += '/';
        }
        // The outer ones of one that is known are known.
        for (
          let end = origin.lastIndexOf('/');
          end > 0 && !this._origins.has(origin.slice(0, end));
          end = origin.lastIndexOf('/', end - 1)
        ) {
          this._origins.add(origin.slice(0, end));
        }
      }
    }
    return this._origins.size > before;
  }

  /** Forget them all. */
  clear(): void {
    this._origins.clear();
  }

  private _origins = new Set<string>();
}
