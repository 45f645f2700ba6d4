/**
 * Whether the worker's server plugin answers: a frozen server, or a network
 * that is gone, ends a connection without a word.
 */
import type { IDisposable } from '@lumino/disposable';

/** How often it is asked, in milliseconds: more often than proxies close idle connections. */
const INTERVAL = 5000;

/** Asks the plugin again and again. */
export class Heartbeat implements IDisposable {
  /**
   * @param ask - resolves when the plugin has answered; rejects when no answer
   * came in time.
   * @param onChanged - called when `silentSince` changes.
   */
  constructor(
    private readonly _ask: () => Promise<void>,
    private readonly _onChanged: () => void
  ) {
    this._timer = setInterval(() => this._beat(), INTERVAL);
  }

  /** Since when it does not answer; null while it does. */
  get silentSince(): Date | null {
    return this._silentSince;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    this._isDisposed = true;
    clearInterval(this._timer);
  }

  private _beat(): void {
    if (this._isAsking) {
      return;
    }
    this._isAsking = true;
    const asked = new Date();
    const end = (silentSince: Date | null) => {
      this._isAsking = false;
      if (!this._isDisposed && silentSince !== this._silentSince) {
        this._silentSince = silentSince;
        this._onChanged();
      }
    };
    this._ask().then(
      () => end(null),
      () => end(this._silentSince ?? asked)
    );
  }

  private _isAsking = false;
  private _isDisposed = false;
  private _silentSince: Date | null = null;
  private _timer: ReturnType<typeof setInterval>;
}
