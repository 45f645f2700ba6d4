/**
 * Has notebooks go on with the cells that ran when the page was reloaded.
 */
import type { CodeCell } from '@jupyterlab/cells';
import type { INotebookTracker, NotebookPanel } from '@jupyterlab/notebook';

import { FOLLOWS } from '../kernel';
import type { Kernels } from '../server/kernels';

/** Show what such cells have shown, and what they show from now on, in their places. */
export function comeBack(notebooks: INotebookTracker, kernels: Kernels): void {
  const taken = new Set<string>();

  const check = async ({ content, sessionContext }: NotebookPanel) => {
    const left = kernels.kernel(sessionContext.session?.kernel?.id)?.left;
    if (!left || taken.has(left.mark)) {
      return;
    }
    const cell = content.widgets.find(({ model }) => model.id === left.cellId);
    if (cell?.model.type !== 'code') {
      return;
    }
    taken.add(left.mark);
    const { CodeCell } = await import('@jupyterlab/cells');
    // As if it began now: the kernel knows that it goes on, and runs nothing.
    await CodeCell.execute(cell as CodeCell, sessionContext, {
      [FOLLOWS]: left.mark
    });
  };

  const follow = (panel: NotebookPanel) => {
    check(panel).catch(reason => {
      // What it raised is in the cell.
      console.warn('A cell that went on has ended', reason);
    });
  };

  notebooks.widgetAdded.connect((_, panel) => {
    panel.sessionContext.statusChanged.connect(() => follow(panel));
    void panel.context.ready.then(() => follow(panel));
  });
  kernels.changed.connect(() => notebooks.forEach(follow));
}
