/**
 * A file browser's rows, with a badge at what is served.
 */
import { DirListing } from '@jupyterlab/filebrowser';
import type { Contents } from '@jupyterlab/services';
import type { TranslationBundle } from '@jupyterlab/translation';

import type { IServedModules } from '../tokens';

/** The class of a badge. */
const BADGE = 'jp-DeephavenBadge';

/** Renders rows; those of served folders and files have a badge. */
export class ServedRenderer extends DirListing.Renderer {
  constructor(contents: Contents.IManager) {
    super();
    this._contents = contents;
  }

  /** Show, from now on, what is served. */
  show(served: IServedModules, trans: TranslationBundle): void {
    this._shown = { served, trans };
    // Cheaper than listing the folder again.
    served.changed.connect(this._updateAll, this);
    this._updateAll();
  }

  updateItemNode(
    ...args: Parameters<DirListing.Renderer['updateItemNode']>
  ): void {
    super.updateItemNode(...args);
    const [node, model] = args;
    this._paths.set(node, this._contents.normalize(model.path));
    this._update(node);
  }

  private _updateAll(): void {
    document
      .querySelectorAll<HTMLElement>('.jp-DirListing-item')
      .forEach(node => this._update(node));
  }

  /** Rows are used again for other files: what is not served loses its badge. */
  private _update(node: HTMLElement): void {
    if (!this._shown) {
      return;
    }
    const { served, trans } = this._shown;
    const path = this._paths.get(node);
    const entry = served.entries.find(entry => entry.path === path);
    let badge = node.querySelector<HTMLElement>(`.${BADGE}`);
    if (!entry || path === undefined) {
      badge?.remove();
      return;
    }
    if (!badge) {
      badge = document.createElement('span');
      badge.className = BADGE;
      badge.setAttribute('role', 'img');
      node.querySelector('.jp-DirListing-itemIcon')?.after(badge);
    }
    const isOn = served.serving && entry.enabled;
    const label = isOn
      ? (entry.problem ??
        (entry.contents
          ? trans.__('Its contents are served to Deephaven')
          : trans.__('Served to Deephaven')))
      : trans.__('Served to Deephaven, but switched off');
    badge.dataset.state =
      isOn && entry.problem ? 'problem' : isOn ? 'on' : 'off';
    badge.title = label;
    badge.setAttribute('aria-label', label);
  }

  private _contents: Contents.IManager;
  /** The file that each row shows. */
  private _paths = new WeakMap<HTMLElement, string>();
  private _shown: {
    readonly served: IServedModules;
    readonly trans: TranslationBundle;
  } | null = null;
}
