/**
 * The lines above and below a run's output.
 */
import type { TranslationBundle } from '@jupyterlab/translation';
import type { LabIcon } from '@jupyterlab/ui-components';
import {
  caretDownIcon,
  caretRightIcon,
  checkIcon,
  closeIcon,
  copyIcon,
  errorIcon,
  ReactWidget,
  refreshIcon,
  stopIcon
} from '@jupyterlab/ui-components';
import type { CommandRegistry } from '@lumino/commands';
import * as React from 'react';

import type { IRun, IRunResult } from '../../tokens';
import { receiptText } from '../../ui/activityText';
import { CommandIDs } from '../../ui/commandIds';
import { progressText, stateOf } from '../../ui/runState';

/** What a header's buttons do. */
export interface IRunActions {
  /** Whether the run can be stopped, is over and can be run again. */
  readonly canStop: boolean;
  readonly canRunAgain: boolean;
  stop(): void;
  runAgain(): void;
  copy(): void;
  clear(): void;
  /** Show the run's header alone, or all of it again. */
  fold(isFolded: boolean): void;
}

/** What ran, where, when and how it ended; shows what is so at `update()`. */
export class RunHeader extends ReactWidget {
  constructor(run: IRun, actions: IRunActions, trans: TranslationBundle) {
    super();
    this.addClass('jp-DeephavenOutput-header');
    this._actions = actions;
    this._run = run;
    this._trans = trans;
  }

  protected render(): JSX.Element {
    const run = this._run;
    const trans = this._trans;
    const started = run.started.toLocaleTimeString();
    return (
      <>
        <button
          className="jp-DeephavenOutput-fold jp-Button jp-mod-minimal"
          aria-expanded={!this._isFolded}
          aria-label={trans.__('Output of %1', run.label)}
          title={this._isFolded ? trans.__('Expand') : trans.__('Collapse')}
          onClick={() => this._fold()}
        >
          {this._isFolded ? (
            <caretRightIcon.react tag="span" />
          ) : (
            <caretDownIcon.react tag="span" />
          )}
        </button>
        <span className="jp-DeephavenOutput-state" data-state={stateOf(run)}>
          <StateIcon run={run} trans={trans} />
        </span>
        <span className="jp-DeephavenOutput-label" title={run.label}>
          {run.label}
        </span>
        <span className="jp-DeephavenOutput-details">
          {trans.__(
            '%1 · %2 · %3',
            run.server,
            started,
            progressText(run, trans)
          )}
        </span>
        <span className="jp-DeephavenOutput-actions">{this._buttons()}</span>
      </>
    );
  }

  private _buttons(): JSX.Element[] {
    const actions = this._actions;
    const trans = this._trans;
    const { ended, label } = this._run;
    return [
      ended === null && actions.canStop && (
        <Action
          key="stop"
          icon={stopIcon}
          title={trans.__('Stop this run')}
          label={trans.__('Stop %1', label)}
          onClick={() => actions.stop()}
        />
      ),
      actions.canRunAgain && (
        <Action
          key="again"
          icon={refreshIcon}
          title={trans.__('Run again')}
          label={trans.__('Run %1 again', label)}
          onClick={() => actions.runAgain()}
        />
      ),
      <Action
        key="copy"
        icon={copyIcon}
        title={trans.__('Copy output')}
        label={trans.__('Copy the output of %1', label)}
        onClick={() => actions.copy()}
      />,
      ended !== null && (
        <Action
          key="clear"
          icon={closeIcon}
          title={trans.__('Clear this run')}
          label={trans.__('Clear %1', label)}
          onClick={() => actions.clear()}
        />
      )
    ].filter(button => button !== false);
  }

  private _fold(): void {
    this._isFolded = !this._isFolded;
    this._actions.fold(this._isFolded);
    this.update();
  }

  private _actions: IRunActions;
  private _isFolded = false;
  private _run: IRun;
  private _trans: TranslationBundle;
}

function Action(props: {
  icon: LabIcon;
  title: string;
  label: string;
  onClick: () => void;
}): JSX.Element {
  const { icon, label, onClick, title } = props;
  return (
    <button
      className="jp-DeephavenOutput-action jp-Button jp-mod-minimal"
      title={title}
      aria-label={label}
      onClick={onClick}
    >
      <icon.react tag="span" />
    </button>
  );
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
      return <Spinner label={trans.__('Running')} />;
    case 'waiting':
      return <Spinner label={trans.__('Waiting')} />;
    case 'stopping':
      return <Spinner label={trans.__('Stopping')} />;
    case 'stopped':
      return <stopIcon.react tag="span" title={trans.__('Stopped')} />;
    case 'failed':
      return <errorIcon.react tag="span" title={trans.__('Failed')} />;
    default:
      return <checkIcon.react tag="span" title={trans.__('Done')} />;
  }
}

function Spinner({ label }: { label: string }): JSX.Element {
  return (
    <span className="jp-Deephaven-spinner" role="img" aria-label={label} />
  );
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
