/**
 * A grid that shows a table view: tells what is in sight, sorts by a click on
 * a column's name, and copies what is selected.
 */
// This module itself is loaded with the first table only.
// eslint-disable-next-line jupyter/prefer-lazy-imports
import {
  BasicKeyHandler,
  BasicMouseHandler,
  BasicSelectionModel,
  DataGrid
} from '@lumino/datagrid';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';

import { isNumeric, shownText } from '../deephaven/cells';
import type { IColumn, IRange } from '../deephaven/tableView';
import { HEADER_ROWS, TableModel } from './tableModel';
import { cellFont, gridRenderers, gridStyle } from './tableTheme';

/** Sizes in pixels. */
const ROW_HEIGHT = 24;
const HEADER_HEIGHT = 28;
const MIN_WIDTH = 64;
const MAX_WIDTH = 320;
const PADDING = 24;

/** How near to a column's edge the mouse resizes it. */
const EDGE = 6;

/** The grid. */
export class TableGrid extends DataGrid {
  constructor() {
    super({
      style: gridStyle(),
      defaultSizes: {
        rowHeight: ROW_HEIGHT,
        columnWidth: 120,
        rowHeaderWidth: 64,
        columnHeaderHeight: HEADER_HEIGHT
      },
      headerVisibility: 'all'
    });
    this.addClass('jp-DeephavenTable-grid');
    this.keyHandler = new KeyHandler();
    this.mouseHandler = new MouseHandler();
  }

  /** Emitted when other rows or columns may be in sight, or are elsewhere. */
  get moved(): ISignal<this, void> {
    return this._moved;
  }

  /** Emitted when the user wants to copy the selected cells. */
  get copied(): ISignal<this, void> {
    return this._copied;
  }

  /** Emitted with a column by which to sort. */
  get sorted(): ISignal<this, { column: number; isAdded: boolean }> {
    return this._sorted;
  }

  /** Emitted with a column that is to be filtered. */
  get filtered(): ISignal<this, number> {
    return this._filtered;
  }

  dispose(): void {
    Signal.clearData(this);
    super.dispose();
  }

  /** Show a model, from its beginning. */
  showModel(model: TableModel): void {
    this.dataModel = model;
    this.selectionModel = new BasicSelectionModel({ dataModel: model });
    this.updateTheme();
    this.fitAll();
  }

  /** Take the colours and fonts of the theme of now. */
  updateTheme(): void {
    this.style = gridStyle();
    this.cellRenderers = gridRenderers(this._columns);
  }

  /** Make all columns as wide as what is loaded of them, within limits. */
  fitAll(): void {
    this._columns.forEach((_, index) => this.fitColumn(index));
    this.fitRowHeader();
  }

  /** Make a column as wide as what is loaded of it, within limits. */
  fitColumn(column: number): void {
    const { view } = this.dataModel as TableModel;
    const { kind, name } = this._columns[column];
    const range = this.currentViewport;
    const texts = [`${name} ▲1`];
    const last = Math.min(range?.lastRow ?? 0, (range?.firstRow ?? 0) + 100);
    for (let row = range?.firstRow ?? 0; row <= last; row++) {
      const value = view.cell(row, column);
      if (value !== undefined) {
        texts.push(shownText(value, kind));
      }
    }
    const width = Math.max(...texts.map(text => this._measure(text)));
    this.resizeColumn(
      'body',
      column,
      Math.min(
        MAX_WIDTH,
        Math.max(isNumeric(kind) ? MIN_WIDTH + 16 : MIN_WIDTH, width + PADDING)
      )
    );
  }

  /** Make room for the last row's number. */
  fitRowHeader(): void {
    const count = this.dataModel?.rowCount('body') ?? 0;
    const width =
      this._measure(Math.max(999, count).toLocaleString()) + PADDING;
    if (width !== this.columnSize('row-header', 0)) {
      this.resizeColumn('row-header', 0, width);
    }
  }

  /** The cells in sight; null while there are none. */
  get inSight(): IRange | null {
    const range = this.currentViewport;
    return range && range.firstColumn >= 0
      ? {
          firstRow: Math.max(0, range.firstRow),
          // The last row may be beyond the end.
          lastRow:
            range.lastRow >= 0
              ? range.lastRow
              : Math.max(0, range.firstRow) +
                Math.ceil(this.viewport.node.offsetHeight / ROW_HEIGHT),
          firstColumn: range.firstColumn,
          lastColumn:
            range.lastColumn >= 0 ? range.lastColumn : this._columns.length - 1
        }
      : null;
  }

  /** The selected cells, within the table; null while there are none. */
  get selected(): IRange | null {
    const selection = this.selectionModel?.currentSelection();
    const rows = this.dataModel?.rowCount('body') ?? 0;
    if (!selection || rows === 0) {
      return null;
    }
    const { r1, r2, c1, c2 } = selection;
    const within = (value: number, count: number) =>
      Math.max(0, Math.min(value, count - 1));
    return {
      firstRow: within(Math.min(r1, r2), rows),
      lastRow: within(Math.max(r1, r2), rows),
      firstColumn: within(Math.min(c1, c2), this._columns.length),
      lastColumn: within(Math.max(c1, c2), this._columns.length)
    };
  }

  copyToClipboard(): void {
    // The grid's own copies what is loaded only.
    this._copied.emit();
  }

  /** Sort by a column, if it can be sorted. */
  sortBy(column: number, isAdded: boolean): void {
    if (this._columns[column]?.isSortable) {
      this._sorted.emit({ column, isAdded });
    }
  }

