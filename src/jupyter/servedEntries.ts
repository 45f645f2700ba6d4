/**
 * What the settings' list means: the entries that users see, and the roots
 * that are served.
 */
import type { TranslationBundle } from '@jupyterlab/translation';

import type { IServedRoot, ITopLevel } from '../sources/types';
import type { IServedEntry } from '../tokens';
import { contentsProblem, linksProblem, nameProblem } from './servedProblems';
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
  readonly linksOut: readonly string[];
  /** The names that were found last; null before. */
  readonly topLevel: ITopLevel | null;
}

/** The entries and roots of a list of settings. */
export function readList(
  modules: readonly IServedSetting[],
  facts: IListFacts,
  trans: TranslationBundle
): { entries: IServedEntry[]; roots: IServedRoot[] } {
  const owners = new Map<string, string>();
  const roots: IServedRoot[] = [];
  const entries = modules.map(({ contents = false, enabled, path }) => {
    const name = facts.nameOf(path);
    const owner = contents ? undefined : owners.get(name);
    let problem = contents
      ? contentsProblem(path, trans)
      : nameProblem(name, trans);
    let names: readonly string[] = [];
    if (problem === null && enabled && owner !== undefined) {
      problem = trans.__(
        'Not served: “%1” is served under the same name. Switch one of them off, or rename it.',
        owner
      );
    } else if (problem === null && enabled) {
      // First: a folder that is none for that reason is not missing.
      problem =
        linksProblem(path, facts.linksOut, trans) ??
        facts.problems.get(path) ??
        null;
      if (!contents) {
        owners.set(name, path);
      }
      if (facts.serving) {
        roots.push({ name: contents ? null : name, path });
        names = contents ? namesFrom(path, facts.topLevel) : [name];
      }
      if (contents) {
        problem ??= hiddenProblem(path, facts.topLevel, trans);
      }
    }
    return { path, name, contents, names, enabled, problem };
  });
  return { entries, roots };
}

/** The names that are imported from a folder whose contents are served. */
function namesFrom(path: string, topLevel: ITopLevel | null): string[] {
  return (topLevel?.contents.get(path) ?? []).filter(name => {
    const owner = topLevel?.owners.get(name);
    return owner?.name === null && owner.path === path;
  });
}

/** Which names of such a folder are imported from elsewhere, in words. */
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
  const named = hidden
    .slice(0, MAX_NAMED)
    .map(name =>
      trans.__('%1 from “%2”', name, topLevel?.owners.get(name)?.path ?? '')
    );
  const list =
    named.join(', ') + (hidden.length > MAX_NAMED ? trans.__(', …') : '');
  return trans.__(
    'Imported from elsewhere: %1. To import it from here, rename one of both, or switch the other off.',
    list
  );
}
