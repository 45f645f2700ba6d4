/**
 * Answers imports from the served folders, one by one or ahead of a run.
 *
 * Reads nothing that a listing of a served folder does not show.
 */
import type { IContent } from '../protocol/content';
import type { ModuleContent } from '../protocol/messages';
import { decodeSource } from './decode';
import { FileCache } from './fileCache';
import { FileView, kept } from './fileView';
import { Foresight } from './foresight';
import type { IgnoreRules } from './ignoreRules';
import { locateFile, locateModule } from './locate';
import type { IIndexLimits, IServedTree } from './moduleIndex';
import { buildIndex, listServed, pythonFiles } from './moduleIndex';
import { splitName } from './names';
import { originOf } from './origin';
import { areSmall, readAhead, readAtOnce } from './readAhead';
import type {
  IEntry,
  IFileStore,
  IOpenDocuments,
  IServedProvider,
  IServedRoot,
  IServedSnapshot,
  ISurvey
} from './types';

/** How much an index lists where each listing costs a request. */
const LIMITS: IIndexLimits = { folders: 100, entries: 2000 };

/** The same, where one request lists all. */
const TREE_LIMITS: IIndexLimits = { folders: 5000, entries: 50000 };

/** The files of one moment, and the modules found in them. */
interface IHeld {
  readonly view: FileView;
  readonly modules: Map<string, Promise<ModuleContent | null>>;
}

/** Answers imports from the served roots of a file store. */
export class ModuleResolver implements IServedProvider {
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
    this._cache = new FileCache(store, documents);
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
    this._held = this._look();
    this._holds += 1;
    let released = false;
    return () => {
      if (!released) {
        released = true;
        this._holds -= 1;
        if (this._holds === 0) {
          this._held = null;
        }
      }
    };
  }

  /**
   * The module of a full name.
   *
   * @returns null when nothing served has that name.
   * @throws Error naming the file when it cannot be read.
   */
  resolve(fullName: string): Promise<ModuleContent | null> {
    // Also what was served when a run began may be served no longer.
    return this._resolve(this._held ?? this._look(), this._roots(), fullName);
  }

  /**
   * The file, data or code, of an origin.
   *
   * @returns null when nothing served has it.
   * @throws Error naming the file when it cannot be read.
   */
  async file(origin: string): Promise<IContent | null> {
    const { view } = this._held ?? this._look();
    for (const root of this._roots()) {
      const entry = await locateFile(view, root, origin);
      if (entry) {
        return view.read(entry);
      }
    }
    return null;
  }

  /**
   * Read ahead, while this is held, what a program will import: its imports
   * are then answered without waiting for the store.
   */
  async prepare(program: string): Promise<void> {
    await this._closure(this._held ?? this._look(), this._roots(), program);
  }

  /** All that is served, with the contents that a program will import. */
  async snapshot(program: string): Promise<IServedSnapshot> {
    const held = this._held ?? this._look();
    const roots = this._roots();
    // Where one request lists all, nothing is listed folder by folder, and
    // where one reads all, nothing is read import by import.
    const isListed = await held.view.listTree(roots.map(({ path }) => path));
    const listing = this._list(held.view, roots);
    if (isListed && this._store.readMany) {
      const trees = await listing;
      const files = pythonFiles(trees);
      await readAtOnce(held.view, files);
      if (areSmall(files)) {
        const index = buildIndex(trees, held.view);
        return { ...index, contents: index.known };
      }
    }
    const [modules, trees] = await Promise.all([
      this._closure(held, roots, program),
      listing
    ]);
    const contents = new Map<string, IContent>();
    for (const module of modules) {
      if (module.kind !== 'namespace') {
        contents.set(module.content.key, module.content);
      }
    }
    return { ...buildIndex(trees, held.view), contents };
  }

  /** All that is served now, with the contents that are known. */
  async survey(): Promise<ISurvey> {
    const { view } = this._look();
    const trees = await this._list(view, this._roots());
    const snapshot = () => {
      const index = buildIndex(trees, view);
      return { ...index, contents: index.known };
    };
    return {
      snapshot,
      read: (budget, progress, signal) =>
        readAhead(view, pythonFiles(trees), budget, progress, signal),
      scan: async signal => {
        const files = pythonFiles(trees);
        // Else runs send all, and need not know.
        if (!this._store.readMany || !areSmall(files)) {
          await this._scanAhead(view, files, signal);
        }
      }
    };
  }

  /** Forget what is held: what is served, or ignored, has changed. */
  forget(): void {
    if (this._held) {
      this._held = this._look();
    }
  }

  private async _scanAhead(
    view: FileView,
    files: readonly IEntry[],
    signal: AbortSignal
  ): Promise<void> {
    for (const file of files) {
      const content = view.peek(file);
      if (signal.aborted) {
        return;
      }
      if (content) {
        await this._foresight.scanAhead({
          origin: originOf(file.path),
          get source() {
            return decodeSource(content.data, file.path);
          }
        });
      }
    }
  }

  private async _list(
    view: FileView,
    roots: readonly IServedRoot[]
  ): Promise<IServedTree[]> {
    const isListed = await view.listTree(roots.map(({ path }) => path));
    const limits = isListed ? TREE_LIMITS : LIMITS;
    return listServed(view, roots, limits);
  }

  private async _closure(
    held: IHeld,
    roots: readonly IServedRoot[],
    program: string
  ): Promise<ModuleContent[]> {
    const modules = await this._foresight.closure(program, name =>
      this._resolve(held, roots, name)
    );
    return [...modules.values()];
  }

  private _resolve(
    { modules, view }: IHeld,
    roots: readonly IServedRoot[],
    fullName: string
  ): Promise<ModuleContent | null> {
    const parts = splitName(fullName);
    const root = parts && roots.find(({ name }) => name === parts[0]);
    return root
      ? kept(modules, fullName, () =>
          readModule(view, fullName, root, parts.slice(1))
        )
      : Promise.resolve(null);
  }

  private _look(): IHeld {
    const view = new FileView(this._store, this._cache, this._rules());
    return { view, modules: new Map() };
  }

  private _cache: FileCache;
  private _foresight = new Foresight();
  private _held: IHeld | null = null;
  private _holds = 0;
  private _roots: () => readonly IServedRoot[];
  private _rules: () => IgnoreRules;
  private _store: IFileStore;
}

async function readModule(
  view: FileView,
  fullName: string,
  root: IServedRoot,
  parts: readonly string[]
): Promise<ModuleContent | null> {
  const location = await locateModule(view, root, parts);
  if (location === null) {
    return null;
  }
  if (location.kind === 'namespace') {
    const locations = [originOf(location.path)];
    return { kind: 'namespace', name: fullName, locations };
  }
  const { kind, file } = location;
  const content = await view.read(file);
  return (
    content && {
      kind,
      name: fullName,
      origin: originOf(file.path),
      content,
      get source() {
        return decodeSource(content.data, file.path);
      },
      locations: kind === 'package' ? [originOf(location.path)] : []
    }
  );
}
