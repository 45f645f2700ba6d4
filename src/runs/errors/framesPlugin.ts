/**
 * Opens the lines that tracebacks name, and marks them in open editors.
 */
import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { IDocumentManager } from '@jupyterlab/docmanager';
import { IEditorTracker } from '@jupyterlab/fileeditor';
import { INotebookTracker } from '@jupyterlab/notebook';
import { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { IRuns } from '../../tokens';
import { markErrors } from './errorMarks';
import { addErrorRenderer } from './errorRenderer';
import { addOpenOrigin, takeNavigations, openFrame } from './openOrigin';

/** The plugin. */
export const framesPlugin: JupyterFrontEndPlugin<void> = {
  id: 'jupyterlab-deephaven:frames',
  description: 'Opens and marks the lines that tracebacks name.',
  autoStart: true,
  optional: [
    IRuns,
    IDocumentManager,
    IEditorTracker,
    INotebookTracker,
    IRenderMimeRegistry,
    ITranslator
  ],
  activate: (
    app: JupyterFrontEnd,
    runs: IRuns | null,
    documents: IDocumentManager | null,
    editors: IEditorTracker | null,
    notebooks: INotebookTracker | null,
    rendermime: IRenderMimeRegistry | null,
    translator: ITranslator | null
  ): void => {
    const trans = (translator ?? nullTranslator).load('jupyterlab_deephaven');
    const { contents } = app.serviceManager;
    if (documents) {
      addOpenOrigin(app, documents, trans);
    }
    const trackers = [editors, notebooks].filter(tracker => tracker !== null);
    takeNavigations(trackers, contents, trans);
    if (documents && rendermime) {
      const open = openFrame.bind(null, app.commands);
      addErrorRenderer(rendermime, open, trans);
    }
    if (runs && editors) {
      markErrors(runs, editors, contents);
    }
  }
};
