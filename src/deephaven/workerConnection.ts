/**
 * An open connection to a worker: client, console session and, where the
 * server plugin is installed, the stream that serves imports.
 */
import type { dh } from '@deephaven/jsapi-types';
import type { IDisposable } from '@lumino/disposable';

import type { IModuleProvider } from '../protocol/connection';
import { RemoteFileSourceConnection } from '../protocol/connection';
import { PLUGIN_OBJECT_TYPE } from '../protocol/messages';
import {
  createPluginObject,
  PLUGIN_VARIABLES,
  setExecutionContext
} from '../protocol/worker';
import type { ICredentials, IRunResult, PluginState } from '../tokens';
import type { DeephavenApi } from './api';
import { closeClient } from './api';
import { loginOptions } from './auth';
import { ConsoleSession } from './consoleSession';
import { LoginRefusedError } from './failures';
import { WidgetChannel } from './widgetChannel';

/** The plugin object of a connection. */
interface IPlugin {
  readonly variable: string;
  readonly connection: RemoteFileSourceConnection;
}

/** A signed-in connection to a worker's Python. */
export class WorkerConnection implements IDisposable {
  /**
   * Sign in, start a session, and set serving up.
   *
   * @param api - the server's API.
   * @param client - a client of it; the caller's to disconnect on failure.
   * @param credentials - what to sign in with.
   * @param provider - what answers imports.
   * @param onLost - called once when the server goes away.
   * @throws LoginRefusedError when the credentials are refused.
   */
  static async open(
    api: DeephavenApi,
    client: dh.CoreClient,
    credentials: ICredentials,
    provider: IModuleProvider,
    onLost: () => void
  ): Promise<WorkerConnection> {
    await login(api, client, credentials);
    const connection = await client.getAsIdeConnection();
    const session = new ConsoleSession(await connection.startSession('python'));
    const worker = new WorkerConnection(api, client, session);
    connection.addEventListener(api.IdeConnection.EVENT_DISCONNECT, () => {
      if (!worker.isDisposed) {
        worker.dispose();
        onLost();
      }
    });
    await session.open();
    await worker._openPlugin(provider);
    return worker;
  }

  private constructor(
    api: DeephavenApi,
    client: dh.CoreClient,
    session: ConsoleSession
  ) {
    this._api = api;
    this._client = client;
    this._session = session;
  }

  /** The server plugin's state. */
  get pluginState(): PluginState {
    return this._pluginState;
  }

  /** Whether the connection is closed. */
  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /**
   * Run a script in the worker, importing served modules.
   *
   * @param names - the top-level names to serve.
   */
  async run(
    code: string,
    names: readonly string[],
    onOutput?: (text: string) => void
  ): Promise<IRunResult> {
    const { variable, connection } = this._plugin ?? {};
    const prepare =
      variable !== undefined && connection
        ? setExecutionContext(variable, connection.id, names)
        : 'pass';
    return this._session.run(code, prepare, onOutput);
  }

  /** Close the connection; what the session made stays in the worker. */
  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    this._plugin?.connection.close();
    this._session.dispose();
    closeClient(this._client);
  }

  private async _openPlugin(provider: IModuleProvider): Promise<void> {
    const { session } = this._session;
    const variable = await this._pluginVariable();
    if (variable === null) {
      return;
    }
    const widget: dh.Widget = await session.getObject({
      name: variable,
      type: PLUGIN_OBJECT_TYPE
    });
    const connection = new RemoteFileSourceConnection(
      new WidgetChannel(this._api, widget),
      provider
    );
    const info = await connection.open();
    this._plugin = { variable, connection };
    this._pluginState = info
      ? { kind: 'ours', version: info.version }
      : { kind: 'published' };
  }

  /** The variable of the plugin object; null when there can be none. */
  private async _pluginVariable(): Promise<string | null> {
    const existing = new Set(await this._pluginObjects());
    const found = PLUGIN_VARIABLES.find(variable => existing.has(variable));
    if (found !== undefined) {
      return found;
    }
    try {
      const { changes } = await this._session.execute(createPluginObject());
      const created = changes.created.find(
        ({ type }) => (type as string) === PLUGIN_OBJECT_TYPE
      );
      if (created) {
        return created.title;
      }
    } catch (reason) {
      // Installed, but broken: say what Python says.
      this._pluginState = { kind: 'missing', reason: String(reason) };
    }
    return null;
  }

  /** The worker's variables that hold plugin objects. */
  private _pluginObjects(): Promise<string[]> {
    return new Promise(resolve => {
      const remove = this._session.session.subscribeToFieldUpdates(changes => {
        resolve(
          changes.created
            .filter(({ type }) => (type as string) === PLUGIN_OBJECT_TYPE)
            .map(({ title }) => title)
        );
        // The first update lists all there is; not before this call is over.
        void Promise.resolve().then(() => remove());
      });
    });
  }

  private _api: DeephavenApi;
  private _client: dh.CoreClient;
  private _session: ConsoleSession;
  private _plugin: IPlugin | null = null;
  private _pluginState: PluginState = { kind: 'missing', reason: '' };
  private _isDisposed = false;
}

async function login(
  api: DeephavenApi,
  client: dh.CoreClient,
  credentials: ICredentials
): Promise<void> {
  try {
    await client.login(loginOptions(api, credentials));
  } catch (reason) {
    // The API rejects with an object of its own that says nothing more.
    throw new LoginRefusedError(String(reason));
  }
}
