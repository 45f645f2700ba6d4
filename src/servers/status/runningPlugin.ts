/**
 * Shows connected servers beside kernels and terminals.
 */
import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { IRunningSessionManagers } from '@jupyterlab/running';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { IDeephavenServers, IServedModules } from '../../tokens';
import { isRunning, RunningServers } from './runningServers';

/** The plugin. */
export const runningPlugin: JupyterFrontEndPlugin<void> = {
  id: 'jupyterlab-deephaven:running',
  description: 'Shows connected Deephaven servers in the Running panel.',
  autoStart: true,
  optional: [
    IDeephavenServers,
    IRunningSessionManagers,
    IServedModules,
    ITranslator
  ],
  activate: (
    app: JupyterFrontEnd,
    servers: IDeephavenServers | null,
    running: IRunningSessionManagers | null,
    served: IServedModules | null,
    translator: ITranslator | null
  ): void => {
    if (!servers || !running) {
      return;
    }
    const trans = (translator ?? nullTranslator).load('jupyterlab_deephaven');
    const { commands } = app;
    // An empty section would say no more than none, and costs every page time.
    const update = () => {
      if (servers.servers.some(isRunning)) {
        servers.changed.disconnect(update);
        running.add(new RunningServers({ commands, servers, served, trans }));
      }
    };
    servers.changed.connect(update);
    update();
  }
};
