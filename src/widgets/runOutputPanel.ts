/**
 * The panel of the last runs: what each printed, how it ended, what it made.
 */
import { OutputAreaModel, SimplifiedOutputArea } from '@jupyterlab/outputarea';
import type { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import type { TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget } from '@jupyterlab/ui-components';
import type { Message } from '@lumino/messaging';
import { Throttler } from '@lumino/polling';
import { Signal } from '@lumino/signaling';
import { Panel, Widget } from '@lumino/widgets';
import * as React from 'react';

import type { IRun, IRuns } from '../tokens';
import { RunFooter, RunHeader } from './runSummary';

/** What the panel needs. */
export interface IRunOutputOptions {
  readonly runs: IRuns;
  readonly rendermime: IRenderMimeRegistry;
  readonly trans: TranslationBundle;
}

/** The runs, the newest last and in view. */
export class RunOutputPanel extends Panel {
  constructor(options: IRunOutputOptions) {
    super();
    this.addClass('jp-DeephavenOutput');
    this._options = options;
    this._empty = emptyState(options.trans);
    options.runs.changed.connect(this._sync, this);
    this._sync();
  }

  dispose(): void {
    Signal.clearData(this);
    super.dispose();
  }

  /** Show one view for each run. */
  private _sync(): void {
    const { runs } = this._options.runs;
    for (const [run, view] of this._views) {
      if (!runs.includes(run)) {
        this._views.delete(run);
        view.dispose();
      }
    }
    for (const run of runs) {
      if (!this._views.has(run)) {
        const view = new RunView(run, this._options, () => this._scroll());
        this._views.set(run, view);
        this.addWidget(view);
        this._follows = true;
        this._scroll();
      }
    }
    if (runs.length === 0) {
      this.addWidget(this._empty);
    } else {
      this._empty.parent = null;
    }
  }

  protected onAfterAttach(msg: Message): void {
    super.onAfterAttach(msg);
    this.node.addEventListener('scroll', this._onScroll, { passive: true });
  }

  protected onBeforeDetach(msg: Message): void {
    this.node.removeEventListener('scroll', this._onScroll);
    super.onBeforeDetach(msg);
  }

  /** Keep the end in view, unless the user has scrolled away from it. */
  private _scroll(): void {
    requestAnimationFrame(() => {
      if (this._follows && !this.isDisposed) {
        this.node.scrollTop = this.node.scrollHeight;
      }
    });
  }

  private _onScroll = (): void => {
    const { scrollHeight, scrollTop, clientHeight } = this.node;
    this._follows = scrollHeight - scrollTop - clientHeight < 20;
  };

  private _empty: Widget;
  private _follows = true;
  private _options: IRunOutputOptions;
  private _views = new Map<IRun, RunView>();
}

/** One run. */
class RunView extends Panel {
  constructor(run: IRun, options: IRunOutputOptions, onResize: () => void) {
    super();
    this.addClass('jp-DeephavenOutput-run');
    this._run = run;
    this._onResize = onResize;
    const { trans, rendermime } = options;
    this._area = new SimplifiedOutputArea({
      model: new OutputAreaModel({ trusted: false }),
      rendermime
    });
    this._header = ReactWidget.create(RunHeader({ run, trans }));
    this._header.addClass('jp-DeephavenOutput-header');
    this._footer = ReactWidget.create(RunFooter({ run, trans }));
    this.addWidget(this._header);
    this.addWidget(this._area);
    this.addWidget(this._footer);
    this._throttler = new Throttler(() => this._update(), { limit: 50 });
    run.changed.connect(this._onRunChanged, this);
    this._update();
  }

  dispose(): void {
    Signal.clearData(this);
    this._throttler.dispose();
    this._area.model.dispose();
    super.dispose();
  }

  private _onRunChanged(): void {
    if (this._run.ended) {
      this._update();
    } else {
      void this._throttler.invoke();
    }
  }

  /** Add what is new since the last update. */
  private _update(): void {
    if (this.isDisposed) {
      return;
    }
    const { output, result, failure, ended } = this._run;
    if (output.length > this._shown) {
      this._area.model.add({
        output_type: 'stream',
        name: 'stdout',
        text: output.slice(this._shown)
      });
      this._shown = output.length;
    }
    const error = result?.error ?? failure;
    if (ended && error) {
      const lines = error.trimEnd().split('\n');
      const [ename, ...evalue] = lines[lines.length - 1].split(': ');
      this._area.model.add({
        output_type: 'error',
        ename,
        evalue: evalue.join(': '),
        traceback: lines
      });
    }
    this._header.update();
    this._footer.update();
    this._onResize();
  }

  private _area: SimplifiedOutputArea;
  private _footer: ReactWidget;
  private _header: ReactWidget;
  private _onResize: () => void;
  private _run: IRun;
  private _shown = 0;
  private _throttler: Throttler;
}

function emptyState(trans: TranslationBundle): Widget {
  const widget = ReactWidget.create(
    React.createElement(
      'p',
      { className: 'jp-DeephavenOutput-empty' },
      trans.__(
        'Nothing has run yet. Open a Python file and choose “Run File in Deephaven” from the Run menu.'
      )
    )
  );
  return widget;
}
