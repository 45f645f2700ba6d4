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
import { IgnoreRules } from './ignoreRules';
import { ImportedFolders } from './importedFolders';
import { Listings } from './listings';
import { locateFile } from './locate';
import type { IIndexLimits, IServedTree } from './moduleIndex';
import { buildIndex, dataFiles, listServed, pythonFiles } from './moduleIndex';
import { splitName } from './names';
import { originOf } from './origin';
import { Outages } from './outages';
import { Pace } from './pace';
import type { OnRead } from './readAhead';
import { areSmall, Parts, readAhead, readAtOnce, readSmall } from './readAhead';
import type { IPlace } from './readModule';
import { readModule } from './readModule';
import type { Kinds } from './topLevel';
import { findTopLevel } from './topLevel';
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
} from './types';

/** How much an index lists where each listing costs a request. */
const LIMITS: IIndexLimits = { folders: 100, entries: 2000 };

/** The same, where one request lists all. */
const TREE_LIMITS: IIndexLimits = { folders: 5000, entries: 50000 };

/** How long a survey leaves the way to a run that begins, in milliseconds. */
const STEP_BACK = 50;

/** The files of one moment, and the modules found in them. */
interface IHeld {
  readonly view: FileView;
  readonly roots: readonly IServedRoot[];
  topLevel: Promise<ITopLevel> | null;
  readonly modules: Map<string, Promise<ModuleContent | null>>;
}

