/**
 * Top-level names: which served root each of them is imported from.
 */
import type { FileView } from './fileView';
import type { IListingFailure, IServedRoot, ITopLevel } from './types';
import { ifRefused } from './unanswered';

/** How many folders are listed at once. */
const CONCURRENCY = 6;

/** Modules that nobody imports by these names. */
const NOT_IMPORTED = new Set(['__init__', '__main__']);

/** What a name of a folder is, if anything. */
type Kind = 'regular' | 'namespace' | null;

/** What the names of a folder are. */
export type Kinds = ReadonlyMap<string, Kind>;

/**
 * Find the top-level names of the served roots.
 *
 * What is served by its own name comes first; then the contents of folders, in
 * the roots' order and with CPython's rule: a namespace package gives way to
 * any module or regular package of its name.
 *
 * @param maxListed - how many subfolders to look into; those beyond count as
 * packages until somebody imports them.
 * @param known - what was found last, by the paths of folders; kept up to date.
 */
export async function findTopLevel(
  view: FileView,
  roots: readonly IServedRoot[],
  maxListed: number,
  known = new Map<string, Kinds>()
): Promise<ITopLevel> {
  const owners = new Map<string, IServedRoot>();
  for (const root of roots) {
    if (root.name !== null && !owners.has(root.name)) {
      owners.set(root.name, root);
    }
  }
  const contents = new Map<IServedRoot, Kinds>();
  const failures: IListingFailure[] = [];
  for (const root of roots) {
    if (root.name === null) {
      const { path } = root;
      try {
        known.set(path, await kindsIn(view, path, maxListed));
      } catch (reason) {
        failures.push({ path, reason });
      }
      // Where it cannot be listed, its names stay: to import them then fails
      // in words, instead of finding modules of the worker.
      contents.set(root, known.get(path) ?? new Map());
    }
  }
  for (const wanted of ['regular', 'namespace'] as const) {
    for (const [root, kinds] of contents) {
      for (const [name, kind] of kinds) {
        if (kind === wanted && !owners.has(name)) {
          owners.set(name, root);
        }
      }
    }
  }
  return {
    taken: view.taken,
    owners,
    failures,
    contents: new Map(
      [...contents].map(([{ path }, kinds]) => [
        path,
        [...kinds].flatMap(([name, kind]) => (kind === null ? [] : [name]))
      ])
    )
  };
}

/** What there is to import in a folder as on `sys.path`, by name. */
async function kindsIn(
  view: FileView,
  path: string,
  maxListed: number
): Promise<Kinds> {
  const folder = await view.folder(path, []);
  const kinds = new Map<string, Kind>();
  const pending = [...(folder?.packages ?? [])];
  let left = maxListed;
  while (pending.length > 0) {
    const some = pending.splice(0, CONCURRENCY);
    const isListed = left >= some.length;
    left -= some.length;
    await Promise.all(
      some.map(async ([name, child]) => {
        const kind = isListed
          ? await kindOf(view, child.path, [child.name])
          : 'namespace';
        kinds.set(name, kind);
      })
    );
  }
  for (const name of folder?.modules.keys() ?? []) {
    if (NOT_IMPORTED.has(name)) {
      kinds.delete(name);
    } else {
      kinds.set(name, 'regular');
    }
  }
  // In the order of the names: listings have no order that can be relied on.
  return new Map([...kinds].sort(([a], [b]) => (a < b ? -1 : 1)));
}

async function kindOf(
  view: FileView,
  path: string,
  segments: string[]
): Promise<Kind> {
  const folder = await view.folder(path, segments).catch(ifRefused(null));
  if (folder?.init) {
    return 'regular';
  }
  // Not every folder is meant: one of data would hide the worker's modules.
  const holds = await view
    .holdsPython(path, segments)
    .catch(ifRefused('unknown'));
  return holds === 'no' ? null : 'namespace';
}
