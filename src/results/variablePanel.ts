/**
 * One variable of a server in a tab: what it holds, or why it cannot be shown
 * now and what to do about it.
 */
import type { dh } from '@deephaven/jsapi-types';
import type { IThemeManager } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { Message } from '@lumino/messaging';
import { MessageLoop } from '@lumino/messaging';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';
import { Panel, Widget } from '@lumino/widgets';

import type { DeephavenApi } from '../connection/api';
import type { IInspection } from '../protocol/sessionVariables';
import type { IDeephavenServer, IDeephavenServers, IVariable } from '../tokens';
import { notifyFailure } from '../ui/commandErrors';
import { isFigure, isTabular } from '../worker/variables';
import type { FigureView } from './deephaven/figureView';
import type { IFormats, ITableView, TableObject } from './deephaven/tableView';
import type { IViewState } from './deephaven/viewState';
import type { INotice } from './noticeBar';
import { NoticeBar } from './noticeBar';
import type { ValueView } from './valueView';
import { WebFrame } from './webFrame';

/** The panel of a variable; follows the server and the variable. */
export class VariablePanel extends Panel {
  constructor(options: VariablePanel.IOptions) {
    super();
    this.addClass('jp-DeephavenVariable');
    this._options = options;
    this.server = options.server;
    this.name = options.name;
    this._viewState = options.viewState;
    this._notice = new NoticeBar();
    this.addWidget(this._notice);
    options.servers.changed.connect(this._update, this);
    this._update();
  }

  /** The name of the server. */
  readonly server: string;

  /** The name of the variable. */
  readonly name: string;

  /** Emitted when what is shown, or can be done with it, changes. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** The table that is shown; null where none is. */
  get table(): ITableView | null {
    return this._table;
  }

  /** How the table is shown, also while none is. */
  get viewState(): IViewState {
    return this._table?.viewState ?? this._viewState;
  }

  /** Whether what is shown is what the variable holds now. */
  get isLive(): boolean {
    return this._isLive;
  }

  /** Resolves when the variable is shown, or why not. */
  get settled(): Promise<void> {
    return this._opening ?? Promise.resolve();
  }

  /** Reload the variable. */
  refresh(): void {
    this._shown = null;
    this._failure = null;
    this._update();
  }

  dispose(): void {
    Signal.disconnectReceiver(this);
    super.dispose();
  }

  protected onActivateRequest(msg: Message): void {
    if (this._content && !this._notice.hasAction) {
      this._content.activate();
    } else {
      this._notice.activate();
    }
  }

  /** Show what is so now; fetch the variable if it is another. */
  private _update(): void {
    if (this.isDisposed) {
      return;
    }
    const server = this._options.servers.find(this.server);
    if (server !== this._followed) {
      this._followed?.variables.changed.disconnect(this._update, this);
      server?.variables.changed.connect(this._update, this);
      this._followed = server;
    }
    if (this._content instanceof WebFrame && !server?.pages) {
      // It is signed in: it ends with the connection that it belongs to.
      this._setContent(null);
      this._shown = null;
    }
    const variable = server?.variables.find(this.name) ?? null;
    if (variable && variable.revision !== this._shown) {
      this._shown = variable.revision;
      this._failure = null;
      this._opening = this._open(server!, variable);
    }
    const isLive = variable !== null && this._failure === null;
    this._isLive = isLive;
    this.toggleClass('jp-mod-stale', !isLive);
    this._say(this._noticeNow(server, variable));
    this._changed.emit();
  }

  private async _open(
    server: IDeephavenServer,
    variable: IVariable
  ): Promise<void> {
    this._isOpening = true;
    this._needsPage = false;
    // It may be set again, or the connection lost, while it is fetched.
    const isWanted = () =>
      !this.isDisposed && this._shown === variable.revision;
    try {
      if (!variable.isExported) {
        const value = await server.variables.inspect(variable.name);
        if (isWanted()) {
          await this._showValue(value);
        }
        return;
      }
      if (!isTabular(variable) && !isFigure(variable)) {
        this._showFrame(server);
        return;
      }
      const { api, object } = await server.variables.fetch(variable);
      if (!isWanted()) {
        (object as TableObject).close();
      } else if (isFigure(variable)) {
        await this._showFigure(
          server,
          api as DeephavenApi,
          object as dh.plot.Figure
        );
      } else {
        await this._showTable(api as DeephavenApi, object as TableObject);
      }
    } catch (reason) {
      if (isWanted()) {
        this._failure =
          reason instanceof Error ? reason.message : String(reason);
      }
    } finally {
      if (isWanted()) {
        this._isOpening = false;
        this._update();
      }
    }
  }

  private async _showTable(
    api: DeephavenApi,
    object: TableObject
  ): Promise<void> {
    let table: ITableView;
    try {
      table = this._table ?? (await this._addTable());
    } catch (reason) {
      object.close();
      throw reason;
    }
    await table.showTable(api, object);
  }

  private async _addTable(): Promise<ITableView> {
    // The grid comes with it; most pages never show a table.
    const { IrisTable } = await import('./table/irisTable');
    if (this.isDisposed) {
      throw new Error('The tab was closed');
    }
    if (this._table) {
      // A later revision of the variable was faster.
      return this._table;
    }
    const { formats, themes, trans } = this._options;
    const table = new IrisTable({
      name: this.name,
      viewState: this.viewState,
      formats,
      themes,
      trans
    });
    table.changed.connect(this._update, this);
    this._setContent(table);
    this._table = table;
    return table;
  }

