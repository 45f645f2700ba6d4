/**
 * The contents of the tests' JupyterLab as a file store, without a page.
 */
import { statSync } from 'node:fs';

import { Jupyter } from '../benchmarks/client/jupyter';
import { JupyterFileStore } from '../src/files/fileStore';
import { ServerExtension } from '../src/files/serverExtension';
import { environment } from './environment';

/** @param part - whether the server extension is used. */
export async function openJupyterStore(
  part: boolean
): Promise<JupyterFileStore> {
  const url = environment('JUPYTER_URL');
  const { contents, settings } = await Jupyter.open({ url, token: '', part });
  return new JupyterFileStore(
    contents,
    part ? new ServerExtension(settings) : null
  );
}

const BILLION = BigInt(1e9);

/**
 * When a file was last modified, as the contents API says it: Python's
 * `isoformat`, in microseconds.
 */
export function jupyterTime(path: string): string {
  const { mtimeNs } = statSync(path, { bigint: true });
  const whole = mtimeNs / BILLION;
  // The same number of floating point as Python's `st_mtime`.
  const time = Number(whole) + 1e-9 * Number(mtimeNs % BILLION);
  const micros = Math.round((time - Math.floor(time)) * 1e6);
  const seconds = new Date(Number(whole) * 1000).toISOString().slice(0, 19);
  return micros === 0
    ? `${seconds}Z`
    : `${seconds}.${String(micros).padStart(6, '0')}Z`;
}
