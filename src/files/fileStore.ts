/**
 * Jupyter's contents as a file store.
 */
import { PathExt } from '@jupyterlab/coreutils';
import type { Contents } from '@jupyterlab/services';
import { ServerConnection } from '@jupyterlab/services';

import { prefixOf } from '../protocol/names';
import { splitPath } from '../protocol/origin';
import type {
  FileData,
  IEntry,
  IFileRead,
  IFileStore,
  IExternalLinks,
  ITreeListing
} from '../tree/types';
import { isUnavailable, JupyterUnavailableError } from './jupyterUnavailable';
import type { FileAnswer, ServerExtension } from './serverExtension';
import { ServerTree, TooManyEntriesError } from './serverTree';

/** A file that was read, with what a listing shows of it. */
export interface IOpenedFile extends IFileRead {
  readonly entry: IEntry;
}

/** Reads any drive of a contents manager. */
export class JupyterFileStore implements IFileStore {
  /**
   * @param contents - the contents.
   * @param part - the server extension, to use where it is.
   */
  constructor(
    contents: Contents.IManager,
    part: ServerExtension | null = null
  ) {
    this._contents = contents;
    this._part = part;
    this._tree = part && new ServerTree(part);
    part?.gone.connect(() => this._tree!.externalLinks.follow());
  }

  parent(path: string): string {
    const { drive, local } = splitPath(path);
    const parent = PathExt.dirname(local);
    return drive ? `${drive}:${parent}` : parent;
  }

  /** Records what is served, for the server extension. */
  confine(roots: readonly string[], ignore: readonly string[]): void {
    this._tree?.confine(roots, ignore);
  }

  /** The links that are not followed, where the server extension tells. */
  get externalLinks(): IExternalLinks | undefined {
    return this._tree?.externalLinks;
  }

  async list(path: string): Promise<readonly IEntry[] | null> {
    let model: Contents.IModel | null;
    try {
      // The contents would follow links out of what is served.
      const listed = this._part?.isThere
        ? await this._tree!.folder(path)
        : undefined;
      if (listed !== undefined) {
        return listed;
      }
      model = await orNull(
        this._contents.get(path, { type: 'directory', content: true })
      );
    } catch (reason) {
      console.warn('A served folder could not be listed', path, reason);
      throw failure(path, reason, 'could not list this folder');
    }
    if (model === null || !Array.isArray(model.content)) {
      return null;
    }
    const folder = prefixOf(path);
    return (model.content as Contents.IModel[]).map(item =>
      entryOf(item, folder + item.name)
    );
  }

  async read(path: string): Promise<FileData> {
    if (this._part?.isThere && this._tree!.holds(path)) {
      const read = (await this._readMany([path])).get(path) ?? null;
      if (read instanceof Error) {
        throw read;
      }
      return read && read.data;
    }
    return (await this.open(path))?.data ?? null;
  }

  /**
   * A file's data with its entry, by one request, without its folder's other
   * entries.
   *
   * @returns null when there is no such file.
   * @throws Error naming the file when it cannot be read.
   */
  async open(path: string): Promise<IOpenedFile | null> {
    let model: Contents.IModel | null;
    try {
      // No format: a text that is not UTF-8 then comes as base64, instead of
      // an error.
      model = await orNull(
        this._contents.get(path, { type: 'file', content: true })
      );
    } catch (reason) {
      console.warn('A served file could not be read', path, reason);
      throw failure(path, reason, 'could not read this file');
    }
    if (model === null || typeof model.content !== 'string') {
      return null;
    }
    const data =
      model.format === 'base64' ? bytesOf(model.content) : model.content;
    return { entry: entryOf(model, path), data };
  }

  /** Lists trees, where the server extension can. */
  get listTree(): IFileStore['listTree'] {
    return this._part?.isThere ? this._listTree : undefined;
  }

  /** Reads many files, where the server extension can. */
  get readMany(): IFileStore['readMany'] {
    return this._part?.isThere ? this._readMany : undefined;
  }

