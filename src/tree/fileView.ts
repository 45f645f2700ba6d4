/**
 * The files as they were at one moment, or later: each folder listed once,
 * and each file read once.
 */
import type { IContent } from '../protocol/content';
import { moment } from '../protocol/moment';
import type { FileCache } from './fileCache';
import type { IgnoreRules } from './ignoreRules';
import { Listings } from './listings';
import { holdsPython } from './scan';
import type { IServedFolder } from './servedFolder';
import { sortEntries } from './servedFolder';
import { TimeSlicer } from './timeSlicer';
import type { FileData, HoldsPython, IEntry, IFileStore } from './types';

/** How many files a view reads again that nobody asked for. */
const MAX_DOUBTFUL = 2000;

/** One view of the files. */
export class FileView {
  /**
   * @param slicer - what keeps long listings from blocking the page.
   * @param listings - those of the store, which other views may ask for too.
   * @param isLenient - whether what was read before counts as long as listings
   * show no change: nobody runs what this view shows before another one looks.
   */
  constructor(
    store: IFileStore,
    cache: FileCache,
    rules: IgnoreRules,
    slicer = new TimeSlicer(),
    listings = new Listings(store),
    isLenient = false
  ) {
    this._store = store;
    this._cache = cache;
    this._rules = rules;
    this._slicer = slicer;
    this._listings = listings;
    this._since = isLenient ? -Infinity : this.taken;
  }

  /** The moment when this view was taken. */
  readonly taken = moment();

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
      return (
        entries && sortEntries(entries, segments, this._rules, this._slicer)
      );
    });
  }

  /** Whether a folder holds Python files; see `holdsPython`. */
  holdsPython(path: string, segments: readonly string[]): Promise<HoldsPython> {
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
  async read(entry: IEntry, isUrgent = true): Promise<IContent | null> {
    return this._open(entry) ?? this._cache.read(entry, this._since, isUrgent);
  }

  /** All of a file of any size; see `FileCache.readAll`. */
  async readAll(entry: IEntry): Promise<FileData> {
    return this._open(entry)?.data ?? this._cache.readAll(entry);
  }

  /** See `FileCache.stamp`. */
  stamp(entry: IEntry): string {
    return this._cache.stamp(entry, this._since);
  }

  /** The content of a file, if it is known. */
  peek(entry: IEntry): IContent | null {
    return this._open(entry) ?? this._cache.peek(entry, this._since);
  }

  /**
   * Read files again of which it is not certain that they are what they were:
   * many are, and must not count as changed.
   *
   * @param data - files that are read again after a change only if somebody
   * asked for them: a log may change all the time.
   */
  async readDoubtful(
    code: readonly IEntry[],
    data: readonly IEntry[]
  ): Promise<void> {
    const doubtful: IEntry[] = [];
    await this._slicer.each(code, entry => {
      if (this._cache.isDoubtful(entry, this._since)) {
        doubtful.push(entry);
      }
    });
    await this._slicer.each(data, entry => {
      if (
        this._cache.isDoubtful(entry, this._since) &&
        !this.isRestless(entry)
      ) {
        doubtful.push(entry);
      }
    });
    await Promise.all(
      doubtful
        .slice(0, MAX_DOUBTFUL)
        .map(entry => this.read(entry, false).catch(() => null))
    );
  }

  /** Whether a file changes all the time, for all that is known. */
  isRestless(entry: IEntry): boolean {
    return this._cache.isRestless(entry);
  }

  /** The text of a file's open editor; looked up once, which takes a while. */
  private _open(entry: IEntry): IContent | null {
    let open = this._texts.get(entry);
    if (open === undefined) {
      open = this._cache.open(entry);
      this._texts.set(entry, open);
    }
    return open;
  }

  private async _listTree(roots: readonly string[]): Promise<boolean> {
    const { patterns } = this._rules;
    const tree = await this._listings.listTree(roots, patterns, this.taken);
    tree?.folders.forEach((entries, path) => {
      if (!this._listed.has(path)) {
        this._listed.set(path, Promise.resolve(entries));
      }
    });
    return !!tree && tree.folders.size > 0;
  }

  private _list(path: string): Promise<readonly IEntry[] | null> {
    return kept(this._listed, path, () =>
      this._listings.list(path, this.taken)
    );
  }

  private _cache: FileCache;
  private _folders = new Map<string, Promise<IServedFolder | null>>();
  private _listed = new Map<string, Promise<readonly IEntry[] | null>>();
  private _listings: Listings;
  private _slicer: TimeSlicer;
  private _rules: IgnoreRules;
  /** How new a reading has to be that may have missed a change. */
  private _since: number;
  private _store: IFileStore;
  private _texts = new Map<IEntry, IContent | null>();
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
