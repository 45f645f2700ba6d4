/**
 * Asks what runs to stop, as often as somebody wants that.
 */

/**
 * Abort a controller, or tell those that listen to it once more: code may have caught what was
 * to end it.
 */
export function askToStop(stopper: AbortController): void {
  if (stopper.signal.aborted) {
    stopper.signal.dispatchEvent(new Event('abort'));
  } else {
    stopper.abort();
  }
}
