/**
 * The panel of the last runs: what each printed, how it ended, what it made.
 */
import { Clipboard } from '@jupyterlab/apputils';
import { OutputAreaModel, SimplifiedOutputArea } from '@jupyterlab/outputarea';
import type { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import type { TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget } from '@jupyterlab/ui-components';
import type { CommandRegistry } from '@lumino/commands';
import type { Message } from '@lumino/messaging';
import { Poll, Throttler } from '@lumino/polling';
import { Signal } from '@lumino/signaling';
import { Panel, Widget } from '@lumino/widgets';
import * as React from 'react';

import type { IFrame, IRun, IRuns } from '../../tokens';
import { reportFailure } from '../../ui/commandErrors';
import { CommandIDs } from '../../ui/commandIds';
import { streamOutputs } from '../../ui/streamOutputs';
import { keptText } from '../../worker/keptOutput';
import type { IRunActions } from './runSummary';
import { RunFooter, RunHeader } from './runSummary';
import { serveOffer, ServeOfferView } from '../missing/serveOffer';
import { TracebackView } from '../errors/tracebackView';

/** What the panel needs. */
export interface IRunOutputOptions {
  readonly commands: CommandRegistry;
  readonly runs: IRuns;
  readonly rendermime: IRenderMimeRegistry;
  /** Opens a frame's file; null where that is not possible. */
  readonly open: ((frame: IFrame) => void) | null;
  readonly trans: TranslationBundle;
}

/** The runs, the newest last and in view. */
export class RunOutputPanel extends Panel {
  constructor(options: IRunOutputOptions) {
    super();
    this.addClass('jp-DeephavenOutput');
    this._options = options;
    // What a run prints, and what React shows of it later.
    this._sizes = new ResizeObserver(() => this._scroll());
    this._empty = emptyState(options.trans);
    options.runs.changed.connect(this._sync, this);
    this._sync();
  }

  dispose(): void {
    Signal.disconnectReceiver(this);
    this._sizes.disconnect();
    super.dispose();
  }

  /** Show one view for each run. */
  private _sync(): void {
    const { runs } = this._options.runs;
    for (const [run, view] of this._views) {
      if (!runs.includes(run)) {
        this._views.delete(run);
        this._sizes.unobserve(view.node);
        view.dispose();
      }
    }
    for (const run of runs) {
      if (!this._views.has(run)) {
        const view = new RunView(run, this._options);
        this._views.set(run, view);
        this.insertWidget(runs.indexOf(run), view);
        this._follows = true;
        this._sizes.observe(view.node);
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
    if (this._follows) {
      this.node.scrollTop = this.node.scrollHeight;
    }
  }

  private _onScroll = (): void => {
    const { scrollHeight, scrollTop, clientHeight } = this.node;
    const isAtEnd = scrollHeight - scrollTop - clientHeight < 20;
    // It may have grown since it was scrolled to the end: only who goes up
    // leaves that.
    this._follows = isAtEnd || (this._follows && scrollTop >= this._top);
    this._top = scrollTop;
  };

  private _empty: Widget;
  private _follows = true;
  private _options: IRunOutputOptions;
  private _sizes: ResizeObserver;
  /** Where it was scrolled to last. */
  private _top = 0;
  private _views = new Map<IRun, RunView>();
}

/** One run. */
class RunView extends Panel {
  constructor(run: IRun, options: IRunOutputOptions) {
    super();
    this.addClass('jp-DeephavenOutput-run');
    this._run = run;
    const { commands, trans, rendermime } = options;
    this._commands = commands;
    this._trans = trans;
    this._open = options.open;
    this._head = outputArea(rendermime);
    this._tail = outputArea(rendermime);
    this._header = new RunHeader(run, runActions(this, run, options), trans);
    this._footer = new RunFooter(run, commands, trans);
    this.addWidget(this._header);
    this.addWidget(this._head);
    this.addWidget(this._tail);
    this.addWidget(this._footer);
    this._throttler = new Throttler(() => this._update(), {
      limit: 50,
      edge: 'trailing'
    });
    this._tailThrottler = new Throttler(() => this._showTail(), {
      limit: 500,
      edge: 'trailing'
    });
    run.changed.connect(this._onRunChanged, this);
    this._clock = new Poll({
      factory: async () => this._header.update(),
      frequency: { interval: 1000, backoff: false },
      name: 'jupyterlab-deephaven:run-clock'
    });
    this._update();
  }

  dispose(): void {
    Signal.disconnectReceiver(this);
    this._throttler.dispose();
    this._tailThrottler.dispose();
    this._clock.dispose();
    this._head.model.dispose();
    this._tail.model.dispose();
    super.dispose();
  }

  private _onRunChanged(): void {
    if (this._run.ended && !this._isComplete) {
      this._update();
    } else {
      void this._throttler.invoke();
    }
  }

  /** Add what is new since the last update: threads of a run print also after its end. */
  private _update(): void {
    if (this.isDisposed) {
      return;
    }
    this._showHead();
    const { began, output, result, failure, ended, isStopped } = this._run;
    if (output.tail.length > 0 || output.leftOut > 0) {
      void this._tailThrottler.invoke();
    }
    if (this._isComplete) {
      return;
    }
    if (ended) {
      this._isComplete = true;
      this._clock.dispose();
      // Of one that never began, the header says all.
      this._showError(
        isStopped && began === null ? null : (result?.error ?? failure)
      );
    }
    this._header.update();
    this._footer.update();
  }

  private _showHead(): void {
    const { head } = this._run.output;
    const texts = head.slice(this._shown);
    this._shown = head.length;
    for (const output of streamOutputs(texts)) {
      this._head.model.add(output);
    }
  }

  private _showTail(): void {
    if (this.isDisposed) {
      return;
    }
    const { leftOut, tail } = this._run.output;
    const gap = this._trans.__('… %1 characters left out …', leftOut);
    this._tail.model.fromJSON(
      streamOutputs([
        ...(leftOut > 0
          ? [{ stream: 'stderr', text: `\n${gap}\n` } as const]
          : []),
        ...tail
      ])
    );
  }

  private _showError(error: string | null): void {
    if (error === null) {
      return;
    }
    const traceback = error.trimEnd();
    const view = new TracebackView({
      traceback,
      open: this._open,
      trans: this._trans
    });
    this.insertWidget(this.widgets.indexOf(this._footer), view);
    const offer = serveOffer(this._run, this._commands, this._trans);
    if (offer) {
      const offered = new ServeOfferView(offer);
      this.insertWidget(this.widgets.indexOf(this._footer), offered);
    }
  }

  /** Shows how long the run takes, until it ends. */
  private _clock: Poll;
  private _commands: CommandRegistry;
  private _footer: RunFooter;
  private _head: SimplifiedOutputArea;
  private _header: RunHeader;
  private _isComplete = false;
  private _open: ((frame: IFrame) => void) | null;
  private _run: IRun;
  /** How many texts of the beginning are shown. */
  private _shown = 0;
  private _tail: SimplifiedOutputArea;
  private _tailThrottler: Throttler;
  private _throttler: Throttler;
  private _trans: TranslationBundle;
}

/** What the buttons of a run's header do. */
function runActions(
  view: Widget,
  run: IRun,
  { commands, runs }: IRunOutputOptions
): IRunActions {
  const execute = (command: string) => {
    void reportFailure(false, () => commands.execute(command, { run: run.id }));
  };
  return {
    get canStop() {
      return commands.hasCommand(CommandIDs.stopRun);
    },
    get canRunAgain() {
      return (
        commands.hasCommand(CommandIDs.runAgain) &&
        commands.isEnabled(CommandIDs.runAgain, { run: run.id })
      );
    },
    stop: () => execute(CommandIDs.stopRun),
    runAgain: () => execute(CommandIDs.runAgain),
    copy: () => Clipboard.copyToSystem(printedText(run)),
    clear: () => runs.clear(run),
    fold: isFolded => {
      view.toggleClass('jp-mod-folded', isFolded);
    }
  };
}

/** All that a run printed, and its error. */
function printedText({ failure, output, result }: IRun): string {
  return keptText(output) + (result?.error ?? failure ?? '');
}

function outputArea(rendermime: IRenderMimeRegistry): SimplifiedOutputArea {
  return new SimplifiedOutputArea({
    model: new OutputAreaModel({ trusted: false }),
    rendermime
  });
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
