/**
 * Connects again after a reload.
 */
import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { IStateDB } from '@jupyterlab/statedb';

import { IDeephavenServers } from '../../tokens';
import { ConnectedBefore } from './connectedBefore';

/** The plugin. */
export const reconnectPlugin: JupyterFrontEndPlugin<void> = {
  id: 'jupyterlab-deephaven:reconnect',
  description:
    'Connects again, after a reload, to the Deephaven servers that were connected, where nobody has to be asked.',
  autoStart: true,
  optional: [IDeephavenServers, IStateDB],
  activate: (
    app: JupyterFrontEnd,
    servers: IDeephavenServers | null,
    state: IStateDB | null
  ): void => {
    if (!servers || !state) {
      return;
    }
    const before = new ConnectedBefore(servers, state, reconnectPlugin.id);
    app.restored
      .then(() => before.restore())
      .catch(reason => {
        console.error('Servers could not be connected again', reason);
      });
  }
};
