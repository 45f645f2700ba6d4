/**
 * What came of a run, as outputs of a notebook.
 */
import type { IError, IOutput } from '@jupyterlab/nbformat';
import type { TranslationBundle } from '@jupyterlab/translation';

import type { IRunResult } from '../tokens';
import { exceptionText } from './traceback';

/** An error as Jupyter has it. */
export function errorOutput(error: string): IError {
  const [ename, ...evalue] = exceptionText(error).split(': ');
  return {
    output_type: 'error',
    ename,
    evalue: evalue.join(': '),
    traceback: error.trimEnd().split('\n')
  };
}

/** The names of what a run made, changed and removed; null when it did not. */
export function namesOutput(
  { created, updated, removed }: IRunResult,
  trans: TranslationBundle
): IOutput | null {
  const lines: [string, string[]][] = [
    [trans.__('Created'), created],
    [trans.__('Updated'), updated],
    [trans.__('Removed'), removed]
  ];
  const named = lines.filter(([, names]) => names.length > 0);
  if (named.length === 0) {
    return null;
  }
  const text = named.map(([label, names]) => `${label} ${names.join(', ')}`);
  return {
    output_type: 'display_data',
    data: { 'text/plain': text.join('\n') },
    metadata: {}
  };
}
