/**
 * Opens a grid's context menu at its cursor by the keyboard.
 */
import type { Grid } from '@deephaven/grid';
import { KeyHandler } from '@deephaven/grid';

class MenuKeyHandler extends KeyHandler {
  /** The ContextMenu key, or Shift+F10 as on Windows and Linux. */
  onDown(event: Parameters<KeyHandler['onDown']>[0], grid: Grid): boolean {
    const isMenuKey =
      event.key === 'ContextMenu' || (event.shiftKey && event.key === 'F10');
    const { canvas, metrics } = grid;
    if (!isMenuKey || !canvas || !metrics) {
      return false;
    }
    const { cursorColumn, cursorRow } = grid.state.selection;
    const { allColumnWidths, allColumnXs, allRowHeights, allRowYs } = metrics;
    const { gridX, gridY } = metrics;
    // At the first cell where the cursor is out of sight.
    const x = allColumnXs.get(cursorColumn ?? -1) ?? 0;
    const y = allRowYs.get(cursorRow ?? -1) ?? 0;
    const width = allColumnWidths.get(cursorColumn ?? -1) ?? 0;
    const height = allRowHeights.get(cursorRow ?? -1) ?? 0;
    const { left, top } = canvas.getBoundingClientRect();
    canvas.dispatchEvent(
      new MouseEvent('contextmenu', {
        bubbles: true,
        cancelable: true,
        button: 2,
        clientX: left + gridX + x + width / 2,
        clientY: top + gridY + y + height / 2
      })
    );
    return true;
  }
}

/** Before the grid's own handlers. */
export const menuKeyHandler: KeyHandler = new MenuKeyHandler(-1);
