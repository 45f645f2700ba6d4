/**
 * Makes each configured server a kernel: "Deephaven: <its name>".
 */
import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { IDeephavenServers, IRuns } from '../tokens';
import { addKernels } from './addKernels';

/** The plugin. */
export const kernelPlugin: JupyterFrontEndPlugin<void> = {
  id: 'jupyterlab-deephaven:kernel',
  description: 'Makes Deephaven servers kernels of notebooks and consoles.',
  autoStart: true,
  optional: [IDeephavenServers, IRuns, ITranslator],
  activate: (
    app: JupyterFrontEnd,
    servers: IDeephavenServers | null,
    runs: IRuns | null,
    translator: ITranslator | null
  ): void => {
    if (!servers || !runs) {
      return;
    }
    const trans = (translator ?? nullTranslator).load('jupyterlab_deephaven');
    addKernels(app, servers, runs, trans);
  }
};
