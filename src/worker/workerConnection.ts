/**
 * An open connection to a worker: client, console session and, where the
 * server plugin is installed, the stream that serves imports.
 */
import type { dh } from '@deephaven/jsapi-types';
import type { IDisposable } from '@lumino/disposable';

import type { DeephavenApi } from '../connection/api';
import { login } from '../connection/auth';
import { closeClient } from '../connection/client';
import type { OutputPart } from '../protocol/runReports';
import { executeBytes, setExecutionContext } from '../protocol/worker';
import type {
  ICredentials,
  ILanguage,
  IReceipt,
  IResumedRun,
  IRunKey,
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
import { ConsoleSession, PrepareError } from './consoleSession';
import { PluginStream } from './pluginStream';
import type { IWorkerLog } from './serverLog';
import type { SessionVariables } from './sessionVariables';
import { resumeSynced, runSynced } from './syncedRun';

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
    const passed = session.open().then(() => {
      // Not before: what is logged until then is the past.
      session.onOther = (logLevel, text) =>
        events.log?.recordLine(logLevel, text);
    });
    // It is a script, which waits for one that runs. What fails it ends the
    // connection, or fails what is asked next.
    passed.catch(() => undefined);
    await worker._stream.open();
    if (worker.plugin.kind !== 'ours') {
      // Output is known from the log alone.
      await passed;
    }
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
    this._stream = new PluginStream({
      api,
      session,
      served,
      provider,
      activity: this.activity,
      log: events.log,
      isRunning: () => this._releases.size > 0,
      onChanged: () => events.onPluginChanged()
    });
  }

  /** The server's API. */
  get api(): DeephavenApi {
    return this._api;
  }

  /** The API's session. */
  get session(): dh.IdeSession {
    return this._session.session;
  }

  get plugin(): PluginState {
    return this._stream.state;
  }

  get canStop(): boolean {
    return this._stream.current?.connection.canStop ?? false;
  }

  get showsValues(): boolean {
    return this._stream.current?.connection.takesCells ?? false;
  }

  get hasScopes(): boolean {
    return this._stream.current?.connection.hasScopes ?? false;
  }

  async forgetScope(id: string): Promise<void> {
    await this._stream.current?.connection.forgetScope(id);
  }

  get language(): ILanguage | null {
    return this._stream.current?.connection.language ?? null;
  }

  get silentSince(): Date | null {
    return this._stream.current?.heartbeat?.silentSince ?? null;
  }

  get displaced(): readonly string[] {
    return this._stream.displaced;
  }

  get reading(): IReadProgress | null {
    return this._stream.reading;
  }

  get shadows(): readonly string[] {
    return this._stream.shadows;
  }

  get refused(): ReadonlyMap<string, string> {
    return this._stream.refused;
  }

  /** The session's variables; null where the server plugin tells none. */
  get told(): SessionVariables | null {
    return this._stream.current?.told ?? null;
  }

  readonly activity = new ActivityLog();

  takeOver(): Promise<void> {
    return this._stream.takeOver();
  }

  /** Whether the connection is closed. */
  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /**
   * Run a program in the worker, importing what is served now.
   *
   * @param onPart - called with each text that it prints.
   */
  async run(
    program: string,
    options: IRunOptions,
    onPart: (part: OutputPart) => void
  ): Promise<Omit<IRunResult, 'output'>> {
    // A switch shows at once what is saved a moment later.
    await this._served.settled;
    const release = this._provider.hold();
    // The API need not end what a closed connection was asked.
    this._releases.add(release);
    try {
      return await this._runHeld(program, options, onPart);
    } finally {
      this._releases.delete(release);
      release();
    }
  }

  private async _runHeld(
    program: string,
    options: IRunOptions,
    onPart: (part: OutputPart) => void
  ): Promise<Omit<IRunResult, 'output'>> {
    if (this._stream.isReopening) {
      await this._stream.open();
    }
    this.activity.begin();
    try {
      return await this._runOnce(program, options, onPart);
    } catch (reason) {
      if (!(reason instanceof PrepareError) || !this._stream.current) {
        throw reason;
      }
      // The plugin object is not what it was: some code removed it, say.
      await this._stream.renew();
      return await this._runOnce(program, options, onPart);
    }
  }

  async resume(
    key: IRunKey,
    options: IRunOptions
  ): Promise<IResumedRun | null> {
    const { current } = this._stream;
    return current?.writer
      ? resumeSynced(current.connection, key, options)
      : null;
  }

  /** Close the connection; what the session made stays in the worker. */
  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    this._releases.forEach(release => release());
    this._stream.dispose();
    this._session.dispose();
    closeClient(this._client);
  }

  private async _runOnce(
    program: string,
    options: IRunOptions,
    onPart: (part: OutputPart) => void
  ): Promise<Omit<IRunResult, 'output'>> {
    const { _session: session, activity } = this;
    const stream = this._stream.current;
    const { bytes } = options;
    const script = bytes ? executeBytes(bytes, '<string>') : program;
    // Nobody tells when it really begins.
    const onSent = () => {
      options.onSent?.(null);
      options.onBegin?.();
    };
    if (!stream) {
      onSent();
      return session.run(script, 'pass', onPart);
    }
    const { connection, variable, writer } = stream;
    if (writer) {
      const run = { activity, connection, session, writer };
      const result = await runSynced(run, program, options, onPart);
      return { ...result, receipt: this._endReceipt() };
    }
    // What the run will import is read before the worker takes its locks.
    const names = await this._provider.prepare(program);
    const prepare = setExecutionContext(variable, connection.id, names);
    activity.recordReady();
    onSent();
    const result = await session.run(script, prepare, onPart);
    return { ...result, receipt: this._endReceipt() };
  }

  private _endReceipt(): IReceipt {
    const receipt = this.activity.end();
    this._events.onPluginChanged();
    return receipt;
  }

  private _api: DeephavenApi;
  private _client: dh.CoreClient;
  private _events: IWorkerEvents;
  private _isDisposed = false;
  private _provider: IServedProvider;
  /** What lets go of the files that runs see. */
  private _releases = new Set<() => void>();
  private _served: IServedSource;
  private _session: ConsoleSession;
  private _stream: PluginStream;
}
