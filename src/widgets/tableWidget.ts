/**
 * A table with its filters: the part of a tab that shows data.
 */
import type { IThemeManager } from '@jupyterlab/apputils';
import { Clipboard, Notification } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';
import type { Message } from '@lumino/messaging';
import { BoxLayout, Widget } from '@lumino/widgets';

import { cellText, tabSeparated } from '../deephaven/cells';
import { FilterTextError, parseFilter } from '../deephaven/filterText';
import type { ILook, IRange, ISort, TableView } from '../deephaven/tableView';
import { notifyFailure } from '../jupyter/interactive';
import { FilterRow } from './filterRow';
import { TableGrid } from './tableGrid';
import { TableModel } from './tableModel';

/** How many cells are copied at most. */
const MAX_COPIED = 500_000;

/** A table, its filters, and what is wrong with them. */
export class TableWidget extends Widget {
  constructor(options: TableWidget.IOptions) {
    super();
    this.addClass('jp-DeephavenTable');
    this._trans = options.trans;
    this._grid = new TableGrid();
    this._grid.viewport.node.tabIndex = 0;
    this._grid.viewport.node.setAttribute('role', 'application');
    this._grid.viewport.node.setAttribute('aria-label', options.label);
    this._grid.viewport.node.setAttribute(
      'aria-description',
      options.trans.__(
        'Arrow keys move. S sorts by the column, F filters it, Ctrl+C copies the selected cells.'
      )
    );
    this._filters = new FilterRow(this._grid, options.trans);
    this._spoken = document.createElement('div');
    this._spoken.className = 'jp-DeephavenTable-spoken';
    this._spoken.setAttribute('aria-live', 'polite');
    this.node.appendChild(this._spoken);
    const layout = new BoxLayout({ spacing: 0 });
    this.layout = layout;
    layout.addWidget(this._grid);
    this._grid.moved.connect(this._look, this);
    this._grid.copied.connect(this._copy, this);
    this._grid.sorted.connect(this._sort, this);
    this._grid.filtered.connect(
      (_: TableGrid, column: number) => this._filters.focus(column),
      this
    );
    this._filters.changed.connect(this._filter, this);
    options.themes?.themeChanged.connect(() => this._grid.updateTheme(), this);
  }

  /** Emitted when the rows' count, sorts, filters or problems change. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** What is shown; null before the first table. */
  get view(): TableView | null {
    return this._model?.view ?? null;
  }

  /** What is wrong with what the user typed; else null. */
  get problem(): string | null {
    return this._problem;
  }

  /** Whether there is anything to clear. */
  get isFiltered(): boolean {
    return this._filters.texts.size > 0;
  }

  /** The sorts and filters. */
  get look(): ILook {
    return {
      sorts: this.view?.sorts ?? [],
      filters: this.view?.filters ?? new Map()
    };
  }

  /** Show a view, which becomes this widget's to dispose. */
  showView(view: TableView): void {
    const former = this._model?.view;
    view.changed.connect(this._onViewChanged, this);
    view.refused.connect(this._onRefused, this);
    if (this._model?.fits(view)) {
      // Scrolling, widths and selection stay.
      this._model.replace(view);
    } else {
      this._model?.dispose();
      this._model = new TableModel(view);
      this._grid.showModel(this._model);
      this._grid.selectionModel?.changed.connect(this._speak, this);
      this._filters.reset();
      this._isFitted = false;
    }
    former?.dispose();
    this._filters.texts = view.filters;
    this._setProblem(null);
    this._look();
  }

  /** Show all rows. */
  clearFilters(): void {
    this._filters.texts = new Map();
    this._filter();
  }

  dispose(): void {
    if (this.isDisposed) {
      return;
    }
    Signal.clearData(this);
    this._filters.dispose();
    this._model?.view.dispose();
    this._model?.dispose();
    super.dispose();
  }

  protected onActivateRequest(msg: Message): void {
    this._grid.activate();
  }

  /** Load what is in sight. */
  private _look(): void {
    const range = this._grid.inSight;
    // While the tab is hidden nothing is.
    if (range && this.isVisible) {
      this.view?.look(range);
    }
  }

  private _sort(
    _: TableGrid,
    { column, isAdded }: { column: number; isAdded: boolean }
  ): void {
    const view = this.view!;
    const { name } = view.columns[column];
    const former = view.sorts.find(sort => sort.column === name);
    const others = isAdded
      ? view.sorts.filter(sort => sort.column !== name)
      : [];
    // Ascending, descending, as it was.
    const next: ISort[] = former?.isDescending
      ? []
      : [{ column: name, isDescending: former !== undefined }];
    view.sort([...others, ...next]);
    this._isSpeechDue = true;
  }

