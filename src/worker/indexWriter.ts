/**
 * The only writer of a worker's index. It sends served files and their names:
 * in the background, before a run, and before an import that asks.
 */
import type { IDisposable } from '@lumino/disposable';
import { Debouncer } from '@lumino/polling';

import type { IBackgroundAnswer } from '../protocol/background';
import type { RemoteFileSourceConnection } from '../protocol/connection';
import type { IndexSync, IPush, ISnapshot } from '../protocol/indexSync';
import { ErrorCodes } from '../protocol/messages';
import type {
  IReadProgress,
  IServedProvider,
  IServedSource,
  ISurvey
} from '../tree/types';
import type { ActivityLog } from './activity';

/** How long to wait for further changes, in milliseconds. */
const QUIET = 300;

/** When to try again if nobody tells what is served, in milliseconds. */
const RETRY = 15 * 1000;

/**
 * How many bytes of contents a run does not wait for. The worker waits, but
 * with its locks held and not for long: more may need more time.
 */
const MAX_UNAWAITED = 512 * 1024;

/** The files of a run, which are sent, or on their way. */
export interface IRunFiles {
  /** The top-level names. */
  readonly names: readonly string[];
  /** The revision of the index that the run waits for. */
  readonly revision: number;
  /** Why the worker cannot store files; undefined as long as it can. */
  readonly refusal: () => unknown;
}

/** Writes the index of one connection with the extension. */
export class IndexWriter implements IDisposable {
  constructor(options: IndexWriter.IOptions) {
    const { served } = options;
    this._options = options;
    this._served = served;
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
   * Send what has changed and what a program will import, and run it. Nothing
   * else changes in the worker meanwhile: the program keeps its modules.
   *
   * @throws Error when the files cannot be told, or as `run` does.
   */
  async during<T>(
    program: string,
    run: (files: IRunFiles) => Promise<T>
  ): Promise<T> {
    const resume = this._pause();
    try {
      return await run(await this._sendForRun(program));
    } finally {
      resume();
    }
  }

  /** Send what the module in a file will import: the worker reads the file now. */
  async sendAhead(path: string): Promise<void> {
    try {
      const snapshot = await this._options.provider.ahead(path);
      if (snapshot) {
        // Messages arrive in order: the answer need not wait for this one.
        this._push(snapshot);
      }
    } catch (reason) {
      // They are asked for when they are imported.
      console.warn('The imports of a module could not be sent', reason);
    }
  }

  private _pause(): () => void {
    this._pauses += 1;
    this._isDue ||= this._isUpdating;
    // Reading ahead would keep what the program needs waiting.
    this._abort.abort();
    return () => {
      this._pauses -= 1;
      if (this._isDue) {
        this._schedule();
      }
    };
  }

  private async _sendForRun(program: string): Promise<IRunFiles> {
    const { activity, provider, sync } = this._options;
    let bytes = 0;
    let refusal: unknown;
    const push = (snapshot: ISnapshot) => {
      const push = sync.push(snapshot);
      bytes += push.bytes;
      activity.recordRunPush(push, snapshot);
      push.done.catch(reason => {
        // The worker, which waits for the revision, ends the run with an error.
        console.warn('The served files could not be sent', reason);
        if ((reason as { code?: unknown }).code === ErrorCodes.cannotStore) {
          refusal ??= reason;
        }
      });
      return push;
    };
    const snapshot = await provider.snapshot(program, push);
    const names = [...snapshot.names.keys()];
    // What is no longer served must not be there for the program.
    await this._withdrawOthers(names);
    const { done, revision } = push(snapshot);
    if (bytes > MAX_UNAWAITED) {
      await done;
    }
    return { names, revision, refusal: () => refusal };
  }

  /** Withdraw the names that are not among some, also during a pause. */
  private async _withdrawOthers(names: readonly string[]): Promise<void> {
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
      const survey = await this._options.provider.survey(true);
      await this._push(await survey.snapshot()).done;
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
        this._options.onProgress(null);
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
    await this._withdrawOthers(names);
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
      await this._push({ ...index, contents: new Map() }).done;
      await this._setNames(names);
    }
    // What was touched and is the same must not seem to have changed.
    await survey.read(
      this._served.readAhead,
      progress => this._options.onProgress(progress),
      signal
    );
    const snapshot = await survey.snapshot();
    if (signal.aborted) {
      return null;
    }
    await this._push(snapshot).done;
    this._isSent = true;
    return survey;
  }

  /** What is served now; until that can be told, the worker keeps what it has. */
  private async _survey(
    signal: AbortSignal,
    isUrgent: boolean
  ): Promise<ISurvey> {
    try {
      return await this._options.provider.survey(isUrgent);
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

  private _push(snapshot: ISnapshot): IPush {
    const push = this._options.sync.push(snapshot);
    push.done.then(
      () => this._options.activity.recordPush(push, snapshot),
      // The caller that waits for it is told.
      () => undefined
    );
    return push;
  }

  private async _setNames(names: readonly string[]): Promise<void> {
    if (names.join() !== this._names.join()) {
      const before = this._names;
      this._names = names;
      try {
        const answer = await this._options.connection.setBackground(names);
        this._options.onNames(answer);
      } catch (reason) {
        this._names = before;
        this._retryLater();
        throw reason;
      }
    }
  }

  private _abort = new AbortController();
  private _debouncer: Debouncer;
  private _isDisposed = false;
  /** Whether something has changed since the last update began. */
  private _isDue = false;
  /** Whether the worker has had all that is served. */
  private _isSent = false;
  private _isUpdating = false;
  private _names: readonly string[] = [];
  private _options: IndexWriter.IOptions;
  private _pauses = 0;
  private _retry: ReturnType<typeof setTimeout> | undefined;
  /** Resolves when what is served is sent. */
  private _sending: Promise<void> = Promise.resolve();
  private _served: IServedSource;
  private _watch: IDisposable;
  private _updating: Promise<void> = Promise.resolve();
}

/** A namespace for `IndexWriter` statics. */
export namespace IndexWriter {
  /** What it needs, and tells. */
  export interface IOptions {
    readonly connection: RemoteFileSourceConnection;
    readonly sync: IndexSync;
    readonly served: IServedSource;
    readonly provider: IServedProvider;
    readonly activity: ActivityLog;
    /** Told how far reading files is; null when they are read. */
    readonly onProgress: (progress: IReadProgress | null) => void;
    /** Told what setting background names did. */
    readonly onNames: (answer: IBackgroundAnswer) => void;
  }
}
