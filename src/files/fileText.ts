/**
 * The text of a Python file that is to run, or why there is none.
 */
import type { Contents } from '@jupyterlab/services';
import type { TranslationBundle } from '@jupyterlab/translation';

import {
  decodeSource,
  isForPython,
  latin1,
  SourceDecodeError
} from '../modules/decode';
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

/** A program that is read from a file. */
export interface IProgramText {
  /** The text; where there are `bytes`, their reading in Latin-1. */
  readonly code: string;
  /** The file, if Python has to decode it. */
  readonly bytes?: Uint8Array;
}

/**
 * A file's text: the open editor's where that is newer, else the file's.
 *
 * @throws Error with a message for the user.
 */
export async function fileText(
  path: string,
  { contents, documents, store, trans }: IFilesOptions
): Promise<IProgramText> {
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
  const { keyOfText } = await import('../protocol/content');
  const open = documents?.text(file.entry, keyOfText);
  if (typeof open === 'string') {
    return { code: open };
  }
  const { data } = file;
  if (isForPython(data)) {
    const bytes =
      typeof data === 'string' ? new TextEncoder().encode(data) : data;
    return { code: latin1(bytes), bytes };
  }
  try {
    return { code: decodeSource(data, wanted) };
  } catch (reason) {
    throw reason instanceof SourceDecodeError
      ? new Error(explainDecoding(reason, path, trans))
      : reason;
  }
}

/** Why a file's bytes are no text. */
function explainDecoding(
  { encoding }: SourceDecodeError,
  path: string,
  trans: TranslationBundle
): string {
  return trans.__(
    '“%1” is not valid %2. Save it as UTF-8, or declare its encoding in the first line, as in # coding: latin-1.',
    path,
    encoding
  );
}
