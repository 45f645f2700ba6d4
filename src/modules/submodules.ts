/**
 * The names of the modules in a package, from listings alone.
 */
import { isModuleName, moduleOfFile } from '../protocol/names';
import type { FileView } from '../tree/fileView';
import type { IServedFolder } from '../tree/servedFolder';
import { locateModule } from './locate';
import type { IPlace } from './readModule';

/** Modules that nobody imports by these names. */
const NOT_IMPORTED = new Set(['__init__', '__main__']);

/** The names of the modules in the package at a place; none for a module. */
export async function submodulesAt(
  view: FileView,
  { parts, roots }: IPlace
): Promise<string[]> {
  const names = new Set<string>();
  for (const root of roots) {
    // A served folder has its own name, and a source root has none.
    const below = root.name === null ? parts : parts.slice(1);
    const location = await locateModule(view, root, below);
    if (location && location.kind !== 'module') {
      const found = await modulesIn(view, location.folder, below);
      found.forEach(name => names.add(name));
    }
    if (location && location.kind !== 'namespace') {
      break;
    }
  }
  return [...names].sort();
}

async function modulesIn(
  view: FileView,
  { files, folders }: IServedFolder,
  segments: readonly string[]
): Promise<string[]> {
  const modules = [...files.keys()]
    .map(moduleOfFile)
    .filter(name => name !== null)
    .filter(name => !NOT_IMPORTED.has(name));
  const packages = await Promise.all(
    [...folders].map(async ([name, { name: folder, path }]) => {
      const held = await view.holdsPython(path, [...segments, folder]);
      // Folders of data are not meant to be imported.
      return held === 'no' ? [] : [name];
    })
  );
  return [...modules, ...packages.flat()].filter(isModuleName);
}
