/**
 * The model of what is served: the settings' list, checked, and the resolver
 * over it.
 */
import type { Contents } from '@jupyterlab/services';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { IDisposable } from '@lumino/disposable';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';

import type { Evict } from '../protocol/worker';
import { LazyResolver } from '../sources/lazyResolver';
import { prefixOf, topLevelName } from '../sources/names';
import type {
  IFileStore,
  IOpenDocuments,
  IReadBudget,
  IServedRoot,
  ITopLevel
} from '../sources/types';
import type { IServedEntry, IServedModules, IStoppedEntry } from '../tokens';
import { FileWatch } from './fileWatch';
import { readList } from './servedEntries';
import { pathProblem, storeProblem } from './servedProblems';
import type { IServedSetting, IServedSettings } from './servedSettings';
import { entriesOf, withEntries } from './servedSettings';
import type { SettingsStore } from './settingsStore';

/** A path that cannot be served, in words. */
export class ServeError extends Error {
  /**
   * @param message - what is wrong and what to do.
   * @param path - the path in question.
   * @param conflict - the path that is already served under the same name.
   */
  constructor(
    message: string,
    readonly path: string,
    readonly conflict: string | null = null
  ) {
    super(message);
  }
}

/** What is served, by the settings. */
export class ServedModules implements IServedModules {
  constructor(options: ServedModules.IOptions) {
    this._contents = options.contents;
    this._settings = options.settings;
    this._store = options.store;
    this._trans = options.trans;
    this.provider = new LazyResolver(async () => {
      const { ModuleResolver } = await import('../sources/resolver');
      return new ModuleResolver(
        options.store,
        options.documents,
        () => this._roots,
        () => this._settings.value.ignore,
        topLevel => this._noteTopLevel(topLevel)
      );
    });
    this._watch = new FileWatch({
      store: options.store,
      provider: this.provider,
      roots: () => this._roots.map(({ path }) => path),
      ignore: () => this._settings.value.ignore,
      onChange: () => this._filesChanged.emit(),
      onRecovery: () => this._findProblemsAgain()
    });
    this._settings.changed.connect(this._onSettingsChanged, this);
    this._contents.fileChanged.connect(this._onFileChanged, this);
    this._store.linksOut?.changed.connect(this._refresh, this);
    this._refresh();
  }

  readonly provider: LazyResolver;

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

  get evict(): Evict {
    return this._settings.value.reload === 'all' ? 'all' : 'changed';
  }

  get readAhead(): IReadBudget {
    const { readAheadFiles, readAheadMegabytes } = this._settings.value;
    return { files: readAheadFiles, bytes: readAheadMegabytes * 2 ** 20 };
  }

  get names(): readonly string[] {
    return [...new Set(this._entries.flatMap(({ names }) => names))];
  }

  async serve(
    paths: readonly string[],
    options: { replace?: boolean; contents?: boolean } = {}
  ): Promise<void> {
    await this._settings.ready;
    const wanted = paths.map(path => this._normalize(path));
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
    await this._change(modules => {
      for (const path of wanted) {
        if (options.contents) {
          modules = modules.filter(other => other.path !== path);
          modules.push({ path, enabled: true, contents: true });
          continue;
        }
        const name = this._name(path);
        const taken = modules.filter(
          other =>
            other.enabled &&
            !other.contents &&
            other.path !== path &&
            this._name(other.path) === name
        );
        if (taken.length > 0 && !options.replace) {
          throw new ServeError(
            this._trans.__(
              'The name “%1” is taken already, by “%2”.',
              name,
              taken[0].path
            ),
            path,
            taken[0].path
          );
        }
        modules = modules.filter(
          other => other.path !== path && !taken.includes(other)
        );
        modules.push({ path, enabled: true });
      }
      return modules;
    });
    if (!this.serving) {
      await this._settings.set('serving', true);
    }
    await Promise.all(wanted.map(path => this._findProblem(path)));
    await this._findNames();
  }

  async stop(paths: readonly string[]): Promise<IStoppedEntry[]> {
    const gone = new Set(paths.map(path => this._normalize(path)));
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
    const wanted = this._normalize(path);
    return this._change(modules => {
      if (!modules.some(module => module.path === wanted)) {
        throw new ServeError(this._trans.__('“%1” is not served.', path), path);
      }
      return modules.map(module =>
        module.path === wanted ? { ...module, enabled } : module
      );
    });
  }

  watch(): IDisposable {
    return this._watch.begin();
  }

  noteChange(path: string): void {
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

  /** Look for the names in folders whose contents are served. */
  private async _findNames(): Promise<void> {
    if (this._roots.some(({ name }) => name === null)) {
      await this.provider.topLevel();
    }
  }

  private _noteTopLevel(topLevel: ITopLevel): void {
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
    const checked = new Map<string, IServedSetting>();
    for (const module of modules as readonly Partial<IServedSetting>[]) {
      if (typeof module?.path === 'string') {
        const path = this._normalize(module.path);
        const enabled = module.enabled ?? true;
        const contents = module.contents === true;
        checked.set(
          path,
          checked.get(path) ?? {
            path,
            enabled,
            ...(contents && { contents })
          }
        );
      }
    }
    return [...checked.values()];
  }

  private _normalize(path: string): string {
    return this._contents.normalize(path).replace(/\/+$/, '');
  }

  private async _findProblem(path: string): Promise<void> {
    const problem = await storeProblem(
      path,
      this._store,
      this.provider,
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
    return topLevelName(this._contents.localPath(path));
  }

  private _onSettingsChanged(): void {
    this.provider.forget();
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
        linksOut: this._store.linksOut?.paths ?? [],
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
  private _entries: readonly IServedEntry[] = [];
  private _isWatching = false;
  private _problems = new Map<string, string>();
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
