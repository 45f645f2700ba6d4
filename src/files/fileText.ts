/**
 * The text of a Python file that is to run, or why there is none.
 */
import type { Contents } from '@jupyterlab/services';
import type { TranslationBundle } from '@jupyterlab/translation';

import { decodeSource, SourceDecodeError } from '../modules/decode';
import type { IFileStore, IOpenDocuments } from '../tree/types';
import { JupyterUnavailableError } from './jupyterUnavailable';

/** Where files are. */
export interface IFilesOptions {
  readonly contents: Pick<Contents.IManager, 'normalize'>;
  readonly documents: IOpenDocuments | null;
  readonly store: Pick<IFileStore, 'list' | 'parent' | 'read'>;
  readonly trans: TranslationBundle;
}

/**
 * A file's text: the open editor's where that is newer, else the file's.
 *
 * @throws Error in words for the user.
 */
export async function fileText(
  path: string,
  { contents, documents, store, trans }: IFilesOptions
): Promise<string> {
  const wanted = contents.normalize(path);
  const readable = <T>(answer: Promise<T>) =>
    answer.catch(reason => {
      throw new Error(
        reason instanceof JupyterUnavailableError
          ? trans.__(
              'The Jupyter server does not answer, so “%1” cannot be read. Run it again when it is back.',
              path
            )
          : trans.__(
              'The Jupyter server could not read “%1”. Its log says why.',
              path
            )
      );
    });
  const siblings = await readable(store.list(store.parent(wanted)));
  const entry = siblings?.find(other => other.path === wanted);
  if (!entry || entry.isFolder) {
    throw new Error(trans.__('There is no file “%1”.', path));
  }
  const open = documents?.text(entry);
  if (typeof open === 'string') {
    return open;
  }
  const source = await readable(store.read(wanted));
  if (source === null) {
    throw new Error(trans.__('There is no file “%1”.', path));
  }
  try {
    return decodeSource(source, wanted);
  } catch (reason) {
    throw reason instanceof SourceDecodeError
      ? new Error(explainDecoding(reason, path, trans))
      : reason;
  }
}

/** Why a file's bytes are no text. */
function explainDecoding(
  { encoding, problem }: SourceDecodeError,
  path: string,
  trans: TranslationBundle
): string {
  switch (problem) {
    case 'unknown':
      return trans.__(
        '“%1” declares an unknown encoding, %2. Correct it in its first lines.',
        path,
        encoding
      );
    case 'mark':
      return trans.__(
        '“%1” declares the encoding %2, but begins with the mark of utf-8. Save it as one of them.',
        path,
        encoding
      );
    default:
      return trans.__(
        '“%1” is not valid %2. Save it as UTF-8, or declare its encoding in the first line, as in # coding: latin-1.',
        path,
        encoding
      );
  }
}
