/**
 * What is wrong with paths that are served, or are to be.
 */
import { PathExt } from '@jupyterlab/coreutils';
import type { Contents } from '@jupyterlab/services';
import type { TranslationBundle } from '@jupyterlab/translation';

import {
  isUnavailable,
  JupyterUnavailableError
} from '../files/jupyterUnavailable';
import {
  isImportable,
  isPythonFile,
  ownerOfName,
  prefixOf,
  suggestName,
  topLevelName
} from '../protocol/names';
import { splitPath } from '../protocol/origin';
import { INIT } from '../tree/servedFolder';
import type { HoldsPython, IFileStore } from '../tree/types';

/**
 * The message why nothing can be imported from a path; null when it can.
 *
 * @param holdsPython - looks into a folder.
 */
export async function storeProblem(
  path: string,
  store: IFileStore,
  holdsPython: (path: string) => Promise<HoldsPython>,
  trans: TranslationBundle
): Promise<string | null> {
  try {
    if (isPythonFile(path)) {
      const siblings = await store.list(store.parent(path));
      return siblings?.some(entry => entry.path === path)
        ? null
        : trans.__('File not found. Stop serving it, or restore it.');
    }
    switch (await holdsPython(path)) {
      case 'missing':
        return trans.__('Folder not found. Stop serving it, or restore it.');
      case 'no':
        return trans.__(
          'No Python files in this folder. Add one, or check the ignored files in the settings.'
        );
      default:
        return null;
    }
  } catch (reason) {
    return reason instanceof JupyterUnavailableError
      ? jupyterUnavailable(trans)
      : trans.__(
          'The Jupyter server could not list this folder. Its log says why.'
        );
  }
}

/** How many links a sentence names at most. */
const MAX_LINKS = 3;

/**
 * Which links of a path lead out of what is served, in words; null when none
 * does.
 *
 * @param externalLinks - the paths of all such links.
 */
export function linksProblem(
  path: string,
  externalLinks: readonly string[],
  trans: TranslationBundle
): string | null {
  if (externalLinks.includes(path)) {
    return trans.__(
      'Not served: a symlink to a place outside Jupyter’s folder.'
    );
  }
  const links = externalLinks
    .filter(link => link.startsWith(prefixOf(path)))
    .map(link => link.slice(prefixOf(path).length));
  if (links.length === 0) {
    return null;
  }
  if (links.length === 1) {
    return trans.__(
      '“%1” is a symlink to an unserved or ignored place, so it is not served. Serve its target too, or use a copy.',
      links[0]
    );
  }
  const named = links.slice(0, MAX_LINKS).join(', ');
  return trans.__(
    '%1 symlinks lead to unserved or ignored places, so they are not served: %2. Serve their targets too, or use copies.',
    links.length,
    links.length > MAX_LINKS ? trans.__('%1, …', named) : named
  );
}

/** That symlinks are followed since the server extension has gone, in words. */
export function goneProblem(trans: TranslationBundle): string {
  return trans.__(
    'The Jupyter server has no server extension any more, so symlinks are followed to any place. Restart it with the extension, and reload this page.'
  );
}

function jupyterUnavailable(trans: TranslationBundle): string {
  return trans.__(
    'The Jupyter server does not answer. Restart it, or wait until it is back.'
  );
}

/** The message why a name cannot be served; null when it can. */
export function nameProblem(
  name: string,
  trans: TranslationBundle
): string | null {
  switch (ownerOfName(name)) {
    case 'Deephaven':
      return trans.__(
        "Can't serve “%1”: Deephaven itself needs this name. Rename it.",
        name
      );
    case 'Python':
      return trans.__(
        "Can't serve “%1”: Python itself needs this name. Rename it.",
        name
      );
    default:
      return isImportable(name)
        ? null
        : trans.__(
            'Python cannot import “%1”: module names have no dots. Rename it, for example to “%2”.',
            name,
            suggestName(name)
          );
  }
}

/** Whether a path is that of a folder without the file of a regular package. */
export async function isNamespace(
  path: string,
  contents: Contents.IManager
): Promise<boolean> {
  if (isPythonFile(path)) {
    return false;
  }
  try {
    const model = await contents.get(path, {
      type: 'directory',
      content: true
    });
    const entries: unknown = model.content;
    return Array.isArray(entries) && entries.every(({ name }) => name !== INIT);
  } catch {
    return false;
  }
}

/** Why the contents of a path cannot be served; null when they can. */
export function contentsProblem(
  path: string,
  trans: TranslationBundle
): string | null {
  return isPythonFile(path)
    ? trans.__(
        'The contents of “%1” cannot be served, since it has the name of a Python file. Rename the folder.',
        path
      )
    : null;
}

/**
 * Why a path cannot be served; null when it can.
 *
 * @param asContents - whether what lies in it is to be served.
 */
export async function pathProblem(
  path: string,
  asContents: boolean,
  contents: Contents.IManager,
  trans: TranslationBundle
): Promise<string | null> {
  const { local } = splitPath(path);
  if (!local && !asContents) {
    return trans.__(
      'The topmost folder has no name to import it by. Serve its contents, or a folder inside it.'
    );
  }
  const file = PathExt.basename(local);
  const problem = nameProblem(topLevelName(local) || file, trans);
  if (problem && !asContents) {
    return problem;
  }
  let type: string;
  try {
    ({ type } = await contents.get(path, { content: false }));
  } catch (reason) {
    return isUnavailable(reason)
      ? jupyterUnavailable(trans)
      : trans.__('There is no file or folder “%1”.', path);
  }
  if (asContents) {
    return type === 'directory'
      ? contentsProblem(path, trans)
      : trans.__('“%1” is no folder, so it has no contents to serve.', path);
  }
  if (type === 'directory' && isPythonFile(path)) {
    return nameProblem(file, trans);
  }
  if (type !== 'directory' && !isPythonFile(path)) {
    return trans.__(
      '“%1” is neither a folder nor a Python file, so it cannot be imported.',
      path
    );
  }
  return null;
}
