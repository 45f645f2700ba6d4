/**
 * The list of the current server's variables: what code made there.
 */
import type { TranslationBundle } from '@jupyterlab/translation';
import { launchIcon, ReactWidget, UseSignal } from '@jupyterlab/ui-components';
import type { CommandRegistry } from '@lumino/commands';
import type { Message } from '@lumino/messaging';
import { Poll } from '@lumino/polling';
import * as React from 'react';

import { dataAttribute } from '../servers/serverList';
import type { IDeephavenServer, IDeephavenServers, IVariable } from '../tokens';
import { CommandIDs } from '../ui/commandIds';
import type { RowProps } from '../ui/filteredList';
import { FilteredList } from '../ui/filteredList';
import { variableIcon } from '../ui/icons';
import { variableKind } from '../worker/variables';
import { VARIABLE_ATTRIBUTES } from './variableCommands';
import {
  descriptionOf,
  groupInWords,
  groupOf,
  inGroups,
  kindInWords,
  summaryOf
} from './variableText';

/** How often the list asks what other clients' code did, in milliseconds. */
const REFRESH_INTERVAL = 5000;

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
    // Rows of ticking tables, and values that other clients set.
    this._poll = new Poll({
      auto: false,
      name: 'jupyterlab-deephaven:variables',
      frequency: { interval: REFRESH_INTERVAL, backoff: true },
      standby: () => !this.isVisible,
      factory: async () => props.servers.current?.variables.refresh()
    });
  }

  dispose(): void {
    this._poll.dispose();
    super.dispose();
  }

  protected onAfterShow(message: Message): void {
    super.onAfterShow(message);
    void this._poll.refresh();
  }

  protected onAfterAttach(message: Message): void {
    super.onAfterAttach(message);
    void this._poll.start();
  }

  protected onBeforeDetach(message: Message): void {
    void this._poll.stop();
    super.onBeforeDetach(message);
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
                  'Connect to a server. The variables that your code makes there appear here.'
                )}
              </p>
            </div>
          );
        }}
      </UseSignal>
    );
  }

  private _poll: Poll;
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
                'No variables yet on %1. Run code that makes a table, such as t = empty_table(10), and open it from here.',
                server.config.name
              )
            : trans.__('Loading…')}
        </p>
      </div>
    );
  }
  const action = (command: string, { name }: IVariable) =>
    // The tabs may be disabled: the list still shows what there is.
    commands.hasCommand(command)
      ? () => {
          void commands.execute(command, {
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
      items={inGroups(list)}
      keyOf={({ name }) => name}
      groupOf={variable => groupInWords(groupOf(variable), trans)}
      textsOf={variable => [
        variable.name,
        variable.detail?.type ?? '',
        kindInWords(variableKind(variable), trans)
      ]}
      actionsOf={variable => ({
        open: action(CommandIDs.openVariable, variable),
        remove: action(CommandIDs.deleteVariable, variable)
      })}
      render={(variable, row) => (
        <Variable
          row={row}
          variable={variable}
          server={server.config.name}
          open={action(CommandIDs.openVariable, variable)}
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
  const { name } = variable;
  const Icon = variableIcon(variableKind(variable));
  const label = trans.__('Open %1', name);
  return (
    <li
      {...row}
      className="jp-Deephaven-row jp-DeephavenVariables-variable"
      {...{
        [dataAttribute(VARIABLE_ATTRIBUTES.server)]: server,
        [dataAttribute(VARIABLE_ATTRIBUTES.name)]: name
      }}
      title={descriptionOf(variable, trans)}
      onDoubleClick={open}
    >
      <span className="jp-Deephaven-state">
        <Icon.react tag="span" />
      </span>
      <span className="jp-Deephaven-name jp-DeephavenVariables-name">
        {name}
      </span>
      <span className="jp-Deephaven-path jp-DeephavenVariables-summary">
        {summaryOf(variable, trans)}
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
