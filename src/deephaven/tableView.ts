/**
 * A table as someone looks at it: some rows of it, live, sorted and filtered
 * by the server.
 */
import type { dh } from '@deephaven/jsapi-types';
import type { IDisposable } from '@lumino/disposable';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';

import type { DeephavenApi } from './api';
import type { ColumnKind } from './cells';
import { columnKind } from './cells';
import { conditionOf } from './conditions';

/** A column. */
export interface IColumn {
  readonly name: string;
  /** The Java type. */
  readonly type: string;
  readonly kind: ColumnKind;
  readonly isSortable: boolean;
}

/** By what a table is sorted. */
export interface ISort {
  readonly column: string;
  readonly isDescending: boolean;
}

/** How a table is looked at; kept when another takes its place. */
export interface ILook {
  readonly sorts: readonly ISort[];
  /** What was typed, by the column's name. */
  readonly filters: ReadonlyMap<string, string>;
}

/** Rows and columns, the last ones included. */
export interface IRange {
  readonly firstRow: number;
  readonly lastRow: number;
  readonly firstColumn: number;
  readonly lastColumn: number;
}

/** Rows that are loaded above and below those in sight. */
const MARGIN = 50;

/** Up to how many columns are loaded together, in sight or not. */
const FEW_COLUMNS = 40;

/** How often the server tells changes, in milliseconds. */
const INTERVAL = 500;

/** A view of a table of the server's; owns and closes it. */
export class TableView implements IDisposable {
  /**
   * @param api - the API that the table is of.
   * @param table - the table, not looked at yet.
   * @param look - sorts and filters to begin with, as far as they fit.
   */
  constructor(api: DeephavenApi, table: dh.Table, look: ILook) {
    this._api = api;
    this._table = table;
    this.columns = table.columns.map(({ name, type, isSortable }) => ({
      name,
      type,
      kind: columnKind(type),
      isSortable
    }));
    this._size = Math.max(0, table.size);
    const { EVENT_REQUEST_FAILED, EVENT_SIZECHANGED, EVENT_UPDATED } =
      api.Table;
    this._removers = [
      table.addEventListener<dh.ViewportData>(EVENT_UPDATED, ({ detail }) =>
        this._onUpdated(detail)
      ),
      table.addEventListener(EVENT_SIZECHANGED, () => this._onSizeChanged()),
      table.addEventListener(EVENT_REQUEST_FAILED, () => this._onFailed())
    ];
    this._start(look);
  }

  readonly columns: readonly IColumn[];

  /** How many rows there are, as filtered. */
  get size(): number {
    return this._size;
  }

  /** How many rows there are without filters; -1 where nobody knows. */
  get totalSize(): number {
    return this._table.totalSize;
  }

  get sorts(): readonly ISort[] {
    return this._sorts;
  }

  get filters(): ReadonlyMap<string, string> {
    return this._filters;
  }

  /** Whether the rows in sight are still on their way. */
  get isLoading(): boolean {
    return this._isLoading;
  }

  /** Emitted when `size`, sorts, filters or `isLoading` change. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** Emitted with the cells that have other values than before. */
  get loaded(): ISignal<this, IRange> {
    return this._loaded;
  }

