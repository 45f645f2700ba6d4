/**
 * Whether the worker's server plugin answers: a frozen server, or a network
 * that is gone, ends a connection without a word.
 */
import type { IDisposable } from '@lumino/disposable';
import { Poll } from '@lumino/polling';

/** How often it is asked, in milliseconds: more often than proxies close idle connections. */
const INTERVAL = 5000;

/** Asks the plugin again and again. */
export class Heartbeat implements IDisposable {
  /**
   * @param ask - resolves when the plugin has answered; rejects when no answer
   * came in time.
   * @param onChanged - called when `silentSince` changes.
   */
  constructor(ask: () => Promise<void>, onChanged: () => void) {
    this._onChanged = onChanged;
    this._poll = new Poll({
      factory: () => this._ask(ask),
      frequency: { interval: INTERVAL, backoff: false },
      name: 'jupyterlab-deephaven:heartbeat',
      standby: 'never'
    });
  }

  /** Since when it does not answer; null while it does. */
  get silentSince(): Date | null {
    return this._silentSince;
  }

  get isDisposed(): boolean {
    return this._poll.isDisposed;
  }

  dispose(): void {
    this._poll.dispose();
  }

  private async _ask(ask: () => Promise<void>): Promise<void> {
    const asked = new Date();
    const hasAnswered = await ask().then(
      () => true,
      () => false
    );
    const before = this._silentSince;
    this._silentSince = hasAnswered ? null : (before ?? asked);
    if (!this.isDisposed && this._silentSince !== before) {
      this._onChanged();
    }
  }

  private _onChanged: () => void;
  private _poll: Poll;
  private _silentSince: Date | null = null;
}
