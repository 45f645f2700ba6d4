/**
 * A folder's entries that are served, by name.
 */
import type { IgnoreRules } from './ignoreRules';
import type { TimeSlicer } from './timeSlicer';
import type { IEntry } from './types';

/** The file that makes a folder a regular package. */
export const INIT = '__init__.py';

/** How many bytes of UTF-8 a name may have, as in file systems. */
const MAX_NAME = 255;

/** The entries of a served folder that are not ignored, by composed names. */
export interface IServedFolder {
  readonly files: ReadonlyMap<string, IEntry>;
  readonly folders: ReadonlyMap<string, IEntry>;
  /** How many entries these are. */
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
  slicer: TimeSlicer
): Promise<IServedFolder> {
  const files = new Map<string, IEntry>();
  const folders = new Map<string, IEntry>();
  await slicer.each(entries, entry => {
    const { name, isFolder } = entry;
    if (!isName(name)) {
      return;
    }
    if (rules.ignores([...segments, name], isFolder)) {
      return;
    }
    const composed = name.normalize('NFC');
    const named = isFolder ? folders : files;
    // Two names that differ in their normal forms only: the composed one wins.
    if (name === composed || !named.has(composed)) {
      named.set(composed, entry);
    }
  });
  return { files, folders, size: files.size + folders.size };
}

/**
 * Whether an entry can have a name: a store is not trusted to have no others,
 * and one with them would make the worker refuse all files.
 */
function isName(name: string): boolean {
  return (
    !/^\.{0,2}$|[/\0]|\p{Surrogate}/u.test(name) &&
    // One unit has at most three bytes.
    (name.length <= MAX_NAME / 3 ||
      new TextEncoder().encode(name.normalize('NFC')).length <= MAX_NAME)
  );
}
