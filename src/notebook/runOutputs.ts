/**
 * What came of a run, as outputs of a notebook.
 */
import type { IDisplayData, IError } from '@jupyterlab/nbformat';
import type { TranslationBundle } from '@jupyterlab/translation';

import type { IRunException, IRunResult } from '../tokens';

/**
 * Names of variables, beside their text: with the extension they open what they
 * name, elsewhere the text is shown. In the file are no more than the names.
 */
export const NAMES_TYPE = 'application/vnd.deephaven.variables+json';

/** What became of variables, by name. */
export type IChangedNames = Pick<IRunResult, 'created' | 'updated' | 'removed'>;

/** An error as Jupyter has it. */
export function errorOutput(
  traceback: string,
  { name, message }: IRunException
): IError {
  return {
    output_type: 'error',
    ename: name,
    evalue: message,
    traceback: traceback.trimEnd().split('\n')
  };
}

/** The names of what a run made, changed and removed; null when it did not. */
export function namesOutput(
  { created, updated, removed }: IChangedNames,
  trans: TranslationBundle
): IDisplayData | null {
  const lines = nameLines({ created, updated, removed }, trans);
  if (lines.length === 0) {
    return null;
  }
  const text = lines.map(({ label, names }) => `${label} ${names.join(', ')}`);
  return {
    output_type: 'display_data',
    data: {
      'text/plain': text.join('\n'),
      [NAMES_TYPE]: { created, updated, removed }
    },
    metadata: {}
  };
}

/** What became of variables, a line for each way. */
export function nameLines(
  { created, updated, removed }: IChangedNames,
  trans: TranslationBundle
): { label: string; names: string[]; isThere: boolean }[] {
  return [
    { label: trans.__('Created'), names: created, isThere: true },
    { label: trans.__('Updated'), names: updated, isThere: true },
    { label: trans.__('Removed'), names: removed, isThere: false }
  ].filter(({ names }) => names.length > 0);
}
