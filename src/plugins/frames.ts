/**
 * Opens the lines that tracebacks name, and marks them in open editors.
 */
import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { IDocumentManager } from '@jupyterlab/docmanager';
import { IEditorTracker } from '@jupyterlab/fileeditor';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { markErrors } from '../jupyter/errorMarks';
import { addOpenOrigin } from '../jupyter/openOrigin';
import { IRuns } from '../tokens';

/** The plugin. */
export const framesPlugin: JupyterFrontEndPlugin<void> = {
  id: 'jupyterlab-deephaven:frames',
  description: 'Opens and marks the lines that tracebacks name.',
  autoStart: true,
  optional: [IRuns, IDocumentManager, IEditorTracker, ITranslator],
  activate: (
    app: JupyterFrontEnd,
    runs: IRuns | null,
    documents: IDocumentManager | null,
    editors: IEditorTracker | null,
    translator: ITranslator | null
  ): void => {
    const trans = (translator ?? nullTranslator).load('jupyterlab_deephaven');
    if (documents) {
      addOpenOrigin(app, documents, trans);
    }
    if (runs && editors) {
      markErrors(runs, editors, app.serviceManager.contents);
    }
  }
};
