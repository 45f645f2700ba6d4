/**
 * A field for each column of a grid, below the column's name.
 */
import type { TranslationBundle } from '@jupyterlab/translation';
import type { IDisposable } from '@lumino/disposable';
import { Debouncer } from '@lumino/polling';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';

import type { ColumnKind } from '../deephaven/cells';
import type { TableGrid } from './tableGrid';
import type { TableModel } from './tableModel';
import { HEADER_ROWS } from './tableModel';

/** How long to wait for more typing, in milliseconds. */
const TYPING = 500;

/** Room between fields, for the mouse to resize columns. */
const GAP = 4;

/** The fields of the columns in sight. */
export class FilterRow implements IDisposable {
  constructor(grid: TableGrid, trans: TranslationBundle) {
    this._grid = grid;
    this._trans = trans;
    this.node = document.createElement('div');
    this.node.className = 'jp-DeephavenTable-filters';
    this.node.setAttribute('role', 'group');
    this.node.setAttribute('aria-label', trans.__('Filters of the columns'));
    grid.viewport.node.appendChild(this.node);
    // The grid takes mouse and keys of all that is in it.
    for (const type of ['mousedown', 'dblclick', 'wheel', 'keydown']) {
      this.node.addEventListener(type, event => event.stopPropagation());
    }
    this._typed = new Debouncer(() => this._changed.emit(), TYPING);
    grid.moved.connect(this.update, this);
  }

  readonly node: HTMLElement;

  /** Emitted when the user has typed other filters. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** What stands in the fields, by column name; without empty ones. */
  get texts(): ReadonlyMap<string, string> {
    return this._texts;
  }

  set texts(texts: ReadonlyMap<string, string>) {
    this._texts = new Map(texts);
    this._problems.clear();
    this.update();
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /** Say of a column that its filter is wrong; null: that it is right. */
  setProblem(column: string, problem: string | null): void {
    if (problem === null) {
      this._problems.delete(column);
    } else {
      this._problems.set(column, problem);
    }
    this.update();
  }

  /** Put the focus into the field of a column. */
  focus(column: number): void {
    this._grid.scrollToColumn(column);
    // Until the grid has moved there, it may be out of sight.
    this._field(column).focus({ preventScroll: true });
    this._field(column).select();
    this.update();
  }

  /** Put the fields where their columns are. */
  update(): void {
    const grid = this._grid;
    const model = grid.dataModel as TableModel | null;
    const range = grid.inSight;
    const { style } = this.node;
    style.display = model ? '' : 'none';
    if (!model || !range) {
      return;
    }
    const top = grid.rowSize('column-header', HEADER_ROWS.name);
    const left = grid.headerWidth;
    style.left = `${left}px`;
    style.top = `${top}px`;
    style.width = `${Math.max(0, grid.pageWidth)}px`;
    style.height = `${grid.rowSize('column-header', HEADER_ROWS.filter)}px`;
    for (let column = range.firstColumn; column <= range.lastColumn; column++) {
      this._field(column);
    }
    for (const [column, field] of this._fields) {
      const isShown = column >= range.firstColumn && column <= range.lastColumn;
      if (!isShown && field !== document.activeElement) {
        this._fields.delete(column);
        field.remove();
        continue;
      }
      this._place(field, column, model);
    }
  }

  /** Forget the fields: the columns are others. */
  reset(): void {
    this._fields.forEach(field => field.remove());
    this._fields.clear();
    this.update();
  }

  dispose(): void {
    if (!this._isDisposed) {
      this._isDisposed = true;
      this._typed.dispose();
      this.node.remove();
      Signal.clearData(this);
    }
  }

  private _place(
    field: HTMLInputElement,
    column: number,
    model: TableModel
  ): void {
    const grid = this._grid;
    const { kind, name } = model.view.columns[column];
    field.style.left = `${grid.columnOffset('body', column) - grid.scrollX + GAP}px`;
    field.style.width = `${grid.columnSize('body', column) - 2 * GAP}px`;
    const text = this._texts.get(name) ?? '';
    if (field.value !== text && field !== document.activeElement) {
      field.value = text;
    }
    const problem = this._problems.get(name);
    field.setAttribute('aria-invalid', String(problem !== undefined));
    field.title = problem ?? filterHelp(kind, this._trans);
    field.classList.toggle('jp-mod-set', text !== '');
  }

  private _field(column: number): HTMLInputElement {
    let field = this._fields.get(column);
    if (!field) {
      const { name } = (this._grid.dataModel as TableModel).view.columns[
        column
      ];
      field = document.createElement('input');
      field.type = 'text';
      field.spellcheck = false;
      field.placeholder = this._trans.__('Filter');
      field.setAttribute('aria-label', this._trans.__('Filter %1', name));
      field.value = this._texts.get(name) ?? '';
      this._listen(field, name);
      this._fields.set(column, field);
      // In the columns' order, for Tab.
      const after = [...this._fields]
        .filter(([other]) => other > column)
        .sort(([a], [b]) => a - b)[0];
      this.node.insertBefore(field, after?.[1] ?? null);
    }
    return field;
  }

  private _listen(field: HTMLInputElement, name: string): void {
    const note = () => {
      const texts = new Map(this._texts);
      if (field.value.trim() === '') {
        texts.delete(name);
      } else {
        texts.set(name, field.value);
      }
      this._texts = texts;
    };
    field.addEventListener('input', () => {
      note();
      void this._typed.invoke().catch(() => undefined);
    });
    field.addEventListener('keydown', event => {
      if (event.key === 'Enter') {
        void this._typed.stop();
        this._changed.emit();
      } else if (event.key === 'Escape') {
        if (field.value !== '') {
          field.value = '';
          note();
          this._changed.emit();
        } else {
          this._grid.activate();
        }
      } else if (event.key === 'ArrowDown') {
        event.preventDefault();
        this._grid.activate();
      }
    });
    field.addEventListener('focus', () => {
      // The browser scrolls to what gets the focus; the grid does that itself.
      this.node.scrollLeft = 0;
    });
  }

  private _changed = new Signal<this, void>(this);
  private _fields = new Map<number, HTMLInputElement>();
  private _grid: TableGrid;
  private _isDisposed = false;
  private _problems = new Map<string, string>();
  private _texts: ReadonlyMap<string, string> = new Map();
  private _trans: TranslationBundle;
  private _typed: Debouncer;
}

/** What can be typed into the field of a column. */
function filterHelp(kind: ColumnKind, trans: TranslationBundle): string {
  switch (kind) {
    case 'text':
      return trans.__(
        'Text that the values contain, or =exactly, !=not, !~without, null, !null; joined by && and ||'
      );
    case 'number':
    case 'long':
    case 'decimal':
      return trans.__(
        'A number, or a comparison such as >=10 or !=0, null, !null; joined by && and ||'
      );
    case 'boolean':
      return trans.__('true, false, null or !null');
    case 'instant':
      return trans.__(
        'A time in UTC or a part of one, such as 2026-01-31 or >=2026-01-31 09:30; null, !null; joined by && and ||'
      );
    case 'char':
      return trans.__('A character, or !=a, null, !null');
    default:
      return trans.__('null or !null');
  }
}
