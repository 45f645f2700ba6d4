/**
 * The model of what is served: the settings' list, checked, and the resolver
 * over it.
 */
import type { Contents } from '@jupyterlab/services';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { IDisposable } from '@lumino/disposable';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';

import { FileWatch } from '../files/fileWatch';
import type { ModuleResolver } from '../modules/resolver';
import { hasRivals } from '../modules/topLevel';
import { prefixOf, topLevelName } from '../protocol/names';
import { splitPath } from '../protocol/origin';
import type { IServedEntry, IServedModules, IStoppedEntry } from '../tokens';
import type {
  IFileStore,
  IOpenDocuments,
  IReadBudget,
  IServedRoot,
  ITopLevel
} from '../tree/types';
import type { SettingsStore } from '../ui/settingsStore';
import { modulesOf, withKept } from './keptModules';
import { checked, ServeError, withServed } from './servedChanges';
import { readList } from './servedEntries';
import { isNamespace, pathProblem, storeProblem } from './servedProblems';
import type { IServedSetting, IServedSettings } from './servedSettings';
import { entriesOf, withEntries } from './servedSettings';

const NONE: ReadonlySet<string> = new Set();

/** What is served, by the settings. */
export class ServedModules implements IServedModules {
  constructor(options: ServedModules.IOptions) {
    this._contents = options.contents;
    this._settings = options.settings;
    this._store = options.store;
    this._trans = options.trans;
    this._documents = options.documents;
    this._watch = new FileWatch({
      store: options.store,
      provider: () => this.provider(),
      roots: () => this._roots.map(({ path }) => path),
      ignore: () => this._settings.value.ignore,
      onChange: () => this._filesChanged.emit(),
      onRecovery: () => this._findProblemsAgain()
    });
    this._settings.changed.connect(this._onSettingsChanged, this);
    this._contents.fileChanged.connect(this._onFileChanged, this);
    this._store.externalLinks?.changed.connect(this._refresh, this);
    this._refresh();
  }

