/**
 * What the settings' list means: the entries that users see, and the roots
 * that are served.
 */
import type { TranslationBundle } from '@jupyterlab/translation';

import type { IServedEntry } from '../tokens';
import type { IServedRoot, ITopLevel } from '../tree/types';
import {
  contentsProblem,
  goneProblem,
  linksProblem,
  nameProblem
} from './servedProblems';
import type { IServedSetting } from './servedSettings';

/** How many names a sentence has at most. */
const MAX_NAMED = 3;

/** What is known of the list. */
export interface IListFacts {
  /** Whether serving is switched on. */
  readonly serving: boolean;
  /** The name of the folder or file of a path. */
  readonly nameOf: (path: string) => string;
  /** What the file store finds wrong with paths. */
  readonly problems: ReadonlyMap<string, string>;
  /** The paths of links that are not followed. */
  readonly externalLinks: readonly string[];
  /** Whether links are followed since nothing tells them any more. */
  readonly followsLinks: boolean;
  /** The names that were found last; null before. */
  readonly topLevel: ITopLevel | null;
}

/** The entries and roots of a list of settings. */
export function readList(
  modules: readonly IServedSetting[],
  facts: IListFacts,
  trans: TranslationBundle
): { entries: IServedEntry[]; roots: IServedRoot[] } {
  const rivals = new Rivals(modules, facts);
  const roots: IServedRoot[] = [];
  const entries = modules.map(({ contents = false, enabled, path }) => {
    const name = facts.nameOf(path);
    let problem = contents
      ? contentsProblem(path, trans)
      : nameProblem(name, trans);
    let names: readonly string[] = [];
    if (problem === null && enabled) {
      const rival = contents ? null : rivals.winnerOver(name, path);
      // First: a folder that is none for that reason is not missing.
      problem =
        (rival !== null
          ? trans.__(
              'Not served: “%1” is served under the same name. Switch one of them off, or rename it.',
              rival
            )
          : linksProblem(path, facts.externalLinks, trans)) ??
        facts.problems.get(path) ??
        (facts.followsLinks ? goneProblem(trans) : null);
      if (facts.serving) {
        roots.push({ name: contents ? null : name, path });
        names = contents
          ? namesFrom(path, facts.topLevel)
          : rival === null
            ? [name]
            : [];
      }
      if (contents) {
        problem ??=
          refusedProblem(path, facts.topLevel, trans) ??
          hiddenProblem(path, facts.topLevel, trans);
      }
    }
    return { path, name, contents, names, enabled, problem };
  });
  return { entries, roots };
}

/** Tells which of several entries of one name is imported. */
class Rivals {
  constructor(
    modules: readonly IServedSetting[],
    private readonly _facts: IListFacts
  ) {
    for (const { contents, enabled, path } of modules) {
      if (enabled) {
        this._enabled.add(path);
        const name = _facts.nameOf(path);
        if (!contents && !this._first.has(name)) {
          this._first.set(name, path);
        }
      }
    }
  }

  /** The path that is imported in place of another one; null where that is. */
  winnerOver(name: string, path: string): string | null {
    const owners = (this._facts.topLevel?.owners.get(name) ?? [])
      .map(owner => owner.path)
      // What was found last may be what is served no more.
      .filter(owner => this._enabled.has(owner));
    if (owners.includes(path)) {
      return null;
    }
    const winner = owners[0] ?? this._first.get(name) ?? path;
    return winner === path ? null : winner;
  }

  private readonly _enabled = new Set<string>();
  private readonly _first = new Map<string, string>();
}

/** The names that are imported from a folder whose contents are served. */
function namesFrom(path: string, topLevel: ITopLevel | null): string[] {
  return (topLevel?.contents.get(path) ?? []).filter(name =>
    topLevel?.owners
      .get(name)
      ?.some(owner => owner.name === null && owner.path === path)
  );
}

/** The message about names of a source root that are not served. */
function refusedProblem(
  path: string,
  topLevel: ITopLevel | null,
  trans: TranslationBundle
): string | null {
  const names = topLevel?.refused.get(path) ?? [];
  return names.length === 0
    ? null
    : trans.__(
        'Not served from here: %1. Deephaven or Python itself needs these names. Rename them.',
        listed(names, trans)
      );
}

/** The message about names of a source root that are imported from elsewhere. */
function hiddenProblem(
  path: string,
  topLevel: ITopLevel | null,
  trans: TranslationBundle
): string | null {
  const mine = new Set(namesFrom(path, topLevel));
  const hidden = (topLevel?.contents.get(path) ?? []).filter(
    name => !mine.has(name)
  );
  if (hidden.length === 0) {
    return null;
  }
  const named = hidden.map(name =>
    trans.__('%1 from “%2”', name, topLevel?.owners.get(name)?.[0].path ?? '')
  );
  return trans.__(
    'Imported from elsewhere: %1. To import it from here, rename one of them, or switch the other off.',
    listed(named, trans)
  );
}

/** The first items of a list as text. */
function listed(items: readonly string[], trans: TranslationBundle): string {
  return (
    items.slice(0, MAX_NAMED).join(', ') +
    (items.length > MAX_NAMED ? trans.__(', …') : '')
  );
}
