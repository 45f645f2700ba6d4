/**
 * Writes what servers log into JupyterLab's log console.
 */
import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import { ILoggerRegistry } from '@jupyterlab/logconsole';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import type { IDeephavenServer } from '../../tokens';
import { IDeephavenServers } from '../../tokens';
import { CommandIDs } from '../../ui/commandIds';
import { addLogCommand } from './logCommand';
import { LogWriter } from './logWriter';
import { ServerLoggers } from './serverLoggers';

/** The plugin. */
export const logPlugin: JupyterFrontEndPlugin<void> = {
  id: 'jupyterlab-deephaven:log',
  description: 'Shows what Deephaven servers log in the log console.',
  autoStart: true,
  optional: [IDeephavenServers, ILoggerRegistry, ICommandPalette, ITranslator],
  activate: (
    app: JupyterFrontEnd,
    servers: IDeephavenServers | null,
    registry: ILoggerRegistry | null,
    palette: ICommandPalette | null,
    translator: ITranslator | null
  ): void => {
    if (!servers || !registry) {
      return;
    }
    const trans = (translator ?? nullTranslator).load('jupyterlab_deephaven');
    const loggers = new ServerLoggers(registry);
    const followed = new WeakSet<IDeephavenServer>();
    const follow = (server: IDeephavenServer) => {
      followed.add(server);
      const writer = new LogWriter(() => loggers.of(server), trans);
      server.logged.connect((_, entry) => writer.add(entry));
      server.disposed.connect(() => writer.dispose());
    };
    const update = () =>
      servers.servers
        .filter(server => !followed.has(server))
        .forEach(server => follow(server));
    servers.changed.connect(update);
    update();
    addLogCommand(app, servers, loggers, trans);
    palette?.addItem({
      command: CommandIDs.showLog,
      category: trans.__('Deephaven')
    });
  }
};
