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
import { Pace } from '../tree/timeSlicer';
import type {
  HoldsPython,
  IEntry,
  IFileStore,
  IOpenDocuments,
  IServedProvider,
  IServedRoot,
  IServedSnapshot,
  ISurvey,
  ITopLevel
} from '../tree/types';
import { decodeSource } from './decode';
import { Foresight, importedBy } from './importClosure';
import { ImportedFolders } from './importedFolders';
import type { ILookMemory } from './look';
import { Look } from './look';
import type { IServedTree } from './moduleIndex';
import { buildIndex, filesOf } from './moduleIndex';
import { Outages } from './outages';
import type { OnRead } from './readAhead';
import { areSmall, Parts, readAhead, readAtOnce, smallData } from './readAhead';
import { folderAt, listPath, readBytes, readPaths } from './servedPaths';
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
    this._cache = new FileCache(store, documents, this._pace);
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

  /** The module of a full name; see `Look.resolve`. */
  resolve(fullName: string): Promise<ModuleContent | null> {
    return this._now().resolve(fullName);
  }

  /** The contents of files; see `IModuleProvider.read`. */
  async read(paths: readonly string[]): Promise<readonly FileContent[]> {
    const look = this._now();
    const isCheap = this._store.readMany !== undefined;
    return readPaths(look.view, await look.roots(), paths, isCheap);
  }

  /** All of one file; see `IModuleProvider.data`. */
  async data(path: string): Promise<IFileBytes | null> {
    const look = this._now();
    return readBytes(look.view, await look.roots(), path);
  }

  /** All that is below a folder; the index has it from then on. */
  async list(path: string): Promise<ReadonlyMap<string, string> | null> {
    const look = this._now();
    const place = await folderAt(look.view, await look.roots(), path);
    if (place === null) {
      return null;
    }
    this._imported.add(place.path);
    return listPath(look.view, place, await look.limits(), this._pace);
  }

  /**
   * Read ahead, while this is held, what a program will import: its imports
   * are then answered without waiting for the store.
   */
  async prepare(program: string): Promise<readonly string[]> {
    const look = this._now();
    await this._closure(look, importedBy(program));
    return [...(await look.topLevel()).owners.keys()];
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
    const look = this._now();
    const name = moduleAt(path.normalize('NFC'), await look.topLevel());
    return name === null ? null : this._snapshot(look, [name]);
  }

  /**
   * Whether a folder holds Python files now.
   *
   * @throws Error when it cannot be listed.
   */
  holdsPython(path: string): Promise<HoldsPython> {
    return this._look().view.holdsPython(path, []);
  }

  /**
   * All that is served now, with the contents that are known.
   *
   * @throws Error when some of it cannot be listed any more, or nobody answers.
   */
  async survey(isUrgent = false): Promise<ISurvey> {
    const look = this._look();
    const { view } = look;
    if (!isUrgent) {
      await this._stepBack();
    }
    const trees = await look.list();
    const topLevel = await look.topLevel();
    this._outages.check(trees, topLevel);
    return {
      names: [...topLevel.owners.keys()],
      snapshot: async () => {
        const index = await this._index(look, trees);
        return { ...index, contents: index.known };
      },
      read: (budget, progress, signal) => {
        const isCheap = this._store.readMany !== undefined;
        const pace = this._pace;
        return readAhead(view, trees, isCheap, pace, budget, progress, signal);
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
    return this._look().topLevel();
  }

  /** Forget what is held: what is served, or ignored, has changed. */
  forget(): void {
    this._imported.clear();
    if (this._held) {
      this._held = this._look();
    }
  }

  private async _snapshot(
    look: Look,
    wanted: readonly string[],
    onPart: (part: IServedSnapshot) => void = () => undefined
  ): Promise<IServedSnapshot> {
    const { view } = look;
    // Where one request lists all, nothing is listed folder by folder, and
    // where one reads all, nothing is read import by import.
    const isListed = await look.listTree();
    let listing = look.list();
    const contents = new Map<string, IContent>();
    const index = async () => this._index(look, await listing);
    const parts = new Parts(async () => {
      const read = new Map(contents);
      const part = { ...(await index()), contents: read };
      await this._pace.calculate(() => onPart(part));
    });
    const onRead: OnRead = content => {
      if (content) {
        contents.set(content.key, content);
        parts.note(content);
      }
    };
    if (isListed && this._store.readMany) {
      const { data, python } = filesOf(await listing);
      const isSmall = areSmall(python);
      const note = isSmall ? onRead : () => undefined;
      await readAtOnce(view, python, this._pace, note);
      if (isSmall) {
        const small = smallData(python, data);
        await readAtOnce(view, small, this._pace, note, false);
        await parts.end();
        const all = await index();
        return { ...all, contents: all.known };
      }
    }
    const [modules] = await Promise.all([
      this._closure(look, wanted, onRead),
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
    if (this._imported.note(modules) && modules.some(isMissing)) {
      // What is beyond the limits of an index belongs there as well now.
      listing = look.list();
      all = await index();
    }
    return { ...all, contents };
  }

  private async _index(look: Look, trees: readonly IServedTree[]) {
    const topLevel = await look.topLevel();
    const index = await buildIndex(trees, topLevel, look.view, this._pace);
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
        await this._foresight.scanAhead({
          origin: originOf(file.path),
          get source() {
            return decodeSource(content.data, file.path);
          }
        });
      }
    }
  }

  private async _closure(
    look: Look,
    wanted: readonly string[],
    onRead: OnRead = () => undefined
  ): Promise<ModuleContent[]> {
    const modules = await this._foresight.closure(
      wanted,
      name => look.resolve(name, onRead),
      name => look.atHand(name)
    );
    return [...modules.values()];
  }

  /** What a run sees, or what there is now. */
  private _now(): Look {
    return this._held ?? this._look();
  }

  private _look(): Look {
    const view = new FileView(
      this._store,
      this._cache,
      new IgnoreRules(this._ignore()),
      this._pace,
      this._listings
    );
    return new Look(view, this._roots(), this._memory);
  }

  private _cache: FileCache;
  private _pace = new Pace();
  private _foresight = new Foresight(this._pace);
  private _held: Look | null = null;
  private _holds = 0;
  private _imported = new ImportedFolders();
  private _ignore: () => readonly string[];
  private _keep: () => readonly string[];
  private _listings: Listings;
  private _memory: ILookMemory;
  private _outages = new Outages();
  private _roots: () => readonly IServedRoot[];
  private _store: IFileStore;
}
