/**
 * Full module names and origins to files, in CPython's order: regular
 * package, module, namespace package.
 *
 * Decides from listings alone and never asks a store for a file that may not
 * exist.
 */
import type { FileView } from './fileView';
import { isPythonFile, prefixOf } from './names';
import { originOf } from './origin';
import type { IServedFolder } from './servedFolder';
import type { IEntry, IServedRoot } from './types';

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

/**
 * Locate a module.
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
    const { modules, packages }: IServedFolder = location.folder;
    const child = packages.get(part);
    const file = modules.get(part);
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
 * Locate a file, data or code, by its origin.
 *
 * @returns null when the root has no such file.
 */
export async function locateFile(
  view: FileView,
  root: IServedRoot,
  origin: string
): Promise<IEntry | null> {
  const rootOrigin = originOf(root.path);
  if (isPythonFile(root.path)) {
    return origin === rootOrigin ? view.file(root.path) : null;
  }
  const prefix = prefixOf(rootOrigin);
  if (!origin.startsWith(prefix)) {
    return null;
  }
  const segments = origin.slice(prefix.length).split('/');
  let path = root.path;
  for (let depth = 0; ; depth++) {
    const folder = await view.folder(path, segments.slice(0, depth));
    if (folder === null) {
      return null;
    }
    const { files, folders, modules, packages } = folder;
    const isWanted = ({ name }: IEntry) => name === segments[depth];
    if (depth === segments.length - 1) {
      return [...modules.values(), ...files].find(isWanted) ?? null;
    }
    const child = [...packages.values(), ...folders].find(isWanted);
    if (!child) {
      return null;
    }
    path = child.path;
  }
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
  return folder.init
    ? { kind: 'package', path, folder, file: folder.init }
    : { kind: 'namespace', path, folder };
}
