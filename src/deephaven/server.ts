/**
 * The model of one configured server: its state, and runs one at a time.
 */
import type { dh } from '@deephaven/jsapi-types';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';

import type {
  ICredentials,
  IDeephavenServer,
  IRunResult,
  IServedModules,
  IServerConfig,
  PluginState,
  ServerState
} from '../tokens';
import type { ApiLoader } from './api';
import { closeClient } from './api';
import { offeredKinds } from './auth';
import { explainFailure, LoginRefusedError, TimeoutError } from './failures';
import type { WorkerConnection } from './workerConnection';

/** What is served to a server when nothing is: the plugin may be disabled. */
const NOTHING_SERVED: Pick<IServedModules, 'names' | 'provider'> = {
  names: [],
  provider: { resolve: async () => null, hold: () => () => undefined }
};

/** A configured server. */
export class DeephavenServer implements IDeephavenServer {
  /**
   * @param config - its settings.
   * @param options - `served`: what it may import; `loadApi`: how to get its
   * API; `timeout`: milliseconds that connecting may take.
   */
  constructor(config: IServerConfig, options: DeephavenServer.IOptions) {
    this.config = config;
    this._served = options.served ?? NOTHING_SERVED;
    this._loadApi = options.loadApi;
    this._timeout = options.timeout;
    this._trans = options.trans;
  }

  readonly config: IServerConfig;

  get state(): ServerState {
    return this._state;
  }

  get reason(): string | null {
    return this._reason;
  }

  get plugin(): PluginState | null {
    return this._worker?.pluginState ?? null;
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
    this._setState('connecting');
    let client: dh.CoreClient | null = null;
    try {
      const kinds = await this._withTimeout(async () => {
        const api = await this._loadApi(this.config.url);
        client = new api.CoreClient(this.config.url);
        return offeredKinds(client);
      });
      this._setState('disconnected');
      return kinds;
    } catch (reason) {
      const words = explainFailure(reason, this.config, this._trans);
      this._setState('failed', words);
      throw new Error(words);
    } finally {
      closeClient(client);
    }
  }

  async connect(credentials?: ICredentials): Promise<void> {
    if (this._state === 'connected') {
      return;
    }
    if (this._connecting) {
      return this._connecting;
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
    this._connecting = this._connect(used).finally(() => {
      this._connecting = null;
    });
    return this._connecting;
  }

  async disconnect(): Promise<void> {
    this._credentials = null;
    this._attempt += 1;
    this._close();
    this._setState('disconnected');
  }

  run(code: string, onOutput?: (text: string) => void): Promise<IRunResult> {
    const run = this._queue.then(() => this._run(code, onOutput));
    // A run that failed must not keep the next one from running.
    this._queue = run.catch(() => undefined);
    return run;
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    this._attempt += 1;
    this._credentials = null;
    this._close();
    this._disposed.emit();
    Signal.clearData(this);
  }

  private async _connect(credentials: ICredentials): Promise<void> {
    const attempt = ++this._attempt;
    const isCurrent = () => attempt === this._attempt;
    this._setState('connecting');
    let client: dh.CoreClient | null = null;
    try {
      const worker = await this._withTimeout(async () => {
        const api = await this._loadApi(this.config.url);
        client = new api.CoreClient(this.config.url);
        // Not before it is needed: most pages never connect.
        const { WorkerConnection } = await import('./workerConnection');
        const worker = await WorkerConnection.open(
          api,
          client,
          credentials,
          this._served.provider,
          () => {
            if (isCurrent()) {
              this._onLost();
            }
          }
        );
        if (!isCurrent()) {
          worker.dispose();
        }
        return worker;
      });
      if (!isCurrent()) {
        throw new Error(this._trans.__('Connecting was cancelled.'));
      }
      this._worker = worker;
      this._credentials = credentials;
      this._setState('connected');
    } catch (reason) {
      // Otherwise the API goes on trying for ever.
      closeClient(client);
      if (!isCurrent()) {
        throw reason;
      }
      // From here on, a connection that still comes is not wanted.
      this._attempt += 1;
      const words = explainFailure(
        reason,
        this.config,
        this._trans,
        credentials
      );
      this._setState('failed', words);
      if (reason instanceof LoginRefusedError) {
        this._credentials = null;
        throw new LoginRefusedError(words);
      }
      throw new Error(words);
    }
  }

  private async _run(
    code: string,
    onOutput?: (text: string) => void
  ): Promise<IRunResult> {
    const worker = this._worker;
    if (!worker) {
      throw new Error(
        this._trans.__('“%1” is not connected.', this.config.name)
      );
    }
    const release = this._served.provider.hold();
    try {
      return await worker.run(code, this._served.names, onOutput);
    } catch (reason) {
      throw new Error(
        worker.isDisposed
          ? this._trans.__(
              'The connection to “%1” ended while the code ran.',
              this.config.name
            )
          : String(reason instanceof Error ? reason.message : reason)
      );
    } finally {
      release();
    }
  }

  private _onLost(): void {
    this._close();
    this._setState(
      'failed',
      this._trans.__(
        'The connection to %1 was lost. Is the server still running?',
        this.config.url
      )
    );
  }

  private _close(): void {
    this._worker?.dispose();
    this._worker = null;
  }

  private _setState(state: ServerState, reason: string | null = null): void {
    if (this._isDisposed) {
      return;
    }
    this._state = state;
    this._reason = reason;
    this._changed.emit();
  }

  private async _withTimeout<T>(work: () => Promise<T>): Promise<T> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const timeout = new Promise<never>((_, reject) => {
      const milliseconds = this._timeout();
      timer = setTimeout(
        () => reject(new TimeoutError(milliseconds)),
        milliseconds
      );
    });
    try {
      return await Promise.race([work(), timeout]);
    } finally {
      clearTimeout(timer);
    }
  }

  private _attempt = 0;
  private _changed = new Signal<this, void>(this);
  private _connecting: Promise<void> | null = null;
  private _credentials: ICredentials | null = null;
  private _disposed = new Signal<this, void>(this);
  private _isDisposed = false;
  private _loadApi: ApiLoader;
  private _queue: Promise<unknown> = Promise.resolve();
  private _reason: string | null = null;
  private _served: Pick<IServedModules, 'names' | 'provider'>;
  private _state: ServerState = 'disconnected';
  private _timeout: () => number;
  private _trans: TranslationBundle;
  private _worker: WorkerConnection | null = null;
}

/** A namespace for `DeephavenServer` statics. */
export namespace DeephavenServer {
  /** What a server needs. */
  export interface IOptions {
    served: IServedModules | null;
    loadApi: ApiLoader;
    timeout: () => number;
    trans: TranslationBundle;
  }
}
