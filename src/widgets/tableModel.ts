/**
 * A table view as the data of a grid.
 */
// This module itself is loaded with the first table only.
// eslint-disable-next-line jupyter/prefer-lazy-imports
import { DataModel } from '@lumino/datagrid';
import { Signal } from '@lumino/signaling';

import { cellText } from '../deephaven/cells';
import type { IRange, TableView } from '../deephaven/tableView';

/** The rows of the column header: the names, and room for the filters. */
export const HEADER_ROWS = { name: 0, filter: 1 };

/** The data of a grid: a view, which can be replaced by one of like columns. */
export class TableModel extends DataModel {
  constructor(view: TableView) {
    super();
    this._view = view;
    this._rows = view.size;
    this._follow();
  }

  get view(): TableView {
    return this._view;
  }

  /** Whether another view can take the place of this model's. */
  fits({ columns }: TableView): boolean {
    const mine = this._view.columns;
    return (
      columns.length === mine.length &&
      columns.every(
        ({ name, type }, index) =>
          name === mine[index].name && type === mine[index].type
      )
    );
  }

  /** Show another view of like columns. */
  replace(view: TableView): void {
    Signal.disconnectBetween(this._view, this);
    this._view = view;
    this._follow();
    this._resize();
  }

  dispose(): void {
    Signal.clearData(this);
  }

  rowCount(region: DataModel.RowRegion): number {
    return region === 'body' ? this._rows : Object.keys(HEADER_ROWS).length;
  }

  columnCount(region: DataModel.ColumnRegion): number {
    return region === 'body' ? this._view.columns.length : 1;
  }

  data(region: DataModel.CellRegion, row: number, column: number): unknown {
    switch (region) {
      case 'body':
        return this._view.cell(row, column);
      case 'row-header':
        return row;
      case 'column-header':
        return row === HEADER_ROWS.name ? this._header(column) : '';
      default:
        return '';
    }
  }

  /** A cell in full, for the clipboard; of what is not loaded nothing. */
  text(row: number, column: number): string {
    const value = this._view.cell(row, column);
    return value === undefined
      ? ''
      : cellText(value, this._view.columns[column].kind);
  }

  /** A column's name, and how the table is sorted by it. */
  private _header(index: number): string {
    const { name } = this._view.columns[index];
    const { sorts } = this._view;
    const position = sorts.findIndex(({ column }) => column === name);
    if (position < 0) {
      return name;
    }
    const arrow = sorts[position].isDescending ? '▼' : '▲';
    return sorts.length > 1
      ? `${name} ${arrow}${position + 1}`
      : `${name} ${arrow}`;
  }

  private _follow(): void {
    this._view.changed.connect(this._onChanged, this);
    this._view.loaded.connect(this._onLoaded, this);
  }

  private _onChanged(): void {
    this._resize();
    this.emitChanged({
      type: 'cells-changed',
      region: 'column-header',
      row: HEADER_ROWS.name,
      column: 0,
      rowSpan: 1,
      columnSpan: this._view.columns.length
    });
  }

  private _onLoaded(_: TableView, range: IRange): void {
    const { firstRow, lastRow, firstColumn, lastColumn } = range;
    this.emitChanged({
      type: 'cells-changed',
      region: 'body',
      // All rows: those that were loaded before and are not now as well.
      row: 0,
      column: firstColumn,
      rowSpan: Math.max(this._rows, lastRow - firstRow + 1, 1),
      columnSpan: lastColumn - firstColumn + 1
    });
  }

  /** Tell the grid of rows that came or went, at the end as far as it knows. */
  private _resize(): void {
    const before = this._rows;
    const after = this._view.size;
    if (before === after) {
      return;
    }
    this._rows = after;
    this.emitChanged({
      type: after > before ? 'rows-inserted' : 'rows-removed',
      region: 'body',
      index: Math.min(before, after),
      span: Math.abs(after - before)
    });
  }

  private _rows: number;
  private _view: TableView;
}
