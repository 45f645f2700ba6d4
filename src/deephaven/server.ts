/**
 * The model of one configured server: its state, and the way from one to the next.
 */
import type { dh } from '@deephaven/jsapi-types';
import type { TranslationBundle } from '@jupyterlab/translation';
import { JSONExt, PromiseDelegate } from '@lumino/coreutils';
import type { IDisposable } from '@lumino/disposable';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';

import type {
  ICredentials,
  IDeephavenServer,
  IRunOptions,
  IRunResult,
  IServedModules,
  IServerConfig,
  PluginState,
  RouteKind,
  ServerState
} from '../tokens';
import { NothingServed } from '../sources/nothingServed';
import type { IReadProgress, IServedSource } from '../sources/types';
import { loginOptions, offeredKinds } from './auth';
import { closeClient, createClient } from './client';
import { CancelledError, explainFailure, LoginRefusedError } from './failures';
import { answerLogin } from './framedPage';
import type { IReached, IWays } from './reach';
import { reach } from './reach';
import { Reconnect } from './reconnect';
import { isAtRoot } from './route';
import { RunQueue } from './runQueue';
import { Variables } from './variables';
import { within } from './within';
import type { WorkerConnection } from './workerConnection';

/** A configured server. */
export class DeephavenServer implements IDeephavenServer {
  /**
   * @param config - its settings.
   * @param options - `served`: what it may import; `timeout`: milliseconds that
   * connecting may take.
   */
  constructor(config: IServerConfig, options: DeephavenServer.IOptions) {
    this.config = config;
    this._served = options.served ?? new NothingServed();
    this._ways = options;
    this._timeout = options.timeout;
    this._trans = options.trans;
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
  readonly variables = new Variables();

  get state(): ServerState {
    return this._state;
  }

  get reason(): string | null {
    return this._reason;
  }

  get plugin(): PluginState | null {
    return this._worker?.pluginState ?? null;
  }

  get route(): RouteKind | null {
    return this._worker ? this._route : null;
  }

  get pages(): string | null {
    const { url } = this.config;
    return this.route === 'direct' && isAtRoot(url) ? url : null;
  }

  get retryAt(): Date | null {
    return this._reconnect.at;
  }

  get displaced(): readonly string[] {
    return this._worker?.displaced ?? [];
  }

  get hides(): readonly string[] {
    return this._worker?.hides ?? [];
  }

  get activity(): IDeephavenServer['activity'] {
    return this._worker?.activity ?? null;
  }

  get reading(): IReadProgress | null {
    return this._worker?.reading ?? null;
  }

  get canConnectSilently(): boolean {
    return this._credentials !== null || this.config.auth === 'anonymous';
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get disposed(): ISignal<this, void> {
    return this._disposed;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  async authKinds(): Promise<string[]> {
    // A connection that there is, or will soon be, stays as it is.
    const isAside =
      this._worker !== null ||
      this._connecting !== null ||
      this._reconnect.isActive;
    const attempt = isAside ? new PromiseDelegate<never>() : this._begin();
    const isCurrent = () => attempt === this._attempt;
    let client: dh.CoreClient | null = null;
    try {
      const kinds = await within(
        this._timeout(),
        attempt.promise,
        async isWanted => {
          client = (await this._createClient(isWanted)).client;
          return offeredKinds(client);
        }
      );
      if (isCurrent()) {
        this._abandon();
        this._setState('disconnected');
      }
      return kinds;
    } catch (reason) {
      if (!isAside && !isCurrent()) {
        throw reason;
      }
      const words = explainFailure(reason, this.config, this._trans);
      if (isCurrent()) {
        this._abandon();
        this._setState('failed', words);
      }
      throw new Error(words);
    } finally {
      closeClient(client);
    }
  }

  async connect(credentials?: ICredentials): Promise<void> {
    if (this._isDisposed) {
      throw this._cancelled();
    }
    // Other credentials than before are meant, whatever there is.
    if (
      !credentials ||
      JSONExt.deepEqual({ ...credentials }, this._signingInWith)
    ) {
      if (this._state === 'connected') {
        return;
      }
      if (this._connecting) {
        return this._connecting;
      }
    }
    const used =
      credentials ??
      this._credentials ??
      (this.config.auth === 'anonymous' ? { type: 'anonymous' } : null);
    if (used === null) {
      throw new Error(
        this._trans.__(
          'Connecting to “%1” needs credentials.',
          this.config.name
        )
      );
    }
    this._signingInWith = { ...used };
    const connecting = this._connect(used).finally(() => {
      if (this._connecting === connecting) {
        this._connecting = null;
      }
    });
    this._connecting = connecting;
    return connecting;
  }

  /** Sign in as another one does, which leads to the same server. */
  signInLike(other: DeephavenServer): void {
    this._credentials = other._credentials;
  }

  async disconnect(): Promise<void> {
    this._credentials = null;
    this._signingInWith = {};
    this._reconnect.stop();
    this._abandon();
    this._setState('disconnected');
  }

  run(code: string, options: IRunOptions = {}): Promise<IRunResult> {
    return this._runs.run(code, options);
  }

  async takeOver(): Promise<void> {
    await this._worker?.takeOver();
  }

  signIn(frame: HTMLIFrameElement): IDisposable {
    return answerLogin(frame, this.config.url, () =>
      this._worker && this._credentials
        ? loginOptions(this._worker.api, this._credentials)
        : null
    );
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    this._credentials = null;
    this._signingInWith = {};
    this._reconnect.stop();
    this._abandon();
    this.variables.dispose();
    this._disposed.emit();
    Signal.clearData(this);
  }

  private async _connect(credentials: ICredentials): Promise<void> {
    const attempt = this._begin();
    const isCurrent = () => attempt === this._attempt;
    let client: dh.CoreClient | null = null;
    try {
      const { route, worker } = await within(
        this._timeout(),
        attempt.promise,
        async isWanted => {
          const created = await this._createClient(isWanted);
          client = created.client;
          // Not before it is needed: most pages never connect.
          const { WorkerConnection } = await import('./workerConnection');
          const worker = await WorkerConnection.open(
            created.api,
            client,
            credentials,
            this._served,
            {
              onLost: () => {
                if (isCurrent()) {
                  this._onLost();
                }
              },
              onPluginChanged: () => {
                if (isCurrent() && this._worker) {
                  this._changed.emit();
                }
              }
            }
          );
          if (!isWanted()) {
            worker.dispose();
          }
          return { route: created.route.kind, worker };
        }
      );
      if (!isCurrent()) {
        worker.dispose();
        throw this._cancelled();
      }
      this._worker = worker;
      this._route = route;
      this.variables.attach(worker.api, worker.session);
      this._credentials = credentials;
      this._reconnect.stop();
      this._setState('connected');
    } catch (reason) {
      // Otherwise the API goes on trying for ever.
      closeClient(client);
      if (!isCurrent()) {
        throw reason;
      }
      this._abandon();
      const words = explainFailure(
        reason,
        this.config,
        this._trans,
        credentials
      );
      const isRefused = reason instanceof LoginRefusedError;
      if (isRefused) {
        // Another key: trying it again can only lock the user out.
        this._credentials = null;
        this._reconnect.stop();
      }
      this._fail(words);
      throw isRefused ? new LoginRefusedError(words) : new Error(words);
    }
  }

  private _onLost(): void {
    const words = this._trans.__(
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
  private _abandon(reason: Error = this._cancelled()): void {
    const attempt = this._attempt;
    this._attempt = null;
    this._connecting = null;
    this.variables.detach();
    this._worker?.dispose();
    this._worker = null;
    attempt?.reject(reason);
  }

  private _cancelled(): Error {
    return new CancelledError(this._trans.__('Connecting was cancelled.'));
  }

  private async _createClient(
    isWanted: () => boolean
  ): Promise<IReached & { client: dh.CoreClient }> {
    const reached = await reach(this.config, this._ways, this._timeout());
    if (!isWanted()) {
      throw this._cancelled();
    }
    return { ...reached, client: createClient(reached, this.config.url) };
  }

  private _setState(state: ServerState, reason: string | null = null): void {
    if (this._isDisposed) {
      return;
    }
    this._state = state;
    this._reason = reason;
    this._changed.emit();
  }

  /** Rejected when the connection, or connecting, is over. */
  private _attempt: PromiseDelegate<never> | null = null;
  private _changed = new Signal<this, void>(this);
  private _connecting: Promise<void> | null = null;
  private _credentials: ICredentials | null = null;
  private _disposed = new Signal<this, void>(this);
  private _isDisposed = false;
  private _reason: string | null = null;
  private _reconnect = new Reconnect(() => this.connect());
  private _route: RouteKind | null = null;
  private _runs: RunQueue;
  /** What the last `connect` used; empty where that is over. */
  private _signingInWith: { [key: string]: string } = {};
  private _served: IServedSource;
  private _state: ServerState = 'disconnected';
  private _timeout: () => number;
  private _trans: TranslationBundle;
  private _ways: IWays;
  private _worker: WorkerConnection | null = null;
}

/** A namespace for `DeephavenServer` statics. */
export namespace DeephavenServer {
  /** What a server needs. */
  export interface IOptions extends IWays {
    served: IServedModules | null;
    timeout: () => number;
    trans: TranslationBundle;
  }
}
