/**
 * Runs cells of notebooks in Deephaven, with their output below them.
 */
import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import { INotebookTracker } from '@jupyterlab/notebook';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { addCellCommands } from '../jupyter/cellCommands';
import { CommandIDs } from '../jupyter/commandIds';
import { IDeephavenServers, IRuns } from '../tokens';

/** The plugin. */
export const notebookPlugin: JupyterFrontEndPlugin<void> = {
  id: 'jupyterlab-deephaven:notebook',
  description: 'Runs cells of notebooks in Deephaven.',
  autoStart: true,
  optional: [
    INotebookTracker,
    IDeephavenServers,
    IRuns,
    ICommandPalette,
    ITranslator
  ],
  activate: (
    app: JupyterFrontEnd,
    notebooks: INotebookTracker | null,
    servers: IDeephavenServers | null,
    runs: IRuns | null,
    palette: ICommandPalette | null,
    translator: ITranslator | null
  ): void => {
    if (!notebooks || !servers || !runs) {
      return;
    }
    const trans = (translator ?? nullTranslator).load('jupyterlab_deephaven');
    addCellCommands(app, notebooks, servers, runs, trans);
    palette?.addItem({
      command: CommandIDs.runCell,
      category: trans.__('Deephaven')
    });
  }
};
