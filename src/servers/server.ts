/** The model of one configured server: its state, and the way to the next one. */
import type { dh } from '@deephaven/jsapi-types';
import { PromiseDelegate } from '@lumino/coreutils';
import type { IDisposable } from '@lumino/disposable';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';

import { loginOptions, offeredKinds } from '../connection/auth';
import { closeClient, createClient } from '../connection/client';
import type { IConnectorOptions, IWantedRoute } from '../connection/connector';
import { Connector } from '../connection/connector';
import { isForUser, LoginRefusedError } from '../connection/failures';
import { answerLogin } from '../connection/framedPage';
import { HeldCredentials } from '../connection/heldCredentials';
import { Reconnect } from '../connection/reconnect';
import { pagesAt } from '../connection/route';
import { withTimeout } from '../connection/withTimeout';
import { NothingServed } from '../modules/nothingServed';
import type {
  ICredentials,
  IDeephavenServer,
  ILogEntry,
  IRunOptions,
  IRunResult,
  IServedModules,
  IServerConfig,
  IServerConnection,
  RouteKind,
  ServerState
} from '../tokens';
import { RunQueue } from '../worker/runQueue';
import { ServerLog } from '../worker/serverLog';
import { Variables } from '../worker/variables';
import type { WorkerConnection } from '../worker/workerConnection';

/** What a server needs. */
export interface IServerOptions extends IConnectorOptions {
  served: IServedModules | null;
}

/** A configured server. */
export class DeephavenServer implements IDeephavenServer {
  /**
   * @param config - its settings.
   * @param options - `served`: what it may import; `timeout`: milliseconds that
   * connecting may take.
   */
  constructor(config: IServerConfig, options: IServerOptions) {
    this.config = config;
    this._connector = new Connector(config, options);
    this._options = options;
    this._log = new ServerLog(this, options.trans);
    this.variables = new Variables(options.trans);
    this._runs = new RunQueue({
      server: config.name,
      connection: () =>
        this._worker &&
        this._attempt && {
          worker: this._worker,
          ended: this._attempt.promise
        },
      isRetried: () => this._reconnect.isActive,
      trans: options.trans
    });
  }

  readonly config: IServerConfig;
  readonly variables: Variables;

  get state(): ServerState {
    return this._state;
  }

  get reason(): string | null {
    return this._reason;
  }

  get connection(): IServerConnection | null {
    return this._worker;
  }

  get route(): RouteKind | null {
    return this._worker ? this.keptRoute : null;
  }

  get pages(): string | null {
    return this.route === 'direct' ? pagesAt(this.config.url) : null;
  }

  get retryAt(): Date | null {
    return this._reconnect.at;
  }

  get canConnectSilently(): boolean {
    return this._held.orAnonymous(this.config) !== null;
  }

  get isAnonymous(): boolean {
    return this._held.credentials?.type === 'anonymous';
  }

