/**
 * The settings of what is served, their defaults, and how entries go and return.
 */
import type { IStoppedEntry } from '../tokens';

/** A served path in the settings. */
export interface IServedSetting {
  path: string;
  enabled: boolean;
  /** Whether what lies in the folder is served, as on `sys.path`. */
  contents?: boolean;
  [key: string]: unknown;
}

/** The settings of `schema/served.json`. */
export interface IServedSettings {
  serving: boolean;
  modules: IServedSetting[];
  ignore: string[];
  /** The full names of modules that are kept loaded. */
  keepLoaded: string[];
  /** How many files are read before anybody imports them. */
  readAheadFiles: number;
  /** And how much of them, in units of 2 to the 20th bytes. */
  readAheadMegabytes: number;
  [key: string]: unknown;
}

/** What holds until the settings are loaded, and where they cannot be. */
export const SERVED_DEFAULTS: IServedSettings = {
  serving: true,
  modules: [],
  keepLoaded: [],
  readAheadFiles: 10000,
  readAheadMegabytes: 64,
  ignore: ['.*', '__pycache__/', 'node_modules/', 'site-packages/', 'venv/']
};

/** The entries of some paths, as they are in a list. */
export function entriesOf(
  modules: readonly IServedSetting[],
  paths: ReadonlySet<string>
): IStoppedEntry[] {
  return modules.flatMap(({ contents = false, enabled, path }, index) =>
    paths.has(path)
      ? [
          {
            path,
            contents,
            enabled,
            after: modules.slice(0, index).map(({ path }) => path)
          }
        ]
      : []
  );
}

/** A list with entries that were in it, each behind what was before it. */
export function withEntries(
  modules: readonly IServedSetting[],
  stopped: readonly IStoppedEntry[]
): IServedSetting[] {
  const all = [...modules];
  for (const { after, contents, enabled, path } of stopped) {
    if (!all.some(other => other.path === path)) {
      const before = all.map(other => after.includes(other.path));
      all.splice(before.lastIndexOf(true) + 1, 0, {
        path,
        enabled,
        ...(contents && { contents })
      });
    }
  }
  return all;
}
