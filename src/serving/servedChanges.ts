/**
 * Changes of the settings' list of what is served.
 */
import type { TranslationBundle } from '@jupyterlab/translation';

import type { IServedSetting } from './servedSettings';

/** A path that cannot be served; the message is for the user. */
export class ServeError extends Error {
  /**
   * @param message - what is wrong and what to do.
   * @param path - the path in question.
   * @param conflict - the path that is already served under the same name.
   */
  constructor(
    message: string,
    readonly path: string,
    readonly conflict: string | null = null
  ) {
    super(message);
  }
}

/** How paths are served. */
export interface IServeOptions {
  /** Whether to take the place of entries of the same name. */
  readonly replace?: boolean;
  /** Whether what lies in the folders is served. */
  readonly contents?: boolean;
  /** The folders that share a name: parts of namespace packages. */
  readonly merged: ReadonlySet<string>;
  /** The name that a path is imported by. */
  readonly nameOf: (path: string) => string;
  readonly trans: TranslationBundle;
}

/**
 * A list in which paths are served.
 *
 * @throws ServeError when the name of one is taken.
 */
export function withServed(
  modules: readonly IServedSetting[],
  paths: readonly string[],
  { contents, merged, nameOf, replace, trans }: IServeOptions
): IServedSetting[] {
  let result = [...modules];
  for (const path of paths) {
    if (contents) {
      result = result.filter(other => other.path !== path);
      result.push({ path, enabled: true, contents: true });
      continue;
    }
    const name = nameOf(path);
    const taken = result.filter(
      other =>
        other.enabled &&
        !other.contents &&
        other.path !== path &&
        !(merged.has(path) && merged.has(other.path)) &&
        nameOf(other.path) === name
    );
    if (taken.length > 0 && !replace) {
      throw new ServeError(
        trans.__(
          'The name “%1” is taken already, by “%2”.',
          name,
          taken[0].path
        ),
        path,
        taken[0].path
      );
    }
    result = result.filter(
      other => other.path !== path && !taken.includes(other)
    );
    result.push({ path, enabled: true });
  }
  return result;
}

/**
 * A list that may have been edited by hand, with each path once.
 *
 * @param normalize - gives the one form of a path.
 */
export function checked(
  modules: readonly unknown[],
  normalize: (path: string) => string
): IServedSetting[] {
  const found = new Map<string, IServedSetting>();
  for (const module of modules as readonly Partial<IServedSetting>[]) {
    if (typeof module?.path === 'string') {
      const path = normalize(module.path);
      const enabled = module.enabled ?? true;
      const contents = module.contents === true;
      found.set(
        path,
        found.get(path) ?? { path, enabled, ...(contents && { contents }) }
      );
    }
  }
  return [...found.values()];
}
