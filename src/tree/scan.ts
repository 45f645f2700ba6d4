/**
 * A bounded look into a folder that may be served.
 */
import { isImportable, moduleOfFile } from '../protocol/names';
import type { IgnoreRules } from './ignoreRules';
import type { HoldsPython, IFileStore } from './types';

/** How many folders are listed before giving up. */
const MAX_LISTINGS = 50;

/**
 * Whether a folder holds a file that could be imported, breadth first.
 *
 * @param store - lists folders.
 * @param folder - where to look.
 * @param segments - its path below the served root.
 * @throws Error when a folder cannot be listed.
 */
export async function holdsPython(
  store: Pick<IFileStore, 'list'>,
  rules: IgnoreRules,
  folder: string,
  segments: readonly string[] = []
): Promise<HoldsPython> {
  const queue: { path: string; segments: readonly string[] }[] = [
    { path: folder, segments }
  ];
  for (let listed = 0; queue.length > 0; listed++) {
    if (listed === MAX_LISTINGS) {
      return 'unknown';
    }
    const { path, segments } = queue.shift()!;
    const entries = await store.list(path);
    if (entries === null && path === folder) {
      return 'missing';
    }
    for (const entry of entries ?? []) {
      const below = [...segments, entry.name];
      if (rules.ignores(below, entry.isFolder)) {
        continue;
      }
      if (!entry.isFolder && moduleOfFile(entry.name) !== null) {
        return 'yes';
      }
      if (entry.isFolder && isImportable(entry.name)) {
        queue.push({ path: entry.path, segments: below });
      }
    }
  }
  return 'no';
}
