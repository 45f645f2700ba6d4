/**
 * Full module names, and the protocol's paths, to files and folders.
 *
 * Decides from listings alone and never asks a store for a file that may not
 * exist.
 */
import { isPythonFile } from '../protocol/names';
import { wirePath } from '../protocol/origin';
import type { FileView } from '../tree/fileView';
import type { IServedFolder } from '../tree/servedFolder';
import { INIT } from '../tree/servedFolder';
import type { IEntry, IServedRoot } from '../tree/types';

/** Where a name was found. */
export type Location =
  | { readonly kind: 'module'; readonly file: IEntry }
  | {
      readonly kind: 'package';
      readonly path: string;
      readonly folder: IServedFolder;
      readonly file: IEntry;
    }
  | {
      readonly kind: 'namespace';
      readonly path: string;
      readonly folder: IServedFolder;
    };

/** A served folder: its path, and the names below the served root. */
export interface IFolderPlace {
  readonly path: string;
  readonly segments: readonly string[];
}

/**
 * Locate a module, in CPython's order: regular package, module, namespace
 * package.
 *
 * @param parts - its name below the root's; where the root's contents are
 * served, all of it.
 * @returns null when there is no such module.
 */
export async function locateModule(
  view: FileView,
  root: IServedRoot,
  parts: readonly string[]
): Promise<Location | null> {
  let location = await locateRoot(view, root);
  const segments: string[] = [];
  for (const part of parts) {
    if (location === null || location.kind === 'module') {
      return null;
    }
    const { files, folders }: IServedFolder = location.folder;
    const child = folders.get(part);
    const file = files.get(`${part}.py`);
    let located: Location | null = null;
    if (child) {
      segments.push(child.name);
      const folder = await view.folder(child.path, [...segments]);
      located = asPackage(child.path, folder);
    }
    location =
      file && located?.kind !== 'package' ? { kind: 'module', file } : located;
  }
  return location;
}

/**
 * Locate a file by what the protocol calls it.
 *
 * @returns null when the root has no such file.
 */
export async function locateFile(
  view: FileView,
  root: IServedRoot,
  wire: string
): Promise<IEntry | null> {
  const wanted = wire.normalize('NFC');
  if (isPythonFile(root.path)) {
    return wanted === wirePath(root.path) ? view.file(root.path) : null;
  }
  const end = wanted.lastIndexOf('/');
  const place = await locateFolder(view, root, wanted.slice(0, end));
  const folder = place && (await view.folder(place.path, place.segments));
  return folder?.files.get(wanted.slice(end + 1)) ?? null;
}

/**
 * Locate a folder by what the protocol calls it.
 *
 * @returns null when the root has no such folder.
 */
export async function locateFolder(
  view: FileView,
  root: IServedRoot,
  wire: string
): Promise<IFolderPlace | null> {
  const begin = wirePath(root.path);
  const wanted = wire.normalize('NFC');
  if (isPythonFile(root.path) || !`${wanted}/`.startsWith(`${begin}/`)) {
    return null;
  }
  let place: IFolderPlace = { path: root.path, segments: [] };
  const below =
    wanted === begin ? [] : wanted.slice(begin.length + 1).split('/');
  for (const name of below) {
    const folder = await view.folder(place.path, place.segments);
    const child = folder?.folders.get(name);
    if (!child) {
      return null;
    }
    place = { path: child.path, segments: [...place.segments, child.name] };
  }
  return place;
}

async function locateRoot(
  view: FileView,
  root: IServedRoot
): Promise<Location | null> {
  if (!isPythonFile(root.path)) {
    return asPackage(root.path, await view.folder(root.path, []));
  }
  const file = await view.file(root.path);
  return file && { kind: 'module', file };
}

/** A folder as a package; null where there is none. */
function asPackage(
  path: string,
  folder: IServedFolder | null
): Location | null {
  if (folder === null) {
    return null;
  }
  const file = folder.files.get(INIT);
  return file
    ? { kind: 'package', path, folder, file }
    : { kind: 'namespace', path, folder };
}
