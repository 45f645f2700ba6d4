/**
 * Provides the servers, and the commands that change them.
 */
import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { IStateDB } from '@jupyterlab/statedb';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { IFormRendererRegistry } from '@jupyterlab/ui-components';

import { ICredentialStore, IDeephavenServers, IServedModules } from '../tokens';
import { CommandIDs } from '../ui/commandIds';
import { SettingsStore } from '../ui/settingsStore';
import { addServerCommands } from './serverCommands';
import { addServerListCommands } from './serverListCommands';
import { Consents } from './remembered/consents';
import type { IServersSettings } from './serverConfig';
import { DocumentServers } from './documents/documentServers';
import { DeephavenServers } from './servers';
import { addServersRenderer } from './settingsRenderer';
import { addTrustCommand } from './trustCommand';

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
    IStateDB,
    ICommandPalette,
    ITranslator,
    IFormRendererRegistry
  ],
  activate: (
    app: JupyterFrontEnd,
    served: IServedModules | null,
    secrets: ICredentialStore | null,
    registry: ISettingRegistry | null,
    state: IStateDB | null,
    palette: ICommandPalette | null,
    translator: ITranslator | null,
    renderers: IFormRendererRegistry | null
  ): IDeephavenServers => {
    const trans = (translator ?? nullTranslator).load('jupyterlab_deephaven');
    const settings = new SettingsStore<IServersSettings>(
      registry,
      serversPlugin.id,
      { servers: [], trusted: [], connectTimeout: 20, reconnect: true },
      trans
    );
    const consents = new Consents(settings, async (server, question) => {
      const { askConsent } = await import('./consentDialog');
      return askConsent(server, question, trans);
    });
    const servers = new DeephavenServers({
      settings,
      documents: new DocumentServers(state, app.serviceManager.contents),
      consents,
      prompt: async (server, kinds, problem, route, last) => {
        const { askCredentials } = await import('./signInDialog');
        const isRemembered = (await secrets?.isThere()) ?? false;
        const question = { kinds, problem, route, last, isRemembered };
        return askCredentials(server, question, trans);
      },
      secrets,
      served,
      loadApi: async (route, signal, trusted) => {
        const { loadApi } = await import('../connection/api');
        return loadApi(route, signal, trusted);
      },
      probe: async (route, signal) => {
        const { API_FILE } = await import('../connection/route');
        const { body } = await route.fetch(API_FILE, signal);
        // The answer's beginning is enough.
        await body?.cancel();
      },
      jupyter: async url => {
        const { JupyterRoute } = await import('../connection/jupyterRoute');
        return new JupyterRoute(app.serviceManager.serverSettings, url);
      },
      trans
    });
    if (renderers) {
      addServersRenderer(renderers, serversPlugin.id, trans);
    }
    addServerCommands(app, servers, trans);
    addServerListCommands(app, servers, trans);
    addTrustCommand(app, servers, consents, trans);
    const category = trans.__('Deephaven');
    for (const command of [
      CommandIDs.connect,
      CommandIDs.disconnect,
      CommandIDs.useServer,
      CommandIDs.addServer,
      CommandIDs.editServer,
      CommandIDs.removeServer,
      CommandIDs.forgetTrust
    ]) {
      palette?.addItem({ command, category });
    }
    return servers;
  }
};
