/**
 * What the worker calls the files that are served to it.
 */

/**
 * The root of every served file's origin. It reads well in tracebacks, is
 * absolute (debuggers require that of file names), and exists on no worker.
 */
export const ORIGIN_ROOT = '/jupyter:/';

/** The origin of a store's path. */
export function originOf(path: string): string {
  return ORIGIN_ROOT + path.replace(/^\/+/, '');
}

/** The store's path of an origin; null for a file that is not served. */
export function pathOfOrigin(origin: string): string | null {
  return origin.startsWith(ORIGIN_ROOT)
    ? origin.slice(ORIGIN_ROOT.length)
    : null;
}
