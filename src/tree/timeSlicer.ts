/**
 * Lets the page do something else between two parts of a long calculation.
 */

import { nextTask } from '../protocol/nextTask';

/** How long to calculate at a stretch, in milliseconds. */
const STRETCH = 10;

/** How many items of a list are one calculation, if nothing else is said. */
const PORTION = 32;

/** Calculations that share the page's time, one after the other. */
export class TimeSlicer {
  /** Calculate: at once, or, if that would keep the page waiting, soon. */
  calculate<T>(calculation: () => T): Promise<T> {
    const result = this._last.then(async () => {
      if (this._used > STRETCH) {
        await nextTask();
        this._used = 0;
      }
      const began = performance.now();
      try {
        return calculation();
      } finally {
        this._used += performance.now() - began;
      }
    });
    this._last = result.catch(() => undefined);
    return result;
  }

  /**
   * Do something with each item of a list.
   *
   * @param portion - of how many at once: it must take far less than a stretch.
   */
  async each<T>(
    items: readonly T[],
    work: (item: T) => void,
    portion = PORTION
  ): Promise<void> {
    for (let i = 0; i < items.length; i += portion) {
      await this.calculate(() =>
        items.slice(i, i + portion).forEach(item => work(item))
      );
    }
  }

  private _last: Promise<unknown> = Promise.resolve();
  /** How long it has calculated at a stretch, in milliseconds. */
  private _used = 0;
}
