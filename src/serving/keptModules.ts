/**
 * The modules that stay loaded while others are reloaded.
 */
import { isImportable, prefixOf } from '../protocol/names';
import type { IServedEntry } from '../tokens';

/** The full names of the modules that a path is, as it is served. */
export function modulesOf(
  path: string,
  entries: readonly IServedEntry[]
): string[] {
  return entries.flatMap(({ contents, enabled, name, path: served }) => {
    const prefix = prefixOf(served);
    if (!enabled || (path !== served && !path.startsWith(prefix))) {
      return [];
    }
    const parts =
      path === served
        ? []
        : path
            .slice(prefix.length)
            .normalize('NFC')
            .replace(/\.py$/, '')
            .split('/');
    if (parts[parts.length - 1] === '__init__') {
      parts.pop();
    }
    const full = contents ? parts : [name, ...parts];
    return full.length > 0 && full.every(isImportable) ? [full.join('.')] : [];
  });
}

/** Whether a module stays loaded since a package that it is in does. */
export function isInKept(name: string, kept: readonly string[]): boolean {
  return kept.some(other => name.startsWith(`${other}.`));
}

/** A list of modules that are kept, with or without some of them. */
export function withKept(
  kept: readonly string[],
  names: readonly string[],
  keep: boolean
): string[] {
  const others = kept.filter(name => !names.includes(name));
  return keep ? [...others, ...names] : others;
}
