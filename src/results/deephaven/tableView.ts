/**
 * A table on the page: what tabs and outputs of notebooks show. Its
 * implementation weighs much and is loaded with the first table.
 */
import type { dh } from '@deephaven/jsapi-types';
import type { IThemeManager } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { ISignal } from '@lumino/signaling';
import type { Widget } from '@lumino/widgets';

import type { DeephavenApi } from '../../connection/api';
import type { IViewState } from './viewState';

/** An object of Deephaven's API that is shown as a table. */
export type TableObject = dh.Table | dh.TreeTable | dh.PartitionedTable;

/** How many rows there are. */
export interface IRowCount {
  /** With the filters. */
  readonly shown: number;
  /** Without them; null where the server does not say. */
  readonly total: number | null;
}

/** How all tables show numbers and times: settings of `schema/results.json`. */
export interface IFormatSettings {
  /** A name of the IANA database; empty for the browser's time zone. */
  readonly timeZone: string;
  readonly showTimeZone: boolean;
  /** In the letters of Java's `DateTimeFormatter`. */
  readonly timeFormat: string;
  /** In the letters of Java's `DecimalFormat`. */
  readonly decimalFormat: string;
  readonly integerFormat: string;
}

/** The formats that hold now. */
export interface IFormats {
  readonly value: IFormatSettings;
  readonly changed: ISignal<unknown, void>;
}

/** A widget that shows a table. */
export interface ITableView extends Widget {
  /** How many rows there are; null before the first table. */
  readonly rows: IRowCount | null;
  /** Whether the user has filtered the table. */
  readonly isFiltered: boolean;
  /** Sorts, filters, widths and all else that the user has set. */
  readonly viewState: IViewState;
  /** Emitted when `rows` or `viewState` may have changed. */
  readonly changed: ISignal<ITableView, void>;

  /**
   * Show a table in place of the one before, in the way that that was shown.
   *
   * @param table - becomes the view's to close, also when this rejects.
   */
  showTable(api: DeephavenApi, table: TableObject): Promise<void>;

  /** Show all rows. */
  clearFilters(): void;
}

/** What a view of a variable needs. */
export interface IViewOptions {
  /** What the variable is called. */
  readonly name: string;
  readonly formats: IFormats;
  readonly themes: IThemeManager | null;
  readonly trans: TranslationBundle;
}

/** What a table view needs. */
export interface ITableViewOptions extends IViewOptions {
  /** How the first table is shown. */
  readonly viewState: IViewState;
}
