/**
 * Which modules a run must not execute again: those that are loaded, have not
 * changed, and import nothing that has.
 */
import type { IProbe } from './randomProbe';
import { withPackages } from './randomModules';
import type { IFound, Tree } from './randomTree';
import { FILE, FOLDER, parentName } from './randomTree';

/** Follows edits and runs. */
export class Executions {
  /** Note an edit: what it changed, and what it wrote anew as it was. */
  edited(before: Tree, after: Tree, path: string): void {
    for (const name of new Set([
      ...before.modules.keys(),
      ...after.modules.keys()
    ])) {
      const [old, now] = [before.modules.get(name), after.modules.get(name)];
      if (signature(old) !== signature(now)) {
        this._changed.add(name);
      } else if (now?.path === path) {
        this._uncertain.add(name);
      }
    }
  }

  /** What is loaded and must stay, when a program runs. */
  kept(tree: Tree, { imported }: IProbe): ReadonlySet<string> {
    // What is not read before the run counts as changed if its file does.
    const unread = [...this._uncertain].filter(
      name => !imported.includes(name)
    );
    const changed = new Set([...this._changed, ...unread]);
    // Importing a submodule imports the package first.
    const within = [...this._loaded].filter(name =>
      withPackages(parentName(name)).some(other => changed.has(other))
    );
    const stale = new Set([...changed, ...within, ...this._failed]);
    const importers = new Map<string, Set<string>>();
    for (const one of [this._ran, tree]) {
      for (const [name, imports] of one?.imports(true) ?? []) {
        for (const other of imports) {
          const names = importers.get(other) ?? new Set();
          importers.set(other, names.add(name));
        }
      }
    }
    for (const name of stale) {
      importers.get(name)?.forEach(importer => stale.add(importer));
    }
    return new Set([...this._loaded].filter(name => !stale.has(name)));
  }

  /**
   * Note a run.
   *
   * @param kept - what had to stay; null if the run was to evict all.
   * @param log - what it executed.
   */
  ran(
    tree: Tree,
    { imported }: IProbe,
    kept: ReadonlySet<string> | null,
    log: readonly string[]
  ): void {
    const ended = log.filter(entry => entry[0] === '-');
    const begun = log.filter(entry => entry[0] === '+');
    const done = new Set(ended.map(entry => entry.slice(1)));
    this._loaded = new Set([...(kept ?? []), ...done]);
    // Having evicted all, the server does not know what was there unloaded.
    const unknown = kept ? [] : [...tree.modules.keys()];
    this._changed = new Set(unknown.filter(name => !this._loaded.has(name)));
    imported.forEach(name => this._uncertain.delete(name));
    // A module may have been tried more than once.
    this._failed = new Set(
      begun
        .map(entry => entry.slice(1))
        .filter(name => count(begun, name) > count(ended, name))
    );
    for (const [name, { file }] of tree.modules) {
      if (file?.module && !['none', 'empty'].includes(file.module.fault)) {
        this._failed.add(name);
      }
    }
    // The client is asked for these, and says no.
    for (const top of [FOLDER, FILE.replace('.py', '')]) {
      if (!tree.modules.has(top)) {
        this._failed.add(top);
      }
    }
    this._failed.forEach(name => this._loaded.delete(name));
    this._ran = tree;
  }

  private _changed = new Set<string>();
  private _failed = new Set<string>();
  private _loaded = new Set<string>();
  private _ran: Tree | null = null;
  /** Modules whose files were written since a run read them. */
  private _uncertain = new Set<string>();
}

function signature(found: IFound | undefined): string {
  return found ? `${found.kind} ${found.path} ${found.file?.text}` : '';
}

function count(log: readonly string[], name: string): number {
  return log.filter(entry => entry.slice(1) === name).length;
}
