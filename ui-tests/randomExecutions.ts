/**
 * Which modules a run must not execute again: if nothing has changed since the
 * last run, those that are loaded. After a change, or a failure, all may be
 * executed.
 */
import type { ISights } from './randomProbe';
import type { Tree } from './randomTree';

/** Follows runs. */
export class Executions {
  /** What is loaded and must stay, when a program runs. */
  kept(tree: Tree): ReadonlySet<string> {
    return this._ran && isSame(this._ran, tree) ? this._loaded : new Set();
  }

  /**
   * Record a run.
   *
   * @param kept - what had to stay.
   * @param sights - what it saw and executed.
   */
  ran(tree: Tree, kept: ReadonlySet<string>, { log, seen }: ISights): void {
    const names = (sign: string) =>
      log.filter(entry => entry[0] === sign).map(entry => entry.slice(1));
    const hasFailed =
      names('+').length > names('-').length ||
      Object.values(seen).some(
        ({ error }) => error !== undefined && error !== 'ModuleNotFoundError'
      );
    this._loaded = new Set(hasFailed ? [] : [...kept, ...names('-')]);
    this._ran = tree;
  }

  private _loaded = new Set<string>();
  private _ran: Tree | null = null;
}

/** Whether programs are to see the same in two trees. */
function isSame(one: Tree, other: Tree): boolean {
  const facts = (tree: Tree) => [
    ...[...tree.files.keys()].map(path => `${path} ${tree.seen(path)?.text}`),
    ...tree.folders
  ];
  return facts(one).sort().join('\0') === facts(other).sort().join('\0');
}