  /** Filter a column. */
  filterBy(column: number): void {
    this._filtered.emit(column);
  }

  /** What to say of the place under the mouse. */
  hint({ region, row, column }: DataGrid.HitTestResult): string {
    const model = this.dataModel as TableModel | null;
    if (!model || region === 'void') {
      return '';
    }
    if (region === 'column-header') {
      const { name, type } = this._columns[column];
      return `${name}: ${type}`;
    }
    return region === 'body' ? model.text(row, column) : '';
  }

  protected paintContent(rx: number, ry: number, rw: number, rh: number): void {
    super.paintContent(rx, ry, rw, rh);
    // However the user got there: everything that moves paints.
    if (this._frame === 0) {
      this._frame = requestAnimationFrame(() => {
        this._frame = 0;
        if (!this.isDisposed) {
          this._moved.emit();
        }
      });
    }
  }

  private get _columns(): readonly IColumn[] {
    return (this.dataModel as TableModel | null)?.view.columns ?? [];
  }

  private _measure(text: string): number {
    const context = this.canvasGC;
    context.save();
    context.font = `600 ${cellFont()}`;
    const { width } = context.measureText(text);
    context.restore();
    return Math.ceil(width);
  }

  private _copied = new Signal<this, void>(this);
  private _filtered = new Signal<this, number>(this);
  private _frame = 0;
  private _moved = new Signal<this, void>(this);
  private _sorted = new Signal<this, { column: number; isAdded: boolean }>(
    this
  );
}

/** The keys of the grid, and: S sorts, F filters, Home and End. */
class KeyHandler extends BasicKeyHandler {
  onKeyDown(grid: DataGrid, event: KeyboardEvent): void {
    const table = grid as TableGrid;
    const model = grid.selectionModel;
    const { altKey, ctrlKey, key, metaKey, shiftKey } = event;
    const isAccel = ctrlKey || metaKey;
    const column = model?.cursorColumn ?? -1;
    const row = model?.cursorRow ?? -1;
    const rows = grid.rowCount('body');
    const columns = grid.columnCount('body');
    const moveTo = (row: number, column: number) => {
      model?.select({
        r1: row,
        c1: column,
        r2: row,
        c2: column,
        cursorRow: row,
        cursorColumn: column,
        clear: 'all'
      });
      grid.scrollToCell(row, column);
    };
    const actions: Record<string, (() => void) | undefined> = {
      s: () => table.sortBy(column, false),
      S: () => table.sortBy(column, true),
      f: () => table.filterBy(Math.max(0, column)),
      Home: () => moveTo(Math.max(0, row), 0),
      End: () => moveTo(Math.max(0, row), columns - 1),
      'accel Home': () => moveTo(0, 0),
      'accel End': () => moveTo(rows - 1, columns - 1),
      'accel a': () =>
        model?.select({
          r1: 0,
          c1: 0,
          r2: rows - 1,
          c2: columns - 1,
          cursorRow: Math.max(0, row),
          cursorColumn: Math.max(0, column),
          clear: 'all'
        })
    };
    const action = actions[isAccel ? `accel ${key}` : key];
    if (action && !altKey && rows > 0 && (key.length === 1 || !shiftKey)) {
      event.preventDefault();
      event.stopPropagation();
      action();
    } else if (action && key === 'f') {
      // A filter that leaves no row can be changed as well.
      event.preventDefault();
      table.filterBy(Math.max(0, column));
    } else if (key === 'Tab') {
      // The grid is no trap: Tab goes on to what comes after it.
    } else {
      super.onKeyDown(grid, event);
    }
  }
}

/** The mouse of the grid, and: a click on a column's name sorts. */
class MouseHandler extends BasicMouseHandler {
  onMouseHover(grid: DataGrid, event: MouseEvent): void {
    super.onMouseHover(grid, event);
    const hit = grid.hitTest(event.clientX, event.clientY);
    grid.viewport.node.title = (grid as TableGrid).hint(hit);
  }

  onMouseDown(grid: DataGrid, event: MouseEvent): void {
    const hit = grid.hitTest(event.clientX, event.clientY);
    const { region, row, column, x, width } = hit;
    this._pressed = null;
    if (region === 'column-header' && event.button === 0) {
      const isEdge = (x < EDGE && column > 0) || x > width - EDGE;
      if (!isEdge) {
        this._pressed = row === HEADER_ROWS.name ? column : null;
        return;
      }
    }
    super.onMouseDown(grid, event);
  }

  onMouseUp(grid: DataGrid, event: MouseEvent): void {
    const pressed = this._pressed;
    this._pressed = null;
    if (pressed !== null) {
      const hit = grid.hitTest(event.clientX, event.clientY);
      if (hit.region === 'column-header' && hit.column === pressed) {
        (grid as TableGrid).sortBy(pressed, event.shiftKey);
      }
    }
    super.onMouseUp(grid, event);
  }

  onMouseDoubleClick(grid: DataGrid, event: MouseEvent): void {
    const hit = grid.hitTest(event.clientX, event.clientY);
    if (hit.region === 'column-header') {
      if (hit.x < EDGE && hit.column > 0) {
        (grid as TableGrid).fitColumn(hit.column - 1);
      } else if (hit.x > hit.width - EDGE) {
        (grid as TableGrid).fitColumn(hit.column);
      }
      return;
    }
    super.onMouseDoubleClick(grid, event);
  }

  private _pressed: number | null = null;
}