  get entries(): readonly IServedEntry[] {
    return this._entries;
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get filesChanged(): ISignal<this, void> {
    return this._filesChanged;
  }

  get serving(): boolean {
    return this._settings.value.serving;
  }

  get settled(): Promise<void> {
    return this._settings.settled;
  }

  get readAhead(): IReadBudget {
    const { readAheadFiles, readAheadMegabytes } = this._settings.value;
    return { files: readAheadFiles, bytes: readAheadMegabytes * 2 ** 20 };
  }

  get keepLoaded(): readonly string[] {
    const { keepLoaded } = this._settings.value;
    return keepLoaded.filter(name => typeof name === 'string');
  }

  modulesOf(path: string): readonly string[] {
    return modulesOf(this.normalize(path), this._entries);
  }

  setKeepLoaded(names: readonly string[], keep: boolean): Promise<void> {
    return this._settings.update('keepLoaded', kept =>
      withKept(kept, names, keep)
    );
  }

  get names(): readonly string[] {
    return [...new Set(this._entries.flatMap(({ names }) => names))];
  }

  async serve(
    paths: readonly string[],
    options: { replace?: boolean; contents?: boolean } = {}
  ): Promise<void> {
    await this._settings.ready;
    const wanted = paths.map(path => this.normalize(path));
    for (const path of wanted) {
      const problem = await pathProblem(
        path,
        options.contents === true,
        this._contents,
        this._trans
      );
      if (problem) {
        throw new ServeError(problem, path);
      }
    }
    // Namespace packages of one name are merged.
    const merged = options.contents ? NONE : await this._merged(wanted);
    await this._change(modules =>
      withServed(modules, wanted, {
        ...options,
        merged,
        nameOf: path => this._name(path),
        trans: this._trans
      })
    );
    if (!this.serving) {
      await this._settings.set('serving', true);
    }
    await Promise.all(wanted.map(path => this._findProblem(path)));
    await this._findNames();
  }

  async stop(paths: readonly string[]): Promise<IStoppedEntry[]> {
    const gone = new Set(paths.map(path => this.normalize(path)));
    let stopped: IStoppedEntry[] = [];
    await this._change(modules => {
      stopped = entriesOf(modules, gone);
      return modules.filter(({ path }) => !gone.has(path));
    });
    return stopped;
  }

  async restore(stopped: readonly IStoppedEntry[]): Promise<void> {
    await this._change(modules => withEntries(modules, stopped));
  }

  async setServing(enabled: boolean, path?: string): Promise<void> {
    if (path === undefined) {
      return this._settings.set('serving', enabled);
    }
    const wanted = this.normalize(path);
    return this._change(modules => {
      if (!modules.some(module => module.path === wanted)) {
        throw new ServeError(this._trans.__('“%1” is not served.', path), path);
      }
      return modules.map(module =>
        module.path === wanted ? { ...module, enabled } : module
      );
    });
  }

  provider(): Promise<ModuleResolver> {
    this._loading ??= this._load().catch(reason => {
      this._loading = null;
      throw reason;
    });
    return this._loading;
  }

  watch(): IDisposable {
    return this._watch.begin();
  }

  recordChange(path: string): void {
    if (this._roots.some(root => isIn(path, root.path))) {
      this._filesChanged.emit();
    }
  }

  /** Look for problems that only the file store knows of, from now on. */
  async findProblems(): Promise<void> {
    await this._settings.ready;
    this._isWatching = true;
    // Tells of links as well, where the store can.
    await this._store.listTree?.(
      this._roots.map(({ path }) => path),
      this._settings.value.ignore
    );
    for (const { path, enabled } of this._entries) {
      if (enabled) {
        await this._findProblem(path);
      }
    }
    await this._findNames();
  }

  private async _load(): Promise<ModuleResolver> {
    const { ModuleResolver } = await import('../modules/resolver');
    this._resolver = new ModuleResolver(
      this._store,
      this._documents,
      () => this._roots,
      () => this._settings.value.ignore,
      topLevel => this._recordTopLevel(topLevel),
      () => this.keepLoaded
    );
    return this._resolver;
  }

  /** Look for what names are imported from, where the list does not tell. */
  private async _findNames(): Promise<void> {
    if (hasRivals(this._roots)) {
      const resolver = await this.provider();
      await resolver.topLevel();
    }
  }

  /** The folders that are parts of namespace packages, served or to be. */
  private async _merged(paths: readonly string[]): Promise<Set<string>> {
    const served = this._entries.filter(({ contents }) => !contents);
    const all = [...new Set([...served.map(({ path }) => path), ...paths])];
    const names = all.map(path => this._name(path));
    const merged = new Set<string>();
    for (const [i, path] of all.entries()) {
      const isRival = names.some((name, j) => j !== i && name === names[i]);
      if (isRival && (await isNamespace(path, this._contents))) {
        merged.add(path);
      }
    }
    return merged;
  }

  private _recordTopLevel(topLevel: ITopLevel): void {
    const before = this._topLevel;
    if (before && before.taken > topLevel.taken) {
      return;
    }
    this._topLevel = topLevel;
    const facts = ({ contents, owners }: ITopLevel) =>
      JSON.stringify([[...contents], [...owners]]);
    if (!before || facts(before) !== facts(topLevel)) {
      this._refresh();
    }
  }

  /** Change the settings' list from what it is to another one. */
  private _change(
    change: (modules: IServedSetting[]) => IServedSetting[]
  ): Promise<void> {
    return this._settings.update('modules', modules =>
      change(this._checked(modules))
    );
  }

  /** The settings' list, which may have been edited by hand. */
  private _checked(modules: readonly unknown[]): IServedSetting[] {
    return checked(modules, path => this.normalize(path));
  }

  /** The one form of a path. */
  normalize(path: string): string {
    return this._contents.normalize(path).replace(/\/+$/, '');
  }

  private async _findProblem(path: string): Promise<void> {
    const problem = await storeProblem(
      path,
      this._store,
      async folder => (await this.provider()).holdsPython(folder),
      this._trans
    );
    if (problem !== (this._problems.get(path) ?? null)) {
      if (problem) {
        this._problems.set(path, problem);
      } else {
        this._problems.delete(path);
      }
      this._refresh();
    }
  }

  private _name(path: string): string {
    return topLevelName(splitPath(path).local);
  }

  private _onSettingsChanged(): void {
    this._resolver?.forget();
    this._refresh();
    this._watch.restart();
    this._findProblemsAgain();
  }

  private _findProblemsAgain(): void {
    if (this._isWatching) {
      void this.findProblems();
    }
  }

  private _refresh(): void {
    const { modules, serving } = this._settings.value;
    const { entries, roots } = readList(
      this._checked(modules),
      {
        serving,
        nameOf: path => this._name(path),
        problems: this._problems,
        externalLinks: this._store.externalLinks?.paths ?? [],
        followsLinks: this._store.externalLinks?.areFollowed ?? false,
        topLevel: this._topLevel
      },
      this._trans
    );
    this._entries = entries;
    this._roots = roots;
    this._store.confine?.(
      entries.filter(({ enabled }) => enabled).map(({ path }) => path),
      this._settings.value.ignore
    );
    this._changed.emit();
  }

  /** Follow what this page does to served folders and files. */
  private _onFileChanged(_: unknown, change: Contents.IChangedArgs): void {
    const from = change.oldValue?.path;
    const to = change.newValue?.path;
    const isAbout = (entry: string) =>
      [from, to].some(path => path !== undefined && isIn(path, entry));
    if (this._isWatching) {
      for (const { path, enabled } of this._entries) {
        if (enabled && isAbout(path)) {
          void this._findProblem(path);
        }
      }
    }
    if (this._roots.some(({ path }) => isAbout(path))) {
      this._filesChanged.emit();
      if (this._isWatching) {
        void this._findNames();
      }
    }
    if (change.type === 'rename' && from !== undefined && to !== undefined) {
      this._follow(from, to);
    }
  }

  /** Keep serving what is renamed or moved. */
  private _follow(from: string, to: string): void {
    const isMoved = (path: string) =>
      path === from || path.startsWith(`${from}/`);
    if (!this._entries.some(({ path }) => isMoved(path))) {
      return;
    }
    this._change(modules =>
      modules.map(module =>
        isMoved(module.path)
          ? { ...module, path: to + module.path.slice(from.length) }
          : module
      )
    ).catch(reason => {
      console.error('A renamed folder could not be saved as served', reason);
    });
  }

  private _changed = new Signal<this, void>(this);
  private _filesChanged = new Signal<this, void>(this);
  private _contents: Contents.IManager;
  private _documents: IOpenDocuments | null;
  private _entries: readonly IServedEntry[] = [];
  private _isWatching = false;
  private _loading: Promise<ModuleResolver> | null = null;
  private _problems = new Map<string, string>();
  private _resolver: ModuleResolver | null = null;
  private _roots: readonly IServedRoot[] = [];
  private _settings: SettingsStore<IServedSettings>;
  private _store: IFileStore;
  private _topLevel: ITopLevel | null = null;
  private _trans: TranslationBundle;
  private _watch: FileWatch;
}

/** Whether a path is that of a folder or file, or lies in it. */
function isIn(path: string, folder: string): boolean {
  return path === folder || path.startsWith(prefixOf(folder));
}

/** A namespace for `ServedModules` statics. */
export namespace ServedModules {
  /** What the model needs. */
  export interface IOptions {
    contents: Contents.IManager;
    documents: IOpenDocuments | null;
    settings: SettingsStore<IServedSettings>;
    store: IFileStore;
    trans: TranslationBundle;
  }
}
