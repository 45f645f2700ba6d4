/**
 * A table in the output of a cell: live in Deephaven's own grid while it is in
 * sight, else its first rows as they were.
 */
import type { IThemeManager } from '@jupyterlab/apputils';
import type { IRenderMime, IRenderMimeRegistry } from '@jupyterlab/rendermime';
import type { TranslationBundle } from '@jupyterlab/translation';
import { Panel, Widget } from '@lumino/widgets';

import type { IFormats, ITableView } from '../../results/deephaven/tableView';
import type { IViewState } from '../../results/deephaven/viewState';
import { INITIAL_VIEW } from '../../results/deephaven/viewState';
import type { ILiveTable, LiveTables } from './liveTables';
import { TABLE_TYPE } from './tableType';

/** Where the rows as they were stand. */
const PREVIEW_TYPES = ['text/html', 'text/plain'];

/** How far out of sight a table is still live. */
const MARGIN = '200px';

/** The height of a row, and of all that is around the rows, in pixels. */
const ROW = 20;
const AROUND = 46;

/** How many rows are in sight at first. */
const MAX_ROWS = 12;

/** What an output knows of its table. */
interface ITable {
  readonly id: string;
  /** The variable that held it; null for none. */
  readonly name: string | null;
}

/** The output. */
export class TableOutput extends Panel implements IRenderMime.IRenderer {
  constructor(options: TableOutput.IOptions) {
    super();
    this.addClass('jp-DeephavenTableOutput');
    this._options = options;
    this._place = new Panel();
    this._place.addClass('jp-DeephavenTableOutput-place');
    this._footer = new Widget();
    this._footer.addClass('jp-DeephavenTableOutput-footer');
    this.addWidget(this._place);
    this.addWidget(this._footer);
    this.node.addEventListener('wheel', event => this._onWheel(event), {
      capture: true,
      passive: true
    });
  }

  async renderModel(model: IRenderMime.IMimeModel): Promise<void> {
    const table = readTable(model.data[TABLE_TYPE]);
    if (table?.id !== this._table?.id || !this._live) {
      this._leave();
      this._table = table;
      this._live = table && this._options.tables.use(table.id);
    }
    this._model = model;
    if (this._live) {
      this._watch();
    } else {
      await this._showPreview();
    }
    this._updateFooter();
  }

  dispose(): void {
    if (!this.isDisposed) {
      this._leave();
      super.dispose();
    }
  }

  /** The grid takes the wheel once it is clicked; until then, the page scrolls. */
  private _onWheel(event: WheelEvent): void {
    if (!this.node.contains(document.activeElement)) {
      event.stopPropagation();
    }
  }

  /** Let go of the table. */
  private _leave(): void {
    this._observer?.disconnect();
    this._observer = null;
    this._hide();
    if (this._live && this._table) {
      this._options.tables.release(this._table.id);
    }
    this._live = null;
  }

  private _watch(): void {
    if (this._observer) {
      return;
    }
    this._observer = new IntersectionObserver(
      entries => {
        const isSeen = entries[entries.length - 1].isIntersecting;
        if (isSeen) {
          void this._show();
        } else {
          this._hide();
        }
      },
      { rootMargin: MARGIN }
    );
    this._observer.observe(this.node);
  }

  /** Have the grid on the page. */
  private async _show(): Promise<void> {
    const live = this._live;
    if (!live || this._isShown) {
      return;
    }
    this._isShown = true;
    const isWanted = () =>
      this._isShown && !this.isDisposed && live === this._live;
    try {
      const object = await live.open();
      if (!isWanted()) {
        object.close();
        return;
      }
      let view: ITableView;
      try {
        // The grid comes with it.
        const { IrisTable } = await import('../../results/table/irisTable');
        const { formats, themes, trans } = this._options;
        view = new IrisTable({
          name: this._table?.name ?? trans.__('Table'),
          viewState: this._viewState,
          formats,
          themes,
          trans
        });
      } catch (reason) {
        object.close();
        throw reason;
      }
      if (!isWanted() || this._view) {
        view.dispose();
        object.close();
        return;
      }
      view.changed.connect(this._updateFooter, this);
      await view.showTable(live.api, object);
      if (!isWanted()) {
        view.dispose();
        return;
      }
      this._setContent(view);
      this._view = view;
      this._fit('isRefreshing' in object && object.isRefreshing === true);
      this._updateFooter();
    } catch (reason) {
      if (isWanted()) {
        console.warn('A Deephaven table could not be opened', reason);
        this._leave();
        await this._showPreview();
        this._updateFooter();
      }
    }
  }

