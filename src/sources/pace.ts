/**
 * Lets the page do something else between two parts of a long calculation.
 */

/** How long to calculate at a stretch, in milliseconds. */
const STRETCH = 10;

/** Calculations that share the page's time, one after the other. */
export class Pace {
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

  private _last: Promise<unknown> = Promise.resolve();
  /** How long it has calculated at a stretch, in milliseconds. */
  private _used = 0;
}

/** Resolves when the page had an opportunity to do something else. */
function nextTask(): Promise<void> {
  return new Promise(resolve => {
    if (typeof MessageChannel === 'undefined') {
      setTimeout(resolve, 0);
      return;
    }
    // Pages that are hidden have slow timers.
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
