/**
 * Full module names to files, in CPython's order: regular package, module,
 * namespace package.
 *
 * Decides from listings alone and never asks a store for a file that may not
 * exist; reads nothing that a listing of a served folder does not show.
 */
import type { IModuleProvider } from '../protocol/connection';
import type { ModuleContent } from '../protocol/messages';
import { decodeSource } from './decode';
import { Foresight } from './foresight';
import type { IgnoreRules } from './ignoreRules';
import { isPythonFile, splitName } from './names';
import type { IEntry, IFileStore, IOpenDocuments, IServedRoot } from './types';

/**
 * The root of every served module's origin. It reads well in tracebacks, is
 * absolute (debuggers require that of file names), and exists on no worker.
 */
export const ORIGIN_ROOT = '/jupyter:/';

/** Larger files are refused, in bytes: one message has to carry them. */
const MAX_SIZE = 32 * 1024 * 1024;

/** The origin of a store's path. */
export function originOf(path: string): string {
  return ORIGIN_ROOT + path.replace(/^\/+/, '');
}

/** The store's path of an origin; null for a file that is not served. */
export function pathOfOrigin(origin: string): string | null {
  return origin.startsWith(ORIGIN_ROOT)
    ? origin.slice(ORIGIN_ROOT.length)
    : null;
}

/** Where a name was found; `entries` are those of the folder. */
type Location =
  | { kind: 'module'; file: IEntry }
  | {
      kind: 'package';
      folder: string;
      entries: readonly IEntry[];
      file: IEntry;
    }
  | { kind: 'namespace'; folder: string; entries: readonly IEntry[] };

/** Answers imports from the served roots of a file store. */
export class ModuleResolver implements IModuleProvider {
  /**
   * @param store - where the files are.
   * @param documents - the open editors, whose newer texts win.
   * @param roots - the served roots that are switched on now.
   * @param rules - the ignore rules of now.
   */
  constructor(
    store: IFileStore,
    documents: IOpenDocuments | null,
    roots: () => readonly IServedRoot[],
    rules: () => IgnoreRules
  ) {
    this._store = store;
    this._documents = documents;
    this._roots = roots;
    this._rules = rules;
  }

  /**
   * Keep what is listed and read until the returned function is called: a run
   * sees folders and files as they were when it began, each looked at once.
   * Outside of runs, every import looks anew, since nothing tells when a file
   * changed.
   */
  hold(): () => void {
    // Also while an earlier run goes on: it may see newer listings, but this
    // one must not see older ones.
    this.forget();
    this._holds += 1;
    let released = false;
    return () => {
      if (!released) {
        released = true;
        this._holds -= 1;
        if (this._holds === 0) {
          this.forget();
        }
      }
    };
  }

  /**
   * The module of a full name.
   *
   * @returns null when nothing served has that name.
   * @throws Error naming the file when it cannot be read or decoded.
   */
  resolve(fullName: string): Promise<ModuleContent | null> {
    const parts = splitName(fullName);
    const root = parts && this._roots().find(({ name }) => name === parts[0]);
    if (!root) {
      // Also during a run that began when it was served.
      return Promise.resolve(null);
    }
    const find = () => this._resolve(fullName, root, parts);
    return this._holds === 0 ? find() : kept(this._modules, fullName, find);
  }

  /**
   * Read ahead, while this is held, what a program will import: its imports
   * are then answered without waiting for the store.
   */
  async prepare(program: string): Promise<void> {
    await this._foresight.closure(program, name => this.resolve(name));
  }

  /** Forget what is held: what is served, or ignored, has changed. */
  forget(): void {
    this._listings.clear();
    this._modules.clear();
  }

  private async _resolve(
    fullName: string,
    root: IServedRoot,
    parts: readonly string[]
  ): Promise<ModuleContent | null> {
    const location = await this._locate(root, parts.slice(1));
    if (location === null) {
      return null;
    }
    if (location.kind === 'namespace') {
      const locations = [originOf(location.folder)];
      return { kind: 'namespace', name: fullName, locations };
    }
    const source = await this._read(location.file);
    if (source === null) {
      return null;
    }
    return {
      kind: location.kind,
      name: fullName,
      origin: originOf(location.file.path),
      source,
      locations: location.kind === 'package' ? [originOf(location.folder)] : []
    };
  }

