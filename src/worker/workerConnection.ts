/**
 * An open connection to a worker: client, console session and, where the
 * server plugin is installed, the stream that serves imports.
 */
import type { dh } from '@deephaven/jsapi-types';
import type { IDisposable } from '@lumino/disposable';

import type { DeephavenApi } from '../connection/api';
import { login } from '../connection/auth';
import { closeClient } from '../connection/client';
import { Reconnect } from '../connection/reconnect';
import { RemoteFileSourceConnection } from '../protocol/connection';
import { pathOfWire } from '../protocol/origin';
import { PLUGIN_OBJECT_TYPE, setExecutionContext } from '../protocol/worker';
import type {
  ICredentials,
  IReceipt,
  IRunOptions,
  IRunResult,
  IServerConnection,
  PluginState
} from '../tokens';
import type {
  IReadProgress,
  IServedProvider,
  IServedSource
} from '../tree/types';
import { ActivityLog } from './activity';
import { BackgroundSync } from './backgroundSync';
import { ConsoleSession, PrepareError } from './consoleSession';
import { pluginVariable } from './pluginVariable';
import type { IWorkerLog } from './serverLog';
import { SessionVariables } from './sessionVariables';
import { runSynced } from './syncedRun';
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
  /** Called when what `IServerConnection` tells changes. */
  onPluginChanged(): void;
  /** Where there is a log of the worker. */
  readonly log?: IWorkerLog;
}

/** A signed-in connection to a worker's Python. */
export class WorkerConnection implements IDisposable, IServerConnection {
  /**
   * Sign in, start a session, and set serving up.
   *
   * @param api - the server's API.
   * @param client - a client of it; the caller's to disconnect on failure.
   * @param credentials - what to sign in with.
   * @param served - what is served.
   * @param events - what to tell the caller of.
   * @throws LoginRefusedError when the credentials are refused.
   */
  static async open(
    api: DeephavenApi,
    client: dh.CoreClient,
    credentials: ICredentials,
    served: IServedSource,
    events: IWorkerEvents
  ): Promise<WorkerConnection> {
    await login(api, client, credentials);
    const connection = await client.getAsIdeConnection();
    const session = new ConsoleSession(await connection.startSession('python'));
    const worker = new WorkerConnection(
      api,
      client,
      session,
      served,
      await served.provider(),
      events
    );
    connection.addEventListener(api.IdeConnection.EVENT_DISCONNECT, () => {
      if (!worker.isDisposed) {
        worker.dispose();
        events.onLost();
      }
    });
    await session.open();
    // Not before: what is logged until then is the past.
    session.onOther = (logLevel, text) => events.log?.noteLine(logLevel, text);
    await worker._openPlugin();
    return worker;
  }

  private constructor(
    api: DeephavenApi,
    client: dh.CoreClient,
    session: ConsoleSession,
    served: IServedSource,
    provider: IServedProvider,
    events: IWorkerEvents
  ) {
    this._api = api;
    this._client = client;
    this._session = session;
    this._served = served;
    this._provider = provider;
    this._events = events;
  }

  /** The server's API. */
  get api(): DeephavenApi {
    return this._api;
  }

  /** The API's session. */
  get session(): dh.IdeSession {
    return this._session.session;
  }

  /** The server plugin's state. */
  get plugin(): PluginState {
    return this._pluginState;
  }

  /** The names that another client serves to any code in place of this one. */
  get displaced(): readonly string[] {
    return this._displaced;
  }

  /** How far reading ahead is; null while nothing is read. */
  get reading(): IReadProgress | null {
    return this._reading;
  }

  /** Served names that the worker has modules of its own for. */
  get shadows(): readonly string[] {
    return this._shadows;
  }

  /** Served names that the worker imports from no client, and why. */
  get refused(): ReadonlyMap<string, string> {
    return this._refused;
  }

  /** The session's variables; null where the server plugin tells none. */
  get told(): SessionVariables | null {
    return this._told;
  }

  /** What has travelled. */
  readonly activity = new ActivityLog();

  async takeOver(): Promise<void> {
    await this._background?.takeOver();
    this._setDisplaced([]);
  }

  /** Whether the connection is closed. */
  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /**
   * Run a program in the worker, importing what is served now.
   */
  async run(program: string, options: IRunOptions = {}): Promise<IRunResult> {
    // A switch shows at once what is saved a moment later.
    await this._served.settled;
    const release = this._provider.hold();
    // The API need not end what a closed connection was asked.
    this._releases.add(release);
    try {
      return await this._runHeld(program, options);
    } finally {
      this._releases.delete(release);
      release();
    }
  }

  private async _runHeld(
    program: string,
    options: IRunOptions
  ): Promise<IRunResult> {
    if (this._reopening.isActive) {
      await this._openPlugin();
    }
    const resume = this._background?.pause();
    this.activity.begin();
    try {
      return await this._runOnce(program, options);
    } catch (reason) {
      if (!(reason instanceof PrepareError) || !this._plugin) {
        throw reason;
      }
      // The plugin object is not what it was: some code removed it, say.
      this._closePlugin();
      await this._openPlugin();
      return await this._runOnce(program, options);
    } finally {
      resume?.();
    }
  }

