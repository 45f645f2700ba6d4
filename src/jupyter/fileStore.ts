/**
 * Jupyter's contents as a file store.
 */
import { PathExt } from '@jupyterlab/coreutils';
import type { Contents } from '@jupyterlab/services';
import { ServerConnection } from '@jupyterlab/services';

import type { IEntry, IFileStore } from '../sources/types';

/** Reads any drive of a contents manager. */
export class JupyterFileStore implements IFileStore {
  constructor(contents: Contents.IManager) {
    this._contents = contents;
  }

  parent(path: string): string {
    const drive = this._contents.driveName(path);
    const parent = PathExt.dirname(this._contents.localPath(path));
    return drive ? `${drive}:${parent}` : parent;
  }

  async list(path: string): Promise<readonly IEntry[] | null> {
    let model: Contents.IModel | null;
    try {
      model = await orNull(
        this._contents.get(path, { type: 'directory', content: true })
      );
    } catch (reason) {
      console.warn('A served folder could not be listed', path, reason);
      // The server's message may name a path of its own disk.
      throw new Error(`${path}: the Jupyter server could not list this folder`);
    }
    if (model === null || !Array.isArray(model.content)) {
      return null;
    }
    return model.content.map((item: Contents.IModel) => ({
      name: item.name,
      path: item.path,
      isFolder: item.type === 'directory',
      lastModified: item.last_modified,
      size: item.size
    }));
  }

  async read(path: string): Promise<string | Uint8Array | null> {
    let model: Contents.IModel | null;
    try {
      // No format: a text that is not UTF-8 then comes as base64, instead of
      // an error.
      model = await orNull(
        this._contents.get(path, { type: 'file', content: true })
      );
    } catch (reason) {
      // The server's message may name a path of its own disk.
      console.warn('A served file could not be read', path, reason);
      throw new Error(`${path}: the Jupyter server could not read this file`);
    }
    if (model === null || typeof model.content !== 'string') {
      return null;
    }
    return model.format === 'base64'
      ? Uint8Array.from(atob(model.content), byte => byte.charCodeAt(0))
      : model.content;
  }

  private _contents: Contents.IManager;
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
