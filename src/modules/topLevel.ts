/**
 * Top-level names: which served roots each of them is imported from.
 */
import {
  isImportable,
  isPythonFile,
  moduleOfFile,
  ownerOfName
} from '../protocol/names';
import { wirePath } from '../protocol/origin';
import type { FileView } from '../tree/fileView';
import type { IListingFailure, IServedRoot, ITopLevel } from '../tree/types';
import { ifRefused } from '../tree/unavailable';

/** How many folders are listed at once. */
const CONCURRENCY = 6;

/** Modules that nobody imports by these names. */
const NOT_IMPORTED = new Set(['__init__', '__main__']);

/** What a name of a folder is; `data` is a folder without code. */
type Kind = 'regular' | 'namespace' | 'data';

/** What the names of a folder are. */
export type Kinds = ReadonlyMap<string, Kind>;

/** A root that has a top-level name; of an unknown kind where it has no rival. */
interface ICandidate {
  readonly root: IServedRoot;
  readonly kind?: Kind;
}

/**
 * Find the top-level names of the served roots.
 *
 * What is served by its own name comes first; then the contents of folders, in
 * the roots' order and with CPython's rule: namespace packages of one name are
 * merged, and give way to any module or regular package of their name.
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
  const candidates = new Map<string, ICandidate[]>();
  const record = (name: string, candidate: ICandidate) => {
    const others = candidates.get(name) ?? [];
    candidates.set(name, [...others, candidate]);
  };
  for (const root of roots) {
    if (root.name !== null) {
      record(root.name, { root });
    }
  }
  const failures: IListingFailure[] = [];
  const contents = new Map<string, readonly string[]>();
  const refused = new Map<string, readonly string[]>();
  for (const root of roots) {
    if (root.name !== null) {
      continue;
    }
    const { path } = root;
    try {
      known.set(path, await kindsIn(view, path, maxListed));
    } catch (reason) {
      failures.push({ path, reason });
    }
    // Where it cannot be listed, its names stay: to import them then fails
    // in words, instead of finding modules of the worker.
    const kinds = known.get(path) ?? new Map<string, Kind>();
    const names = [...kinds.keys()].filter(name => kinds.get(name) !== 'data');
    const isRefused = (name: string) => ownerOfName(name) !== null;
    contents.set(
      path,
      names.filter(name => !isRefused(name))
    );
    refused.set(path, names.filter(isRefused));
    kinds.forEach((kind, name) => {
      if (!isRefused(name)) {
        record(name, { root, kind });
      }
    });
  }
  const owners = new Map<string, readonly IServedRoot[]>();
  for (const [name, some] of candidates) {
    // Not every folder is meant: one of data would hide the worker's modules.
    if (some.some(({ kind }) => kind !== 'data')) {
      owners.set(name, await ownersOf(view, some));
    }
  }
  return { taken: view.taken, owners, contents, refused, failures };
}

/** Whether several roots may have one name: then listings tell which count. */
export function hasRivals(roots: readonly IServedRoot[]): boolean {
  const names = roots.map(({ name }) => name);
  return names.includes(null) || new Set(names).size < names.length;
}

/** The folders that CPython looks into for a name, as the protocol calls them. */
export function foldersOf(name: string, roots: readonly IServedRoot[]) {
  const folders = roots.map(root => {
    const wire = wirePath(root.path);
    return root.name === null ? wire : wire.slice(0, wire.lastIndexOf('/'));
  });
  return [...new Set(folders)];
}

/** The full name of a module by its file; null where it has none. */
export function moduleAt(
  wire: string,
  { owners }: Pick<ITopLevel, 'owners'>
): string | null {
  for (const [name, roots] of owners) {
    for (const folder of foldersOf(name, roots)) {
      const begin = `${folder}/${name}`;
      const end = wire.slice(begin.length);
      if (wire.startsWith(begin) && /^(?:\/.*)?\.py$/s.test(end)) {
        const parts = `${name}${end.slice(0, -'.py'.length)}`.split('/');
        if (parts.length > 1 && parts[parts.length - 1] === '__init__') {
          parts.pop();
        }
        return parts.every(isImportable) ? parts.join('.') : null;
      }
    }
  }
  return null;
}

/** Those of several roots that a name is imported from. */
async function ownersOf(
  view: FileView,
  candidates: readonly ICandidate[]
): Promise<IServedRoot[]> {
  if (candidates.length === 1) {
    return [candidates[0].root];
  }
  const kinds = await Promise.all(
    candidates.map(async ({ kind, root }) => kind ?? rootKind(view, root))
  );
  const first = kinds.indexOf('regular');
  return first < 0
    ? candidates.map(({ root }) => root)
    : [candidates[first].root];
}

async function rootKind(
  view: FileView,
  { path }: IServedRoot
): Promise<'regular' | 'namespace'> {
  if (isPythonFile(path)) {
    return 'regular';
  }
  const folder = await view.folder(path, []).catch(ifRefused(null));
  return folder && isRegular(folder.files.keys()) ? 'regular' : 'namespace';
}

/** Whether a folder with these files is a regular package. */
function isRegular(files: Iterable<string>): boolean {
  return [...files].some(
    name => name.startsWith('__init__.') && moduleOfFile(name) !== null
  );
}

/** What there is to import in a folder as on `sys.path`, by name. */
async function kindsIn(
  view: FileView,
  path: string,
  maxListed: number
): Promise<Kinds> {
  const folder = await view.folder(path, []);
  const kinds = new Map<string, Kind>();
  const pending = [...(folder?.folders ?? [])].filter(([name]) =>
    isImportable(name)
  );
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
  for (const file of folder?.files.keys() ?? []) {
    const name = moduleOfFile(file);
    if (name !== null) {
      kinds.set(name, 'regular');
    }
  }
  NOT_IMPORTED.forEach(name => kinds.delete(name));
  // In the order of the names: listings have no order that can be relied on.
  return new Map([...kinds].sort(([a], [b]) => (a < b ? -1 : 1)));
}

async function kindOf(
  view: FileView,
  path: string,
  segments: string[]
): Promise<Kind> {
  const folder = await view.folder(path, segments).catch(ifRefused(null));
  if (folder && isRegular(folder.files.keys())) {
    return 'regular';
  }
  const holds = await view
    .holdsPython(path, segments)
    .catch(ifRefused('unknown'));
  return holds === 'no' ? 'data' : 'namespace';
}
