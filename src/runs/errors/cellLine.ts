/**
 * Shows a line of a notebook's cell.
 */
import type { NotebookPanel } from '@jupyterlab/notebook';

/**
 * Make a cell the active one, with the cursor at a line.
 *
 * @param id - the cell's id.
 * @param line - from 1; the last one in place of one that no longer exists.
 * @returns whether there is such a cell.
 */
export async function showCellLine(
  panel: NotebookPanel,
  id: string,
  line: number
): Promise<boolean> {
  const { content, context } = panel;
  await context.ready;
  const index = content.widgets.findIndex(({ model }) => model.id === id);
  if (index < 0) {
    return false;
  }
  const cell = content.widgets[index];
  content.activeCellIndex = index;
  // Only what is in view has an editor.
  await content.scrollToCell(cell);
  await cell.ready;
  const { editor } = cell;
  if (editor && line >= 1) {
    content.mode = 'edit';
    editor.setCursorPosition({
      line: Math.min(line, editor.lineCount) - 1,
      column: 0
    });
    editor.focus();
  }
  return true;
}
