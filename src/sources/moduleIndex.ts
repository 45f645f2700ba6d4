/**
 * The index of all that is served: every module and data file of the folders
 * that are listed, without reading them.
 */
import type { IContent } from '../protocol/content';
import { unknownVersion } from '../protocol/content';
import type { IIndexEntry, ISnapshot } from '../protocol/indexSync';
import { stampOf } from './fileCache';
import type { FileView } from './fileView';
import { isPythonFile } from './names';
import { originOf } from './origin';
import type { Pace } from './pace';
import type { IServedFolder } from './servedFolder';
import type { IEntry, IListingFailure, IServedRoot, ITopLevel } from './types';

/** An index, with the contents of it that are known, by their keys. */
export interface IServedIndex extends Omit<ISnapshot, 'contents'> {
  /** The top-level names. */
  readonly names: readonly string[];
  readonly known: ReadonlyMap<string, IContent>;
}

/** The Python files of what is served, in the order of the listings. */
export function pythonFiles(trees: readonly IServedTree[]): IEntry[] {
  return trees.flatMap(({ file, folders }) => [
    ...(file ? [file] : []),
    ...[...folders.values()].flatMap(({ modules }) => [...modules.values()])
  ]);
}

/** All other files of what is served. */
export function dataFiles(trees: readonly IServedTree[]): IEntry[] {
  return trees.flatMap(({ folders }) =>
    [...folders.values()].flatMap(({ files }) => files)
  );
}

/** How much is listed and put into an index at most. */
export interface IIndexLimits {
  readonly folders: number;
  readonly entries: number;
}

/** Folders with more entries are left out in any case. */
const MAX_ENTRIES = 20000;

/** A folder that is to be listed. */
interface IPending {
  readonly path: string;
  readonly segments: readonly string[];
}

/** How many folders are listed at once. */
const CONCURRENCY = 6;

/** What is served of one root, as far as the limits allow. */
export interface IServedTree {
  readonly root: IServedRoot;
  /** By path; those that are not listed are left out. */
  readonly folders: ReadonlyMap<string, IServedFolder>;
  /** The root itself, where it is a file. */
  readonly file: IEntry | null;
  /** What could not be listed, of the root and of what lies in it. */
  readonly failures: readonly IListingFailure[];
}

/**
 * List the folders of the served roots, breadth first.
 *
 * A folder that cannot be listed is left out, and noted: importing from it says
 * why.
 *
 * @param limits - how much to list, of all roots together.
 * @param isWanted - tells of folders that are listed beyond the limits.
 */
export async function listServed(
  view: FileView,
  roots: readonly IServedRoot[],
  limits: IIndexLimits,
  isWanted: (path: string) => boolean = () => false
): Promise<IServedTree[]> {
  const trees: IServedTree[] = [];
  let left = limits.entries;
  let listed = 0;
  for (const root of roots) {
    const folders = new Map<string, IServedFolder>();
    const failures: IListingFailure[] = [];
    const noteFailure = (path: string) => (reason: unknown) => {
      failures.push({ path, reason });
      return null;
    };
    if (isPythonFile(root.path)) {
      const file = await view.file(root.path).catch(noteFailure(root.path));
      trees.push({ root, folders, file, failures });
      continue;
    }
    const visit = async ({ path, segments }: IPending) => {
      const folder = await view.folder(path, segments).catch(noteFailure(path));
      if (
        folder === null ||
        folder.size > (isWanted(path) ? MAX_ENTRIES : left)
      ) {
        return [];
      }
      left = Math.max(0, left - folder.size);
      folders.set(path, folder);
      return [...folder.packages.values(), ...folder.folders].map(child => ({
        path: child.path,
        segments: [...segments, child.name]
      }));
    };
    let pending: IPending[] = [{ path: root.path, segments: [] }];
    while (pending.length > 0) {
      if (listed >= limits.folders) {
        pending = pending.filter(({ path }) => isWanted(path));
      }
      const some = pending.splice(0, CONCURRENCY);
      listed += some.length;
      pending = [...pending, ...(await Promise.all(some.map(visit))).flat()];
    }
    trees.push({ root, folders, file: null, failures });
  }
  await view.readDoubtful(pythonFiles(trees), dataFiles(trees));
  return trees;
}

