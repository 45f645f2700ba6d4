/**
 * An open connection to a worker: client, console session and, where the
 * server plugin is installed, the stream that serves imports.
 */
import type { dh } from '@deephaven/jsapi-types';
import type { IDisposable } from '@lumino/disposable';

import { RemoteFileSourceConnection } from '../protocol/connection';
import { PLUGIN_OBJECT_TYPE } from '../protocol/messages';
import {
  createPluginObject,
  PLUGIN_VARIABLES,
  setExecutionContext
} from '../protocol/worker';
import type { IServedProvider } from '../sources/types';
import type { ICredentials, IRunResult, PluginState } from '../tokens';
import type { DeephavenApi } from './api';
import { closeClient } from './api';
import { loginOptions } from './auth';
import { ConsoleSession, PrepareError } from './consoleSession';
import { LoginRefusedError } from './failures';
import { WidgetChannel } from './widgetChannel';

/** The plugin object of a connection. */
interface IPlugin {
  readonly variable: string;
  readonly connection: RemoteFileSourceConnection;
}

/** What a connection tells its owner. */
export interface IWorkerEvents {
  /** Called once, when the server goes away. */
  onLost(): void;
  /** Called when `pluginState` changes. */
  onPluginChanged(): void;
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
   * @param events - what to tell the caller of.
   * @throws LoginRefusedError when the credentials are refused.
   */
  static async open(
    api: DeephavenApi,
    client: dh.CoreClient,
    credentials: ICredentials,
    provider: IServedProvider,
    events: IWorkerEvents
  ): Promise<WorkerConnection> {
    await login(api, client, credentials);
    const connection = await client.getAsIdeConnection();
    const session = new ConsoleSession(await connection.startSession('python'));
    const worker = new WorkerConnection(api, client, session, provider, events);
    connection.addEventListener(api.IdeConnection.EVENT_DISCONNECT, () => {
      if (!worker.isDisposed) {
        worker.dispose();
        events.onLost();
      }
    });
    await session.open();
    await worker._openPlugin();
    return worker;
  }

  private constructor(
    api: DeephavenApi,
    client: dh.CoreClient,
    session: ConsoleSession,
    provider: IServedProvider,
    events: IWorkerEvents
  ) {
    this._api = api;
    this._client = client;
    this._session = session;
    this._provider = provider;
    this._events = events;
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
    if (this._isPluginLost) {
      await this._openPlugin();
    }
    try {
      return await this._runOnce(code, names, onOutput);
    } catch (reason) {
      if (!(reason instanceof PrepareError) || !this._plugin) {
        throw reason;
      }
      // The plugin object is not what it was: some code removed it, say.
      this._plugin.connection.close();
      this._plugin = null;
      await this._openPlugin();
      return this._runOnce(code, names, onOutput);
    }
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

  private async _runOnce(
    code: string,
    names: readonly string[],
    onOutput?: (text: string) => void
  ): Promise<IRunResult> {
    const plugin = this._plugin;
    if (!plugin) {
      return this._session.run(code, 'pass', onOutput);
    }
    const { connection, variable } = plugin;
    // What the run will import is read before the worker takes its locks.
    if (!connection.sync) {
      await this._provider.prepare(code);
      const prepare = setExecutionContext(variable, connection.id, names);
      return this._session.run(code, prepare, onOutput);
    }
    const snapshot = await this._provider.snapshot(code);
    const { done, revision } = connection.sync.push(snapshot);
    done.catch(reason => {
      // The worker, which waits for the revision, ends the run in words.
      console.warn('The served modules could not be sent', reason);
    });
    const prepare = setExecutionContext(variable, connection.id, names, {
      revision,
      evict: 'changed'
    });
    return this._session.run(code, prepare, onOutput);
  }

  /** Set serving up; where that fails, code runs without it. */
  private async _openPlugin(): Promise<void> {
    this._isPluginLost = false;
    try {
      const variable = await this._pluginVariable();
      if (variable !== null) {
        await this._openPluginObject(variable);
      }
    } catch (reason) {
      this._setPluginState(missing(reason));
    }
  }

  private async _openPluginObject(variable: string): Promise<void> {
    const widget: dh.Widget = await this._session.session.getObject({
      name: variable,
      type: PLUGIN_OBJECT_TYPE
    });
    const connection = new RemoteFileSourceConnection(
      new WidgetChannel(this._api, widget),
      this._provider,
      {
        events: {
          onClosed: () => {
            // The next run opens it again.
            this._plugin = null;
            this._isPluginLost = true;
            this._setPluginState({
              kind: 'missing',
              reason: 'its stream was closed; the next run opens it again'
            });
          }
        }
      }
    );
    const info = await connection.open();
    this._plugin = { variable, connection };
    this._setPluginState(
      info ? { kind: 'ours', version: info.version } : { kind: 'published' }
    );
  }

  private _setPluginState(state: PluginState): void {
    this._pluginState = state;
    if (!this._isDisposed) {
      this._events.onPluginChanged();
    }
  }

  /** The variable of the plugin object; null when there can be none. */
  private async _pluginVariable(): Promise<string | null> {
    const existing = new Set(await this._pluginObjects());
    const found = PLUGIN_VARIABLES.find(variable => existing.has(variable));
    if (found !== undefined) {
      return found;
    }
    const { changes } = await this._session.execute(createPluginObject());
    const created = changes.created.find(
      ({ type }) => (type as string) === PLUGIN_OBJECT_TYPE
    );
    return created?.title ?? null;
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
  private _events: IWorkerEvents;
  private _isPluginLost = false;
  private _plugin: IPlugin | null = null;
  private _provider: IServedProvider;
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

/** The state after a failure; its last line says what is wrong. */
function missing(reason: unknown): PluginState {
  const text = reason instanceof Error ? reason.message : String(reason);
  const lines = text.trimEnd().split('\n');
  return { kind: 'missing', reason: lines[lines.length - 1] };
}
