/**
 * What a folder's entries mean to Python: its modules, subfolders and data.
 */
import type { IgnoreRules } from './ignoreRules';
import { isModuleName, isPythonFile, topLevelName } from './names';
import type { Pace } from './pace';
import type { IEntry } from './types';

/** The file that makes a folder a regular package. */
export const INIT = '__init__.py';

/** The entries of a served folder that are not ignored. */
export interface IServedFolder {
  /** Its `__init__.py`; null for a namespace package. */
  readonly init: IEntry | null;
  /** Python files by module name, `__init__` as well. */
  readonly modules: ReadonlyMap<string, IEntry>;
  /** Subfolders by module name. */
  readonly packages: ReadonlyMap<string, IEntry>;
  /** Everything else that can be read, data or code. */
  readonly files: readonly IEntry[];
  /** Subfolders that no package can be: they may hold data. */
  readonly folders: readonly IEntry[];
  /** How many entries the folder has that are not ignored. */
  readonly size: number;
}

/**
 * Sort a folder's entries.
 *
 * @param segments - the folder's path below the served root.
 */
export async function sortEntries(
  entries: readonly IEntry[],
  segments: readonly string[],
  rules: IgnoreRules,
  pace: Pace
): Promise<IServedFolder> {
  const modules = new Map<string, IEntry>();
  const packages = new Map<string, IEntry>();
  const files: IEntry[] = [];
  const folders: IEntry[] = [];
  let init = null as IEntry | null;
  await pace.each(entries, entry => {
    const { name, isFolder } = entry;
    if (/^\.{0,2}$|\//.test(name)) {
      // No name of an entry: a store is not trusted to have none.
      return;
    }
    if (rules.ignores([...segments, name], isFolder)) {
      return;
    }
    if (!isFolder && name === INIT) {
      init = entry;
    }
    const isNamed = isFolder || isPythonFile(name);
    // A folder `a.py` is no package `a`.
    const moduleName = isFolder ? name.normalize('NFC') : topLevelName(name);
    if (!isNamed || !isModuleName(moduleName)) {
      (isFolder ? folders : files).push(entry);
      return;
    }
    const named = isFolder ? packages : modules;
    const others = isFolder ? folders : files;
    const other = named.get(moduleName);
    // Two names that differ in their normal forms only: the composed one wins.
    if (other === undefined) {
      named.set(moduleName, entry);
    } else if (name === name.normalize('NFC')) {
      named.set(moduleName, entry);
      others.push(other);
    } else {
      others.push(entry);
    }
  });
  const size = modules.size + packages.size + files.length + folders.length;
  return { init, modules, packages, files, folders, size };
}
