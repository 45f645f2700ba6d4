/**
 * The command that runs the cells of a notebook.
 */
import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { Cell, CodeCell } from '@jupyterlab/cells';
import type { INotebookTracker, NotebookPanel } from '@jupyterlab/notebook';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';

import { CancelledError } from '../connection/failures';
import {
  chooseServer,
  OUTPUT_WIDGET_ID,
  serverSchema,
  widgetSchema
} from '../runs/runCommands';
import type { IDeephavenServers, IRuns } from '../tokens';
import { reportFailure } from '../ui/commandErrors';
import { CommandIDs } from '../ui/commandIds';
import { runInDeephavenIcon } from '../ui/icons';
import { runCells, selectedCells } from './cellRuns';

/** Add the command to an application. */
export function addCellCommands(
  app: JupyterFrontEnd,
  notebooks: INotebookTracker,
  servers: IDeephavenServers,
  runs: IRuns,
  trans: TranslationBundle
): void {
  /** The current notebook; not one that lies behind an editor, say. */
  const shownNotebook = (): NotebookPanel | null => {
    const shown = app.shell.currentWidget;
    const current = notebooks.currentWidget;
    return shown === current || shown?.id === OUTPUT_WIDGET_ID ? current : null;
  };

  /** The notebook of a cell that was right-clicked. */
  const clickedNotebook = (): NotebookPanel | null => {
    const node = app.contextMenuHitTest(node =>
      node.classList.contains('jp-CodeCell')
    );
    return (
      notebooks.find(({ content }) => !!node && content.node.contains(node)) ??
      null
    );
  };

  /** What the command acts on. */
  const target = (
    args: ReadonlyPartialJSONObject
  ): { panel: NotebookPanel | null; cells: CodeCell[] } => {
    if (!args.clicked) {
      const panel = args.widget
        ? (notebooks.find(({ id }) => id === args.widget) ?? null)
        : shownNotebook();
      return { panel, cells: panel ? selectedCells(panel) : [] };
    }
    const panel = clickedNotebook();
    const isClicked = (cell: Cell) =>
      !!app.contextMenuHitTest(node => node === cell.node);
    const clicked = panel?.content.widgets.find(isClicked) as
      CodeCell | undefined;
    if (!panel || !clicked) {
      return { panel, cells: [] };
    }
    // A right click selects nothing by itself.
    const selected = selectedCells(panel);
    return {
      panel,
      cells: selected.includes(clicked) ? selected : [clicked]
    };
  };

  app.commands.addCommand(CommandIDs.runCell, {
    label: args =>
      args.widget
        ? ''
        : trans._n(
            'Run Cell in Deephaven',
            'Run %1 Cells in Deephaven',
            Math.max(1, target(args).cells.length)
          ),
    caption: trans.__(
      'Run the selected code cells in Deephaven, whatever the kernel'
    ),
    icon: runInDeephavenIcon,
    isEnabled: args => target(args).cells.length > 0,
    execute: args =>
      reportFailure(args.server !== undefined, async () => {
        // Before a notebook is loaded, it has an empty cell.
        await target(args).panel?.context.ready;
        const { panel, cells } = target(args);
        if (!panel || cells.length === 0) {
          throw new Error(trans.__('Select a code cell of a notebook to run.'));
        }
        const server = await chooseServer(
          app,
          servers,
          args.server,
          panel.context.path,
          trans
        );
        if (!server || !(await servers.connect(server))) {
          throw new CancelledError(
            trans.__('Connecting was cancelled, so nothing has run.')
          );
        }
        return runCells(panel, cells, server, runs, trans);
      }),
    describedBy: {
      args: {
        type: 'object',
        properties: {
          server: serverSchema(trans),
          clicked: {
            type: 'boolean',
            description: trans.__('Run the cell that was right-clicked')
          },
          widget: widgetSchema(trans)
        }
      }
    }
  });

  const onChanged = () => app.commands.notifyCommandChanged(CommandIDs.runCell);
  notebooks.currentChanged.connect(onChanged);
  notebooks.selectionChanged.connect(onChanged);
  notebooks.activeCellChanged.connect(onChanged);
  // Beside the current notebook others may be in sight, with their toolbars.
  notebooks.widgetAdded.connect((_: INotebookTracker, { content }) => {
    content.activeCellChanged.connect(onChanged);
  });
}
