/**
 * A client without a browser, of the extension's own parts: serves a folder
 * of this machine's disk to a Deephaven.
 */
import {
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  writeFile
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { DisposableDelegate } from '@lumino/disposable';
import { Signal } from '@lumino/signaling';
import { loadDhModules, NodeHttp2gRPCTransport } from '@deephaven/jsapi-nodejs';

import { ModuleResolver } from '../src/modules/resolver';
import type { IRunOptions, IRunResult } from '../src/tokens';
import type {
  IEntry,
  IFileStore,
  IOpenDocuments,
  IServedSource
} from '../src/tree/types';
import { WorkerConnection } from '../src/worker/workerConnection';
import type { IDeephavenOption } from './fixtures';

/** A folder of the disk as a file store; paths are the disk's. */
export class DiskFileStore implements IFileStore {
  parent(path: string): string {
    return dirname(path);
  }

  async list(path: string): Promise<readonly IEntry[] | null> {
    const names = await readdir(path).catch(() => null);
    const entries = names?.map(async name => {
      const file = join(path, name);
      // It may have been removed meanwhile.
      const stats = await stat(file).catch(() => null);
      return (
        stats && {
          name,
          path: file,
          isFolder: stats.isDirectory(),
          lastModified: stats.mtime.toISOString(),
          size: stats.size,
          version: `${stats.ctimeMs} ${stats.ino}`
        }
      );
    });
    return entries
      ? (await Promise.all(entries)).filter(entry => entry !== null)
      : null;
  }

  async read(path: string): Promise<Uint8Array | null> {
    return readFile(path).catch(() => null);
  }
}

/** What a client does apart from serving files as they are. */
export interface INodeClientOptions {
  /** Where the files are; the disk by default. */
  readonly store?: IFileStore;
  /** The open editors. */
  readonly documents?: IOpenDocuments;
}

const IGNORE = ['__pycache__/'];

/** A client that serves folders, of the disk for one. */
export class NodeClient {
  /**
   * Connect to a Deephaven.
   *
   * @param folders - the folders or files to serve, by top-level name.
   */
  static async connect(
    deephaven: IDeephavenOption,
    folders: Record<string, string>,
    { documents, store = new DiskFileStore() }: INodeClientOptions = {}
  ): Promise<NodeClient> {
    const temporary = await mkdtemp(join(tmpdir(), 'dh-jsapi-'));
    // Playwright transpiles what is imported from anywhere else: 8 MB here.
    const storageDir = join(temporary, 'node_modules', 'dh');
    try {
      await mkdir(storageDir, { recursive: true });
      // What is downloaded into it are ES modules.
      await writeFile(join(storageDir, 'package.json'), '{"type": "module"}');
      const api = await loadDhModules({
        serverUrl: new URL(deephaven.url),
        storageDir,
        targetModuleType: 'esm'
      });
      const client = new api.CoreClient(deephaven.url, {
        transportFactory: NodeHttp2gRPCTransport.createFactory()
      });
      const roots = Object.entries(folders).map(([name, path]) => ({
        name,
        path
      }));
      store.confine?.(Object.values(folders), IGNORE);
      const resolver = new ModuleResolver(
        store,
        documents ?? null,
        () => roots,
        () => IGNORE
      );
      const signal = new Signal<IServedSource, void>({} as IServedSource);
      const served: IServedSource = {
        settled: Promise.resolve(),
        readAhead: { files: 10000, bytes: 64 * 1024 * 1024 },
        provider: async () => resolver,
        changed: signal,
        filesChanged: signal,
        watch: () => new DisposableDelegate(() => undefined)
      };
      const worker = await WorkerConnection.open(
        api,
        client,
        { type: 'psk', token: deephaven.key },
        served,
        { onLost: () => undefined, onPluginChanged: () => undefined }
      );
      return new NodeClient(worker, () => signal.emit());
    } finally {
      await rm(temporary, { recursive: true });
    }
  }

  /** Write files into a new folder. */
  static async write(
    folder: string,
    files: Record<string, string>
  ): Promise<void> {
    await mkdir(folder, { recursive: true });
    for (const [name, text] of Object.entries(files)) {
      await writeFile(join(folder, name), text);
    }
  }

  private constructor(
    private readonly _worker: WorkerConnection,
    private readonly _onChange: () => void
  ) {}

  /** The state of the server plugin. */
  get plugin(): WorkerConnection['plugin'] {
    return this._worker.plugin;
  }

  /** Say that files may have changed, as JupyterLab does for some changes. */
  recordChange(): void {
    this._onChange();
  }

  /** Run code in the worker. */
  async run(code: string, options: IRunOptions = {}): Promise<IRunResult> {
    const output: string[] = [];
    const result = await this._worker.run(code, options, part => {
      if ('text' in part) {
        output.push(part.text);
        options.onOutput?.(part.text, part.stream);
      }
    });
    return { ...result, output: output.join('') };
  }

  /** Disconnect. */
  close(): void {
    this._worker.dispose();
  }
}