  /** Emitted when the server refuses sorts or filters; the former ones hold. */
  get refused(): ISignal<this, void> {
    return this._refused;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /** The value of a cell; undefined while it is not loaded. */
  cell(row: number, column: number): unknown {
    return this._values.get(column)?.[row - this._offset];
  }

  /** Load cells, and follow them. */
  look(range: IRange): void {
    const wanted = this._wanted(range);
    if (!this._range || !contains(this._range, range)) {
      this._range = wanted;
      this._follow();
    }
  }

  /** Sort by columns, the first one first. */
  sort(sorts: readonly ISort[]): void {
    this._former = { sorts: this._sorts, filters: this._filters };
    this._sorts = sorts;
    this._table.applySort(this._tableSorts());
    this._again();
  }

  /**
   * Show only rows that match.
   *
   * @throws FilterTextError; then nothing has changed.
   */
  filter(filters: ReadonlyMap<string, string>): void {
    const conditions = this._conditions(filters);
    this._former = { sorts: this._sorts, filters: this._filters };
    this._filters = filters;
    this._table.applyFilter(conditions);
    this._again();
  }

  /** The values of cells, loaded or not, row by row. */
  async read(range: IRange): Promise<unknown[][]> {
    const { firstRow, lastRow, firstColumn, lastColumn } = range;
    const columns = this._table.columns.slice(firstColumn, lastColumn + 1);
    const data = await this._table.createSnapshot({
      rows: this._api.RangeSet.ofRange(firstRow, lastRow),
      columns
    });
    return data.rows.map(row => columns.map(column => row.get(column)));
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    this._removers.forEach(remove => remove());
    try {
      this._table.close();
    } catch (reason) {
      // The connection may be gone, and the table with it.
      console.debug('Closing a Deephaven table', reason);
    }
    Signal.clearData(this);
  }

  /** Begin with sorts and filters that another table had. */
  private _start({ filters, sorts }: ILook): void {
    const names = new Set(this.columns.map(({ name }) => name));
    this._sorts = sorts.filter(({ column }) => names.has(column));
    if (this._sorts.length > 0) {
      this._table.applySort(this._tableSorts());
    }
    this._filters = new Map(
      [...filters].filter(
        ([name, text]) => names.has(name) && this._fits(name, text)
      )
    );
    if (this._filters.size > 0) {
      this._table.applyFilter(this._conditions(this._filters));
    }
    // Should the server refuse them.
    this._former = { sorts: [], filters: new Map() };
  }

  /** Whether a text is a filter of a column: it may be of another type now. */
  private _fits(column: string, text: string): boolean {
    try {
      return this._conditions(new Map([[column, text]])).length > 0;
    } catch (reason) {
      console.debug('A filter that does not fit any more', reason);
      return false;
    }
  }

  private _conditions(
    filters: ReadonlyMap<string, string>
  ): dh.FilterCondition[] {
    return [...filters].flatMap(([name, text]) => {
      const column = this._table.findColumn(name);
      return conditionOf(this._api, column, text) ?? [];
    });
  }

  private _tableSorts(): dh.Sort[] {
    return this._sorts.map(({ column, isDescending }) => {
      const sort = this._table.findColumn(column).sort();
      return isDescending ? sort.desc() : sort.asc();
    });
  }

  /** The same rows by number, which are others now. */
  private _again(): void {
    if (this._range) {
      // The rows in sight may be beyond the new end.
      this._follow();
    }
    this._changed.emit();
  }

  private _follow(): void {
    const { firstRow, lastRow, firstColumn, lastColumn } = this._range!;
    this._isLoading = true;
    this._table.setViewport(
      firstRow,
      lastRow,
      this._table.columns.slice(firstColumn, lastColumn + 1),
      INTERVAL
    );
    this._changed.emit();
  }

  private _wanted(range: IRange): IRange {
    const last = this.columns.length - 1;
    const isFew = this.columns.length <= FEW_COLUMNS;
    return {
      firstRow: Math.max(0, range.firstRow - MARGIN),
      lastRow: Math.max(range.lastRow, 0) + MARGIN,
      firstColumn: isFew ? 0 : Math.max(0, range.firstColumn - 10),
      lastColumn: isFew ? last : Math.min(last, range.lastColumn + 10)
    };
  }

  private _onUpdated(data: dh.ViewportData): void {
    const index = new Map(
      this.columns.map(({ name }, position) => [name, position] as const)
    );
    const count = data.rows.length;
    this._offset = data.offset;
    this._values.clear();
    for (const column of data.columns) {
      const values = Array.from({ length: count }, (_, row) =>
        data.getData(row, column)
      );
      this._values.set(index.get(column.name)!, values);
    }
    this._isLoading = false;
    this._former = null;
    this._onSizeChanged();
    this._changed.emit();
    const columns = [...this._values.keys()];
    this._loaded.emit({
      firstRow: this._offset,
      lastRow: this._offset + count - 1,
      firstColumn: Math.min(...columns),
      lastColumn: Math.max(...columns)
    });
  }

  private _onSizeChanged(): void {
    const size = Math.max(0, this._table.size);
    if (size !== this._size) {
      this._size = size;
      this._changed.emit();
    }
  }

  /** The API has gone back to what was before. */
  private _onFailed(): void {
    if (this._former) {
      ({ sorts: this._sorts, filters: this._filters } = this._former);
      this._former = null;
    }
    if (this._range) {
      this._follow();
    }
    this._changed.emit();
    this._refused.emit();
  }

  private _api: DeephavenApi;
  private _changed = new Signal<this, void>(this);
  private _filters: ReadonlyMap<string, string> = new Map();
  private _former: ILook | null = null;
  private _isDisposed = false;
  private _isLoading = true;
  private _loaded = new Signal<this, IRange>(this);
  private _offset = 0;
  /** What is followed. */
  private _range: IRange | null = null;
  private _refused = new Signal<this, void>(this);
  private _removers: (() => void)[];
  private _size: number;
  private _sorts: readonly ISort[] = [];
  private _table: dh.Table;
  /** The loaded values, by the column's position, from `_offset` on. */
  private _values = new Map<number, unknown[]>();
}

function contains(outer: IRange, inner: IRange): boolean {
  return (
    outer.firstRow <= inner.firstRow &&
    outer.lastRow >= inner.lastRow &&
    outer.firstColumn <= inner.firstColumn &&
    outer.lastColumn >= inner.lastColumn
  );
}
