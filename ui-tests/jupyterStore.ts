/**
 * The contents of the tests' JupyterLab as a file store, without a page.
 */
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
