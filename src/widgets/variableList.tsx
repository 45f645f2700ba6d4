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
import type { RowProps } from './filteredList';
import { FilteredList } from './filteredList';
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
    this.node.tabIndex = -1;
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
  // Whoever has disabled the tabs still sees what there is.
  const openOf = ({ name }: IVariable) =>
    commands.hasCommand(CommandIDs.openVariable)
      ? () => {
          void commands.execute(CommandIDs.openVariable, {
            server: server.config.name,
            name,
            interactive: true
          });
        }
      : undefined;
  return (
    <FilteredList
      label={trans.__('Variables of %1', server.config.name)}
      filterLabel={trans.__('Filter variables')}
      noMatch={filter => trans.__('No variable matches “%1”.', filter)}
      items={list}
      keyOf={({ name }) => name}
      textsOf={({ name, type }) => [
        name,
        kindInWords(variableKind(type), trans)
      ]}
      actionsOf={variable => ({ open: openOf(variable) })}
      render={(variable, row) => (
        <Variable
          row={row}
          variable={variable}
          server={server.config.name}
          open={openOf(variable)}
          trans={trans}
        />
      )}
      trans={trans}
    />
  );
}

function Variable(props: {
  row: RowProps;
  variable: IVariable;
  server: string;
  open?: () => void;
  trans: TranslationBundle;
}): JSX.Element {
  const { open, row, server, trans, variable } = props;
  const { name, type } = variable;
  const kind = variableKind(type);
  const Icon = variableIcon(kind);
  const words = kindInWords(kind, trans);
  const label = trans.__('Open %1', name);
  return (
    <li
      {...row}
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
      {open && (
        <button
          className="jp-Button jp-mod-minimal jp-Deephaven-action"
          title={label}
          aria-label={label}
          tabIndex={row.tabIndex}
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