  /** Close the connection; what the session made stays in the worker. */
  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    this._releases.forEach(release => release());
    this._reopening.stop();
    this._closePlugin();
    this._session.dispose();
    closeClient(this._client);
  }

  private async _runOnce(
    program: string,
    options: IRunOptions
  ): Promise<IRunResult> {
    const plugin = this._plugin;
    const { onOutput } = options;
    if (!plugin) {
      return this._session.run(program, 'pass', onOutput);
    }
    const { connection, variable } = plugin;
    // What the run will import is read before the worker takes its locks.
    if (!connection.sync) {
      const names = await this._provider.prepare(program);
      const prepare = setExecutionContext(variable, connection.id, names);
      this.activity.noteReady();
      const result = await this._session.run(program, prepare, onOutput);
      return { ...result, receipt: this._endReceipt() };
    }
    const result = await runSynced(
      {
        id: connection.id,
        sync: connection.sync,
        provider: this._provider,
        session: this._session,
        activity: this.activity,
        onNames: async names => this._background?.withdrawOthers(names)
      },
      program,
      options
    );
    return { ...result, receipt: this._endReceipt() };
  }

  private _endReceipt(): IReceipt {
    const receipt = this.activity.end();
    this._events.onPluginChanged();
    return receipt;
  }

  /** Set serving up; where that fails, code runs without it. */
  private _openPlugin(): Promise<void> {
    this._reopening.pause();
    this._opening ??= this._openPluginNow().finally(() => {
      this._opening = null;
    });
    return this._opening;
  }

  private async _openPluginNow(): Promise<void> {
    try {
      const variable = await pluginVariable(this._session);
      if (variable !== null) {
        await this._openPluginObject(variable);
      }
      this._reopening.stop();
    } catch (reason) {
      if (!this._isDisposed && !this._reopening.schedule()) {
        this._setPluginState(missing(reason));
      }
    }
  }

  /** Set serving up again after the stream was closed. */
  private async _reopen(): Promise<void> {
    if (this._releases.size > 0) {
      // A program runs: what it imports is none of the next stream's.
      this._reopening.schedule();
    } else {
      await this._openPlugin();
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
            this._closePlugin();
            this._setPluginState({ kind: 'closed' });
            this._reopening.start();
            this._reopening.schedule();
          },
          onDisplaced: ({ context, names }) => {
            if (context === 'standing') {
              this._setDisplaced([...this._displaced, ...names]);
            }
          },
          onRestored: names =>
            this._setDisplaced(
              this._displaced.filter(name => !names.includes(name))
            ),
          onFetch: fetch => {
            this.activity.noteFetch(fetch);
            if (fetch.bytes === null) {
              this._events.log?.noteMissing(
                pathOfWire(fetch.name) ?? fetch.name
              );
            }
          },
          onRefresh: async () => this._background?.refresh()
        }
      }
    );
    const info = await connection.open();
    if (this._isDisposed) {
      connection.close();
      return;
    }
    this._plugin = { variable, connection };
    if (info?.capabilities.variables === 1) {
      this._told = new SessionVariables(connection, this._session);
    }
    if (connection.sync) {
      this._background = new BackgroundSync(
        connection,
        connection.sync,
        this._served,
        {
          onProgress: progress => {
            this._reading = progress;
            this._events.onPluginChanged();
          },
          onBackground: ({ shadows, refused }) => {
            this._shadows = shadows;
            this._refused = refused;
            this._events.onPluginChanged();
          },
          onPush: (push, snapshot) => this.activity.notePush(push, snapshot)
        }
      );
    }
    this._setPluginState(
      info ? { kind: 'ours', version: info.version } : { kind: 'published' }
    );
  }

  private _closePlugin(): void {
    this._background?.dispose();
    this._background = null;
    this._plugin?.connection.close();
    this._plugin = null;
    this._told = null;
    this._displaced = [];
    this._shadows = [];
    this._refused = new Map();
    this._reading = null;
  }

  private _setDisplaced(names: readonly string[]): void {
    this._displaced = [...new Set(names)];
    this._events.onPluginChanged();
  }

  private _setPluginState(state: PluginState): void {
    this._pluginState = state;
    if (!this._isDisposed) {
      this._events.onPluginChanged();
    }
  }

  private _api: DeephavenApi;
  private _client: dh.CoreClient;
  private _session: ConsoleSession;
  private _events: IWorkerEvents;
  private _displaced: readonly string[] = [];
  private _shadows: readonly string[] = [];
  private _refused: ReadonlyMap<string, string> = new Map();
  private _opening: Promise<void> | null = null;
  private _reading: IReadProgress | null = null;
  private _background: BackgroundSync | null = null;
  private _plugin: IPlugin | null = null;
  private _provider: IServedProvider;
  private _served: IServedSource;
  private _told: SessionVariables | null = null;
  /** What lets go of the files that runs see. */
  private _releases = new Set<() => void>();
  /** Opens the plugin's stream again that was closed. */
  private _reopening = new Reconnect(() => this._reopen());
  private _pluginState: PluginState = { kind: 'missing', reason: '' };
  private _isDisposed = false;
}

/** The state after a failure; its last line says what is wrong. */
function missing(reason: unknown): PluginState {
  const text = reason instanceof Error ? reason.message : String(reason);
  const lines = text.trimEnd().split('\n');
  return { kind: 'missing', reason: lines[lines.length - 1] };
}