  private _filter(): void {
    const view = this.view!;
    const { texts } = this._filters;
    let problem: string | null = null;
    for (const { kind, name } of view.columns) {
      let wrong: string | null = null;
      try {
        parseFilter(texts.get(name) ?? '', kind);
      } catch (reason) {
        wrong = explainFilter(reason, this._trans);
        problem ??= this._trans.__('Filter of %1: %2', name, wrong);
      }
      this._filters.setProblem(name, wrong);
    }
    if (problem === null) {
      view.filter(texts);
    }
    this._setProblem(problem);
  }

  private _onRefused(): void {
    this._setProblem(
      this._trans.__(
        'The server refused to sort or filter like this. The table is as it was before; its log says why.'
      )
    );
  }

  private _onViewChanged(): void {
    const view = this.view;
    if (view && !view.isLoading) {
      if (!this._isFitted && this._grid.inSight) {
        this._isFitted = true;
        this._grid.fitAll();
      }
      this._grid.fitRowHeader();
      if (this._isSpeechDue) {
        this._speak();
      }
    }
    this._changed.emit();
  }

  /** Say which cell the keyboard is at: the grid is a picture. */
  private _speak(): void {
    const selection = this._grid.selectionModel;
    const view = this.view;
    const column = view?.columns[selection?.cursorColumn ?? -1];
    if (!selection || !view || !column) {
      return;
    }
    const row = selection.cursorRow;
    const value = view.cell(row, selection.cursorColumn);
    // Not at every tick, which nobody could listen to.
    this._isSpeechDue = value === undefined || view.isLoading;
    this._spoken.textContent = this._trans.__(
      '%1, row %2: %3',
      column.name,
      row,
      value === undefined
        ? this._trans.__('loading')
        : cellText(value, column.kind)
    );
  }

  private _copy(): void {
    const range = this._grid.selected;
    if (!range || !this.view) {
      return;
    }
    const { firstRow, lastRow, firstColumn, lastColumn } = range;
    const count = (lastRow - firstRow + 1) * (lastColumn - firstColumn + 1);
    if (count > MAX_COPIED) {
      Notification.warning(
        this._trans.__(
          'These are %1 cells. Select at most %2 to copy them.',
          count.toLocaleString(),
          MAX_COPIED.toLocaleString()
        ),
        { autoClose: 5000 }
      );
      return;
    }
    this._texts(range)
      .then(rows => Clipboard.copyToSystem(tabSeparated(rows)))
      .catch(notifyFailure);
  }

  /** The texts of cells, asked for where they are not loaded. */
  private async _texts(range: IRange): Promise<string[][]> {
    const view = this.view!;
    const { firstRow, lastRow, firstColumn, lastColumn } = range;
    const columns = view.columns.slice(firstColumn, lastColumn + 1);
    const loaded: unknown[][] = [];
    let isWhole = true;
    for (let row = firstRow; row <= lastRow && isWhole; row++) {
      const cells = columns.map((_, index) =>
        view.cell(row, firstColumn + index)
      );
      isWhole = !cells.includes(undefined);
      loaded.push(cells);
    }
    const rows = isWhole ? loaded : await view.read(range);
    return rows.map(cells =>
      cells.map((value, index) =>
        // Spreadsheets take an empty cell for what is not there.
        value === null ? '' : cellText(value, columns[index].kind)
      )
    );
  }

  private _setProblem(problem: string | null): void {
    this._problem = problem;
    this._changed.emit();
  }

  private _changed = new Signal<this, void>(this);
  private _filters: FilterRow;
  private _grid: TableGrid;
  private _isFitted = false;
  /** Whether the cell at the cursor is to be said when it has come. */
  private _isSpeechDue = false;
  private _model: TableModel | null = null;
  private _problem: string | null = null;
  private _spoken: HTMLElement;
  private _trans: TranslationBundle;
}

/** A namespace for `TableWidget` statics. */
export namespace TableWidget {
  /** What the widget needs. */
  export interface IOptions {
    /** What the table is called, for screen readers. */
    readonly label: string;
    readonly themes: IThemeManager | null;
    readonly trans: TranslationBundle;
  }
}

/** What is wrong with a filter, in words. */
function explainFilter(reason: unknown, trans: TranslationBundle): string {
  if (!(reason instanceof FilterTextError)) {
    return String(reason instanceof Error ? reason.message : reason);
  }
  const { part, problem } = reason;
  switch (problem) {
    case 'number':
      return trans.__('“%1” is not a number.', part);
    case 'boolean':
      return trans.__('Enter true, false, null or !null.');
    case 'time':
      return trans.__(
        '“%1” is not a time. Enter one such as 2026-01-31 09:30, in UTC.',
        part
      );
    case 'char':
      return trans.__('“%1” is not one character.', part);
    case 'missing':
      return trans.__('A value is missing beside “%1”.', part);
    default:
      return trans.__(
        '“%1” does not work with values of this type. Enter null or !null.',
        part
      );
  }
}
