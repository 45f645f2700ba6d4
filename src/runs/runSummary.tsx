/**
 * The lines above and below a run's output.
 */
import type { TranslationBundle } from '@jupyterlab/translation';
import {
  checkIcon,
  errorIcon,
  ReactWidget,
  stopIcon
} from '@jupyterlab/ui-components';
import type { CommandRegistry } from '@lumino/commands';
import * as React from 'react';

import type { IRun, IRunResult } from '../tokens';
import { receiptText } from '../ui/activityText';
import { CommandIDs } from '../ui/commandIds';

/** What ran, where, when and how it ended; shows what is so at `update()`. */
export class RunHeader extends ReactWidget {
  constructor(run: IRun, commands: CommandRegistry, trans: TranslationBundle) {
    super();
    this.addClass('jp-DeephavenOutput-header');
    this._commands = commands;
    this._run = run;
    this._trans = trans;
  }

  protected render(): JSX.Element {
    const run = this._run;
    const trans = this._trans;
    const started = run.started.toLocaleTimeString();
    return (
      <>
        <span className="jp-DeephavenOutput-state" data-state={stateOf(run)}>
          <StateIcon run={run} trans={trans} />
        </span>
        <span className="jp-DeephavenOutput-label" title={run.label}>
          {run.label}
        </span>
        <span className="jp-DeephavenOutput-details">
          {trans.__('%1 · %2 · %3', run.server, started, progress(run, trans))}
        </span>
        {run.ended === null &&
          this._commands.hasCommand(CommandIDs.stopRun) && (
            <button
              className="jp-DeephavenOutput-stop jp-ToolbarButtonComponent jp-Button jp-mod-minimal"
              title={trans.__('Stop this run')}
              aria-label={trans.__('Stop %1', run.label)}
              onClick={() => this._stop()}
            >
              <stopIcon.react tag="span" />
            </button>
          )}
      </>
    );
  }

  private _stop(): void {
    void this._commands.execute(CommandIDs.stopRun, { run: this._run.id });
  }

  private _commands: CommandRegistry;
  private _run: IRun;
  private _trans: TranslationBundle;
}

/** What a run created, changed and removed, and what its imports took. */
export class RunFooter extends ReactWidget {
  constructor(run: IRun, commands: CommandRegistry, trans: TranslationBundle) {
    super();
    this._commands = commands;
    this._run = run;
    this._trans = trans;
    // What a run made can be opened as long as it is there.
    commands.commandChanged.connect((_, { id }) => {
      if (id === CommandIDs.openVariable && run.result) {
        this.update();
      }
    }, this);
  }

  protected render(): JSX.Element | null {
    const { result } = this._run;
    const trans = this._trans;
    const opener = (name: string) => this._opener(name);
    return (
      result && (
        <>
          <Names
            label={trans.__('Created')}
            names={result.created}
            opener={opener}
            trans={trans}
          />
          <Names
            label={trans.__('Updated')}
            names={result.updated}
            opener={opener}
            trans={trans}
          />
          <Names
            label={trans.__('Removed')}
            names={result.removed}
            opener={() => null}
            trans={trans}
          />
          <Receipt result={result} trans={trans} />
        </>
      )
    );
  }

  /** What opens a variable; null where it cannot be opened. */
  private _opener(name: string): (() => void) | null {
    const commands = this._commands;
    const command = CommandIDs.openVariable;
    const args = { server: this._run.server, name, interactive: true };
    return commands.hasCommand(command) && commands.isEnabled(command, args)
      ? () => void commands.execute(command, args)
      : null;
  }

  private _commands: CommandRegistry;
  private _run: IRun;
  private _trans: TranslationBundle;
}

function StateIcon(props: {
  run: IRun;
  trans: TranslationBundle;
}): JSX.Element {
  const { run, trans } = props;
  switch (stateOf(run)) {
    case 'running':
    case 'waiting':
    case 'stopping':
      return (
        <span
          className="jp-Deephaven-spinner"
          role="img"
          aria-label={
            stateOf(run) === 'waiting'
              ? trans.__('Waiting')
              : trans.__('Running')
          }
        />
      );
    case 'stopped':
      return <stopIcon.react tag="span" title={trans.__('Stopped')} />;
    case 'failed':
      return <errorIcon.react tag="span" title={trans.__('Failed')} />;
    default:
      return <checkIcon.react tag="span" title={trans.__('Done')} />;
  }
}

function Names(props: {
  label: string;
  names: string[];
  opener: (name: string) => (() => void) | null;
  trans: TranslationBundle;
}): JSX.Element | null {
  const { label, names, opener, trans } = props;
  if (names.length === 0) {
    return null;
  }
  return (
    <p className="jp-DeephavenOutput-names">
      <span>{label}</span>
      {names.map(name => {
        const open = opener(name);
        return open ? (
          <button
            key={name}
            className="jp-DeephavenOutput-variable"
            title={trans.__('Open %1', name)}
            onClick={open}
          >
            <code>{name}</code>
          </button>
        ) : (
          <code key={name}>{name}</code>
        );
      })}
    </p>
  );
}

function Receipt(props: {
  result: IRunResult;
  trans: TranslationBundle;
}): JSX.Element | null {
  const { result, trans } = props;
  const { receipt } = result;
  const text = receipt ? receiptText(receipt, trans) : '';
  if (!text) {
    return null;
  }
  const all = receipt!.requested.join(', ');
  return (
    <p
      className="jp-DeephavenOutput-names jp-DeephavenOutput-receipt"
      title={all && trans.__('The worker asked for: %1', all)}
    >
      <span>{trans.__('Imports')}</span>
      {text}
    </p>
  );
}

type State = 'waiting' | 'running' | 'stopping' | 'stopped' | 'failed' | 'done';

function stateOf(run: IRun): State {
  if (run.ended === null) {
    return run.isStopping ? 'stopping' : run.began ? 'running' : 'waiting';
  }
  return run.isStopped ? 'stopped' : run.failed ? 'failed' : 'done';
}

/** How far a run is, and how long it took up to now. */
function progress(run: IRun, trans: TranslationBundle): string {
  if (run.began === null) {
    switch (stateOf(run)) {
      case 'waiting':
        return run.waitsFor === null
          ? trans.__('waiting')
          : trans.__('waiting for %1', run.waitsFor);
      case 'stopped':
        return trans.__('stopped before it began');
    }
  }
  const from = run.began ?? run.started;
  if (run.ended === null) {
    const seconds = Math.floor((Date.now() - from.getTime()) / 1000);
    return run.isStopping
      ? trans.__('stopping, %1 s', seconds)
      : trans.__('%1 s', seconds);
  }
  const time = duration(from, run.ended, trans);
  return run.isStopped ? trans.__('stopped after %1', time) : time;
}

function duration(from: Date, to: Date, trans: TranslationBundle): string {
  const seconds = (to.getTime() - from.getTime()) / 1000;
  return seconds < 60
    ? trans.__('%1 s', seconds.toFixed(seconds < 10 ? 2 : 1))
    : trans.__('%1 min', (seconds / 60).toFixed(1));
}
