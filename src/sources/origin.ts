/**
 * What the worker calls the files that are served to it, and what runs there.
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

/** A file of the store, or a cell of a notebook in it. */
export interface IPlace {
  readonly path: string;
  /** The cell's id; null for a file. */
  readonly cell: string | null;
}

/** What stands between a notebook's path and a cell's id, as in the URLs of JupyterLab. */
const CELL = '#cell-id=';

/** The path of a cell of a notebook, of which `originOf` makes an origin. */
export function cellPath(notebook: string, id: string): string {
  return notebook + CELL + id;
}

/** What an origin names; null for what is not of the store. */
export function placeOfOrigin(origin: string): IPlace | null {
  const path = pathOfOrigin(origin);
  if (!path) {
    return null;
  }
  const begin = path.lastIndexOf(CELL);
  const id = path.slice(begin + CELL.length);
  // A file may be called almost anything: ids are what nbformat lets them be.
  return begin > 0 && /^[\w-]+$/.test(id)
    ? { path: path.slice(0, begin), cell: id }
    : { path, cell: null };
}
