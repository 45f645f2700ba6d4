/**
 * The texts of the documents that are open in this page.
 */
import type { IDocumentManager } from '@jupyterlab/docmanager';

import type { IEntry, IOpenDocuments } from '../sources/types';

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
