/**
 * The server's half of `sync`, as docs/protocol.md describes it.
 */
import { createHash } from 'crypto';

/** The params of `sync` and `put`, as JSON has them. */
export interface ISyncParams {
  revision: number;
  base: number | null;
  names?: Record<string, string[] | null>;
  files?: Record<string, string | number | null>;
  keep?: string[];
  contents?: (string | { base64: string })[];
}

/** A request that was refused, as the JSON-RPC client rejects it. */
export class Refusal extends Error {
  constructor(
    readonly code: number,
    readonly data?: unknown
  ) {
    super(`refused: ${code}`);
  }
}

/** What a server has of one stream. */
export class ModelServer {
  /** Contents in bytes that the index may refer to. */
  limit = Infinity;

  revision: number | null = null;
  names = new Map<string, string[]>();
  files = new Map<string, string>();
  keep: string[] = [];

  /** Sizes of the contents that it has, by key. */
  readonly contents = new Map<string, number>();

  /** Keys that were sent again while they were there and referred to. */
  readonly twice: string[] = [];

  /** How many requests were refused, by code. */
  readonly refused = new Map<number, number>();

  /** Answer a request, or throw a `Refusal`. */
  handle(method: string, params: unknown): unknown {
    try {
      const message = params as ISyncParams;
      return method === 'sync' ? this._sync(message) : this._put(message);
    } catch (reason) {
      const { code } = reason as Refusal;
      this.refused.set(code, (this.refused.get(code) ?? 0) + 1);
      throw reason;
    }
  }

  /** Lose the index, and with it all contents but some. */
  lose(keep = new Set<string>()): void {
    this.revision = null;
    this.names = new Map();
    this.files = new Map();
    this.keep = [];
    this._drop(keep);
  }

  /** The keys that the index refers to and that are not there. */
  get wanted(): string[] {
    return [...keysOf(this.files)]
      .filter(key => !this.contents.has(key))
      .sort();
  }

  private _sync({ revision, base, ...changes }: ISyncParams): unknown {
    if (
      (base !== null && base !== this.revision) ||
      revision <= (this.revision ?? 0)
    ) {
      throw new Refusal(-32001, { revision: this.revision });
    }
    const isNew = base === null;
    const sent = (changes.contents ?? []).map(content => keyed(content)[0]);
    const key = (version: string | number) =>
      typeof version === 'number' ? sent[version] : version;
    const names = apply(
      isNew ? new Map<string, string[]>() : this.names,
      changes.names,
      folders => folders
    );
    const files = apply(
      isNew ? new Map<string, string>() : this.files,
      changes.files,
      key
    );
    const keys = keysOf(files);
    this._take(changes.contents, keys);
    this.revision = revision;
    this.names = names;
    this.files = files;
    this.keep = changes.keep ?? (isNew ? [] : this.keep);
    // As soon as a server may.
    this._drop(keys);
    return { revision, wanted: this.wanted };
  }

  private _put({ contents }: ISyncParams): null {
    this._take(contents, keysOf(this.files));
    return null;
  }

  private _take(
    contents: ISyncParams['contents'] = [],
    keys: ReadonlySet<string>
  ): void {
    const sent = new Map(contents.map(keyed));
    const sizes = new Map([...this.contents, ...sent]);
    const total = [...keys].reduce((sum, k) => sum + (sizes.get(k) ?? 0), 0);
    if (total > this.limit) {
      throw new Refusal(-32002, { bytes: total, limit: this.limit });
    }
    for (const key of sent.keys()) {
      if (this._received.has(key)) {
        this.twice.push(key);
      }
      if (keys.has(key)) {
        this._received.add(key);
        this.contents.set(key, sizes.get(key)!);
      }
    }
  }

  private _drop(keep: ReadonlySet<string>): void {
    for (const key of this.contents.keys()) {
      if (!keep.has(key)) {
        this.contents.delete(key);
      }
    }
    for (const key of this._received) {
      if (!keep.has(key)) {
        this._received.delete(key);
      }
    }
  }

  /** Keys that came over this stream, and were referred to ever since. */
  private _received = new Set<string>();
}

/** A stream to a model server whose messages and answers take their time. */
export class ModelStream {
  constructor(readonly server: ModelServer) {}

  /** The requests sent: method and params. */
  readonly sent: [string, ISyncParams][] = [];

  /** What happens to a request instead, if anything. */
  fault: ((method: string, params: ISyncParams) => Error | null) | null = null;

  readonly request = (method: string, params: unknown): Promise<unknown> => {
    const message: ISyncParams = JSON.parse(JSON.stringify(params));
    this.sent.push([method, message]);
    return new Promise((resolve, reject) => {
      this._requests.push(() => {
        let answer: () => void;
        try {
          const fault = this.fault?.(method, message);
          if (fault) {
            throw fault;
          }
          const result = this.server.handle(method, message);
          answer = () => resolve(result);
        } catch (reason) {
          answer = () => reject(reason);
        }
        this._answers.push(answer);
      });
    });
  };

  /** Let the next request arrive. */
  deliver(): void {
    this._requests.shift()?.();
  }

  /** Let the next answer arrive, and what it causes happen. */
  async answer(): Promise<void> {
    this._answers.shift()?.();
    for (let i = 0; i < 10; i++) {
      await Promise.resolve();
    }
  }

  /** Let everything arrive, until nothing is under way. */
  async flush(): Promise<void> {
    do {
      this.deliver();
      await this.answer();
    } while (this._requests.length > 0 || this._answers.length > 0);
  }

  private _answers: (() => void)[] = [];
  private _requests: (() => void)[] = [];
}

/** The keys among versions. */
function keysOf(files: ReadonlyMap<string, string>): Set<string> {
  return new Set([...files.values()].filter(key => /^[0-9a-f]{64}$/.test(key)));
}

/** The key and the size of a content. */
function keyed(content: string | { base64: string }): [string, number] {
  const bytes =
    typeof content === 'string'
      ? Buffer.from(content)
      : Buffer.from(content.base64, 'base64');
  const key = createHash('sha256').update(bytes).digest('hex');
  return [key, bytes.length];
}

function apply<T, U>(
  map: ReadonlyMap<string, U>,
  changes: Record<string, T | null> = {},
  read: (value: T) => U
): Map<string, U> {
  const result = new Map(map);
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) {
      result.delete(name);
    } else {
      result.set(name, read(value));
    }
  }
  return result;
}
