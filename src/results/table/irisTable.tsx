/**
 * A table in Deephaven's own grid.
 */
import type { GridState } from '@deephaven/grid';
import type {
  IrisGridModel,
  IrisGridState,
  IrisGridType
} from '@deephaven/iris-grid';
import {
  IrisGridModel as ModelClass,
  IrisGridModelFactory
} from '@deephaven/iris-grid';
import type { dh } from '@deephaven/jsapi-types';
import { Notification } from '@jupyterlab/apputils';
import type { Message } from '@lumino/messaging';
import { Throttler } from '@lumino/polling';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';
import * as React from 'react';

import type { DeephavenApi } from '../../connection/api';
import { notifyFailure } from '../../ui/commandErrors';
import { DeephavenView } from '../deephaven/deephavenView';
import { gridFormatter, gridSettings } from '../deephaven/gridSettings';
import type {
  IRowCount,
  ITableView,
  ITableViewOptions,
  TableObject
} from '../deephaven/tableView';
import type { IViewState } from '../deephaven/viewState';
import { fileSink } from './csvFile';
import { filterByTexts, makeFiltersExact } from './exactFilters';
import type { IPlace } from './gridPlace';
import { goToPlace, placeOf } from './gridPlace';
import type { InitialProps } from './gridState';
import { initialProps, viewStateOf } from './gridState';
import { IrisApp } from './irisApp';
import { keepRefused } from './refusedFilters';
import { yieldShortcuts } from './shortcuts';

makeFiltersExact();

/** How often the count of a ticking table's rows is shown, in milliseconds. */
const INTERVAL = 250;

/** Emitted by models when the server refuses something. */
const { REQUEST_FAILED } = ModelClass.EVENT;

/** What is on the page. */
interface IShown {
  readonly api: DeephavenApi;
  readonly model: IrisGridModel;
  readonly props: InitialProps;
  /** Another number for each one. */
  readonly revision: number;
}

