/**
 * Keeps a worker's background modules those that are served now: any code there
 * can import them, as they are.
 */
import type { IDisposable } from '@lumino/disposable';
import { Debouncer } from '@lumino/polling';

import type {
  IBackgroundAnswer,
  RemoteFileSourceConnection
} from '../protocol/connection';
import type { IndexSync, IPush, ISnapshot } from '../protocol/indexSync';
import type { IReadProgress, IServedSource, ISurvey } from '../tree/types';

/** How long to wait for further changes, in milliseconds. */
const QUIET = 300;

/** When to try again if nobody tells what is served, in milliseconds. */
const RETRY = 15 * 1000;

/** What is told while what is served is followed. */
export interface IBackgroundEvents {
  /** How far reading files is; null when they are read. */
  onProgress(progress: IReadProgress | null): void;
  /** What making background names did. */
  onBackground?(answer: IBackgroundAnswer): void;
  /** What was sent. */
  onPush?(push: IPush, snapshot: ISnapshot): void;
}

/** Follows what is served, for one connection with the extension. */
export class BackgroundSync implements IDisposable {
  /**
   * @param connection - to a server with the extension.
   * @param sync - its index.
   * @param served - what is served.
   * @param events - what to tell the owner.
   */
  constructor(
    connection: RemoteFileSourceConnection,
    sync: IndexSync,
    served: IServedSource,
    events: IBackgroundEvents
  ) {
    this._connection = connection;
    this._sync = sync;
    this._served = served;
    this._events = events;
    this._debouncer = new Debouncer(() => this._update(), QUIET);
    served.changed.connect(this._schedule, this);
    served.filesChanged.connect(this._schedule, this);
    this._watch = served.watch();
    void this._update();
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /** Cease to follow; what the worker has, stays. */
  dispose(): void {
    if (!this._isDisposed) {
      this._isDisposed = true;
      this._abort.abort();
      this._debouncer.dispose();
      clearTimeout(this._retry);
      this._watch.dispose();
      this._served.changed.disconnect(this._schedule, this);
      this._served.filesChanged.disconnect(this._schedule, this);
    }
  }

  /**
   * Change nothing in the worker until the returned function is called: a
   * program that runs there keeps the modules that it has.
   */
  pause(): () => void {
    this._pauses += 1;
    this._isDue ||= this._isUpdating;
    // Reading ahead would keep what the program needs waiting.
    this._abort.abort();
    let resumed = false;
    return () => {
      if (!resumed) {
        resumed = true;
        this._pauses -= 1;
        if (this._isDue) {
          this._schedule();
        }
      }
    };
  }

  /**
   * Withdraw the names that are not among some, also during a pause: what is
   * no longer served must not be there for the program that begins.
   */
  async withdrawOthers(names: readonly string[]): Promise<void> {
    await this._setNames(this._names.filter(name => names.includes(name)));
  }

  /**
   * Send what has changed, now: code is about to import background modules.
   *
   * @returns when it is sent.
   * @throws Error when nobody tells what is served.
   */
  async refresh(): Promise<void> {
    if (this._pauses > 0 || this._isDisposed) {
      return;
    }
    if (!this._isSent) {
      // Reading all for the first time takes long: what is not there yet is
      // read when it is imported.
      const provider = await this._served.provider();
      const survey = await provider.survey(true);
      await this._push(await survey.snapshot());
      return;
    }
    void this._update(true);
    let sending: Promise<void>;
    do {
      // A newer one takes the place of one that goes on.
      sending = this._sending;
      await sending;
    } while (sending !== this._sending);
  }

  /** Serve the names in place of another client that serves them now. */
  async takeOver(): Promise<void> {
    // Only names that are new win.
    const names = this._names;
    await this._setNames([]);
    await this._setNames(names);
  }

  private _schedule(): void {
    this._isDue = true;
    if (!this._isDisposed && this._pauses === 0) {
      this._debouncer.invoke().catch(() => undefined);
    }
  }

  /** Bring the worker up to date; one at a time, the newest last. */
  private _update(isUrgent = false): Promise<void> {
    if (this._pauses > 0) {
      // The program began while this was waiting.
      this._isDue = true;
      return Promise.resolve();
    }
    this._abort.abort();
    clearTimeout(this._retry);
    const abort = new AbortController();
    this._abort = abort;
    this._isDue = false;
    const sending = this._updating.then(() => {
      this._isUpdating = true;
      return this._send(abort.signal, isUrgent);
    });
    this._sending = sending.then(() => undefined);
    this._sending.catch(() => undefined);
    this._updating = sending
      // Nobody waits for it. The next run then need not do it.
      .then(survey => survey?.scan(abort.signal))
      .catch(reason => {
        if (!this._isDisposed) {
          console.warn('The served modules could not be sent', reason);
        }
      })
      .finally(() => {
        this._isUpdating = false;
        this._events.onProgress(null);
      });
    return this._updating;
  }

  /**
   * Send what is served now.
   *
   * @returns it; null when that is not wanted any more.
   */
  private async _send(
    signal: AbortSignal,
    isUrgent: boolean
  ): Promise<ISurvey | null> {
    if (signal.aborted || this._isDisposed) {
      return null;
    }
    const survey = await this._survey(signal, isUrgent);
    if (signal.aborted) {
      return null;
    }
    // Names that are gone go first: their modules stay as they are.
    const { names } = survey;
    await this.withdrawOthers(names);
    if (signal.aborted) {
      return null;
    }
    if (names.join() !== this._names.join()) {
      // At once, without contents: they take time to read, and the worker may
      // have most of them from connections before.
      const index = await survey.snapshot();
      if (signal.aborted) {
        return null;
      }
      await this._push({ ...index, contents: new Map() });
      await this._setNames(names);
    }
    // What was touched and is the same must not seem to have changed.
    await survey.read(
      this._served.readAhead,
      progress => this._events.onProgress(progress),
      signal
    );
    const snapshot = await survey.snapshot();
    if (signal.aborted) {
      return null;
    }
    await this._push(snapshot);
    this._isSent = true;
    return survey;
  }

  /** What is served now; until that can be told, the worker keeps what it has. */
  private async _survey(
    signal: AbortSignal,
    isUrgent: boolean
  ): Promise<ISurvey> {
    try {
      return await (await this._served.provider()).survey(isUrgent);
    } catch (reason) {
      if (!signal.aborted) {
        this._retryLater();
      }
      throw reason;
    }
  }

  /** Update again after a while: no change may come that would lead to it. */
  private _retryLater(): void {
    clearTimeout(this._retry);
    if (!this._isDisposed) {
      this._retry = setTimeout(() => this._schedule(), RETRY);
    }
  }

  private async _push(snapshot: ISnapshot): Promise<void> {
    const push = this._sync.push(snapshot);
    await push.done;
    this._events.onPush?.(push, snapshot);
  }

  private async _setNames(names: readonly string[]): Promise<void> {
    if (names.join() !== this._names.join()) {
      const before = this._names;
      this._names = names;
      try {
        const answer = await this._connection.setBackground(names);
        this._events.onBackground?.(answer);
      } catch (reason) {
        this._names = before;
        this._retryLater();
        throw reason;
      }
    }
  }

  private _abort = new AbortController();
  private _connection: RemoteFileSourceConnection;
  private _debouncer: Debouncer;
  private _events: IBackgroundEvents;
  private _isDisposed = false;
  /** Whether something has changed since the last update began. */
  private _isDue = false;
  /** Whether the worker has had all that is served. */
  private _isSent = false;
  private _isUpdating = false;
  private _names: readonly string[] = [];
  private _pauses = 0;
  private _retry: ReturnType<typeof setTimeout> | undefined;
  /** Resolves when what is served is sent. */
  private _sending: Promise<void> = Promise.resolve();
  private _served: IServedSource;
  private _sync: IndexSync;
  private _watch: IDisposable;
  private _updating: Promise<void> = Promise.resolve();
}
