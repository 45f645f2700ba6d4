/**
 * Inserts code that connects with `pydeephaven`.
 */
import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import { IEditorTracker } from '@jupyterlab/fileeditor';
import { INotebookTracker } from '@jupyterlab/notebook';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { IDeephavenServers, IServedModules } from '../tokens';
import { CommandIDs } from '../ui/commandIds';
import { addClientCodeCommand } from './clientCodeCommand';

/** The plugin. */
export const snippetPlugin: JupyterFrontEndPlugin<void> = {
  id: 'jupyterlab-deephaven:snippet',
  description: 'Inserts code that connects with pydeephaven.',
  autoStart: true,
  optional: [
    IDeephavenServers,
    IServedModules,
    INotebookTracker,
    IEditorTracker,
    ICommandPalette,
    ITranslator
  ],
  activate: (
    app: JupyterFrontEnd,
    servers: IDeephavenServers | null,
    served: IServedModules | null,
    notebooks: INotebookTracker | null,
    editors: IEditorTracker | null,
    palette: ICommandPalette | null,
    translator: ITranslator | null
  ): void => {
    if (!servers) {
      return;
    }
    const trans = (translator ?? nullTranslator).load('jupyterlab_deephaven');
    addClientCodeCommand(app, servers, served, { editors, notebooks }, trans);
    palette?.addItem({
      command: CommandIDs.insertClientCode,
      category: trans.__('Deephaven')
    });
  }
};
