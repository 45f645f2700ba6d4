/**
 * The index of all that is served: every file of the folders that are listed,
 * without reading them.
 */
import type { IContent } from '../protocol/content';
import {
  EMPTY_FOLDER,
  UNLISTED_FOLDER,
  unknownVersion
} from '../protocol/content';
import type { ISnapshot } from '../protocol/indexSync';
import { isPythonFile } from '../protocol/names';
import { wirePath } from '../protocol/origin';
import type { FileView } from '../tree/fileView';
import type { IServedFolder } from '../tree/servedFolder';
import type { TimeSlicer } from '../tree/timeSlicer';
import type {
  IEntry,
  IListingFailure,
  IServedRoot,
  ITopLevel
} from '../tree/types';
import type { IFolderPlace } from './locate';
import { foldersOf } from './topLevel';

/** An index, with the contents of it that are known, by their keys. */
export interface IServedIndex extends Omit<ISnapshot, 'contents' | 'keep'> {
  readonly known: ReadonlyMap<string, IContent>;
}

/** How much is listed and put into an index at most. */
export interface IIndexLimits {
  readonly folders: number;
  readonly entries: number;
}

/** Folders with more entries are not listed in any case. */
const MAX_ENTRIES = 100_000;

/** How many folders are listed at once. */
const CONCURRENCY = 6;

/** A folder that is to be listed, and what the protocol calls it. */
interface IPending extends IFolderPlace {
  readonly wire: string;
}

/** What is served below one folder, as far as the limits allow. */
export interface IServedTree {
  /** The path of the folder, or of a served file. */
  readonly path: string;
  /** What was listed, by what the protocol calls it. */
  readonly folders: ReadonlyMap<string, IServedFolder>;
  /** What was not listed. */
  readonly unlisted: ReadonlySet<string>;
  /** The served file, where it is one that is there. */
  readonly file: IEntry | null;
  /** What could not be listed. */
  readonly failures: readonly IListingFailure[];
}

/** The files of what is served, in the order of the listings. */
export function filesOf(trees: readonly IServedTree[]): {
  python: IEntry[];
  data: IEntry[];
} {
  const python: IEntry[] = [];
  const data: IEntry[] = [];
  for (const { file, folders } of trees) {
    const all = file ? [file] : [];
    folders.forEach(({ files }) => all.push(...files.values()));
    for (const entry of all) {
      (isPythonFile(entry.name) ? python : data).push(entry);
    }
  }
  return { python, data };
}

/**
 * List the folders of the served roots, breadth first.
 *
 * A folder that cannot be listed is noted: importing from it says why.
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
  const left = { ...limits };
  const trees: IServedTree[] = [];
  for (const { path } of roots) {
    trees.push(
      isPythonFile(path)
        ? await fileTree(view, path)
        : await listFolder(view, { path, segments: [] }, left, isWanted)
    );
  }
  const { data, python } = filesOf(trees);
  await view.readDoubtful(python, data);
  return trees;
}

/**
 * List a folder and those below it; see `listServed`.
 *
 * @param left - how much to list; what was listed is subtracted.
 */
export async function listFolder(
  view: FileView,
  place: IFolderPlace,
  left: { folders: number; entries: number },
  isWanted: (path: string) => boolean
): Promise<IServedTree> {
  const folders = new Map<string, IServedFolder>();
  const unlisted = new Set<string>();
  const failures: IListingFailure[] = [];
  const visit = async ({ path, segments, wire }: IPending) => {
    let folder: IServedFolder | null;
    try {
      folder = await view.folder(path, segments);
    } catch (reason) {
      failures.push({ path, reason });
      unlisted.add(wire);
      return [];
    }
    if (folder === null) {
      return [];
    }
    if (folder.size > (isWanted(path) ? MAX_ENTRIES : left.entries)) {
      unlisted.add(wire);
      return [];
    }
    left.entries = Math.max(0, left.entries - folder.size);
    folders.set(wire, folder);
    return [...folder.folders].map(([name, child]) => ({
      path: child.path,
      segments: [...segments, child.name],
      wire: `${wire}/${name}`
    }));
  };
  let pending: IPending[] = [{ ...place, wire: wirePath(place.path) }];
  while (pending.length > 0) {
    if (left.folders <= 0) {
      const beyond = pending.filter(({ path }) => !isWanted(path));
      beyond.forEach(({ wire }) => unlisted.add(wire));
      pending = pending.filter(({ path }) => isWanted(path));
    }
    const some = pending.splice(0, CONCURRENCY);
    left.folders -= some.length;
    pending = [...pending, ...(await Promise.all(some.map(visit))).flat()];
  }
  return { path: place.path, folders, unlisted, file: null, failures };
}

async function fileTree(view: FileView, path: string): Promise<IServedTree> {
  const tree = { path, folders: new Map(), unlisted: new Set<string>() };
  try {
    return { ...tree, file: await view.file(path), failures: [] };
  } catch (reason) {
    return { ...tree, file: null, failures: [{ path, reason }] };
  }
}

/**
 * Make the index of what is served.
 *
 * @param topLevel - which roots each top-level name is imported from.
 * @param view - tells the contents that are known; the others have versions
 * that change when the files do.
 */
export async function buildIndex(
  trees: readonly IServedTree[],
  topLevel: ITopLevel,
  view: FileView,
  slicer: TimeSlicer
): Promise<IServedIndex> {
  const { files, known } = await versionsOf(trees, view, slicer);
  const names = [...topLevel.owners].map(
    ([name, roots]) => [name, foldersOf(name, roots)] as const
  );
  return { names: new Map(names), taken: view.taken, files, known };
}

/** The versions of files and folders, by what the protocol calls them. */
export async function versionsOf(
  trees: readonly IServedTree[],
  view: FileView,
  slicer: TimeSlicer
): Promise<{ files: Map<string, string>; known: Map<string, IContent> }> {
  const files = new Map<string, string>();
  const python = new Map<string, IContent>();
  const data = new Map<string, IContent>();
  const entries: (readonly [string, IEntry])[] = [];
  for (const { failures, file, folders, path } of trees) {
    if (file) {
      entries.push([wirePath(path), file]);
    } else if (isPythonFile(path) && failures.length > 0) {
      // To import it then says why.
      files.set(wirePath(path), unknownVersion(undefined, ''));
    }
    folders.forEach((folder, wire) =>
      folder.files.forEach((entry, name) =>
        entries.push([`${wire}/${name}`, entry])
      )
    );
  }
  await slicer.each(entries, ([wire, entry]) => {
    const content = view.peek(entry);
    if (content) {
      (isPythonFile(wire) ? python : data).set(content.key, content);
    }
    const { size } = entry;
    files.set(wire, content?.key ?? unknownVersion(size, view.stamp(entry)));
  });
  const isFull = (wire: string) =>
    trees.some(({ folders }) => (folders.get(wire)?.size ?? 0) > 0);
  // Another tree may have listed them, or have served files in them.
  for (const { folders, unlisted } of trees) {
    for (const folder of folders.keys()) {
      if (!isFull(folder)) {
        files.set(`${folder}/`, EMPTY_FOLDER);
      }
    }
    for (const folder of unlisted) {
      if (!trees.some(tree => tree.folders.has(folder))) {
        files.set(`${folder}/`, UNLISTED_FOLDER);
      }
    }
  }
  return { files, known: new Map([...python, ...data]) };
}
