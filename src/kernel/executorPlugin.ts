/**
 * Has cells of our kernels run in the page, where another extension sends cells
 * to the Jupyter server: that server does not know our kernels.
 */
import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import type { ICodeCellModel } from '@jupyterlab/cells';
import { INotebookCellExecutor } from '@jupyterlab/notebook';

import { kernelNames } from '../servers/kernelNames';
import { IDeephavenServers } from '../tokens';

/** The plugin. */
export const executorPlugin: JupyterFrontEndPlugin<void> = {
  id: 'jupyterlab-deephaven:cell-executor',
  description:
    'Runs cells of Deephaven kernels in the page, where another extension runs cells in the Jupyter server.',
  autoStart: true,
  optional: [IDeephavenServers, INotebookCellExecutor],
  activate: (
    app: JupyterFrontEnd,
    servers: IDeephavenServers | null,
    executor: INotebookCellExecutor | null
  ): void => {
    if (servers && executor) {
      keepCells(executor, kernel => kernelNames(servers.servers).has(kernel));
    }
  }
};

/** Run the cells of our kernels as JupyterLab does, all others by the executor. */
function keepCells(
  executor: INotebookCellExecutor,
  isOurs: (kernel: string) => boolean
): void {
  const theirs = executor.runCell;
  const runCell: INotebookCellExecutor['runCell'] = async options => {
    const { cell, sessionContext, sessionDialogs } = options;
    if (cell.model.type !== 'code' || !sessionContext) {
      return theirs.call(executor, options);
    }
    if (sessionContext.hasNoKernel && !sessionContext.isTerminating) {
      // As each executor would: the kernel that is picked decides.
      if (await sessionContext.startKernel()) {
        await sessionDialogs?.selectKernel(sessionContext);
      }
      if (sessionContext.hasNoKernel) {
        (cell.model as ICodeCellModel).clearExecution();
        return true;
      }
    }
    const { kernelPreference, session } = sessionContext;
    const kernel = session?.kernel?.name ?? kernelPreference.name;
    if (!kernel || !isOurs(kernel)) {
      return theirs.call(executor, options);
    }
    const notebook = await import('@jupyterlab/notebook');
    return notebook.runCell(options);
  };
  // JupyterLab's own executor is frozen, and asks the kernel.
  if (!Reflect.set(executor, 'runCell', runCell)) {
    void explain(theirs);
  }
}

/** Warn of an executor that cannot be changed and is not JupyterLab's. */
async function explain(
  runCell: INotebookCellExecutor['runCell']
): Promise<void> {
  const notebook = await import('@jupyterlab/notebook');
  if (runCell !== notebook.runCell) {
    console.warn(
      'Another extension runs the cells of notebooks: cells with a Deephaven kernel may not run'
    );
  }
}
