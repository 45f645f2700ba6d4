/**
 * The model of what is served: the settings' list, checked, and the resolver
 * over it.
 */
import { PathExt } from '@jupyterlab/coreutils';
import type { Contents } from '@jupyterlab/services';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { IDisposable } from '@lumino/disposable';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';

import type { Evict } from '../protocol/worker';
import { IgnoreRules } from '../sources/ignoreRules';
import {
  isModuleName,
  isPythonFile,
  suggestName,
  topLevelName
} from '../sources/names';
import { ModuleResolver } from '../sources/resolver';
import type { IFileStore, IOpenDocuments } from '../sources/types';
import type { IServedEntry, IServedModules } from '../tokens';
import { FileWatch } from './fileWatch';
import { storeProblem } from './servedProblems';
import type { IServedSetting, IServedSettings } from './servedSettings';
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
    this._rules = new IgnoreRules(this._settings.value.ignore);
    this.provider = new ModuleResolver(
      options.store,
      options.documents,
      () => this._enabled,
      () => this._rules
    );
    this._watch = new FileWatch({
      store: options.store,
      provider: this.provider,
      roots: () => this._enabled.map(({ path }) => path),
      ignore: () => this._rules.patterns,
      onChange: () => this._filesChanged.emit()
    });
    this._settings.changed.connect(this._onSettingsChanged, this);
    this._contents.fileChanged.connect(this._onFileChanged, this);
    this._refresh();
  }

  readonly provider: ModuleResolver;

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

  get evict(): Evict {
    return this._settings.value.reload === 'all' ? 'all' : 'changed';
  }

  get names(): readonly string[] {
    return this._enabled.map(({ name }) => name);
  }

  async serve(
    paths: readonly string[],
    options: { replace?: boolean } = {}
  ): Promise<void> {
    await this._settings.ready;
    const wanted = paths.map(path => this._normalize(path));
    for (const path of wanted) {
      await this._check(path);
    }
    await this._change(modules => {
      for (const path of wanted) {
        const name = this._name(path);
        const taken = modules.filter(
          other =>
            other.enabled &&
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
  }

  async stop(paths: readonly string[]): Promise<void> {
    const gone = new Set(paths.map(path => this._normalize(path)));
    await this._change(modules =>
      modules.filter(({ path }) => !gone.has(path))
    );
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
    const isServed = ({ path: served }: IServedEntry) =>
      path === served || path.startsWith(`${served}/`);
    if (this._enabled.some(isServed)) {
      this._filesChanged.emit();
    }
  }

  /** Look for problems that only the file store knows of, from now on. */
  async findProblems(): Promise<void> {
    await this._settings.ready;
    this._isWatching = true;
    for (const { path, enabled } of this._entries) {
      if (enabled) {
        await this._findProblem(path);
      }
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
        checked.set(path, checked.get(path) ?? { path, enabled });
      }
    }
    return [...checked.values()];
  }

  private _normalize(path: string): string {
    return this._contents.normalize(path).replace(/\/+$/, '');
  }

  private async _check(path: string): Promise<void> {
    const local = this._contents.localPath(path);
    if (!local) {
      throw new ServeError(
        this._trans.__(
          'The topmost folder has no name to import it by. Serve a folder inside it.'
        ),
        path
      );
    }
    const file = PathExt.basename(local);
    const problem = this._nameProblem(this._name(path) || file);
    if (problem) {
      throw new ServeError(problem, path);
    }
    let type: string;
    try {
      ({ type } = await this._contents.get(path, { content: false }));
    } catch {
      throw new ServeError(
        this._trans.__('There is no file or folder “%1”.', path),
        path
      );
    }
    if (type === 'directory' && isPythonFile(path)) {
      throw new ServeError(this._nameProblem(file)!, path);
    }
    if (type !== 'directory' && !isPythonFile(path)) {
      throw new ServeError(
        this._trans.__(
          '“%1” is neither a folder nor a Python file, so it cannot be imported.',
          path
        ),
        path
      );
    }
  }

  private _nameProblem(name: string): string | null {
    return isModuleName(name)
      ? null
      : this._trans.__(
          'Python cannot import “%1”, since that is not a valid module name. Rename it, for example to “%2”.',
          name,
          suggestName(name)
        );
  }

  private async _findProblem(path: string): Promise<void> {
    const problem = await storeProblem(
      path,
      this._store,
      this._rules,
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
    if (this._isWatching) {
      void this.findProblems();
    }
  }

  private _refresh(): void {
    const { ignore, modules, serving } = this._settings.value;
    this._rules = new IgnoreRules(ignore);
    const owners = new Map<string, string>();
    this._entries = this._checked(modules).map(({ path, enabled }) => {
      const name = this._name(path);
      const owner = owners.get(name);
      let problem = this._nameProblem(name);
      if (problem === null && enabled) {
        if (owner !== undefined) {
          problem = this._trans.__(
            'Not served: “%1” is served under the same name.',
            owner
          );
        } else {
          owners.set(name, path);
          problem = this._problems.get(path) ?? null;
        }
      }
      return { path, name, enabled, problem };
    });
    this._enabled = serving
      ? this._entries.filter(
          ({ name, path, enabled }) => enabled && owners.get(name) === path
        )
      : [];
    this._changed.emit();
  }

  /** Follow what this page does to served folders and files. */
  private _onFileChanged(_: unknown, change: Contents.IChangedArgs): void {
    const from = change.oldValue?.path;
    const to = change.newValue?.path;
    const isAbout = (entry: string) =>
      [from, to].some(
        path => path && (path === entry || path.startsWith(`${entry}/`))
      );
    if (this._isWatching) {
      for (const { path, enabled } of this._entries) {
        if (enabled && isAbout(path)) {
          void this._findProblem(path);
        }
      }
    }
    if (this._enabled.some(({ path }) => isAbout(path))) {
      this._filesChanged.emit();
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
  private _enabled: readonly IServedEntry[] = [];
  private _entries: readonly IServedEntry[] = [];
  private _isWatching = false;
  private _problems = new Map<string, string>();
  private _rules: IgnoreRules;
  private _settings: SettingsStore<IServedSettings>;
  private _store: IFileStore;
  private _trans: TranslationBundle;
  private _watch: FileWatch;
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
