/**
 * Listings of whole trees by the server extension, of which only what has changed
 * travels.
 */
import { isPythonFile, prefixOf } from '../protocol/names';
import { splitPath } from '../protocol/origin';
import type { IEntry, ITreeListing } from '../tree/types';
import { ExternalLinks } from './externalLinks';
import type {
  EntryAnswer,
  IListAnswer,
  IListRequest,
  IWithin,
  ServerExtension
} from './serverExtension';

/** How much is listed at most. */
const LIMITS = { entries: 50000, folders: 5000 };

/** How many entries of one folder the server extension gives at most. */
const MAX_ENTRIES = 200_000;

/** A folder has more entries than can be listed. */
export class TooManyEntriesError extends Error {}

/** The drives whose files are those of the Jupyter server. */
const SERVER_DRIVES = ['', 'RTC'];

/** A folder as it was listed last. */
interface IFolder {
  readonly fingerprint: string;
  readonly entries: readonly EntryAnswer[];
}

/** Lists and watches trees of the Jupyter server's own files. */
export class ServerTree {
  constructor(part: ServerExtension) {
    this._part = part;
  }

  /** The links that lead out of what is served. */
  readonly externalLinks = new ExternalLinks();

  /** What is served; undefined before that is known. */
  get within(): IWithin | undefined {
    return this._within;
  }

  /** Follow links to nothing but this from now on. */
  confine(roots: readonly string[], ignore: readonly string[]): void {
    this._within = { roots: this._locals(roots), ignore };
  }

  /** The path on the server; null for a path of a drive elsewhere. */
  local(path: string): string | null {
    const { drive, local } = splitPath(path);
    return SERVER_DRIVES.includes(drive) ? local : null;
  }

  /** Whether it is known whether a path is served. */
  holds(path: string): boolean {
    return this._within !== undefined && this.local(path) !== null;
  }

  /** List the folders of roots; those of other drives are left out. */
  async list(
    roots: readonly string[],
    ignore: readonly string[]
  ): Promise<ITreeListing> {
    const known = this._folders;
    const answer = await this._part.list(this._request(roots, ignore));
    const folders = this._record(answer, known);
    this._recordOutside(roots, answer);
    const listing = new Map<string, readonly IEntry[] | null>();
    for (const root of roots) {
      const local = this.local(root);
      if (local === null) {
        continue;
      }
      const prefix = root.slice(0, root.length - local.length);
      const top = isPythonFile(local) ? folderOf(local) : local;
      if ([...answer.missing, ...answer.outside].includes(local)) {
        listing.set(prefix + top, isPythonFile(local) ? [] : null);
      }
      for (const [path, { entries }] of folders) {
        const isBelow = !isPythonFile(local) && path.startsWith(prefixOf(top));
        if (path === top || isBelow) {
          listing.set(prefix + path, entries.map(entryIn(prefix + path)));
        }
      }
    }
    return { folders: listing };
  }

  /**
   * List one folder.
   *
   * @returns null when there is none that is served; undefined when it is not
   * this that can tell.
   * @throws Error when it cannot be listed.
   */
  async folder(path: string): Promise<readonly IEntry[] | null | undefined> {
    const local = this.local(path);
    const within = this._within;
    if (local === null || !within) {
      return undefined;
    }
    const isServed = within.roots.some(
      root => local === root || local.startsWith(prefixOf(root))
    );
    // Of a folder with served files, those.
    const roots = isServed
      ? [local]
      : within.roots.filter(
          root => isPythonFile(root) && folderOf(root) === local
        );
    if (roots.length === 0) {
      return undefined;
    }
    const { folders, truncated } = await this._part.list({
      roots,
      ignore: [],
      known: {},
      // Not what is below it, and all that the server extension gives.
      limits: isServed ? { entries: MAX_ENTRIES, folders: 1 } : LIMITS,
      within
    });
    const folder = folders[local];
    if (!folder && truncated) {
      throw new TooManyEntriesError(
        `the folder has more than ${MAX_ENTRIES} entries`
      );
    }
    return folder ? folder.entries.map(entryIn(path)) : null;
  }

  /** Wait for a difference from what was listed last, or for a while. */
  async watch(
    roots: readonly string[],
    ignore: readonly string[],
    signal: AbortSignal
  ): Promise<boolean> {
    const request = this._request(roots, ignore);
    const answer = await this._part.watch(request, signal);
    const { folders, missing } = answer;
    if (!signal.aborted) {
      this._recordOutside(roots, answer);
    }
    return (
      Object.keys(folders).length > 0 ||
      missing.some(path => request.known[path] !== '')
    );
  }

  private _locals(paths: readonly string[]): string[] {
    return paths.flatMap(path => this.local(path) ?? []);
  }

  private _recordOutside(
    roots: readonly string[],
    { outside }: IListAnswer
  ): void {
    const paths = roots.flatMap(root => {
      const local = this.local(root);
      return outside
        .filter(
          path =>
            local !== null &&
            (path === local || path.startsWith(prefixOf(local)))
        )
        .map(path => root.slice(0, root.length - local!.length) + path);
    });
    this.externalLinks.record([...new Set(paths)]);
  }

  private _request(
    roots: readonly string[],
    ignore: readonly string[]
  ): IListRequest {
    return {
      roots: this._locals(roots),
      ignore,
      known: {
        ...Object.fromEntries(this._missing.map(path => [path, ''])),
        ...Object.fromEntries(
          [...this._folders].map(([path, { fingerprint }]) => [
            path,
            fingerprint
          ])
        )
      },
      limits: LIMITS
    };
  }

  /** All folders of an answer, the unchanged ones from the one before. */
  private _record(
    answer: IListAnswer,
    before: ReadonlyMap<string, IFolder>
  ): ReadonlyMap<string, IFolder> {
    const folders = new Map<string, IFolder>(Object.entries(answer.folders));
    for (const path of answer.unchanged) {
      const known = before.get(path);
      if (known) {
        folders.set(path, known);
      }
    }
    this._folders = folders;
    this._missing = answer.missing;
    return folders;
  }

  private _folders: ReadonlyMap<string, IFolder> = new Map();
  private _missing: readonly string[] = [];
  private _part: ServerExtension;
  private _within: IWithin | undefined;
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

/** Makes the entries of a folder. */
function entryIn(folder: string): (entry: EntryAnswer) => IEntry {
  const prefix = prefixOf(folder);
  return ([name, isFolder, lastModified, size, version]) => ({
    name,
    path: prefix + name,
    isFolder,
    lastModified,
    size: size ?? undefined,
    version
  });
}
