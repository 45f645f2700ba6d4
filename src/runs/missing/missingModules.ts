/**
 * Modules that runs lack: whether the workspace has them, so that they can be
 * served, or what to install.
 */
import { PathExt } from '@jupyterlab/coreutils';
import type { Contents } from '@jupyterlab/services';
import type { TranslationBundle } from '@jupyterlab/translation';

import { originOf, placeOfOrigin, splitPath } from '../../protocol/origin';
import type {
  IDeephavenServer,
  IRunOptions,
  IRunResult,
  IServedModules,
  IUnservedModule
} from '../../tokens';
import { distributionOf } from './pipNames';

/** Python's words for a top-level module that nobody has. */
const MISSING = /^No module named '([^'.]+)'$/;

/** The folders that projects keep their modules in. */
const SOURCE_FOLDER = 'src';

/** What explaining needs. */
export interface IExplainOptions {
  readonly contents: Contents.IManager;
  /** What is served; null where nothing can be. */
  readonly served: IServedModules | null;
  readonly trans: TranslationBundle;
}

/** Say of a run that lacks a module where that is, or how to get it. */
export async function explainMissing(
  result: IRunResult,
  server: IDeephavenServer,
  { path }: IRunOptions,
  options: IExplainOptions
): Promise<IRunResult> {
  const { error, exception } = result;
  const [, name] =
    (exception?.name === 'ModuleNotFoundError' &&
      MISSING.exec(exception.message)) ||
    [];
  if (error === null || exception === null || name === undefined) {
    return result;
  }
  const { contents, served, trans } = options;
  const found = served && (await findModule(name, path, contents));
  const hasPlugin = server.connection?.plugin.kind !== 'missing';
  const unserved = found && hasPlugin ? asUnserved(name, found, served) : null;
  const advice =
    found && !unserved
      ? hasPlugin
        ? null
        : trans.__(
            'It is in “%1”, but the worker has no server plugin to import it from there. Install it there: pip install deephaven-plugin-python-remote-file-source',
            found.path
          )
      : unserved
        ? unservedText(unserved, trans)
        : ((await notebookText(name, path, options)) ??
          installText(name, trans));
  if (advice === null) {
    return result;
  }
  const message = `${exception.message}. ${advice}`;
  const end = error.lastIndexOf(exception.message);
  return {
    ...result,
    error:
      error.slice(0, end) +
      message +
      error.slice(end + exception.message.length),
    exception: { ...exception, message },
    ...(unserved && { unserved })
  };
}

/** A folder or file of the workspace with a module in it. */
type IFound = Pick<IUnservedModule, 'path' | 'contents'>;

/** What can be served so that a module is found; null where it is already. */
function asUnserved(
  name: string,
  found: IFound,
  served: IServedModules
): IUnservedModule | null {
  const entry = served.entries.find(
    ({ contents, path }) => path === found.path && contents === found.contents
  );
  if (entry?.enabled && served.serving) {
    return null;
  }
  return { ...found, name, isOff: entry !== undefined };
}

function unservedText(
  { isOff, path }: IUnservedModule,
  trans: TranslationBundle
): string {
  return isOff
    ? trans.__('It is in “%1”, but serving that is switched off.', path)
    : trans.__('It is in “%1”, which is not served.', path);
}

/** What to say where a notebook has the module's name; null where none has. */
async function notebookText(
  name: string,
  path: string | undefined,
  { contents, trans }: IExplainOptions
): Promise<string | null> {
  for await (const folder of listedAbove(path, contents)) {
    const notebook = folder.find(item => item.name === `${name}.ipynb`);
    if (notebook) {
      return trans.__(
        '“%1” is a notebook, and Python imports .py files only. Export it as an executable script, and serve that.',
        notebook.path
      );
    }
  }
  return null;
}

function installText(name: string, trans: TranslationBundle): string {
  const distribution = distributionOf(name);
  return distribution === null
    ? trans.__('It is not on the worker.')
    : trans.__(
        'It is not on the worker. Install it there: pip install %1',
        distribution
      );
}

/**
 * Look for a module beside a file, in the folders above it, and in `src` of
 * each.
 *
 * @returns what to serve; null where there is no such module.
 */
async function findModule(
  name: string,
  path: string | undefined,
  contents: Contents.IManager
): Promise<IFound | null> {
  for await (const listed of listedAbove(path, contents)) {
    const found = await moduleIn(listed, name, contents);
    if (found !== null) {
      return { path: found, contents: false };
    }
    const source = listed.find(
      item => item.type === 'directory' && item.name === SOURCE_FOLDER
    );
    if (source) {
      const inSource = await list(source.path, contents);
      if ((await moduleIn(inSource, name, contents)) !== null) {
        return { path: source.path, contents: true };
      }
    }
  }
  return null;
}

/** What is in the folder of a file, and in each above it. */
async function* listedAbove(
  path: string | undefined,
  contents: Contents.IManager
): AsyncGenerator<readonly Contents.IModel[]> {
  // That of a cell is its notebook's.
  const file =
    path === undefined ? '' : (placeOfOrigin(originOf(path))?.path ?? path);
  const { drive, local } = splitPath(file);
  for (const folder of foldersAbove(local)) {
    yield list(drive ? `${drive}:${folder}` : folder, contents);
  }
}

/** The path of a module among the items of a folder; null where it is not. */
async function moduleIn(
  items: readonly Contents.IModel[],
  name: string,
  contents: Contents.IManager
): Promise<string | null> {
  const folder = items.find(
    item => item.type === 'directory' && item.name === name
  );
  if (folder) {
    const inside = await list(folder.path, contents);
    if (inside.some(item => item.name.endsWith('.py'))) {
      return folder.path;
    }
  }
  return items.find(item => item.name === `${name}.py`)?.path ?? null;
}

async function list(
  path: string,
  contents: Contents.IManager
): Promise<readonly Contents.IModel[]> {
  try {
    const model = await contents.get(path, {
      type: 'directory',
      content: true
    });
    return model.content as readonly Contents.IModel[];
  } catch (reason) {
    // The run has ended: that some of the advice on it is missing is no failure.
    console.warn('A folder could not be looked into', path, reason);
    return [];
  }
}

/** The folder of a file, and those above it; the topmost is the empty path. */
function foldersAbove(file: string): string[] {
  const folders = [PathExt.dirname(file)];
  while (folders[folders.length - 1] !== '') {
    folders.push(PathExt.dirname(folders[folders.length - 1]));
  }
  return folders;
}
