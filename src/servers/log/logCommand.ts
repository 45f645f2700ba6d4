/**
 * The command that shows a server's log in JupyterLab's log console.
 */
import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { TranslationBundle } from '@jupyterlab/translation';
import { listIcon } from '@jupyterlab/ui-components';

import type { IDeephavenServers } from '../../tokens';
import { reportFailure } from '../../ui/commandErrors';
import { CommandIDs } from '../../ui/commandIds';
import { ServerChoice } from '../chosenServer';
import type { ServerLoggers } from './serverLoggers';

/** JupyterLab's command that opens the log console, or closes it. */
const OPEN = 'logconsole:open';

/** Add the command to an application. */
export function addLogCommand(
  app: JupyterFrontEnd,
  servers: IDeephavenServers,
  loggers: ServerLoggers,
  trans: TranslationBundle
): void {
  const { commands } = app;
  const choice = new ServerChoice(app, servers, trans);
  commands.addCommand(CommandIDs.showLog, {
    label: args =>
      args.clicked ? trans.__('Show Log') : trans.__('Show Log of Server'),
    caption: trans.__(
      'Show what a Deephaven server printed outside of runs, and what became of the connection'
    ),
    icon: listIcon,
    isEnabled: () => servers.servers.length > 0,
    isVisible: () => commands.hasCommand(OPEN),
    execute: args =>
      reportFailure(args.server !== undefined, async () => {
        const server = await choice.choose(
          args,
          () => servers.servers,
          trans.__('Show the log of which server?')
        );
        if (!server) {
          return;
        }
        // Before it is shown, so that it has its level.
        loggers.of(server);
        // One that is open shows another log, and can only be closed.
        if (commands.isToggled(OPEN)) {
          await commands.execute(OPEN);
        }
        await commands.execute(OPEN, { source: loggers.source(server) });
      }),
    describedBy: { args: { type: 'object', properties: choice.args } }
  });
  servers.changed.connect(() => {
    commands.notifyCommandChanged(CommandIDs.showLog);
  });
}