  /** Take it off the page; its place stays as large as it was. */
  private _hide(): void {
    this._isShown = false;
    if (this._view) {
      this._viewState = this._view.viewState;
      this._view.dispose();
      this._view = null;
    }
  }

  private async _showPreview(): Promise<void> {
    const { rendermime } = this._options;
    const model = this._model;
    const type = PREVIEW_TYPES.find(type => model?.data[type] !== undefined);
    if (!model || !type) {
      return;
    }
    const renderer = rendermime.createRenderer(type);
    await renderer.renderModel(model);
    if (this.isDisposed) {
      renderer.dispose();
      return;
    }
    this._place.node.style.height = '';
    this._setContent(renderer);
  }

  private _setContent(content: Widget): void {
    this.toggleClass('jp-mod-live', this._live !== null);
    [...this._place.widgets].forEach(widget => widget.dispose());
    this._place.addWidget(content);
  }

  /** Make room for as many rows as there are. */
  private _fit(isTicking: boolean): void {
    const { style } = this._place.node;
    // One that grows is not to move what is below it.
    const shown = isTicking ? MAX_ROWS : (this._view?.rows?.shown ?? 0);
    const rows = Math.min(MAX_ROWS, Math.max(2, shown));
    if (style.height === '') {
      style.height = `${rows * ROW + AROUND}px`;
    }
  }

  private _updateFooter(): void {
    const { canOpen, open, trans } = this._options;
    const { _live: live, _table: table } = this;
    const texts: (string | HTMLElement)[] = [];
    if (live) {
      const rows = this._view?.rows ?? null;
      if (rows) {
        texts.push(
          trans._n('%2 row', '%2 rows', rows.shown, rows.shown.toLocaleString())
        );
      }
      if (table?.name && canOpen()) {
        const button = document.createElement('button');
        button.className = 'jp-DeephavenTableOutput-open';
        button.textContent = trans.__('Open %1 in a tab', table.name);
        const { name } = table;
        button.addEventListener('click', () => open(name, live.server));
        texts.push(button);
      }
    } else {
      texts.push(trans.__('Run the cell again to see the table live.'));
    }
    this._footer.node.replaceChildren(
      ...texts.map(text => {
        const part = document.createElement('span');
        part.append(text);
        return part;
      })
    );
  }

  private _footer: Widget;
  private _isShown = false;
  private _live: ILiveTable | null = null;
  private _model: IRenderMime.IMimeModel | null = null;
  private _observer: IntersectionObserver | null = null;
  private _options: TableOutput.IOptions;
  private _place: Panel;
  private _table: ITable | null = null;
  private _view: ITableView | null = null;
  private _viewState: IViewState = INITIAL_VIEW;
}

/** A namespace for `TableOutput` statics. */
export namespace TableOutput {
  /** What an output needs. */
  export interface IOptions {
    readonly tables: LiveTables;
    readonly rendermime: IRenderMimeRegistry;
    readonly formats: IFormats;
    readonly themes: IThemeManager | null;
    /** Whether there is something that opens variables. */
    readonly canOpen: () => boolean;
    /** Opens a variable in a tab. */
    readonly open: (name: string, server: string) => void;
    readonly trans: TranslationBundle;
  }
}

function readTable(value: unknown): ITable | null {
  const { id, name } = (value ?? {}) as Partial<Record<string, unknown>>;
  return typeof id === 'string'
    ? { id, name: typeof name === 'string' ? name : null }
    : null;
}
