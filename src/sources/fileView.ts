/**
 * The files as they were at one moment, or later: each folder listed once,
 * and each file read once.
 */
import type { IContent } from '../protocol/content';
import type { FileCache } from './fileCache';
import type { IgnoreRules } from './ignoreRules';
import type { IServedFolder } from './servedFolder';
import { holdsPython } from './scan';
import { sortEntries } from './servedFolder';
import type { IEntry, IFileStore } from './types';

/** How many files a view reads again that nobody asked for. */
const MAX_DOUBTFUL = 200;

/** One view of the files. */
export class FileView {
  constructor(store: IFileStore, cache: FileCache, rules: IgnoreRules) {
    this._store = store;
    this._cache = cache;
    this._rules = rules;
  }

  /** When this view was taken, by `performance.now()`. */
  readonly taken = performance.now();

  /**
   * What a folder has that is not ignored.
   *
   * @param path - where it is.
   * @param segments - its path below the served root.
   * @returns null when there is no such folder.
   */
  folder(
    path: string,
    segments: readonly string[]
  ): Promise<IServedFolder | null> {
    // A folder may be served by itself and as a part of another one.
    const key = `${segments.length} ${path}`;
    return kept(this._folders, key, async () => {
      const entries = await this._list(path);
      return entries && sortEntries(entries, segments, this._rules);
    });
  }

  /** Whether a folder holds Python files; see `holdsPython`. */
  holdsPython(path: string, segments: readonly string[]) {
    return holdsPython(
      { list: folder => this._list(folder) },
      this._rules,
      path,
      segments
    );
  }

  /**
   * A file by itself.
   *
   * @returns null when there is no such file.
   */
  async file(path: string): Promise<IEntry | null> {
    const siblings = await this._list(this._store.parent(path));
    return (
      siblings?.find(entry => !entry.isFolder && entry.path === path) ?? null
    );
  }

  /**
   * List all folders of roots at once.
   *
   * @returns whether the store can, and did.
   */
  listTree(roots: readonly string[]): Promise<boolean> {
    this._tree ??= this._listTree(roots);
    return this._tree;
  }

  /** The content of a file; see `FileCache.read`. */
  read(entry: IEntry, isUrgent = true): Promise<IContent | null> {
    return this._cache.read(entry, this.taken, isUrgent);
  }

  /** The content of a file, if it is known. */
  peek(entry: IEntry): IContent | null {
    return this._cache.peek(entry, this.taken);
  }

  /**
   * Read files again of which it is not certain that they are what they were:
   * many are, and must not count as changed.
   */
  async readDoubtful(entries: readonly IEntry[]): Promise<void> {
    const doubtful = entries
      .filter(entry => this._cache.isDoubtful(entry, this.taken))
      .slice(0, MAX_DOUBTFUL);
    await Promise.all(
      doubtful.map(entry => this.read(entry, false).catch(() => null))
    );
  }

  private async _listTree(roots: readonly string[]): Promise<boolean> {
    const tree = await this._store.listTree?.(roots, this._rules.patterns);
    tree?.folders.forEach((entries, path) => {
      if (!this._listings.has(path)) {
        this._listings.set(path, Promise.resolve(entries));
      }
    });
    return !!tree && tree.folders.size > 0;
  }

  private _list(path: string): Promise<readonly IEntry[] | null> {
    return kept(this._listings, path, () => this._store.list(path));
  }

  private _cache: FileCache;
  private _folders = new Map<string, Promise<IServedFolder | null>>();
  private _listings = new Map<string, Promise<readonly IEntry[] | null>>();
  private _rules: IgnoreRules;
  private _store: IFileStore;
  private _tree: Promise<boolean> | null = null;
}

/** What a map keeps for a key; made, where it has nothing yet. */
export function kept<T>(
  map: Map<string, Promise<T>>,
  key: string,
  make: () => Promise<T>
): Promise<T> {
  let value = map.get(key);
  if (!value) {
    value = make();
    map.set(key, value);
    // A failure is not a fact about the files: try again next time.
    value.catch(() => map.delete(key));
  }
  return value;
}
