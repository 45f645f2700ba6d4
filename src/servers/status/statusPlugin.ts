/**
 * Shows the current server in the status bar.
 */
import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { IStatusBar } from '@jupyterlab/statusbar';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { IDeephavenServers, IRuns } from '../../tokens';
import { CommandIDs } from '../../ui/commandIds';

/** The plugin. */
export const statusPlugin: JupyterFrontEndPlugin<void> = {
  id: 'jupyterlab-deephaven:status',
  description: 'Shows the current Deephaven server in the status bar.',
  autoStart: true,
  optional: [IDeephavenServers, IRuns, IStatusBar, ITranslator],
  activate: (
    app: JupyterFrontEnd,
    servers: IDeephavenServers | null,
    runs: IRuns | null,
    statusBar: IStatusBar | null,
    translator: ITranslator | null
  ): void => {
    if (!servers || !statusBar) {
      return;
    }
    const trans = (translator ?? nullTranslator).load('jupyterlab_deephaven');
    const show = () => {
      if (app.commands.hasCommand(CommandIDs.showSidebar)) {
        void app.commands.execute(CommandIDs.showSidebar);
      }
    };
    const addItem = async () => {
      const { ServerStatus } = await import('./serverStatus');
      statusBar.registerStatusItem(statusPlugin.id, {
        item: new ServerStatus(servers, runs, show, trans),
        align: 'left',
        rank: 4,
        isActive: () => servers.servers.length > 0,
        activeStateChanged: servers.changed
      });
    };
    // Nothing is shown, or loaded, until there is a server.
    const update = () => {
      if (servers.servers.length > 0) {
        servers.changed.disconnect(update);
        addItem().catch(reason => {
          console.error('The status bar item could not be loaded', reason);
        });
      }
    };
    servers.changed.connect(update);
    update();
  }
};
