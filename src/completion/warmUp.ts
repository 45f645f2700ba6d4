/**
 * Has servers prepare for completions before somebody asks for the first.
 */
import type { IEditorTracker } from '@jupyterlab/fileeditor';
import type { INotebookTracker } from '@jupyterlab/notebook';

import type { IDeephavenServers } from '../tokens';
import type { Sources } from './workerSource';
import type { Writing } from './writing';

/** Prepare whenever there is both a server and a text to ask it about. */
export function warmUp(
  writing: Writing,
  sources: Sources,
  servers: IDeephavenServers,
  editors: IEditorTracker | null,
  notebooks: INotebookTracker | null
): void {
  const check = () => {
    const file = editors?.currentWidget;
    const notebook = notebooks?.currentWidget;
    const found =
      (file && writing.find(file, file.content.editor)) ||
      (notebook &&
        writing.find(notebook, notebook.content.activeCell?.editor ?? null));
    if (found) {
      Promise.all([
        found.connection.language?.warmUp(),
        sources.of(found).served(''),
        import('./python/complete')
      ]).catch(reason => {
        console.warn('Deephaven could not prepare for completions', reason);
      });
    }
  };
  servers.changed.connect(check);
  editors?.currentChanged.connect(check);
  notebooks?.currentChanged.connect(check);
}
