/**
 * What is served at one moment: the top-level names, the folders, and the
 * modules found in them.
 */
import type { ModuleContent } from '../protocol/messages';
import { splitName } from '../protocol/names';
import type { FileView } from '../tree/fileView';
import { kept } from '../tree/fileView';
import type { IServedRoot, ITopLevel } from '../tree/types';
import type { IIndexLimits, IServedTree } from './moduleIndex';
import { listServed } from './moduleIndex';
import type { OnRead } from './readAhead';
import type { IPlace } from './readModule';
import { readModule } from './readModule';
import { submodulesAt } from './submodules';
import type { Kinds } from './topLevel';
import { findTopLevel, hasRivals } from './topLevel';

/** How much an index lists where each listing costs a request. */
const LIMITS: IIndexLimits = { folders: 100, entries: 2000 };

/** The same, where one request lists all. */
const TREE_LIMITS: IIndexLimits = { folders: 5000, entries: 50000 };

/** What views of different moments share. */
export interface IViewMemory {
  /** What was found last in folders whose contents are served. */
  readonly kinds: Map<string, Kinds>;
  /** Whether a folder is listed however much else is served. */
  isImported(path: string): boolean;
  /** Told the top-level names whenever they are found. */
  onTopLevel(topLevel: ITopLevel): void;
}

/** Lists each folder once, and reads each module once. */
export class ServedView {
  /**
   * @param view - the files of the moment.
   * @param roots - the served roots that are switched on then.
   */
  constructor(
    readonly view: FileView,
    private readonly _roots: readonly IServedRoot[],
    private readonly _memory: IViewMemory
  ) {}

  /** List everything at once, where the store can; tell whether it did. */
  listTree(): Promise<boolean> {
    return this.view.listTree(this._roots.map(({ path }) => path));
  }

  /** How much is listed. */
  async limits(): Promise<IIndexLimits> {
    return (await this.listTree()) ? TREE_LIMITS : LIMITS;
  }

  /** All that is served, as far as the limits allow. */
  async list(): Promise<IServedTree[]> {
    const limits = await this.limits();
    return listServed(this.view, await this.roots(), limits, path =>
      this._memory.isImported(path)
    );
  }

  /** The roots, without those whose names are imported from others. */
  async roots(): Promise<readonly IServedRoot[]> {
    if (!hasRivals(this._roots)) {
      return this._roots;
    }
    const { owners } = await this.topLevel();
    return this._roots.filter(
      root => root.name === null || owners.get(root.name)?.includes(root)
    );
  }

  /** The top-level names. */
  topLevel(): Promise<ITopLevel> {
    this._topLevel ??= this._findTopLevel();
    return this._topLevel;
  }

  /**
   * The module of a full name.
   *
   * @param onRead - told what is read.
   * @returns null when nothing served has that name.
   * @throws Error naming the file when it cannot be read, or the folder that
   * may have it when that cannot be listed.
   */
  async resolve(
    fullName: string,
    onRead: OnRead = () => undefined
  ): Promise<ModuleContent | null> {
    const place = await this._place(fullName);
    return (
      place &&
      kept(this._modules, fullName, () =>
        readModule(this.view, fullName, place, onRead)
      )
    );
  }

  /** The module of a full name, if nothing has to be read for it. */
  async atHand(fullName: string): Promise<ModuleContent | null> {
    const place = await this._place(fullName);
    return place && readModule(this.view, fullName, place, null);
  }

  /**
   * The names of the modules below one.
   *
   * @param fullName - its full name; empty for the top-level names.
   */
  async submodules(fullName: string): Promise<string[]> {
    if (fullName === '') {
      return [...(await this.topLevel()).owners.keys()];
    }
    const place = await this._place(fullName);
    return place ? submodulesAt(this.view, place) : [];
  }

  private async _findTopLevel(): Promise<ITopLevel> {
    // Else nothing has to be looked for.
    const isListed = hasRivals(this._roots) && (await this.listTree());
    const { folders } = isListed ? TREE_LIMITS : LIMITS;
    const { kinds } = this._memory;
    const topLevel = await findTopLevel(this.view, this._roots, folders, kinds);
    this._memory.onTopLevel(topLevel);
    return topLevel;
  }

  private async _place(fullName: string): Promise<IPlace | null> {
    const parts = splitName(fullName);
    if (parts === null) {
      return null;
    }
    const roots = await this._rootsWith(parts[0]);
    return roots.length > 0 ? { roots, parts } : null;
  }

  /** The roots that a top-level name is imported from. */
  private async _rootsWith(name: string): Promise<readonly IServedRoot[]> {
    if (!hasRivals(this._roots)) {
      return this._roots.filter(root => root.name === name);
    }
    const { failures, owners } = await this.topLevel();
    const roots = owners.get(name) ?? [];
    if (roots.length === 0 && failures.length > 0) {
      // It may lie there.
      throw failures[0].reason;
    }
    return roots;
  }

  private readonly _modules = new Map<string, Promise<ModuleContent | null>>();
  private _topLevel: Promise<ITopLevel> | null = null;
}
