/**
 * The texts of the documents that are open in this page.
 */
import type { IDocumentManager } from '@jupyterlab/docmanager';
import type { DocumentRegistry } from '@jupyterlab/docregistry';
import { DisposableDelegate } from '@lumino/disposable';

import type { IEntry, IOpenDocuments } from '../tree/types';

/** Looks a file's open document up in a document manager. */
export class OpenDocuments implements IOpenDocuments {
  constructor(manager: IDocumentManager) {
    this._manager = manager;
  }

  text(entry: IEntry): string | null {
    const widget = this._manager.findWidget(entry.path, null);
    const context = widget && this._manager.contextForWidget(widget);
    if (
      !context ||
      !context.isReady ||
      context.contentsModel?.type !== 'file'
    ) {
      return null;
    }
    const { dirty, collaborative } = context.model;
    // Not the flag alone: a text set by another extension need not be dirty.
    // A shared text is the truth by itself, the file follows it.
    const changedOnDisk =
      !dirty &&
      !collaborative &&
      // Another file put in its place need not be a younger one.
      entry.lastModified !== context.contentsModel.last_modified;
    return changedOnDisk ? null : context.model.toString();
  }

  private _manager: IDocumentManager;
}

/**
 * Call back whenever the text of a file that is open in an editor changes.
 *
 * @param onChange - called with the file's path.
 */
export function watchDocuments(
  registry: DocumentRegistry,
  onChange: (path: string) => void
): void {
  registry.addWidgetExtension('Editor', {
    createNew: (_, context) => {
      const notify = () => onChange(context.path);
      context.model.contentChanged.connect(notify);
      // Without it, the file's own text counts again.
      return new DisposableDelegate(() => {
        context.model.contentChanged.disconnect(notify);
        notify();
      });
    }
  });
}
