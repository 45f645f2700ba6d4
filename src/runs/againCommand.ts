/**
 * The command that runs again what ran before.
 */
import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { TranslationBundle } from '@jupyterlab/translation';
import { refreshIcon } from '@jupyterlab/ui-components';
import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';

import { CancelledError } from '../connection/failures';
import type { IDeephavenServers, IRun, IRunResult, IRuns } from '../tokens';
import { reportFailure } from '../ui/commandErrors';
import { CommandIDs } from '../ui/commandIds';

/** Add the command to an application. */
export function addAgainCommand(
  app: JupyterFrontEnd,
  servers: IDeephavenServers,
  runs: IRuns,
  trans: TranslationBundle
): void {
  const { commands } = app;

  /** A file is read again; what has no file runs as it was. */
  const canRunAgain = (run: IRun) =>
    run.ended !== null && (run.file !== null || runs.canRunAgain(run));

  const find = ({ run: id }: ReadonlyPartialJSONObject): IRun | undefined =>
    [...runs.runs]
      .reverse()
      .find(run => (id === undefined || run.id === id) && canRunAgain(run));

  const runAgain = async (run: IRun): Promise<IRunResult> => {
    if (run.file !== null) {
      const args = { path: run.file, server: run.server };
      return commands.execute(CommandIDs.runFile, args);
    }
    const server = servers.find(run.server);
    if (!server) {
      throw new Error(
        trans.__('No server called “%1” is configured.', run.server)
      );
    }
    if (!(await servers.connect(server))) {
      throw new CancelledError(
        trans.__('Connecting was cancelled, so nothing has run.')
      );
    }
    return runs.runAgain(run);
  };

  commands.addCommand(CommandIDs.runAgain, {
    label: trans.__('Run Again in Deephaven'),
    caption: trans.__('Run what ran last in Deephaven once more'),
    icon: refreshIcon,
    isEnabled: args => find(args) !== undefined,
    execute: args =>
      reportFailure(args.run !== undefined, async () => {
        const run = find(args);
        if (!run) {
          throw new Error(trans.__('There is no run to run again.'));
        }
        return runAgain(run);
      }),
    describedBy: {
      args: {
        type: 'object',
        properties: {
          run: {
            type: 'integer',
            description: trans.__('The number of the run; by default the last')
          }
        }
      }
    }
  });
  const onChanged = () => commands.notifyCommandChanged(CommandIDs.runAgain);
  runs.changed.connect(onChanged);
  runs.ended.connect(onChanged);
}
