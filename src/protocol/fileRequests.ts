/**
 * The server's requests for modules, files and folders.
 */
import type { JSONRPCServer } from 'json-rpc-2.0';
import { JSONRPCErrorException } from 'json-rpc-2.0';

import { contentMessage } from './content';
import type { IndexSync } from './indexSync';
import { ErrorCodes, fetchModuleResult, Methods } from './messages';
import type { IFileBytes, IModuleProvider } from './provider';
import { RequestQueue } from './requestQueue';

/** How long a file is kept for its next portion, in milliseconds. */
const KEPT_FOR = 30 * 1000;

/** How many bytes one portion has at most. */
const MAX_PORTION = 8 * 1024 * 1024;

/** What the server asked for. */
export interface IFetch {
  /** The full name of a module, or the protocol's path of a file or folder. */
  readonly name: string;
  /** The size of what was sent; null where there is no such thing. */
  readonly bytes: number | null;
}

/** What the owner is told of requests. */
export interface IFileEvents {
  /** A file is about to be read, for code that imports it. */
  onRead?(path: string): Promise<void>;
  /** Something was asked for, and answered. */
  onFetch?(fetch: IFetch): void;
}

/** Answers the server's requests. */
export class FileRequests {
  /**
   * @param provider - has the files.
   * @param sync - the server's index; null where it has none.
   * @param events - `onRead`: awaited before files are read; `onFetch`: told
   * what was asked for.
   */
  constructor(
    private readonly _provider: IModuleProvider,
    private readonly _sync: () => IndexSync | null,
    private readonly _events: IFileEvents
  ) {}

  /** Answer by a server of JSON-RPC. */
  addTo(server: JSONRPCServer): void {
    const queue = new RequestQueue();
    const add = (
      method: string,
      answer: (params: unknown) => Promise<unknown>
    ) =>
      server.addMethod(method, params =>
        queue.run(() => answer.call(this, params))
      );
    add(Methods.fetchModule, this._module);
    add(Methods.fetchFiles, this._files);
    add(Methods.fetchFile, this._file);
    add(Methods.listFolder, this._folder);
  }

  /** Keep no file any longer. */
  dispose(): void {
    clearTimeout(this._timer);
    this._last = null;
  }

  private async _module(params: unknown) {
    const name = stringOf(params, 'module_name');
    const module = await inWords(() => this._provider.resolve(name));
    this._events.onFetch?.({
      name,
      bytes: module && (module.kind === 'namespace' ? 0 : module.content.size)
    });
    if (module === null) {
      throw invalid(`Module not found: ${name}`);
    }
    return inWords(async () => fetchModuleResult(module));
  }

  private async _files(params: unknown) {
    const { paths } = (params ?? {}) as { paths?: unknown };
    if (!Array.isArray(paths) || paths.length === 0 || !paths.every(isString)) {
      throw invalid('paths must be an array of strings');
    }
    // What it imports goes ahead of the answer: none of it is asked for.
    await this._events.onRead?.(paths[0]);
    const contents = await inWords(() => this._provider.read(paths));
    return {
      contents: contents.map((content, i) => {
        if (content instanceof Error) {
          return { error: content.message };
        }
        this._events.onFetch?.({
          name: paths[i],
          bytes: content && content.size
        });
        if (content) {
          this._sync()?.recordGiven(content.key);
        }
        return content && contentMessage(content);
      })
    };
  }

  private async _file(params: unknown) {
    const path = stringOf(params, 'path');
    const offset = countOf(params, 'offset', 0);
    const length = Math.min(countOf(params, 'length', Infinity), MAX_PORTION);
    return inWords(async () => {
      const file = await this._whole(path, offset);
      if (offset === 0 || file === null) {
        this._events.onFetch?.({
          name: path,
          bytes: file && file.bytes.length
        });
      }
      return (
        file && {
          content: contentMessage({
            data: file.bytes.subarray(offset, offset + length)
          }),
          size: file.bytes.length,
          version: file.version
        }
      );
    });
  }

  private async _folder(params: unknown) {
    const path = stringOf(params, 'path');
    return inWords(async () => {
      const files = await this._provider.list(path);
      return files && { files: Object.fromEntries(files) };
    });
  }

  /** All of a file: the one that was read last, unless this is its beginning. */
  private async _whole(
    path: string,
    offset: number
  ): Promise<IFileBytes | null> {
    clearTimeout(this._timer);
    let file = this._last?.path === path ? this._last.file : null;
    if (offset === 0 || file === null) {
      this._last = null;
      file = await this._provider.data(path);
    }
    this._last = file && { path, file };
    this._timer = setTimeout(() => {
      this._last = null;
    }, KEPT_FOR);
    return file;
  }

  private _last: { readonly path: string; readonly file: IFileBytes } | null =
    null;
  private _timer: ReturnType<typeof setTimeout> | undefined;
}

/** What reading gives; a failure becomes an answer with its message. */
export async function inWords<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (reason) {
    throw new JSONRPCErrorException(
      reason instanceof Error ? reason.message : String(reason),
      ErrorCodes.readFailed
    );
  }
}

function invalid(message: string): JSONRPCErrorException {
  return new JSONRPCErrorException(message, ErrorCodes.invalidParams);
}

function isString(value: unknown): value is string {
  return typeof value === 'string';
}

/** A parameter that must be a string. */
function stringOf(params: unknown, name: string): string {
  const value = (params as Record<string, unknown> | null | undefined)?.[name];
  if (!isString(value)) {
    throw invalid(`${name} must be a string`);
  }
  return value;
}

/** A parameter that must be a number of bytes, where it is there. */
function countOf(params: unknown, name: string, standard: number): number {
  const value = (params as Record<string, unknown>)[name] ?? standard;
  if (
    value !== standard &&
    (!Number.isSafeInteger(value) || Number(value) < 0)
  ) {
    throw invalid(`${name} must be a number of bytes`);
  }
  return Number(value);
}
