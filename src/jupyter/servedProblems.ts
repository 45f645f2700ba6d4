/**
 * What is wrong with a served path, as far as only the file store knows.
 */
import type { TranslationBundle } from '@jupyterlab/translation';

import type { IgnoreRules } from '../sources/ignoreRules';
import { isPythonFile } from '../sources/names';
import { holdsPython } from '../sources/scan';
import type { IFileStore } from '../sources/types';

/** Why nothing can be imported from a path, in words; null when it can. */
export async function storeProblem(
  path: string,
  store: IFileStore,
  rules: IgnoreRules,
  trans: TranslationBundle
): Promise<string | null> {
  try {
    if (isPythonFile(path)) {
      const siblings = await store.list(store.parent(path));
      return siblings?.some(entry => entry.path === path)
        ? null
        : trans.__('This file does not exist any more.');
    }
    switch (await holdsPython(store, rules, path)) {
      case 'missing':
        return trans.__('This folder does not exist any more.');
      case 'no':
        return trans.__('This folder holds no Python files yet.');
      default:
        return null;
    }
  } catch {
    return trans.__('The Jupyter server could not list this folder.');
  }
}
