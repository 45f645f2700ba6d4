/**
 * Looks for changes of served files that this page did not make.
 */
import type { IDisposable } from '@lumino/disposable';
import { DisposableDelegate } from '@lumino/disposable';
import { Poll } from '@lumino/polling';

import type { ISnapshot } from '../protocol/indexSync';
import type { IFileStore, IServedProvider } from '../tree/types';

/** The pause between two waits for the server extension, in milliseconds. */
const WATCH_PAUSE = 500;

/** The pause between two listings where there is no server extension. */
const LIST_PAUSE = 5000;

/** The longest pause after failures: a server that is back is soon noticed. */
const MAX_PAUSE = 15 * 1000;

/** Watches while anybody wants it. */
export class FileWatch {
  constructor(options: FileWatch.IOptions) {
    this._options = options;
  }

  /** Watch until the result is disposed. */
  begin(): IDisposable {
    this._wanted += 1;
    this.restart();
    return new DisposableDelegate(() => {
      this._wanted -= 1;
      if (this._wanted === 0) {
        this._stop();
      }
    });
  }

  /** What is served, or ignored, has changed. */
  restart(): void {
    this._stop();
    if (this._wanted === 0 || this._options.roots().length === 0) {
      return;
    }
    const isWaiting = this._options.store.watchTree !== undefined;
    const abort = new AbortController();
    this._abort = abort;
    this._poll = new Poll({
      factory: () => this._look(isWaiting, abort.signal),
      // A request that waits costs nothing; listings do.
      standby: isWaiting ? 'never' : 'when-hidden',
      name: 'jupyterlab-deephaven:served-files'
    });
    // Not as an option, where `max` is never less than 30 s.
    this._poll.frequency = {
      interval: isWaiting ? WATCH_PAUSE : LIST_PAUSE,
      backoff: true,
      max: MAX_PAUSE
    };
  }

  private _stop(): void {
    this._abort?.abort();
    this._abort = null;
    this._poll?.dispose();
    this._poll = null;
    this._seen = null;
  }

  private async _look(isWaiting: boolean, signal: AbortSignal): Promise<void> {
    try {
      if (!isWaiting || this._isFailing) {
        // Before a wait, whose answer comes only when it ends.
        await this._list(isWaiting, signal);
      }
      if (isWaiting && !signal.aborted) {
        await this._wait(signal);
      }
    } catch (reason) {
      // What was given up says nothing about the server.
      this._isFailing ||= !signal.aborted;
      throw reason;
    }
  }

  private async _wait(signal: AbortSignal): Promise<void> {
    const { ignore, onChange, roots, store } = this._options;
    if (!store.watchTree) {
      // The server extension has gone.
      this.restart();
      return;
    }
    const isChanged = await store.watchTree(roots(), ignore(), signal);
    if (isChanged && !signal.aborted) {
      onChange();
    }
  }

  private async _list(isWaiting: boolean, signal: AbortSignal): Promise<void> {
    const { onChange, onRecovery, provider } = this._options;
    const survey = await (await provider()).survey();
    const now = isWaiting ? null : await survey.snapshot();
    if (signal.aborted) {
      return;
    }
    const before = this._seen;
    this._seen = now;
    if (this._isFailing) {
      this._isFailing = false;
      onRecovery?.();
      // What others wanted meanwhile failed as well.
      onChange();
    } else if (before && now && !isSame(before, now)) {
      onChange();
    }
  }

  private _abort: AbortController | null = null;
  /** Whether the last look failed; also while something else is served. */
  private _isFailing = false;
  private _options: FileWatch.IOptions;
  private _poll: Poll | null = null;
  private _seen: ISnapshot | null = null;
  private _wanted = 0;
}

/** A namespace for `FileWatch` statics. */
export namespace FileWatch {
  /** What to watch. */
  export interface IOptions {
    readonly store: IFileStore;
    readonly provider: () => Promise<IServedProvider>;
    readonly roots: () => readonly string[];
    readonly ignore: () => readonly string[];
    /** Called when files have changed, or may have during failures. */
    readonly onChange: () => void;
    /** Called when the files can be looked at again after failures. */
    readonly onRecovery?: () => void;
  }
}

/** Whether two snapshots have the same index. */
function isSame(one: ISnapshot, other: ISnapshot): boolean {
  const facts = ({ files, names }: ISnapshot) =>
    JSON.stringify([[...names], [...files]]);
  return facts(one) === facts(other);
}
