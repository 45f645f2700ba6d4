/**
 * Answers what the worker asks for by path: files, and folders that are not
 * in the index.
 */
import { wirePath } from '../protocol/origin';
import type { FileContent, IFileBytes } from '../protocol/provider';
import { MAX_SMALL, stampOf } from '../tree/fileCache';
import type { FileView } from '../tree/fileView';
import type { TimeSlicer } from '../tree/timeSlicer';
import type { IEntry, IServedRoot } from '../tree/types';
import type { IFolderPlace } from './locate';
import { locateFile, locateFolder } from './locate';
import type { IIndexLimits } from './moduleIndex';
import { listFolder, versionsOf } from './moduleIndex';

/** What one answer carries, unless the first file has more. */
const MAX_FILES = 256;
const MAX_SINGLE = 32;
const MAX_BYTES = 1024 * 1024;

/**
 * The contents of the first files of a list; see `IModuleProvider.read`.
 *
 * @param isCheap - whether one request reads many.
 */
export async function readPaths(
  view: FileView,
  roots: readonly IServedRoot[],
  paths: readonly string[],
  isCheap: boolean
): Promise<FileContent[]> {
  const asked = paths.slice(0, isCheap ? MAX_FILES : MAX_SINGLE);
  const entries = await Promise.all(
    asked.map(path => entryAt(view, roots, path).catch(asError))
  );
  let bytes = 0;
  const end = entries.findIndex((entry, i) => {
    if (entry instanceof Error || entry === null) {
      return false;
    }
    bytes += entry.size ?? 0;
    const isQuick = isCheap || view.peek(entry) !== null;
    return i > 0 && (bytes > MAX_BYTES || !isQuick);
  });
  return Promise.all(
    entries
      .slice(0, end < 0 ? undefined : end)
      .map(async entry =>
        entry instanceof Error || entry === null
          ? entry
          : view.read(entry).catch(asError)
      )
  );
}

/** All of one file; see `IModuleProvider.data`. */
export async function readBytes(
  view: FileView,
  roots: readonly IServedRoot[],
  path: string
): Promise<IFileBytes | null> {
  const entry = await entryAt(view, roots, path);
  if (entry === null) {
    return null;
  }
  // To hash a large one takes long.
  const isSmall = (entry.size ?? Infinity) <= MAX_SMALL;
  const content = view.peek(entry) ?? (isSmall ? await view.read(entry) : null);
  const data = content?.data ?? (await view.readAll(entry));
  if (data === null) {
    return null;
  }
  return {
    bytes: typeof data === 'string' ? new TextEncoder().encode(data) : data,
    version: content?.key ?? stampOf(entry)
  };
}

/** The versions of all files below a folder; see `IModuleProvider.list`. */
export async function listPath(
  view: FileView,
  place: IFolderPlace,
  limits: IIndexLimits,
  slicer: TimeSlicer
): Promise<ReadonlyMap<string, string>> {
  const isWanted = (path: string) => path === place.path;
  const tree = await listFolder(view, place, { ...limits }, isWanted);
  const failure = tree.failures.find(({ path }) => path === place.path);
  if (failure) {
    throw failure.reason;
  }
  if (tree.unlisted.has(wirePath(place.path))) {
    throw new Error(`${place.path}: it has more entries than can be listed`);
  }
  return (await versionsOf([tree], view, slicer)).files;
}

/** The folder of a path, in the first root that has it. */
export async function folderAt(
  view: FileView,
  roots: readonly IServedRoot[],
  path: string
): Promise<IFolderPlace | null> {
  return firstOf(roots, root => locateFolder(view, root, path));
}

function entryAt(
  view: FileView,
  roots: readonly IServedRoot[],
  path: string
): Promise<IEntry | null> {
  return firstOf(roots, root => locateFile(view, root, path));
}

async function firstOf<T>(
  roots: readonly IServedRoot[],
  find: (root: IServedRoot) => Promise<T | null>
): Promise<T | null> {
  for (const root of roots) {
    const found = await find(root);
    if (found !== null) {
      return found;
    }
  }
  return null;
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason));
}
