/**
 * Runs cells of notebooks in Deephaven, with their output below them.
 */
import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ICommandPalette, IToolbarWidgetRegistry } from '@jupyterlab/apputils';
import type { NotebookPanel } from '@jupyterlab/notebook';
import { INotebookTracker } from '@jupyterlab/notebook';
import { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { IDeephavenServers, IRuns } from '../tokens';
import { ServerPicker } from '../servers/documents/serverPicker';
import { CommandIDs } from '../ui/commandIds';
import { documentButton } from '../ui/documentButton';
import { addCellCommands } from './cellCommands';
import { serverOfOutput } from './cellRuns';
import { addNamesRenderer } from './namesRenderer';

/** The plugin. */
export const notebookPlugin: JupyterFrontEndPlugin<void> = {
  id: 'jupyterlab-deephaven:notebook',
  description: 'Runs cells of notebooks in Deephaven.',
  autoStart: true,
  optional: [
    INotebookTracker,
    IDeephavenServers,
    IRuns,
    IToolbarWidgetRegistry,
    IRenderMimeRegistry,
    ICommandPalette,
    ITranslator
  ],
  activate: (
    app: JupyterFrontEnd,
    notebooks: INotebookTracker | null,
    servers: IDeephavenServers | null,
    runs: IRuns | null,
    toolbars: IToolbarWidgetRegistry | null,
    rendermime: IRenderMimeRegistry | null,
    palette: ICommandPalette | null,
    translator: ITranslator | null
  ): void => {
    if (!notebooks || !servers || !runs) {
      return;
    }
    const trans = (translator ?? nullTranslator).load('jupyterlab_deephaven');
    addCellCommands(app, notebooks, servers, runs, trans);
    if (rendermime) {
      addNamesRenderer(
        rendermime,
        {
          isThere: () => app.commands.hasCommand(CommandIDs.openVariable),
          open: (name, output) => {
            void app.commands.execute(CommandIDs.openVariable, {
              name,
              server: serverOfOutput(output),
              interactive: true
            });
          }
        },
        trans
      );
    }
    for (const [name, id] of [
      ['deephaven-run-cell', CommandIDs.runCell],
      ['deephaven-stop', CommandIDs.stopRun]
    ]) {
      toolbars?.addFactory<NotebookPanel>('Notebook', name, panel =>
        documentButton(app.commands, id, panel)
      );
    }
    toolbars?.addFactory<NotebookPanel>(
      'Notebook',
      'deephaven-server',
      panel => new ServerPicker(panel, servers, trans)
    );
    palette?.addItem({
      command: CommandIDs.runCell,
      category: trans.__('Deephaven')
    });
  }
};
