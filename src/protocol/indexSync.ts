/**
 * The client's half of `sync`: what this stream's server has of the index
 * and the contents, and the messages that bring it up to date.
 */
import type { IContent } from './content';
import { contentMessage, isKey } from './content';
import { ErrorCodes, Methods } from './messages';

/** What is served, as of one moment. */
export interface ISnapshot {
  /** At which moment; see `moment`. */
  readonly taken: number;
  /** The folders in which each top-level name is looked for, in order. */
  readonly names: ReadonlyMap<string, readonly string[]>;
  /**
   * The versions of files; of folders, which end in a slash, where they are
   * empty or not listed.
   */
  readonly files: ReadonlyMap<string, string>;
  /** The full names of modules that are kept loaded. */
  readonly keep: readonly string[];
  /** Contents to push with it, by key; those of the index may be missing. */
  readonly contents: ReadonlyMap<string, IContent>;
}

/** What one push cost. */
export interface IPush {
  /** The revision that the server will have. */
  readonly revision: number;
  /** How many names and files the message changed in the index. */
  readonly changes: number;
  /** How many contents it carries, and how many bytes of them. */
  readonly contents: number;
  readonly bytes: number;
  /** The keys of those contents. */
  readonly keys: readonly string[];
  /** Resolves when the server has it; rejects when it refuses. */
  readonly done: Promise<void>;
}

/** Sends a request and resolves with its result. */
export type Request = (
  method: string,
  params: Record<string, unknown>
) => Promise<unknown>;

/** How many bytes of contents one message carries, unless one has more. */
const MAX_BYTES = 1024 * 1024;

type Index = Omit<ISnapshot, 'contents'>;

/** Nothing, which every stream begins with. */
const NOTHING: Index = {
  taken: -Infinity,
  names: new Map(),
  files: new Map(),
  keep: []
};

/** An error of JSON-RPC, as far as it matters here. */
interface IRefusal {
  readonly code?: unknown;
}

/** Keeps the server of one stream up to date. */
export class IndexSync {
  /** @param request - sends a request over the stream, in order. */
  constructor(request: Request) {
    this._request = request;
  }

  /** The revision that the server has, or will have; 0 for none. */
  get revision(): number {
    return this._revision;
  }

  /**
   * Bring the server up to date.
   *
   * The messages leave at once, in order; nothing is sent where nothing has
   * changed. Of an older snapshot than the last one, only contents are.
   */
  push(snapshot: ISnapshot): IPush {
    if (snapshot.taken < this._sent.taken) {
      snapshot = { ...this._sent, contents: snapshot.contents };
    }
    const names = changed(this._sent.names, snapshot.names, isSameList);
    const files = changed(this._sent.files, snapshot.files, Object.is);
    const changes = names.size + files.size;
    const { keep } = snapshot;
    const isKept = isSameList(this._sent.keep, keep) && this._base !== null;
    // Not its contents: they need not stay in memory.
    const { taken } = snapshot;
    this._sent = { taken, names: snapshot.names, files: snapshot.files, keep };
    this._keys = keysOf(snapshot);
    for (const key of this._there) {
      if (!this._keys.has(key)) {
        // The server may drop what nothing refers to.
        this._there.delete(key);
      }
    }
    const contents = this._missing(snapshot);
    if (isKept && changes === 0 && contents.length === 0) {
      return {
        revision: this._revision,
        changes,
        contents: 0,
        bytes: 0,
        keys: [],
        done: this._done
      };
    }
    const [first, ...others] = portions(contents);
    const done = this._send(names, files, first ?? [], isKept ? null : keep);
    const puts = others.map(portion => this._put(portion));
    this._done = Promise.all([done, ...puts]).then(() => undefined);
    // The caller need not wait for it.
    this._done.catch(() => undefined);
    return {
      revision: this._revision,
      changes,
      contents: contents.length,
      bytes: contents.reduce((sum, { size }) => sum + size, 0),
      keys: contents.map(({ key }) => key),
      done: this._done
    };
  }

  /** Record a content that the server was given in an answer. */
  recordGiven(key: string): void {
    this._given.add(key);
    this._there.add(key);
  }

  private _missing({ contents }: ISnapshot): IContent[] {
    if (this._isFull) {
      return [];
    }
    return [...contents.values()].filter(
      ({ key }) => this._keys.has(key) && !this._there.has(key)
    );
  }

  private async _send(
    names: ReadonlyMap<string, readonly string[] | null>,
    files: ReadonlyMap<string, string | null>,
    contents: readonly IContent[],
    keep: readonly string[] | null
  ): Promise<void> {
    const base = this._base;
    const revision = this._nextRevision();
    contents.forEach(({ key }) => this._there.add(key));
    try {
      const result = await this._request(Methods.sync, {
        revision,
        base,
        ...indexMessage(names, files, contents),
        // On no base, nothing is kept if nothing is said.
        ...(keep && (base !== null || keep.length > 0) && { keep: [...keep] }),
        ...(contents.length > 0 && { contents: contents.map(contentMessage) })
      });
      this._record(revision, result);
    } catch (reason) {
      await this._recover(revision, reason);
    }
  }

