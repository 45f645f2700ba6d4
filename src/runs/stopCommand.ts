/**
 * The command that stops a run.
 */
import type { JupyterFrontEnd } from '@jupyterlab/application';
import { Notification } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import { stopIcon } from '@jupyterlab/ui-components';
import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';

import type { IDeephavenServers, IRun, IRuns } from '../tokens';
import { reportFailure } from '../ui/commandErrors';
import { CommandIDs } from '../ui/commandIds';
import { widgetSchema } from './runCommands';

/** Add the command to an application. */
export function addStopCommand(
  app: JupyterFrontEnd,
  servers: IDeephavenServers,
  runs: IRuns,
  trans: TranslationBundle
): void {
  const { commands } = app;

  const find = (args: ReadonlyPartialJSONObject): IRun | undefined => {
    const server =
      args.server === undefined ? null : servers.find(String(args.server));
    // The one that runs comes before those that wait for it.
    return runs.runs.find(
      run =>
        run.ended === null &&
        (args.run === undefined || run.id === args.run) &&
        (args.server === undefined || run.server === server?.config.name)
    );
  };

  const stop = async (run: IRun): Promise<void> => {
    const server = servers.find(run.server);
    if (run.began && server?.connection && !server.connection.canStop) {
      throw new Error(
        trans.__(
          'Stopping a run needs version 0.3 or newer of the server plugin: pip install -U deephaven-plugin-python-remote-file-source'
        )
      );
    }
    if (run.isStopping) {
      Notification.info(
        trans.__(
          '“%1” is stopping. It ends when its current call into a library returns.',
          run.label
        ),
        { autoClose: 5000 }
      );
    }
    await runs.stop(run);
  };

  commands.addCommand(CommandIDs.stopRun, {
    label: args => (args.widget ? '' : trans.__('Stop Run in Deephaven')),
    caption: trans.__('Stop the code that runs in Deephaven'),
    icon: stopIcon,
    isEnabled: args => find(args) !== undefined,
    execute: args =>
      reportFailure(args.server !== undefined, async () => {
        const run = find(args);
        if (!run) {
          throw new Error(trans.__('Nothing runs that could be stopped.'));
        }
        await stop(run);
      }),
    describedBy: {
      args: {
        type: 'object',
        properties: {
          server: {
            type: 'string',
            description: trans.__(
              'The name or URL of the server; by default any'
            )
          },
          run: {
            type: 'integer',
            description: trans.__(
              'The number of the run; by default the one that began first'
            )
          },
          widget: widgetSchema(trans)
        }
      }
    }
  });
  const onChanged = () => commands.notifyCommandChanged(CommandIDs.stopRun);
  runs.started.connect(onChanged);
  runs.ended.connect(onChanged);
}