/** Answers imports from the served roots of a file store. */
export class ModuleResolver implements IServedProvider {
  /**
   * @param store - where the files are.
   * @param documents - the open editors, whose newer texts win.
   * @param roots - the served roots that are switched on now.
   * @param ignore - the patterns of now: see `IgnoreRules`.
   * @param onTopLevel - told the top-level names whenever they are found.
   */
  constructor(
    store: IFileStore,
    documents: IOpenDocuments | null,
    roots: () => readonly IServedRoot[],
    ignore: () => readonly string[],
    onTopLevel: (topLevel: ITopLevel) => void = () => undefined
  ) {
    this._store = store;
    this._cache = new FileCache(store, documents, this._pace);
    this._listings = new Listings(store);
    this._roots = roots;
    this._ignore = ignore;
    this._onTopLevel = onTopLevel;
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
   * @throws Error naming the file when it cannot be read, or the folder that
   * may have it when that cannot be listed.
   */
  resolve(fullName: string): Promise<ModuleContent | null> {
    return this._resolve(this._held ?? this._look(), fullName);
  }

  /**
   * The file, data or code, of an origin.
   *
   * @returns null when nothing served has it.
   * @throws Error naming the file when it cannot be read.
   */
  async file(origin: string): Promise<IContent | null> {
    const { roots, view } = this._held ?? this._look();
    for (const root of roots) {
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
  async prepare(program: string): Promise<readonly string[]> {
    const held = this._held ?? this._look();
    await this._closure(held, program);
    return [...(await this._topLevel(held)).owners.keys()];
  }

  /** All that is served, with the contents that a program will import. */
  async snapshot(
    program: string,
    onPart: (part: IServedSnapshot) => void = () => undefined
  ): Promise<IServedSnapshot> {
    const held = this._held ?? this._look();
    // Where one request lists all, nothing is listed folder by folder, and
    // where one reads all, nothing is read import by import.
    const isListed = await this._listTree(held);
    const list = () => Promise.all([this._list(held), this._topLevel(held)]);
    let listing = list();
    const contents = new Map<string, IContent>();
    const index = async () => {
      const [trees, topLevel] = await listing;
      return buildIndex(trees, topLevel, held.view, this._pace);
    };
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
      const files = pythonFiles((await listing)[0]);
      const isSmall = areSmall(files);
      const note = isSmall ? onRead : () => undefined;
      await readAtOnce(held.view, files, this._pace, note);
      if (isSmall) {
        await parts.end();
        const all = await index();
        return { ...all, contents: all.known };
      }
    }
    const [modules] = await Promise.all([
      this._closure(held, program, onRead),
      listing
    ]);
    await parts.end();
    for (const module of modules) {
      if (module.kind !== 'namespace') {
        contents.set(module.content.key, module.content);
      }
    }
    let all = await index();
    if (
      this._imported.note(modules) &&
      modules.some(({ name }) => !all.modules.has(name))
    ) {
      // What is beyond the limits of an index belongs there as well now.
      listing = list();
      all = await index();
    }
    return { ...all, contents };
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
    const held = this._look();
    const { view } = held;
    if (!isUrgent) {
      await this._stepBack();
    }
    const trees = await this._list(held);
    const topLevel = await this._topLevel(held);
    this._outages.check(trees, topLevel);
    const pace = this._pace;
    const snapshot = async () => {
      const index = await buildIndex(trees, topLevel, view, pace);
      return { ...index, contents: index.known };
    };
    return {
      names: [...topLevel.owners.keys()],
      snapshot,
      read: async (budget, progress, signal) => {
        const files = pythonFiles(trees);
        await readAhead(view, files, pace, budget, progress, signal);
        if (this._store.readMany && !signal.aborted) {
          await readSmall(view, dataFiles(trees), pace);
        }
      },
      scan: async signal => {
        const files = pythonFiles(trees);
        // Else runs send all, and need not know.
        if (!this._store.readMany || !areSmall(files)) {
          await this._scanAhead(view, files, signal);
        }
      }
    };
  }

  /** The top-level names of now. */
  async topLevel(): Promise<ITopLevel> {
    return this._topLevel(this._look());
  }

  /** Forget what is held: what is served, or ignored, has changed. */
  forget(): void {
    this._imported.clear();
    if (this._held) {
      this._held = this._look();
    }
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

  /** List everything at once, where the store can; tell whether it did. */
  private _listTree({ roots, view }: IHeld): Promise<boolean> {
    return view.listTree(roots.map(({ path }) => path));
  }

  private async _list(held: IHeld): Promise<IServedTree[]> {
    const limits = (await this._listTree(held)) ? TREE_LIMITS : LIMITS;
    return listServed(held.view, held.roots, limits, path =>
      this._imported.has(path)
    );
  }

  private _topLevel(held: IHeld): Promise<ITopLevel> {
    held.topLevel ??= this._findTopLevel(held);
    return held.topLevel;
  }

  private async _findTopLevel(held: IHeld): Promise<ITopLevel> {
    const { roots, view } = held;
    // Only the contents of folders have to be looked for.
    const isListed =
      roots.some(({ name }) => name === null) && (await this._listTree(held));
    const { folders } = isListed ? TREE_LIMITS : LIMITS;
    const topLevel = await findTopLevel(view, roots, folders, this._kinds);
    this._onTopLevel(topLevel);
    return topLevel;
  }

  private async _closure(
    held: IHeld,
    program: string,
    onRead: OnRead = () => undefined
  ): Promise<ModuleContent[]> {
    const modules = await this._foresight.closure(
      program,
      name => this._resolve(held, name, onRead),
      name => this._atHand(held, name)
    );
    return [...modules.values()];
  }

  private async _resolve(
    held: IHeld,
    fullName: string,
    onRead: OnRead = () => undefined
  ): Promise<ModuleContent | null> {
    const place = await this._place(held, fullName);
    return (
      place &&
      kept(held.modules, fullName, () =>
        readModule(held.view, fullName, place, onRead)
      )
    );
  }

  /** The module of a full name, if nothing has to be read for it. */
  private async _atHand(
    held: IHeld,
    fullName: string
  ): Promise<ModuleContent | null> {
    const place = await this._place(held, fullName);
    return place && readModule(held.view, fullName, place, null);
  }

  private async _place(held: IHeld, fullName: string): Promise<IPlace | null> {
    const parts = splitName(fullName);
    if (parts === null) {
      return null;
    }
    const root =
      held.roots.find(({ name }) => name === parts[0]) ??
      (await this._contentsWith(held, parts[0]));
    return root && { root, parts: root.name === null ? parts : parts.slice(1) };
  }

  /** The folder whose contents have a top-level name. */
  private async _contentsWith(
    held: IHeld,
    name: string
  ): Promise<IServedRoot | null> {
    if (held.roots.every(root => root.name !== null)) {
      return null;
    }
    const { failures, owners } = await this._topLevel(held);
    const owner = owners.get(name) ?? null;
    if (owner === null && failures.length > 0) {
      // It may lie there.
      throw failures[0].reason;
    }
    return owner;
  }

  private _look(): IHeld {
    const rules = new IgnoreRules(this._ignore());
    return {
      view: new FileView(
        this._store,
        this._cache,
        rules,
        this._pace,
        this._listings
      ),
      roots: this._roots(),
      topLevel: null,
      modules: new Map()
    };
  }

  private _cache: FileCache;
  private _pace = new Pace();
  private _foresight = new Foresight(this._pace);
  private _held: IHeld | null = null;
  private _holds = 0;
  /** What was found last in folders whose contents are served. */
  private _kinds = new Map<string, Kinds>();
  private _imported = new ImportedFolders();
  private _ignore: () => readonly string[];
  private _listings: Listings;
  private _onTopLevel: (topLevel: ITopLevel) => void;
  private _outages = new Outages();
  private _roots: () => readonly IServedRoot[];
  private _store: IFileStore;
}
