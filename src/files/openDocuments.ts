/**
 * The texts of the documents that are open in this page.
 */
import type { IDocumentManager } from '@jupyterlab/docmanager';
import type { DocumentRegistry } from '@jupyterlab/docregistry';
import { DisposableDelegate } from '@lumino/disposable';

import { isPythonFile } from '../protocol/names';
import type { IEntry, IOpenDocuments } from '../tree/types';
import type { IUnsaved } from './documentChanges';
import { followDocument, unsavedText } from './documentChanges';

/** The widgets in which Python files are edited. */
const FACTORIES = ['Editor', 'Notebook', 'Jupytext Notebook'];

/** Looks a file's open documents up in a document manager. */
export class OpenDocuments implements IOpenDocuments {
  constructor(manager: IDocumentManager) {
    this._manager = manager;
  }

  text(
    { path }: Pick<IEntry, 'path'>,
    keyOf: (text: string) => string
  ): string | null {
    let newest: IUnsaved | null = null;
    // One file may be open as a text and as a notebook.
    for (const context of this._contexts(path)) {
      const unsaved = unsavedText(context, keyOf);
      if (unsaved && unsaved.changed >= (newest?.changed ?? 0)) {
        newest = unsaved;
      }
    }
    return newest?.text ?? null;
  }

  private _contexts(path: string): Set<DocumentRegistry.Context> {
    const contexts = new Set<DocumentRegistry.Context>();
    const record = (factory: string | null) => {
      const widget = this._manager.findWidget(path, factory);
      const context = widget && this._manager.contextForWidget(widget);
      if (context) {
        contexts.add(context);
      }
    };
    record(null);
    if (contexts.size > 0) {
      const { registry } = this._manager;
      registry.preferredWidgetFactories(path).forEach(({ name }) => {
        record(name);
      });
    }
    return contexts;
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
  for (const factory of FACTORIES) {
    registry.addWidgetExtension(factory, {
      createNew: (_, context) => {
        if (factory !== 'Editor' && !isPythonFile(context.path)) {
          return;
        }
        followDocument(context);
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
}
