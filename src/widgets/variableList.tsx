/**
 * The list of the current server's variables: what code made there.
 */
import type { TranslationBundle } from '@jupyterlab/translation';
import { launchIcon, ReactWidget, UseSignal } from '@jupyterlab/ui-components';
import type { CommandRegistry } from '@lumino/commands';
import * as React from 'react';

import type { VariableKind } from '../deephaven/variables';
import { variableKind } from '../deephaven/variables';
import { CommandIDs } from '../jupyter/commandIds';
import { VARIABLE_ATTRIBUTES } from '../jupyter/variableCommands';
import type { IDeephavenServer, IDeephavenServers, IVariable } from '../tokens';
import { variableIcon } from './icons';
import { dataAttribute } from './serverList';

/** What the list needs. */
interface IProps {
  readonly commands: CommandRegistry;
  readonly servers: IDeephavenServers;
  readonly trans: TranslationBundle;
}

/** The list as a widget. */
export class VariableList extends ReactWidget {
  constructor(props: IProps) {
    super();
    this.addClass('jp-DeephavenVariables');
    this._props = props;
  }

  protected render(): JSX.Element {
    const { servers, trans } = this._props;
    return (
      <UseSignal signal={servers.changed}>
        {() => {
          const { current } = servers;
          return current?.state === 'connected' ? (
            <UseSignal signal={current.variables.changed}>
              {() => <Variables {...this._props} server={current} />}
            </UseSignal>
          ) : (
            <div className="jp-Deephaven-empty">
              <p>
                {trans.__(
                  'Connect to a server. The tables and plots that your code makes there appear here.'
                )}
              </p>
            </div>
          );
        }}
      </UseSignal>
    );
  }

  private _props: IProps;
}

function Variables(props: IProps & { server: IDeephavenServer }): JSX.Element {
  const { commands, server, trans } = props;
  const [filter, setFilter] = React.useState('');
  const { isKnown, list } = server.variables;
  if (list.length === 0) {
    return (
      <div className="jp-Deephaven-empty">
        <p>
          {isKnown
            ? trans.__(
                'Nothing yet on %1. Run code that makes a table, such as t = empty_table(10), and open it from here.',
                server.config.name
              )
            : trans.__('Loading…')}
        </p>
      </div>
    );
  }
  const wanted = filter.trim().toLowerCase();
  const shown = list.filter(
    ({ name, type }) =>
      name.toLowerCase().includes(wanted) ||
      kindInWords(variableKind(type), trans).toLowerCase().includes(wanted)
  );
  return (
    <>
      <div className="jp-DeephavenServed-tools">
        <input
          type="search"
          className="jp-mod-styled jp-DeephavenServed-filter"
          placeholder={trans.__('Filter')}
          aria-label={trans.__('Filter variables')}
          value={filter}
          onChange={event => setFilter(event.target.value)}
        />
      </div>
      <ul
        className="jp-Deephaven-list"
        aria-label={trans.__('Variables of %1', server.config.name)}
      >
        {shown.map(variable => (
          <Variable
            key={variable.name}
            variable={variable}
            server={server.config.name}
            commands={commands}
            trans={trans}
          />
        ))}
      </ul>
      {shown.length === 0 && (
        <p className="jp-Deephaven-note jp-DeephavenServed-off">
          {trans.__('No variable matches “%1”.', filter.trim())}
        </p>
      )}
    </>
  );
}

function Variable(props: {
  variable: IVariable;
  server: string;
  commands: CommandRegistry;
  trans: TranslationBundle;
}): JSX.Element {
  const { commands, server, trans, variable } = props;
  const { name, type } = variable;
  const kind = variableKind(type);
  const Icon = variableIcon(kind);
  const words = kindInWords(kind, trans);
  // Whoever has disabled the tabs still sees what there is.
  const canOpen = commands.hasCommand(CommandIDs.openVariable);
  const open = () => {
    if (canOpen) {
      void commands.execute(CommandIDs.openVariable, {
        server,
        name,
        interactive: true
      });
    }
  };
  const label = trans.__('Open %1', name);
  return (
    <li
      className="jp-Deephaven-row jp-DeephavenVariables-variable"
      {...{
        [dataAttribute(VARIABLE_ATTRIBUTES.server)]: server,
        [dataAttribute(VARIABLE_ATTRIBUTES.name)]: name
      }}
      onDoubleClick={open}
    >
      <span className="jp-Deephaven-state">
        <Icon.react tag="span" />
      </span>
      <span className="jp-Deephaven-name jp-DeephavenVariables-name">
        {name}
      </span>
      <span className="jp-Deephaven-path" title={type}>
        {words}
      </span>
      {canOpen && (
        <button
          className="jp-Button jp-mod-minimal jp-Deephaven-action"
          title={label}
          aria-label={label}
          onClick={open}
          onDoubleClick={event => event.stopPropagation()}
        >
          <launchIcon.react tag="span" />
        </button>
      )}
    </li>
  );
}

function kindInWords(kind: VariableKind, trans: TranslationBundle): string {
  switch (kind) {
    case 'table':
      return trans.__('table');
    case 'frame':
      return trans.__('pandas');
    case 'tree':
      return trans.__('tree table');
    case 'partitions':
      return trans.__('partitioned table');
    case 'plot':
      return trans.__('plot');
    default:
      return trans.__('widget');
  }
}
