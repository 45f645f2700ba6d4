/**
 * The text of a Python file that is to run, or why there is none.
 */
import type { Contents } from '@jupyterlab/services';
import type { TranslationBundle } from '@jupyterlab/translation';

import { decodeSource, SourceDecodeError } from '../modules/decode';
import type { IOpenDocuments } from '../tree/types';
import type { JupyterFileStore } from './fileStore';
import { JupyterUnavailableError } from './jupyterUnavailable';

/** Where files are. */
export interface IFilesOptions {
  readonly contents: Pick<Contents.IManager, 'normalize'>;
  readonly documents: IOpenDocuments | null;
  readonly store: Pick<JupyterFileStore, 'open'>;
  readonly trans: TranslationBundle;
}

/**
 * A file's text: the open editor's where that is newer, else the file's.
 *
 * @throws Error with a message for the user.
 */
export async function fileText(
  path: string,
  { contents, documents, store, trans }: IFilesOptions
): Promise<string> {
  const wanted = contents.normalize(path);
  const file = await store.open(wanted).catch(reason => {
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
  if (file === null) {
    throw new Error(trans.__('There is no file “%1”.', path));
  }
  const open = documents?.text(file.entry);
  if (typeof open === 'string') {
    return open;
  }
  try {
    return decodeSource(file.data, wanted);
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
