/**
 * Top-level names: which served root each of them is imported from.
 */
import type { FileView } from './fileView';
import type { IServedRoot, ITopLevel } from './types';

/** How many folders are listed at once. */
const CONCURRENCY = 6;

/** Modules that nobody imports by these names. */
const NOT_IMPORTED = new Set(['__init__', '__main__']);

/** What a name of a folder is, if anything. */
type Kind = 'regular' | 'namespace' | null;

/**
 * Find the top-level names of the served roots.
 *
 * What is served by its own name comes first; then the contents of folders, in
 * the roots' order and with CPython's rule: a namespace package gives way to
 * any module or regular package of its name.
 *
 * @param maxListed - how many subfolders to look into; those beyond count as
 * packages until somebody imports them.
 */
export async function findTopLevel(
  view: FileView,
  roots: readonly IServedRoot[],
  maxListed: number
): Promise<ITopLevel> {
  const owners = new Map<string, IServedRoot>();
  for (const root of roots) {
    if (root.name !== null && !owners.has(root.name)) {
      owners.set(root.name, root);
    }
  }
  const contents = new Map<IServedRoot, ReadonlyMap<string, Kind>>();
  for (const root of roots) {
    if (root.name === null) {
      // A folder that cannot be listed has no names: its row says why.
      const kinds = await kindsIn(view, root.path, maxListed).catch(
        () => new Map<string, Kind>()
      );
      contents.set(root, kinds);
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
): Promise<Map<string, Kind>> {
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
  const folder = await view.folder(path, segments).catch(() => null);
  if (folder?.init) {
    return 'regular';
  }
  // Not every folder is meant: one of data would hide the worker's modules.
  const holds = await view.holdsPython(path, segments).catch(() => 'unknown');
  return holds === 'no' ? null : 'namespace';
}