  private async _showFigure(
    server: IDeephavenServer,
    api: DeephavenApi,
    figure: dh.plot.Figure
  ): Promise<void> {
    // Plotly comes with it.
    const { FigureView, hasTreemap } = await import('./deephaven/figureView');
    if (this.isDisposed) {
      figure.close();
      return;
    }
    if (hasTreemap(api, figure)) {
      figure.close();
      this._showFrame(server);
      return;
    }
    if (!(this._content instanceof FigureView)) {
      const { formats, themes, trans } = this._options;
      this._setContent(
        new FigureView({ name: this.name, formats, themes, trans })
      );
    }
    await (this._content as FigureView).showFigure(api, figure);
  }

  private async _showValue(value: IInspection): Promise<void> {
    const { ValueView } = await import('./valueView');
    if (this.isDisposed) {
      return;
    }
    if (!(this._content instanceof ValueView)) {
      this._setContent(new ValueView(this.name, this._options.trans));
    }
    await (this._content as ValueView).showValue(value);
  }

  private _showFrame(server: IDeephavenServer): void {
    this._needsPage = true;
    if (server.pages === null) {
      this._setContent(null);
      return;
    }
    this._setContent(
      new WebFrame({
        server,
        url: server.pages,
        variable: this.name,
        themes: this._options.themes,
        trans: this._options.trans
      })
    );
  }

  private _setContent(content: Widget | null): void {
    this._viewState = this.viewState;
    this._table = null;
    this._content?.dispose();
    this._content = content;
    if (content) {
      this.addWidget(content);
    }
  }

  private _noticeNow(
    server: IDeephavenServer | null,
    variable: IVariable | null
  ): INotice | null {
    const { name, _options: options } = this;
    const { connect, trans } = options;
    if (!server) {
      return {
        text: trans.__(
          'There is no server called “%1” any more. Add it again to see %2.',
          this.server,
          name
        )
      };
    }
    const { reason, state } = server;
    if (state === 'connecting') {
      return {
        text: trans.__('Connecting to %1…', this.server),
        isBusy: true
      };
    }
    if (state !== 'connected') {
      return {
        text:
          state === 'failed' && reason
            ? reason
            : this._content
              ? trans.__(
                  'Disconnected from %1. Showing the last data of %2.',
                  this.server,
                  name
                )
              : trans.__('Connect to %1 to see %2.', this.server, name),
        isError: state === 'failed',
        action: {
          label: trans.__('Connect'),
          execute: () => {
            // A failure shows here.
            connect(server).catch(notifyFailure);
          }
        }
      };
    }
    if (!variable) {
      return server.variables.isKnown
        ? {
            text: this._content
              ? trans.__(
                  '%1 no longer exists. Showing its last data. Run the code that makes it.',
                  name
                )
              : trans.__(
                  '%1 has no variable %2. Run the code that makes it.',
                  this.server,
                  name
                )
          }
        : { text: trans.__('Loading %1…', name), isBusy: true };
    }
    if (this._failure !== null) {
      return {
        text: trans.__('%1 could not be opened: %2', name, this._failure),
        isError: true,
        action: {
          label: trans.__('Try Again'),
          execute: () => this.refresh()
        }
      };
    }
    if (this._needsPage && server.pages === null) {
      return {
        text: trans.__(
          'Can’t show %1 here. Deephaven’s page for it needs a direct connection to a server without a path in its address.',
          name
        )
      };
    }
    if (this._isOpening && !this._content) {
      return { text: trans.__('Loading %1…', name), isBusy: true };
    }
    return null;
  }

  /** Say it above what is shown, or in its place. */
  private _say(notice: INotice | null): void {
    this.toggleClass('jp-mod-alone', this._content === null);
    if (this._notice.say(notice) && this._content) {
      // It has more or less room now.
      MessageLoop.postMessage(this._content, Widget.ResizeMessage.UnknownSize);
    }
  }

  private _changed = new Signal<this, void>(this);
  private _content: Widget | null = null;
  private _failure: string | null = null;
  private _followed: IDeephavenServer | null = null;
  private _isLive = false;
  private _isOpening = false;
  /** Whether only a page of Deephaven's shows the variable. */
  private _needsPage = false;
  private _notice: NoticeBar;
  private _opening: Promise<void> | null = null;
  private _options: VariablePanel.IOptions;
  /** The revision that is shown, or will soon be. */
  private _shown: number | null = null;
  private _table: ITableView | null = null;
  private _viewState: IViewState;
}

/** A namespace for `VariablePanel` statics. */
export namespace VariablePanel {
  /** What the panel needs. */
  export interface IOptions {
    /** The name of the server. */
    readonly server: string;
    /** The name of the variable. */
    readonly name: string;
    /** How a table is shown at first. */
    readonly viewState: IViewState;
    readonly formats: IFormats;
    readonly servers: IDeephavenServers;
    /** Connects to the server, asking what to sign in with. */
    readonly connect: (server: IDeephavenServer) => Promise<unknown>;
    readonly themes: IThemeManager | null;
    readonly trans: TranslationBundle;
  }
}
