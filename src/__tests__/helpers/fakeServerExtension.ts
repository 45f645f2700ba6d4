/**
 * The server extension as docs/jupyter-server.md describes it, over files in
 * memory.
 */
import { PromiseDelegate } from '@lumino/coreutils';
import { Signal } from '@lumino/signaling';

import type {
  EntryAnswer,
  FileAnswer,
  IListAnswer,
  IListRequest,
  IWithin,
  ServerExtension
} from '../../files/serverExtension';
import type { MemoryStore } from './stores';

/** Answers from a store. */
export class FakeServerExtension implements Pick<
  ServerExtension,
  'isThere' | 'list' | 'read' | 'watch'
> {
  constructor(private readonly _store: MemoryStore) {}

  isThere = true;

  readonly gone = new Signal<this, void>(this);

  /** How many files one answer carries. */
  perAnswer = Infinity;

  /** Whether its versions tell all changes. */
  isExact = true;

  /** Links that lead out of what is served. */
  outside: string[] = [];

  /** What to fail with. */
  failure: Error | null = null;

  /** Whether it has been switched off, which shows when it is asked. */
  isGone = false;

  /** What was asked for. */
  readonly requests: { endpoint: string; body: unknown }[] = [];

  /** Watches that wait. */
  readonly waiting: PromiseDelegate<void>[] = [];

  async list(request: IListRequest): Promise<IListAnswer> {
    this._record('list', request);
    return this._list(request);
  }

  async watch(request: IListRequest): Promise<IListAnswer> {
    this._record('watch', request);
    const change = new PromiseDelegate<void>();
    this.waiting.push(change);
    await change.promise;
    return this._list(request);
  }

  async read(paths: readonly string[], within?: IWithin) {
    this._record('read', { paths, within });
    const files: Record<string, FileAnswer> = {};
    const now = paths.slice(0, this.perAnswer);
    for (const path of now) {
      const data = await this._store.read(path);
      if (this.outside.includes(path)) {
        files[path] = { error: 'It lies outside.', outside: true };
        continue;
      }
      files[path] =
        data === null
          ? null
          : typeof data === 'string'
            ? {
                format: 'text',
                content: data,
                version: `${data.length}`,
                exact: this.isExact
              }
            : {
                format: 'base64',
                content: Buffer.from(data).toString('base64'),
                version: `${data.length}`,
                exact: this.isExact
              };
    }
    return { files, left: paths.slice(now.length) };
  }

  private _record(endpoint: string, body: unknown): void {
    this.requests.push({ endpoint, body });
    if (this.isGone) {
      this.isThere = false;
      this.gone.emit();
      throw new Error('404');
    }
    if (this.failure) {
      throw this.failure;
    }
  }

  private async _list(request: IListRequest): Promise<IListAnswer> {
    const found = new Map<string, EntryAnswer[]>();
    const missing: string[] = [];
    const pending = [...request.roots];
    let truncated = false;
    let count = 0;
    for (
      let path = pending.shift();
      path !== undefined;
      path = pending.shift()
    ) {
      if (found.size >= request.limits.folders) {
        truncated = true;
        break;
      }
      const isFile = path.endsWith('.py');
      const folder = isFile ? this._store.parent(path) : path;
      const listed = await this._store.list(folder);
      const entries = listed
        ?.filter(entry => !isFile || entry.path === path)
        .filter(({ name }) => !request.ignore.includes(name));
      if (!entries || (isFile && entries.length === 0)) {
        missing.push(path);
        continue;
      }
      count += entries.length;
      if (count > request.limits.entries) {
        truncated = true;
        break;
      }
      found.set(folder, [
        ...(isFile ? (found.get(folder) ?? []) : []),
        ...entries.map(
          ({ name, isFolder, lastModified, size }): EntryAnswer => [
            name,
            isFolder,
            lastModified,
            size ?? null,
            `${size}`
          ]
        )
      ]);
      pending.push(
        ...entries.filter(({ isFolder }) => isFolder).map(entry => entry.path)
      );
    }
    const folders: Record<string, IListAnswer['folders'][string]> = {};
    const unchanged: string[] = [];
    for (const [folder, entries] of found) {
      const fingerprint = JSON.stringify(entries);
      if (request.known[folder] === fingerprint) {
        unchanged.push(folder);
      } else {
        folders[folder] = { fingerprint, entries };
      }
    }
    const outside = this.outside.filter(link =>
      request.roots.some(root => link === root || link.startsWith(`${root}/`))
    );
    return { folders, unchanged, missing, outside, truncated };
  }
}
