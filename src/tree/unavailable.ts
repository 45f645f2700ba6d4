/**
 * Requests that a file store gets no answer to, which says nothing about the
 * files.
 */

/** The owner of the files does not answer; the message may be shown. */
export class UnavailableError extends Error {}

/**
 * What to do where a request fails: take a value instead, unless nobody
 * answers.
 */
export function ifRefused<T>(value: T): (reason: unknown) => T {
  return reason => {
    if (reason instanceof UnavailableError) {
      throw reason;
    }
    return value;
  };
}
