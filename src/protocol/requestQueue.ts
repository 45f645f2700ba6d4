/**
 * Works requests off a few at a time, so that many at once leave the page
 * responsive.
 */
import { nextTask } from './nextTask';

/** How many are worked on at once. */
const AT_ONCE = 16;

/** How many may wait: a worker's threads import some hundred modules at once. */
const MAX_WAITING = 20_000;

/** Requests in the order in which they came. */
export class RequestQueue {
  /**
   * Work on a request when those before it allow it.
   *
   * @throws Error when too many wait already.
   */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this._waiting.length >= MAX_WAITING) {
      throw new Error(
        `more than ${MAX_WAITING} requests wait for the client already`
      );
    }
    if (this._running >= AT_ONCE) {
      // The one that ends hands its place on.
      await new Promise<void>(resolve => this._waiting.push(resolve));
    } else {
      this._running += 1;
    }
    try {
      return await work();
    } finally {
      const next = this._waiting.shift();
      if (next) {
        void nextTask().then(next);
      } else {
        this._running -= 1;
      }
    }
  }

  private _running = 0;
  private _waiting: (() => void)[] = [];
}
