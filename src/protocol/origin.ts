/**
 * What the worker calls the files that are served to it, and what runs there:
 * the paths of the contents in the protocol, in the worker's mirror, and in
 * tracebacks.
 */

/**
 * What the origin of a file begins with: it reads well in tracebacks, is
 * absolute (debuggers require that of file names), and exists on no worker.
 */
export const ORIGIN_ROOT = '/jupyter:/';

/** What the protocol calls the drive of the Jupyter server. */
const DEFAULT_DRIVE = 'jupyter';

/** A drive's name and the path in it. */
const DRIVE = /^([^/:]+):\/*/;

/** A path of the worker's mirror: the drive and the path in it. */
const MIRRORED = /^\/(?:[^"\n]*?\/)?served-\w+\/\d+\/([^/"\n]+)\/([^"\n]*)$/;

/** The file names in a traceback, of older servers as well. */
const FILE = /(File "|^File: )([^"\n]+)/gm;

/**
 * The drive of a store's path, and the path in it without slashes at its ends.
 *
 * It goes by the path alone: drives that a Jupyter server has itself, such as
 * those of jupyter-fs, are not known to the contents of the page.
 *
 * @returns an empty drive for the default one.
 */
export function splitPath(path: string): { drive: string; local: string } {
  const [prefix, drive] = DRIVE.exec(path) ?? ['', ''];
  const isDrive = drive !== '.' && drive !== '..';
  return {
    drive: isDrive ? drive : '',
    local: path.slice(isDrive ? prefix.length : 0).replace(/^\/+|\/+$/g, '')
  };
}

/** The origin of a store's path. */
export function originOf(path: string): string {
  return ORIGIN_ROOT + path.replace(/^\/+/, '');
}

/**
 * The store's path of an origin, or of a file of the mirror; null for a file
 * that is not served.
 */
export function pathOfOrigin(origin: string): string | null {
  if (origin.startsWith(ORIGIN_ROOT)) {
    return origin.slice(ORIGIN_ROOT.length);
  }
  const mirrored = MIRRORED.exec(origin);
  return mirrored && pathIn(mirrored[1], mirrored[2]);
}

/** A text whose tracebacks call files of the mirror by their origins. */
export function withOrigins(text: string): string {
  return text.includes('/served-')
    ? text.replace(FILE, (whole, begin: string, file: string) => {
        const path = MIRRORED.test(file) ? pathOfOrigin(file) : null;
        return path === null ? whole : begin + originOf(path);
      })
    : text;
}

/**
 * What the protocol calls a store's path: `/jupyter/pkg/a.py`, or of another
 * drive `/RTC/pkg/a.py`. Names are composed (NFC), as imports name them.
 */
export function wirePath(path: string): string {
  const { drive, local } = splitPath(path);
  const first = drive
    ? // A drive may have the name of the default one.
      drive.replace(/^jupyter~*$/, '$&~')
    : DEFAULT_DRIVE;
  return `/${first}${local && `/${local.normalize('NFC')}`}`;
}

/** The store's path that the protocol calls so; null where it cannot be one. */
export function pathOfWire(wire: string): string | null {
  const parts = /^\/([^/]+)(?:\/(.*))?$/s.exec(wire);
  return parts && pathIn(parts[1], parts[2] ?? '');
}

function pathIn(drive: string, local: string): string {
  return drive === DEFAULT_DRIVE
    ? local
    : `${drive.replace(/^(jupyter~*)~$/, '$1')}:${local}`;
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
