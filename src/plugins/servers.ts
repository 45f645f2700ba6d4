/**
 * Provides the servers, and the commands that change them.
 */
import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import type { IServersSettings } from '../deephaven/servers';
import { DeephavenServers } from '../deephaven/servers';
import { CommandIDs } from '../jupyter/commandIds';
import { addServerCommands } from '../jupyter/serverCommands';
import { addServerListCommands } from '../jupyter/serverListCommands';
import { SettingsStore } from '../jupyter/settingsStore';
import { ICredentialStore, IDeephavenServers, IServedModules } from '../tokens';

/** The plugin. */
export const serversPlugin: JupyterFrontEndPlugin<IDeephavenServers> = {
  id: 'jupyterlab-deephaven:servers',
  description: 'Provides the Deephaven servers and connections to them.',
  autoStart: true,
  provides: IDeephavenServers,
  optional: [
    IServedModules,
    ICredentialStore,
    ISettingRegistry,
    ICommandPalette,
    ITranslator
  ],
  activate: (
    app: JupyterFrontEnd,
    served: IServedModules | null,
    secrets: ICredentialStore | null,
    registry: ISettingRegistry | null,
    palette: ICommandPalette | null,
    translator: ITranslator | null
  ): IDeephavenServers => {
    const trans = (translator ?? nullTranslator).load('jupyterlab_deephaven');
    const servers = new DeephavenServers({
      settings: new SettingsStore<IServersSettings>(
        registry,
        serversPlugin.id,
        { servers: [], connectTimeout: 20, reconnect: true },
        trans
      ),
      prompt: async (server, kinds, problem, route) => {
        const { askCredentials } = await import('../widgets/signInDialog');
        const isRemembered = (await secrets?.isThere()) ?? false;
        const question = { kinds, problem, route, isRemembered };
        return askCredentials(server, question, trans);
      },
      secrets,
      served,
      loadApi: async (route, signal) => {
        const { loadApi } = await import('../deephaven/api');
        return loadApi(route, signal);
      },
      probe: async (route, signal) => {
        const { API_FILE } = await import('../deephaven/route');
        return route.check(API_FILE, signal);
      },
      jupyter: async url => {
        const { JupyterRoute } = await import('../jupyter/jupyterRoute');
        return new JupyterRoute(app.serviceManager.serverSettings, url);
      },
      trans
    });
    addServerCommands(app, servers, trans);
    addServerListCommands(app, servers, trans);
    const category = trans.__('Deephaven');
    for (const command of [
      CommandIDs.connect,
      CommandIDs.disconnect,
      CommandIDs.useServer,
      CommandIDs.addServer,
      CommandIDs.editServer,
      CommandIDs.removeServer
    ]) {
      palette?.addItem({ command, category });
    }
    return servers;
  }
};
