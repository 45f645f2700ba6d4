/**
 * Answers imports from the served folders, one by one or ahead of a run.
 *
 * Reads nothing that a listing of a served folder does not show.
 */
import type { IContent } from '../protocol/content';
import type { ModuleContent } from '../protocol/messages';
import { originOf, pathOfOrigin, wirePath } from '../protocol/origin';
import type { FileContent, IFileBytes } from '../protocol/provider';
import { FileCache } from '../tree/fileCache';
import { FileView } from '../tree/fileView';
import { IgnoreRules } from '../tree/ignoreRules';
import { Listings } from '../tree/listings';
import { TimeSlicer } from '../tree/timeSlicer';
import type {
  HoldsPython,
  IEntry,
  IFileStore,
  IModuleOutline,
  IOpenDocuments,
  IServedProvider,
  IServedRoot,
  IServedSnapshot,
  ISurvey,
  ITopLevel
} from '../tree/types';
import { decodeSource } from './decode';
import { ImportClosure, importedBy } from './importClosure';
import { ImportedFolders } from './importedFolders';
import type { IServedTree } from './moduleIndex';
import { buildIndex, filesOf } from './moduleIndex';
import { Outages } from './outages';
import type { OnRead } from './readAhead';
import { areSmall, Parts, readAhead, readAtOnce, smallData } from './readAhead';
import { folderAt, listPath, readBytes, readPaths } from './servedPaths';
import type { IViewMemory } from './servedView';
import { ServedView } from './servedView';
import { moduleAt } from './topLevel';

/** How long a survey leaves the way to a run that begins, in milliseconds. */
const STEP_BACK = 50;

/** Answers imports from the served roots of a file store. */
export class ModuleResolver implements IServedProvider {
  /**
   * @param store - where the files are.
   * @param documents - the open editors, whose newer texts win.
   * @param roots - the served roots that are switched on now.
   * @param ignore - the patterns of now: see `IgnoreRules`.
   * @param onTopLevel - told the top-level names whenever they are found.
   * @param keep - the modules that are kept loaded, by their full names.
   */
  constructor(
    store: IFileStore,
    documents: IOpenDocuments | null,
    roots: () => readonly IServedRoot[],
    ignore: () => readonly string[],
    onTopLevel: (topLevel: ITopLevel) => void = () => undefined,
    keep: () => readonly string[] = () => []
  ) {
    this._store = store;
    this._cache = new FileCache(store, documents, this._slicer);
    this._listings = new Listings(store);
    this._roots = roots;
    this._ignore = ignore;
    this._keep = keep;
    this._memory = {
      kinds: new Map(),
      isImported: path => this._imported.has(path),
      onTopLevel
    };
  }

