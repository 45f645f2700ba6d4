/**
 * File stores for tests: in memory, on disk, and one that watches another.
 */
import { readdirSync, readFileSync, statSync } from 'fs';

import type { IEntry, IFileRead, IFileStore } from '../../tree/types';

/** What a file of a `MemoryStore` holds. */
export type Content = string | Uint8Array;

function parentOf(path: string): string {
  const drive = /^\w+:/.exec(path)?.[0] ?? '';
  const local = path.slice(drive.length);
  return drive + local.slice(0, Math.max(0, local.lastIndexOf('/')));
}

/** Files in memory; folders are what their paths imply, or end in `/`. */
export class MemoryStore implements IFileStore {
  constructor(files: Readonly<Record<string, Content>> = {}) {
    this.files = new Map(Object.entries(files));
  }

  /** Paths to contents; a path that ends in `/` is an empty folder. */
  readonly files: Map<string, Content>;

  /** Sizes to claim in listings, where not those of the contents. */
  readonly sizes = new Map<string, number | undefined>();

  /** When files changed last, where not at one time long ago. */
  readonly times = new Map<string, string>();

  /** Whether listings, and readings of many files, have exact versions. */
  hasVersions = false;

  /** What happened, such as `list pkg` and `read pkg/a.py`. */
  readonly log: string[] = [];

  parent(path: string): string {
    return parentOf(path);
  }

  async list(path: string): Promise<readonly IEntry[] | null> {
    this.log.push(`list ${path}`);
    const prefix = path === '' || path.endsWith(':') ? path : `${path}/`;
    const entries = new Map<string, IEntry>();
    let exists = false;
    for (const [file, content] of this.files) {
      if (!file.startsWith(prefix)) {
        continue;
      }
      exists = true;
      const [name, ...below] = file.slice(prefix.length).split('/');
      if (name === '') {
        continue;
      }
      const entryPath = prefix + name;
      entries.set(`${name}${below.length > 0}`, {
        name,
        path: entryPath,
        isFolder: below.length > 0,
        lastModified: this.times.get(entryPath) ?? '2026-01-01T00:00:00Z',
        size:
          below.length > 0
            ? undefined
            : this.sizes.has(file)
              ? this.sizes.get(file)
              : content.length,
        ...(this.hasVersions && { version: String(content) })
      });
    }
    return exists ? [...entries.values()] : null;
  }

  async read(path: string): Promise<Content | null> {
    this.log.push(`read ${path}`);
    return this.files.get(path) ?? null;
  }
}

/** Let a store read many files at once, with exact versions. */
export function readingMany(store: MemoryStore): void {
  const readMany = async (paths: readonly string[]) => {
    const found = new Map<string, IFileRead | null>();
    for (const path of paths) {
      const data = await store.read(path);
      found.set(path, data === null ? null : { data, version: String(data) });
    }
    return found;
  };
  Object.assign(store, { hasVersions: true, readMany });
}

/** A folder of the disk. */
export class DiskStore implements IFileStore {
  constructor(private readonly _root: string) {}

  parent(path: string): string {
    return parentOf(path);
  }

  async list(path: string): Promise<readonly IEntry[] | null> {
    const folder = `${this._root}/${path}`;
    if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) {
      return null;
    }
    return readdirSync(folder, { withFileTypes: true }).map(entry => ({
      name: entry.name,
      path: path ? `${path}/${entry.name}` : entry.name,
      isFolder: entry.isDirectory(),
      lastModified: '2026-01-01T00:00:00Z'
    }));
  }

  async read(path: string): Promise<Content | null> {
    return readFileSync(`${this._root}/${path}`, 'utf8');
  }
}

/**
 * Passes requests on and notes those that no listing below a served root
 * makes legitimate.
 */
export class WatchedStore implements IFileStore {
  /**
   * @param store - answers.
   * @param roots - the served paths.
   */
  constructor(store: IFileStore, roots: readonly string[]) {
    this._store = store;
    this._roots = roots;
    for (const root of roots) {
      // A file's own folder has to be listed; nothing else in it is known.
      this._folders.add(root.endsWith('.py') ? store.parent(root) : root);
    }
  }

  /** Requests that should not have been made. */
  readonly violations: string[] = [];

  /** How many files were read. */
  reads = 0;

  parent(path: string): string {
    return this._store.parent(path);
  }

  async list(path: string): Promise<readonly IEntry[] | null> {
    if (!this._folders.has(path)) {
      this.violations.push(`list ${JSON.stringify(path)}`);
    }
    const entries = await this._store.list(path);
    for (const entry of entries ?? []) {
      const isServed = this._roots.some(root =>
        root.endsWith('.py')
          ? entry.path === root
          : entry.path.startsWith(`${root}/`)
      );
      if (isServed) {
        (entry.isFolder ? this._folders : this._files).add(entry.path);
      }
    }
    return entries;
  }

  async read(path: string): Promise<Content | null> {
    this.reads += 1;
    if (!this._files.has(path)) {
      this.violations.push(`read ${JSON.stringify(path)}`);
    }
    return this._store.read(path);
  }

  private _files = new Set<string>();
  private _folders = new Set<string>();
  private _roots: readonly string[];
  private _store: IFileStore;
}