  private async _locate(
    root: IServedRoot,
    parts: readonly string[]
  ): Promise<Location | null> {
    let location = await this._locateRoot(root);
    for (let depth = 0; depth < parts.length; depth++) {
      if (location === null || location.kind === 'module') {
        return null;
      }
      location = await this._locateIn(
        location.entries,
        parts.slice(0, depth),
        parts[depth]
      );
    }
    return location;
  }

  private async _locateRoot(root: IServedRoot): Promise<Location | null> {
    if (!isPythonFile(root.path)) {
      return this._folder(root.path, []);
    }
    const siblings = await this._list(this._store.parent(root.path));
    const file = siblings?.find(
      entry => !entry.isFolder && entry.path === root.path
    );
    return file ? { kind: 'module', file } : null;
  }

  /** A folder as a package; null when there is no such folder. */
  private async _folder(
    folder: string,
    segments: readonly string[]
  ): Promise<Location | null> {
    const entries = await this._list(folder);
    if (entries === null) {
      return null;
    }
    const file = this._find(entries, segments, '__init__.py', false);
    return file
      ? { kind: 'package', folder, entries, file }
      : { kind: 'namespace', folder, entries };
  }

  private async _locateIn(
    entries: readonly IEntry[],
    segments: readonly string[],
    part: string
  ): Promise<Location | null> {
    const child = this._find(entries, segments, part, true);
    const located = child
      ? await this._folder(child.path, [...segments, part])
      : null;
    if (located?.kind === 'package') {
      return located;
    }
    const file = this._find(entries, segments, `${part}.py`, false);
    return file ? { kind: 'module', file } : located;
  }

  /** The entry of a name that is not ignored. */
  private _find(
    entries: readonly IEntry[],
    segments: readonly string[],
    name: string,
    isFolder: boolean
  ): IEntry | null {
    const candidates = entries.filter(entry => entry.isFolder === isFolder);
    const found =
      candidates.find(entry => entry.name === name) ??
      candidates.find(entry => entry.name.normalize('NFC') === name);
    return found && !this._rules().ignores([...segments, found.name], isFolder)
      ? found
      : null;
  }

  private _list(path: string): Promise<readonly IEntry[] | null> {
    if (this._holds === 0) {
      return this._store.list(path);
    }
    return kept(this._listings, path, () => this._store.list(path));
  }

  private async _read(file: IEntry): Promise<string | null> {
    const open = this._documents?.text(file);
    if (typeof open === 'string') {
      return open;
    }
    checkSize(file.path, file.size ?? 0);
    const source = await this._store.read(file.path);
    if (source === null) {
      return null;
    }
    // A listing need not tell sizes, and the file may have grown since.
    checkSize(file.path, source.length);
    return decodeSource(source, file.path);
  }

  private _store: IFileStore;
  private _documents: IOpenDocuments | null;
  private _roots: () => readonly IServedRoot[];
  private _rules: () => IgnoreRules;
  private _foresight = new Foresight();
  private _holds = 0;
  private _listings = new Map<string, Promise<readonly IEntry[] | null>>();
  private _modules = new Map<string, Promise<ModuleContent | null>>();
}

function checkSize(path: string, size: number): void {
  if (size > MAX_SIZE) {
    throw new Error(
      `${path}: ${size} bytes are more than the ${MAX_SIZE} that one module may have`
    );
  }
}

/** What a map keeps for a key; made, where it has nothing yet. */
function kept<T>(
  map: Map<string, Promise<T>>,
  key: string,
  make: () => Promise<T>
): Promise<T> {
  let value = map.get(key);
  if (!value) {
    value = make();
    map.set(key, value);
    // A failure is not a fact about the files: try again next time.
    value.catch(() => {
      if (map.get(key) === value) {
        map.delete(key);
      }
    });
  }
  return value;
}