  get keptRoute(): RouteKind | null {
    return this._held.route;
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get logged(): ISignal<IDeephavenServer, ILogEntry> {
    return this._log.logged;
  }

  get disposed(): ISignal<this, void> {
    return this._disposed;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  async findRoute(): Promise<RouteKind> {
    return (
      this.keptRoute ??
      this._connector.only ??
      this._look(() => this._connector.find())
    );
  }

  async authKinds(route?: RouteKind): Promise<string[]> {
    let client: dh.CoreClient | null = null;
    return this._look(async isWanted => {
      const way = route ?? this.keptRoute;
      const reached = await this._connector.reach(isWanted, way);
      client = createClient(reached, this.config.url);
      return offeredKinds(client);
    }).finally(() => closeClient(client));
  }

  async connect(credentials?: ICredentials, route?: RouteKind): Promise<void> {
    if (this._isDisposed) {
      throw this._connector.cancelled();
    }
    // Other credentials than before are meant, whatever there is.
    if (!credentials || this._held.isBegun(credentials)) {
      if (this._state === 'connected') {
        return;
      }
      if (this._connecting) {
        return this._connecting;
      }
    }
    const used = credentials ?? this._held.orAnonymous(this.config);
    if (used === null) {
      throw new Error(
        this._options.trans.__(
          'Connecting to “%1” needs credentials.',
          this.config.name
        )
      );
    }
    this._held.begin(used);
    // What is known goes where it went before, also where another way works.
    const wanted = credentials
      ? { kind: route ?? null, isKept: false }
      : { kind: this.keptRoute, isKept: true };
    const connecting = this._connect(used, wanted).finally(() => {
      if (this._connecting === connecting) {
        this._connecting = null;
      }
    });
    this._connecting = connecting;
    return connecting;
  }

  /** Sign in as another one does, which leads to the same server. */
  signInLike(other: DeephavenServer): void {
    this._held.takeFrom(other._held);
  }

  async disconnect(): Promise<void> {
    this._held.clear();
    this._reconnect.stop();
    this._abandon();
    this._setState('disconnected');
  }

  run(code: string, options: IRunOptions = {}): Promise<IRunResult> {
    return this._runs.run(code, options).finally(() => {
      void this.variables.recordRun();
    });
  }

  signIn(frame: HTMLIFrameElement): IDisposable {
    return answerLogin(frame, this.config.url, () =>
      // It has pages by the route of these credentials only.
      this._worker && this.pages && this._held.credentials
        ? loginOptions(this._worker.api, this._held.credentials)
        : null
    );
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    this._held.clear();
    this._reconnect.stop();
    this._abandon();
    this.variables.dispose();
    this._disposed.emit();
    Signal.clearData(this);
  }

  /**
   * Find out something of the server, beside a connection that there is or
   * will soon be, else in its place.
   */
  private async _look<T>(
    work: (isWanted: () => boolean) => Promise<T>
  ): Promise<T> {
    const isAside =
      this._worker !== null ||
      this._connecting !== null ||
      this._reconnect.isActive;
    const attempt = isAside ? new PromiseDelegate<never>() : this._begin();
    const isCurrent = () => attempt === this._attempt;
    try {
      const found = await withTimeout(
        this._options.timeout(),
        attempt.promise,
        work
      );
      if (isCurrent()) {
        this._abandon();
        this._setState('disconnected');
      }
      return found;
    } catch (reason) {
      if (!isAside && !isCurrent()) {
        throw reason;
      }
      const failure = this._connector.explained(reason);
      if (isCurrent()) {
        this._abandon();
        this._setState('failed', failure.message);
      }
      throw failure;
    }
  }

  private async _connect(
    credentials: ICredentials,
    wanted: IWantedRoute
  ): Promise<void> {
    const attempt = this._begin();
    const isCurrent = () => attempt === this._attempt;
    let client: dh.CoreClient | null = null;
    try {
      const opened = await withTimeout(
        this._options.timeout(),
        attempt.promise,
        async isWanted => {
          const reached = await this._connector.reach(isWanted, wanted.kind);
          client = createClient(reached, this.config.url);
          // Not before it is needed: most pages never connect.
          const { WorkerConnection } =
            await import('../worker/workerConnection');
          const worker = await WorkerConnection.open(
            reached.api,
            client,
            credentials,
            this._options.served ?? new NothingServed(),
            {
              onLost: () => {
                if (isCurrent()) {
                  this._onLost();
                }
              },
              onPluginChanged: () => {
                if (isCurrent() && this._worker) {
                  this.variables.recordPlugin();
                  this._changed.emit();
                }
              },
              log: this._log
            }
          );
          if (!isWanted()) {
            worker.dispose();
          }
          return { route: reached.route.kind, worker };
        }
      );
      const { worker } = opened;
      if (!isCurrent()) {
        worker.dispose();
        throw this._connector.cancelled();
      }
      this._worker = worker;
      this.variables.attach(worker);
      this._held.keep(credentials, opened.route);
      this._reconnect.stop();
      this._setState('connected');
    } catch (reason) {
      // Otherwise the API goes on trying for ever.
      closeClient(client);
      if (!isCurrent()) {
        throw reason;
      }
      this._abandon();
      const failure = this._connector.explained(reason, wanted, credentials);
      if (reason instanceof LoginRefusedError) {
        // Another key: trying it again can only lock the user out.
        this._held.drop();
      }
      if (isForUser(reason)) {
        this._reconnect.stop();
      }
      this._fail(failure.message);
      throw failure;
    }
  }

  private _onLost(): void {
    const words = this._options.trans.__(
      'The connection to %1 was lost. Is the server still running?',
      this.config.url
    );
    if (this._worker) {
      this._reconnect.start();
    }
    this._abandon(new Error(words));
    this._fail(words);
  }

  /** What was connected before is tried again. */
  private _fail(words: string): void {
    const isRetried = this._reconnect.schedule();
    this._setState(isRetried ? 'lost' : 'failed', words);
  }

  /** Begin to connect, in place of what went on before. */
  private _begin(): PromiseDelegate<never> {
    this._abandon();
    const attempt = new PromiseDelegate<never>();
    // Nobody may be waiting for it any more.
    attempt.promise.catch(() => undefined);
    this._attempt = attempt;
    this._reconnect.pause();
    if (this._reconnect.isActive) {
      this._setState('lost', this._reason);
    } else {
      this._setState('connecting');
    }
    return attempt;
  }

  /**
   * Close the connection, or cease to connect. Whoever waits for either is
   * told the reason at once, and what still comes of it is not wanted.
   */
  private _abandon(reason: Error = this._connector.cancelled()): void {
    const attempt = this._attempt;
    this._attempt = null;
    this._connecting = null;
    this.variables.detach();
    this._worker?.dispose();
    this._worker = null;
    attempt?.reject(reason);
  }

  private _setState(state: ServerState, reason: string | null = null): void {
    if (this._isDisposed) {
      return;
    }
    this._state = state;
    this._reason = reason;
    this._changed.emit();
  }

  private _held = new HeldCredentials();
  private _connector: Connector;
  /** Rejected when the connection, or connecting, is over. */
  private _attempt: PromiseDelegate<never> | null = null;
  private _changed = new Signal<this, void>(this);
  private _connecting: Promise<void> | null = null;
  private _disposed = new Signal<this, void>(this);
  private _isDisposed = false;
  private _log: ServerLog;
  private _options: IServerOptions;
  private _reason: string | null = null;
  private _reconnect = new Reconnect(() => this.connect());
  private _runs: RunQueue;
  private _state: ServerState = 'disconnected';
  private _worker: WorkerConnection | null = null;
}