  /** Waits for changes, where the server extension can. */
  get watchTree(): IFileStore['watchTree'] {
    return this._part?.isThere ? this._watchTree : undefined;
  }

  private _listTree = async (
    roots: readonly string[],
    ignore: readonly string[]
  ): Promise<ITreeListing> => {
    try {
      return await this._tree!.list(roots, ignore);
    } catch (reason) {
      console.warn('Served folders could not be listed at once', reason);
      // Each by itself, then.
      return { folders: new Map() };
    }
  };

  private _watchTree = (
    roots: readonly string[],
    ignore: readonly string[],
    signal: AbortSignal
  ): Promise<boolean> => this._tree!.watch(roots, ignore, signal);

  private _readMany = async (
    paths: readonly string[]
  ): Promise<ReadonlyMap<string, IFileRead | Error | null>> => {
    const found = new Map<string, IFileRead | Error | null>();
    const byLocal = new Map<string, string[]>();
    for (const path of paths) {
      const local = this._tree!.local(path);
      if (local !== null) {
        byLocal.set(local, [...(byLocal.get(local) ?? []), path]);
      }
    }
    try {
      let left: readonly string[] = [...byLocal.keys()];
      while (left.length > 0) {
        const answer = await this._part!.read(left, this._tree!.within);
        for (const [local, file] of Object.entries(answer.files)) {
          byLocal.get(local)?.forEach(path => {
            found.set(path, readOf(path, file));
          });
        }
        if (answer.left.length >= left.length) {
          throw new Error('The Jupyter server read none of the files');
        }
        left = answer.left;
      }
    } catch (reason) {
      console.warn('Served files could not be read at once', reason);
      if (this._part!.isThere) {
        // The contents would follow links out of what is served.
        for (const path of [...byLocal.values()].flat()) {
          if (!found.has(path)) {
            found.set(path, failure(path, reason, 'could not read this file'));
          }
        }
      }
    }
    // Those of other drives, and all where the server extension has gone.
    for (const path of paths) {
      if (!found.has(path)) {
        found.set(path, await this.open(path).catch(asError));
      }
    }
    return found;
  };

  private _contents: Contents.IManager;
  private _part: ServerExtension | null;
  private _tree: ServerTree | null;
}

/**
 * What a listing shows of a file or folder.
 *
 * @param path - its path: contents managers with drives of their own leave the
 * drive out.
 */
function entryOf(model: Contents.IModel, path: string): IEntry {
  return {
    name: model.name,
    path,
    isFolder: model.type === 'directory',
    lastModified: model.last_modified,
    created: model.created,
    size: model.size
  };
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason));
}

/** Why nothing came, for the worker: the server may name paths of its disk. */
function failure(path: string, reason: unknown, what: string): Error {
  if (reason instanceof TooManyEntriesError) {
    return new Error(`${path}: ${reason.message}`);
  }
  return isUnavailable(reason)
    ? new JupyterUnavailableError(path)
    : new Error(`${path}: the Jupyter server ${what}`);
}

function bytesOf(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), byte => byte.charCodeAt(0));
}

function readOf(path: string, file: FileAnswer): IFileRead | Error | null {
  if (file === null) {
    return null;
  }
  if ('error' in file && file.outside) {
    console.warn('A file that is not served was not read', path);
    return null;
  }
  if ('error' in file) {
    return new Error(`${path}: ${file.error}`);
  }
  const { content, exact, format, version } = file;
  return {
    data: format === 'base64' ? bytesOf(content) : content,
    version: exact ? version : undefined
  };
}

async function orNull(
  request: Promise<Contents.IModel>
): Promise<Contents.IModel | null> {
  try {
    return await request;
  } catch (reason) {
    if (
      reason instanceof ServerConnection.ResponseError &&
      reason.response.status === 404
    ) {
      return null;
    }
    throw reason;
  }
}
