/**
 * When to try a lost connection again: soon, then less and less often, and at
 * once when the network is back or the page is looked at.
 */

/** The first wait, in milliseconds; each next one is twice as long. */
const FIRST = 1000;

/** The longest wait. */
const LONGEST = 60000;

/** By which part of it a wait may be shorter, so that not all pages come at once. */
const JITTER = 0.25;

/** The times at which a lost connection is tried again. */
export class Reconnect {
  /** @param attempt - connects; what it rejects with is not looked at. */
  constructor(attempt: () => Promise<unknown>) {
    this._attempt = attempt;
  }

  /** Whether a connection was lost and is not back. */
  get isActive(): boolean {
    return this._isActive;
  }

  /** When it is tried next; null while it is tried, and when none is lost. */
  get at(): Date | null {
    return this._at;
  }

  /** A connection was lost: `schedule` does something from now on. */
  start(): void {
    this.stop();
    this._isActive = true;
    globalThis.addEventListener?.('online', this._onWake);
    globalThis.document?.addEventListener('visibilitychange', this._onWake);
  }

  /**
   * Try again after the next wait.
   *
   * @returns whether it will: false when no connection was lost.
   */
  schedule(): boolean {
    this.pause();
    if (this._isActive) {
      const wait = Math.min(FIRST * 2 ** this._failures, LONGEST);
      this._failures += 1;
      this._wait(wait * (1 - JITTER * Math.random()));
    }
    return this._isActive;
  }

  /** Wait no longer; the caller is trying, or calls `schedule` again. */
  pause(): void {
    clearTimeout(this._timer);
    this._at = null;
  }

  /** The connection is back, or not wanted any more. */
  stop(): void {
    this.pause();
    this._isActive = false;
    this._failures = 0;
    globalThis.removeEventListener?.('online', this._onWake);
    globalThis.document?.removeEventListener('visibilitychange', this._onWake);
  }

  private _wait(milliseconds: number): void {
    this._at = new Date(Date.now() + milliseconds);
    this._timer = setTimeout(() => this._try(), milliseconds);
  }

  private _try(): void {
    this.pause();
    // Its failure is its own to show.
    this._attempt().catch(() => undefined);
  }

  private _onWake = (): void => {
    if (this._at !== null && !globalThis.document?.hidden) {
      // What failed while the machine slept says nothing of now.
      this._failures = 0;
      this._try();
    }
  };

  private _at: Date | null = null;
  private _attempt: () => Promise<unknown>;
  private _failures = 0;
  private _isActive = false;
  private _timer: ReturnType<typeof setTimeout> | undefined;
}