  /** Learn what the server has already, from connections before this one. */
  private _record(revision: number, result: unknown): void {
    const wanted = (result as { wanted?: unknown } | null)?.wanted;
    if (revision === this._revision && Array.isArray(wanted)) {
      const missing = new Set(wanted);
      for (const key of this._keys) {
        if (!missing.has(key)) {
          this._there.add(key);
        } else if (this._given.has(key)) {
          // It did not keep it.
          this._there.delete(key);
        }
        this._given.delete(key);
      }
    }
  }

  private async _put(contents: readonly IContent[]): Promise<void> {
    contents.forEach(({ key }) => this._there.add(key));
    try {
      await this._request(Methods.put, {
        contents: contents.map(contentMessage)
      });
    } catch (reason) {
      contents.forEach(({ key }) => this._there.delete(key));
      if ((reason as IRefusal).code !== ErrorCodes.contentsTooLarge) {
        throw reason;
      }
      // What is not pushed is asked for when it is imported.
      this._isFull = true;
    }
  }

  /** Send everything again, where the server has something else than expected. */
  private async _recover(revision: number, reason: unknown): Promise<void> {
    const { code } = reason as IRefusal;
    const isFull = code === ErrorCodes.contentsTooLarge;
    if (isFull) {
      this._isFull = true;
    } else if (code !== ErrorCodes.revisionConflict) {
      this._forget(revision);
      throw reason;
    }
    if (revision !== this._revision) {
      // A later message was refused as well, and its answer comes.
      return;
    }
    this._there.clear();
    const { names, files, keep } = this._sent;
    const next = this._nextRevision();
    try {
      const result = await this._request(Methods.sync, {
        revision: next,
        base: null,
        names: Object.fromEntries(names),
        files: Object.fromEntries(files),
        keep: [...keep]
      });
      this._record(next, result);
    } catch (failure) {
      this._forget(next);
      throw failure;
    }
  }

  private _nextRevision(): number {
    this._revision += 1;
    this._base = this._revision;
    return this._revision;
  }

  /** What the server has is not known: the next push sends everything. */
  private _forget(revision: number): void {
    if (revision === this._revision) {
      this._base = null;
      this._sent = NOTHING;
      this._there.clear();
    }
  }

  /** The revision that the server should have; null where that is not known. */
  private _base: number | null = null;
  private _done: Promise<void> = Promise.resolve();
  /** The keys of contents given in answers that no index refers to yet. */
  private _given = new Set<string>();
  /** Whether the server refused contents for their size. */
  private _isFull = false;
  /** The keys that the index sent last refers to. */
  private _keys = new Set<string>();
  private _request: Request;
  private _revision = 0;
  private _sent: Index = NOTHING;
  /** The keys of the contents that the server has, or is being sent. */
  private _there = new Set<string>();
}

/** What to change in a map; null for what is gone. */
function changed<T>(
  before: ReadonlyMap<string, T>,
  after: ReadonlyMap<string, T>,
  isSame: (one: T, other: T) => boolean
): Map<string, T | null> {
  const changes = new Map<string, T | null>();
  if (before === after) {
    return changes;
  }
  for (const [name, value] of after) {
    const old = before.get(name);
    if (old === undefined || !isSame(old, value)) {
      changes.set(name, value);
    }
  }
  for (const name of before.keys()) {
    if (!after.has(name)) {
      changes.set(name, null);
    }
  }
  return changes;
}

function isSameList(one: readonly string[], other: readonly string[]) {
  return (
    one === other ||
    (one.length === other.length && one.every((item, i) => item === other[i]))
  );
}

function keysOf({ files }: Index): Set<string> {
  return new Set([...files.values()].filter(isKey));
}

/**
 * Changes of the index as a message has them. The contents that go with it
 * have no keys in it: keys do not compress.
 */
function indexMessage(
  names: ReadonlyMap<string, readonly string[] | null>,
  files: ReadonlyMap<string, string | null>,
  contents: readonly IContent[]
) {
  const positions = new Map(contents.map(({ key }, i) => [key, i]));
  return {
    ...(names.size > 0 && { names: Object.fromEntries(names) }),
    ...(files.size > 0 && {
      files: mapped(files, version =>
        version === null ? null : (positions.get(version) ?? version)
      )
    })
  };
}

/** A map's values, each changed, as an object. */
function mapped<T, U>(
  map: ReadonlyMap<string, T>,
  change: (value: T) => U
): { readonly [key: string]: U } {
  return Object.fromEntries([...map].map(([key, v]) => [key, change(v)]));
}

/** Contents in portions that one message each can carry. */
function portions(contents: readonly IContent[]): IContent[][] {
  const result: IContent[][] = [];
  let size = Infinity;
  for (const content of contents) {
    if (size + content.size > MAX_BYTES) {
      result.push([]);
      size = 0;
    }
    size += content.size;
    result[result.length - 1].push(content);
  }
  return result;
}