/**
 * Make the index of what is served.
 *
 * @param topLevel - which root each top-level name is imported from.
 * @param view - tells the contents that are known; the others have versions
 * that change when the files do.
 */
export async function buildIndex(
  trees: readonly IServedTree[],
  topLevel: ITopLevel,
  view: FileView,
  pace: Pace
): Promise<IServedIndex> {
  const index = {
    names: [...topLevel.owners.keys()],
    taken: view.taken,
    modules: new Map<string, IIndexEntry>(),
    files: new Map<string, string>(),
    known: new Map<string, IContent>()
  };
  const known = new Map<IEntry, IContent>();
  const note = (entry: IEntry) => {
    const content = view.peek(entry);
    if (content) {
      known.set(entry, content);
    }
    return content;
  };
  await pace.each(pythonFiles(trees), entry => {
    const content = note(entry);
    if (content) {
      index.known.set(content.key, content);
    }
  });
  await pace.each(dataFiles(trees), entry => {
    const content = note(entry);
    // Programs and pictures are large, and nobody imports them.
    if (content && typeof content.data === 'string') {
      index.known.set(content.key, content);
    }
  });
  const versionOf = (entry: IEntry) =>
    known.get(entry)?.key ?? unknownVersion(stampOf(entry));
  const addModule = (
    name: string,
    kind: 'module' | 'package',
    file: IEntry,
    complete?: boolean
  ) => {
    index.modules.set(name, {
      kind,
      origin: originOf(file.path),
      version: versionOf(file),
      ...(complete && { complete })
    });
  };
  const addFile = (entry: IEntry) =>
    index.files.set(originOf(entry.path), versionOf(entry));

  /**
   * Add what is in a folder.
   *
   * @param nameOf - the full name of what it has under a name; null where
   * nothing can be imported.
   * @returns whether nothing is missing.
   */
  const addEntries = (
    folders: ReadonlyMap<string, IServedFolder>,
    folder: IServedFolder,
    nameOf: (child: string) => string | null
  ): boolean => {
    const { modules, packages } = folder;
    folder.files.forEach(addFile);
    folder.folders.forEach(child => addFolder(folders, null, child.path));
    let complete = true;
    for (const child of new Set([...packages.keys(), ...modules.keys()])) {
      const subfolder = packages.get(child);
      const file = modules.get(child);
      const below = subfolder && folders.get(subfolder.path);
      const fullName = nameOf(child);
      // Regular package, module, namespace package: in CPython's order.
      const isModule = !subfolder || (below?.init === null && file);
      if (subfolder) {
        addFolder(folders, isModule ? null : fullName, subfolder.path);
      }
      if (file && fullName !== null && isModule) {
        addModule(fullName, 'module', file);
      } else if (file) {
        addFile(file);
      }
      // It may be a package: only its listing would tell.
      complete &&= !subfolder || below !== undefined;
    }
    return complete;
  };

  /** Add a folder; a name of null says that nothing can be imported there. */
  const addFolder = (
    folders: ReadonlyMap<string, IServedFolder>,
    name: string | null,
    path: string
  ) => {
    const folder = folders.get(path);
    if (!folder) {
      return;
    }
    const { init } = folder;
    const complete = addEntries(folders, folder, child =>
      name === null ? null : `${name}.${child}`
    );
    if (name !== null && init) {
      addModule(name, 'package', init, complete);
    } else if (name !== null) {
      index.modules.set(name, {
        kind: 'namespace',
        locations: [originOf(path)],
        ...(complete && { complete })
      });
    }
  };
  for (const { file, folders, root } of trees) {
    const folder = folders.get(root.path);
    if (root.name === null) {
      if (folder) {
        addEntries(folders, folder, child =>
          topLevel.owners.get(child) === root ? child : null
        );
      }
    } else if (file) {
      addModule(root.name, 'module', file);
    } else {
      addFolder(folders, root.name, root.path);
    }
  }
  return index;
}