  /**
   * Keep what is listed and read until the returned function is called: a run
   * sees folders and files as they were when it began, each looked at once.
   * Outside of runs, every import looks again, since nothing tells when a file
   * changed.
   */
  hold(): () => void {
    // Also while an earlier run goes on: it may see newer listings, but this
    // one must not see older ones.
    this._held = this._view();
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

  /** The module of a full name; see `ServedView.resolve`. */
  resolve(fullName: string): Promise<ModuleContent | null> {
    return this._now().resolve(fullName);
  }

  async outline(fullName: string): Promise<IModuleOutline | null> {
    // Editors are told of what is there now, also while a run has other files.
    const served = this._view(true);
    const [module, submodules] = await Promise.all([
      fullName === '' ? null : served.resolve(fullName),
      served.submodules(fullName)
    ]);
    const isThere = module !== null || fullName === '';
    const source = module && module.kind !== 'namespace' ? module.source : null;
    return isThere ? { source, submodules } : null;
  }

  /** The contents of files; see `IModuleProvider.read`. */
  async read(paths: readonly string[]): Promise<readonly FileContent[]> {
    const served = this._now();
    const isCheap = this._store.readMany !== undefined;
    return readPaths(served.view, await served.roots(), paths, isCheap);
  }

  /** All of one file; see `IModuleProvider.data`. */
  async data(path: string): Promise<IFileBytes | null> {
    const served = this._now();
    return readBytes(served.view, await served.roots(), path);
  }

  /** All that is below a folder; the index has it from then on. */
  async list(path: string): Promise<ReadonlyMap<string, string> | null> {
    const served = this._now();
    const place = await folderAt(served.view, await served.roots(), path);
    if (place === null) {
      return null;
    }
    this._imported.add(place.path);
    return listPath(served.view, place, await served.limits(), this._slicer);
  }

  /**
   * Read ahead, while this is held, what a program will import: its imports
   * are then answered without waiting for the store.
   */
  async prepare(program: string): Promise<readonly string[]> {
    const served = this._now();
    await this._closure(served, importedBy(program));
    return [...(await served.topLevel()).owners.keys()];
  }

  /** All that is served, with the contents that a program will import. */
  snapshot(
    program: string,
    onPart: (part: IServedSnapshot) => void = () => undefined
  ): Promise<IServedSnapshot> {
    return this._snapshot(this._now(), importedBy(program), onPart);
  }

  /** The same, of what the module in a file will import; null for no module. */
  async ahead(path: string): Promise<IServedSnapshot | null> {
    // An import outside of runs has just had all looked at, by a survey.
    const served = this._held ?? this._view(true);
    const name = moduleAt(path.normalize('NFC'), await served.topLevel());
    return name === null ? null : this._snapshot(served, [name]);
  }

  /**
   * Whether a folder holds Python files now.
   *
   * @throws Error when it cannot be listed.
   */
  holdsPython(path: string): Promise<HoldsPython> {
    return this._view().view.holdsPython(path, []);
  }

  /**
   * All that is served now, with the contents that are known.
   *
   * @param isUrgent - whether code is about to import what this shows: files
   * whose times tell nothing are then read again.
   * @throws Error when some of it cannot be listed any more, or nobody answers.
   */
  async survey(isUrgent = false): Promise<ISurvey> {
    const served = this._view(!isUrgent);
    const { view } = served;
    if (!isUrgent) {
      await this._stepBack();
    }
    const trees = await served.list();
    const topLevel = await served.topLevel();
    this._outages.check(trees, topLevel);
    return {
      names: [...topLevel.owners.keys()],
      snapshot: async () => {
        const index = await this._index(served, trees);
        return { ...index, contents: index.known };
      },
      read: (budget, progress, signal) => {
        const isCheap = this._store.readMany !== undefined;
        const slicer = this._slicer;
        return readAhead(
          view,
          trees,
          isCheap,
          slicer,
          budget,
          progress,
          signal
        );
      },
      scan: async signal => {
        const files = filesOf(trees).python;
        // Else runs send all, and need not know.
        if (!this._store.readMany || !areSmall(files)) {
          await this._scanAhead(view, files, signal);
        }
      }
    };
  }

  /** The top-level names of now. */
  async topLevel(): Promise<ITopLevel> {
    return this._view().topLevel();
  }

  /** Forget what is held: what is served, or ignored, has changed. */
  forget(): void {
    this._imported.clear();
    if (this._held) {
      this._held = this._view();
    }
  }

  private async _snapshot(
    served: ServedView,
    wanted: readonly string[],
    onPart: (part: IServedSnapshot) => void = () => undefined
  ): Promise<IServedSnapshot> {
    const { view } = served;
    // Where one request lists all, nothing is listed folder by folder, and
    // where one reads all, nothing is read import by import.
    const isListed = await served.listTree();
    let listing = served.list();
    const contents = new Map<string, IContent>();
    const index = async () => this._index(served, await listing);
    const parts = new Parts(async () => {
      const read = new Map(contents);
      const part = { ...(await index()), contents: read };
      await this._slicer.calculate(() => onPart(part));
    });
    const onRead: OnRead = content => {
      if (content) {
        contents.set(content.key, content);
        parts.record(content);
      }
    };
    if (isListed && this._store.readMany) {
      const { data, python } = filesOf(await listing);
      const isSmall = areSmall(python);
      const record = isSmall ? onRead : () => undefined;
      await readAtOnce(view, python, this._slicer, record);
      if (isSmall) {
        const small = smallData(python, data);
        await readAtOnce(view, small, this._slicer, record, false);
        await parts.end();
        const all = await index();
        return { ...all, contents: all.known };
      }
    }
    const [modules] = await Promise.all([
      this._closure(served, wanted, onRead),
      listing
    ]);
    await parts.end();
    for (const module of modules) {
      if (module.kind !== 'namespace') {
        contents.set(module.content.key, module.content);
      }
    }
    let all = await index();
    const isMissing = (module: ModuleContent) =>
      module.kind !== 'namespace' &&
      !all.files.has(wirePath(pathOfOrigin(module.origin)!));
    if (this._imported.record(modules) && modules.some(isMissing)) {
      // What is beyond the limits of an index belongs there as well now.
      listing = served.list();
      all = await index();
    }
    return { ...all, contents };
  }

  private async _index(served: ServedView, trees: readonly IServedTree[]) {
    const topLevel = await served.topLevel();
    const index = await buildIndex(trees, topLevel, served.view, this._slicer);
    return { ...index, keep: this._keep() };
  }

  /**
   * Let runs go first: what one that begins now lists is as good, and nobody
   * waits for a survey.
   */
  private async _stepBack(): Promise<void> {
    await new Promise(resolve => setTimeout(resolve, STEP_BACK));
    await this._cache.calm();
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
        await this._closures.scanAhead({
          origin: originOf(file.path),
          get source() {
            return decodeSource(content.data, file.path);
          }
        });
      }
    }
  }

  private async _closure(
    served: ServedView,
    wanted: readonly string[],
    onRead: OnRead = () => undefined
  ): Promise<ModuleContent[]> {
    const modules = await this._closures.closure(
      wanted,
      name => served.resolve(name, onRead),
      name => served.atHand(name)
    );
    return [...modules.values()];
  }

  /** What a run sees, or what there is now. */
  private _now(): ServedView {
    return this._held ?? this._view();
  }

  private _view(isLenient = false): ServedView {
    const view = new FileView(
      this._store,
      this._cache,
      new IgnoreRules(this._ignore()),
      this._slicer,
      this._listings,
      isLenient
    );
    return new ServedView(view, this._roots(), this._memory);
  }

  private _cache: FileCache;
  private _slicer = new TimeSlicer();
  private _closures = new ImportClosure(this._slicer);
  private _held: ServedView | null = null;
  private _holds = 0;
  private _imported = new ImportedFolders();
  private _ignore: () => readonly string[];
  private _keep: () => readonly string[];
  private _listings: Listings;
  private _memory: IViewMemory;
  private _outages = new Outages();
  private _roots: () => readonly IServedRoot[];
  private _store: IFileStore;
}