/** Shows a table, and closes it. */
export class IrisTable extends DeephavenView implements ITableView {
  constructor(options: ITableViewOptions) {
    super(options);
    this.addClass('jp-DeephavenTable');
    this._options = options;
    this._viewState = options.viewState;
    this._announce = new Throttler(() => this._changed.emit(), INTERVAL);
    this._shortcuts = yieldShortcuts(this.node);
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get rows(): IRowCount | null {
    const table = this._shown && tableOf(this._shown.model);
    if (!table) {
      return null;
    }
    const { size, totalSize } = table;
    return {
      shown: Math.max(0, size),
      total: totalSize !== undefined && totalSize >= 0 ? totalSize : null
    };
  }

  get isFiltered(): boolean {
    const state = this._grid?.state;
    return (
      state !== undefined &&
      (state.quickFilters.size > 0 ||
        state.advancedFilters.size > 0 ||
        state.searchValue !== '')
    );
  }

  get viewState(): IViewState {
    const { _drawn: drawn, _shown: shown } = this;
    if (shown && drawn?.model === shown.model) {
      const { irisState, gridState, model } = drawn;
      this._viewState = viewStateOf(shown.api, model, irisState, gridState);
      this._drawn = null;
    }
    return this._viewState;
  }

  async showTable(api: DeephavenApi, table: TableObject): Promise<void> {
    this._revision += 1;
    const revision = this._revision;
    let model: IrisGridModel;
    try {
      model = await IrisGridModelFactory.makeModel(
        api as unknown as typeof dh,
        table,
        gridFormatter(api, this._options.formats.value)
      );
    } catch (reason) {
      table.close();
      throw reason;
    }
    if (this.isDisposed || revision !== this._revision) {
      close(model);
      return;
    }
    const props = initialProps(api, model, this.viewState);
    if (this._shown) {
      const { model: former } = this._shown;
      this._place = placeOf(this._grid, former);
      this._former.push(former);
    }
    this._shown = { api, model, props, revision };
    this.update();
  }

  clearFilters(): void {
    this._grid?.clearAllFilters();
    this._grid?.clearCrossColumSearch();
  }

  dispose(): void {
    if (this.isDisposed) {
      return;
    }
    Signal.disconnectReceiver(this);
    // A model that has listeners keeps its subscription, and so this widget.
    this._setListening(false);
    this._announce.dispose();
    this._shortcuts.dispose();
    const models = this._shown
      ? [...this._former, this._shown.model]
      : this._former;
    // First the grid, which stops to listen to its model.
    super.dispose();
    models.forEach(close);
  }

  protected render(): JSX.Element | null {
    if (!this._shown) {
      return null;
    }
    const { api, model, props, revision } = this._shown;
    const { name, trans } = this._options;
    return (
      <IrisApp
        key={revision}
        api={api}
        drawn={this._gridDrawn}
        getDownloadWorker={this._getDownloadWorker}
        gridRef={this._setGrid}
        model={model}
        name={name}
        onMounted={this._closeFormer}
        onStateChange={(irisState, gridState) =>
          this._onStateChange(model, irisState, gridState)
        }
        props={props}
        settings={gridSettings(api, this._options.formats.value)}
        themes={this.themes}
        trans={trans}
      />
    );
  }

  protected onActivateRequest(msg: Message): void {
    this._grid?.focus();
  }

  protected onAfterAttach(msg: Message): void {
    if (this._grid) {
      // It was moved, and is the same one.
      Reflect.deleteProperty(this._grid, 'stopListening');
    }
    super.onAfterAttach(msg);
  }

  protected onBeforeDetach(msg: Message): void {
    if (!this._isListening && this._grid) {
      // It has stopped already; a second time, the API would warn.
      Object.assign(this._grid, { stopListening: () => undefined });
    }
    super.onBeforeDetach(msg);
  }

  protected onBeforeHide(msg: Message): void {
    super.onBeforeHide(msg);
    this._setListening(false);
  }

  protected onAfterShow(msg: Message): void {
    super.onAfterShow(msg);
    this._setListening(true);
  }

  /** Out of sight, the server is not to send what changes. */
  private _setListening(isListening: boolean): void {
    if (this._isListening === isListening) {
      return;
    }
    this._isListening = isListening;
    const { _grid: grid, _shown: shown } = this;
    if (grid && shown) {
      if (isListening) {
        grid.startListening(shown.model);
        shown.model.addEventListener(REQUEST_FAILED, this._onRefused);
      } else {
        grid.stopListening(shown.model);
        shown.model.removeEventListener(REQUEST_FAILED, this._onRefused);
      }
    }
  }

  private _getDownloadWorker = (): Promise<ServiceWorker> =>
    fileSink(reason => {
      this._grid?.handleCancelDownloadTable();
      if (reason !== null) {
        notifyFailure(reason);
      }
    });

  private _setGrid = (grid: IrisGridType | null): void => {
    this._grid = grid;
    if (!grid || !this._shown) {
      return;
    }
    filterByTexts(grid);
    const { model } = this._shown;
    if (this._isListening) {
      model.addEventListener(REQUEST_FAILED, this._onRefused);
    } else {
      grid.stopListening(model);
    }
  };

  /** The grid goes back to what was before, without a word. */
  private _onRefused = (event: Event): void => {
    console.warn('Deephaven refused a change', (event as CustomEvent).detail);
    const { name, trans } = this._options;
    if (!this._grid) {
      // The next table is about to take its place.
      return;
    }
    keepRefused(this._grid, isFilter => {
      // A filter's field says so itself.
      if (!isFilter) {
        Notification.error(
          trans.__(
            'The server refused this change of %1. The table is as before.',
            name
          ),
          { autoClose: 8000 }
        );
      }
    });
  };

  /** Close what the grid no longer shows. */
  private _closeFormer = (): void => {
    for (const model of this._former.splice(0)) {
      model.removeEventListener(REQUEST_FAILED, this._onRefused);
      close(model);
    }
  };

  private _onStateChange(
    model: IrisGridModel,
    irisState: IrisGridState,
    gridState: GridState
  ): void {
    this._drawn = { model, irisState, gridState };
    const { _grid: grid, _place: place } = this;
    if (grid) {
      this._gridDrawn.emit(grid);
    }
    // While it loads, sorted and filtered as before, it goes to the first row.
    if (place && grid?.grid && irisState.loadingScrimProgress === null) {
      this._place = null;
      goToPlace(grid, model, place);
    }
    if (!this.isDisposed) {
      // Refuses when it is disposed before its time.
      this._announce.invoke().catch(notifyFailure);
    }
  }

  private _announce: Throttler;
  private _changed = new Signal<this, void>(this);
  /** What the grid has told of itself, not translated yet. */
  private _drawn: {
    model: IrisGridModel;
    irisState: IrisGridState;
    gridState: GridState;
  } | null = null;
  private _former: IrisGridModel[] = [];
  private _grid: IrisGridType | null = null;
  private _gridDrawn = new Signal<this, IrisGridType>(this);
  private _isListening = true;
  private _options: ITableViewOptions;
  /** Where the table before was scrolled to. */
  private _place: IPlace | null = null;
  private _revision = 0;
  private _shortcuts: { dispose(): void };
  private _shown: IShown | null = null;
  private _viewState: IViewState;
}

/** The table of a model; none before a partition is chosen. */
function tableOf(
  model: IrisGridModel
): { readonly size: number; readonly totalSize?: number } | undefined {
  return (model as unknown as { table?: dh.Table }).table;
}

function close(model: IrisGridModel): void {
  try {
    model.close();
  } catch (reason) {
    // The connection may be gone, and the table with it.
    console.debug('Closing a Deephaven table', reason);
  }
}
