/**
 * A figure, drawn by Deephaven's own chart.
 */
import type { ChartModel } from '@deephaven/chart';
import { Chart, ChartModelFactory, ChartThemeProvider } from '@deephaven/chart';
import { ErrorBoundary } from '@deephaven/components';
import type { dh } from '@deephaven/jsapi-types';
import type { Message } from '@lumino/messaging';
import * as React from 'react';

import type { DeephavenApi } from '../../connection/api';
import { notifyFailure } from '../../ui/commandErrors';
import { DeephavenApp } from './deephavenApp';
import { DeephavenView } from './deephavenView';
import { gridSettings } from './gridSettings';
import type { IViewOptions } from './tableView';

/** What is on the page. */
interface IShown {
  readonly api: DeephavenApi;
  readonly model: ChartModel;
  /** Another number for each one. */
  readonly revision: number;
}

/** Shows a figure, and closes it. */
export class FigureView extends DeephavenView {
  constructor(options: IViewOptions) {
    super(options);
    this.addClass('jp-DeephavenFigure');
    this.node.setAttribute('role', 'img');
    this.node.setAttribute(
      'aria-label',
      options.trans.__('Plot %1', options.name)
    );
    this._options = options;
  }

  /**
   * Show a figure in place of the one before.
   *
   * @param figure - becomes the view's to close, also when this rejects.
   */
  async showFigure(api: DeephavenApi, figure: dh.plot.Figure): Promise<void> {
    this._revision += 1;
    const revision = this._revision;
    let model: ChartModel;
    try {
      model = await ChartModelFactory.makeModel(
        api as unknown as typeof dh,
        undefined,
        figure
      );
    } catch (reason) {
      figure.close();
      throw reason;
    }
    if (this.isDisposed || revision !== this._revision) {
      close(model);
      return;
    }
    model.setRenderOptions({ webgl: false });
    const former = this._shown;
    this._shown = { api, model, revision };
    this.update();
    // Not before the page has let go of it.
    await this.renderPromise;
    if (former) {
      close(former.model);
    }
  }

  dispose(): void {
    if (this.isDisposed) {
      return;
    }
    // First the chart, which stops to listen to its model.
    super.dispose();
    if (this._shown) {
      close(this._shown.model);
    }
  }

  protected render(): JSX.Element | null {
    if (!this._shown) {
      return null;
    }
    const { api, model, revision } = this._shown;
    const { formats, trans } = this._options;
    return (
      <DeephavenApp api={api} themes={this.themes} trans={trans}>
        <ChartThemeProvider>
          <ErrorBoundary key={revision}>
            <Chart
              model={model}
              // The bundle draws no points by WebGL.
              settings={
                { ...gridSettings(api, formats.value), webgl: false } as never
              }
              onError={notifyFailure}
              isActive={this._isActive}
            />
          </ErrorBoundary>
        </ChartThemeProvider>
      </DeephavenApp>
    );
  }

  protected onAfterShow(message: Message): void {
    super.onAfterShow(message);
    this._setActive(true);
  }

  protected onBeforeHide(message: Message): void {
    super.onBeforeHide(message);
    this._setActive(false);
  }

  /** Out of sight, the server is not to send what changes. */
  private _setActive(isActive: boolean): void {
    this._isActive = isActive;
    this.update();
  }

  private _isActive = true;
  private _options: IViewOptions;
  private _revision = 0;
  private _shown: IShown | null = null;
}

/** Whether a figure has a series that plotly's bundle cannot draw. */
export function hasTreemap(api: DeephavenApi, figure: dh.plot.Figure): boolean {
  const { TREEMAP } = (api as unknown as typeof dh).plot.SeriesPlotStyle;
  return figure.charts.some(chart =>
    chart.series.some(({ plotStyle }) => plotStyle === TREEMAP)
  );
}

/** Close a model, and its figure with it. */
function close(model: ChartModel): void {
  try {
    model.close();
  } catch (reason) {
    // The connection may be gone, and the figure with it.
    console.debug('Closing a Deephaven figure', reason);
  }
}
