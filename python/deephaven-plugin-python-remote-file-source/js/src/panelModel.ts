/**
 * What the panel knows, and how it comes to know it: it asks while somebody
 * looks, keeps the last answer, and says what is wrong. Knows neither React
 * nor Deephaven.
 */
import type { IFetchLog } from './fetchLog';
import { EMPTY_LOG, updateLog } from './fetchLog';
import type { IPluginInfo } from './pluginInfo';
import { infoRequest, readAnswer } from './pluginInfo';

/** A stream of messages to and from the plugin object. */
export interface IStream {
  send(message: string): void;
  close(): void;
  onMessage: ((text: string) => void) | null;
  onClose: (() => void) | null;
}

/** Why the panel has nothing newer to show. */
export interface IProblem {
  /** Only of `silent` it may recover without being told to. */
  readonly kind: 'unreachable' | 'closed' | 'silent' | 'refused';
  readonly reason: string;
}

/** What there is to show. */
export interface IPanelState {
  /** The last answer; null before the first. */
  readonly info: IPluginInfo | null;
  readonly log: IFetchLog;
  readonly updatedAt: Date | null;
  readonly problem: IProblem | null;
}

/** The state before anything is known. */
export const UNKNOWN: IPanelState = {
  info: null,
  log: EMPTY_LOG,
  updatedAt: null,
  problem: null
};

/** Milliseconds from an answer to the next request. */
export const PERIOD = 2000;

/** Milliseconds after which there will be no answer. */
export const PATIENCE = 10000;

class Closed extends Error {}
class Silent extends Error {}
class Unreachable extends Error {}

/** The model of one panel. */
export class PanelModel {
  /**
   * @param open - opens a stream.
   * @param onChange - is given every new state.
   * @param state - the state to begin with.
   */
  constructor(
    private readonly _open: () => Promise<IStream>,
    private readonly _onChange: (state: IPanelState) => void,
    private _state: IPanelState = UNKNOWN
  ) {}

  /** Whether somebody can see it. */
  set isVisible(value: boolean) {
    if (value === this._isVisible) {
      return;
    }
    this._isVisible = value;
    clearTimeout(this._timer);
    if (value && this._goesOn) {
      void this._ask();
    }
  }

  /** Ask now, on a new stream if the last has ended. */
  async refresh(): Promise<void> {
    await this._ask();
  }

  /** Ask no more. */
  dispose(): void {
    this._isDisposed = true;
    clearTimeout(this._timer);
    this._drop(new Closed());
  }

  /** Ask once; a request that is under way will do. */
  private async _ask(): Promise<void> {
    if (this._isAsking || this._isDisposed) {
      return;
    }
    this._isAsking = true;
    clearTimeout(this._timer);
    try {
      this._stream ??= await this._openStream();
      const info = await this._request(this._stream);
      this._set({
        info,
        log: updateLog(this._state.log, info.clients ?? []),
        updatedAt: new Date(),
        problem: null
      });
    } catch (reason) {
      if (reason instanceof Silent) {
        // The server may have closed the stream: nobody tells this side.
        this._drop(reason);
      }
      this._set({ problem: problemOf(reason) });
    }
    this._isAsking = false;
    if (this._isVisible && this._goesOn) {
      this._timer = setTimeout(() => void this._ask(), PERIOD);
    }
  }

  /** Whether asking again may help without anybody's doing. */
  private get _goesOn(): boolean {
    const { problem } = this._state;
    return !this._isDisposed && (!problem || problem.kind === 'silent');
  }

  private async _openStream(): Promise<IStream> {
    let isLate = false;
    const opening = this._open().then(stream => {
      if (isLate || this._isDisposed) {
        stream.close();
        throw new Closed();
      }
      return stream;
    });
    const late = new Promise<never>((_, reject) => {
      this._late = setTimeout(() => {
        isLate = true;
        reject(new Silent());
      }, PATIENCE);
    });
    try {
      const stream = await Promise.race([opening, late]);
      stream.onMessage = text => this._received(text);
      stream.onClose = () => this._closed();
      return stream;
    } catch (reason) {
      throw reason instanceof Silent
        ? reason
        : new Unreachable(messageOf(reason));
    } finally {
      clearTimeout(this._late);
    }
  }

  private _request(stream: IStream): Promise<IPluginInfo> {
    const id = `panel-${++this._requests}`;
    return new Promise<IPluginInfo>((resolve, reject) => {
      const patience = setTimeout(() => reject(new Silent()), PATIENCE);
      this._pending = {
        id,
        resolve: info => {
          clearTimeout(patience);
          resolve(info);
        },
        reject: reason => {
          clearTimeout(patience);
          reject(reason);
        }
      };
      stream.send(infoRequest(id));
    });
  }

  private _received(text: string): void {
    const pending = this._pending;
    if (!pending) {
      return;
    }
    try {
      const info = readAnswer(text, pending.id);
      if (info) {
        pending.resolve(info);
      }
    } catch (reason) {
      pending.reject(reason);
    }
  }

  private _closed(): void {
    clearTimeout(this._timer);
    this._drop(new Closed());
    this._set({ problem: problemOf(new Closed()) });
  }

  /** Let the stream go; who waits for an answer hears why there is none. */
  private _drop(reason: Error): void {
    const stream = this._stream;
    this._stream = null;
    if (stream) {
      stream.onMessage = null;
      stream.onClose = null;
      stream.close();
    }
    this._pending?.reject(reason);
    this._pending = null;
  }

  private _set(changes: Partial<IPanelState>): void {
    if (!this._isDisposed) {
      this._state = { ...this._state, ...changes };
      this._onChange(this._state);
    }
  }

  private _isAsking = false;
  private _isDisposed = false;
  private _isVisible = false;
  private _late: ReturnType<typeof setTimeout> | undefined;
  private _pending: {
    readonly id: string;
    resolve(info: IPluginInfo): void;
    reject(reason: unknown): void;
  } | null = null;
  private _requests = 0;
  private _stream: IStream | null = null;
  private _timer: ReturnType<typeof setTimeout> | undefined;
}

function problemOf(reason: unknown): IProblem {
  const kind =
    reason instanceof Closed
      ? 'closed'
      : reason instanceof Silent
        ? 'silent'
        : reason instanceof Unreachable
          ? 'unreachable'
          : 'refused';
  return { kind, reason: messageOf(reason) };
}

/** The words of what was thrown; Deephaven also throws what is no Error. */
function messageOf(reason: unknown): string {
  if (reason instanceof Error) {
    return reason.message;
  }
  return typeof reason === 'string' ? reason : 'no reason given';
}
