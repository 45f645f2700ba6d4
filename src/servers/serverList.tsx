/**
 * The list of servers: state, reason, and the button for the next step.
 */
import type { TranslationBundle } from '@jupyterlab/translation';
import { closeIcon, ReactWidget, UseSignal } from '@jupyterlab/ui-components';
import type { CommandRegistry } from '@lumino/commands';
import * as React from 'react';

import { CancelledError } from '../connection/failures';
import type { IDeephavenServer, IDeephavenServers, IRuns } from '../tokens';
import { notifyFailure } from '../ui/commandErrors';
import { CommandIDs } from '../ui/commandIds';
import type { RowProps } from '../ui/filteredList';
import { FilteredList } from '../ui/filteredList';
import { connectIcon, disconnectIcon } from '../ui/icons';
import { ActiveRun } from './activeRun';
import { SERVER_NAME_ATTRIBUTE } from './chosenServer';
import { Status } from './status/serverRowStatus';
import { StateIcon } from './stateIcon';

/** What the list needs. */
interface IProps {
  readonly commands: CommandRegistry;
  readonly servers: IDeephavenServers;
  /** Null where nothing can be run. */
  readonly runs: IRuns | null;
  readonly trans: TranslationBundle;
}

/** The list as a widget. */
export class ServerList extends ReactWidget {
  constructor(props: IProps) {
    super();
    this.addClass('jp-DeephavenServers');
    this.node.tabIndex = -1;
    this._props = props;
  }

  protected render(): JSX.Element {
    return (
      <UseSignal signal={this._props.servers.changed}>
        {() => <Servers {...this._props} />}
      </UseSignal>
    );
  }

  private _props: IProps;
}

function Servers(props: IProps): JSX.Element {
  return (
    <>
      <Configured {...props} />
      {props.servers.problems.map((problem, index) => (
        <p
          key={index}
          className="jp-Deephaven-problem jp-DeephavenServers-problem"
          role="status"
        >
          {problem}
        </p>
      ))}
    </>
  );
}

function Configured({ commands, runs, servers, trans }: IProps): JSX.Element {
  if (servers.servers.length === 0) {
    return (
      <div className="jp-Deephaven-empty">
        <p>
          {trans.__(
            'Add the Deephaven server that your code runs on. Then connect to it, and run Python files there.'
          )}
        </p>
        <button
          className="jp-Button jp-mod-styled jp-mod-accept"
          onClick={() => {
            void commands.execute(CommandIDs.addServer);
          }}
        >
          {trans.__('Add Server…')}
        </button>
      </div>
    );
  }
  const connect = (server: IDeephavenServer) =>
    orNotify(server, servers.connect(server));
  return (
    <FilteredList
      label={trans.__('Servers')}
      filterLabel={trans.__('Filter servers')}
      noMatch={filter => trans.__('No server matches “%1”.', filter)}
      items={servers.servers}
      keyOf={({ config }) => config.name}
      textsOf={({ config }) => [config.name, config.url]}
      actionsOf={server => ({
        // Nothing that would end a connection by mistake.
        open: () => {
          if (server.state === 'connected') {
            servers.use(server);
          } else if (server.state !== 'connecting') {
            connect(server);
          }
        },
        remove: () => {
          void commands.execute(CommandIDs.removeServer, {
            server: server.config.name,
            interactive: true
          });
        }
      })}
      render={(server, row) => (
        <Server
          commands={commands}
          row={row}
          runs={runs}
          server={server}
          isCurrent={server === servers.current}
          connect={() => connect(server)}
          trans={trans}
        />
      )}
      trans={trans}
    />
  );
}

/** A failure shows in the server's row; only what does not is worth a notice. */
function orNotify(server: IDeephavenServer, work: Promise<unknown>): void {
  work.catch(reason => {
    if (server.state !== 'failed' && !(reason instanceof CancelledError)) {
      notifyFailure(reason);
    }
  });
}

function Server(props: {
  commands: CommandRegistry;
  row: RowProps;
  runs: IRuns | null;
  server: IDeephavenServer;
  isCurrent: boolean;
  connect: () => void;
  trans: TranslationBundle;
}): JSX.Element {
  const { commands, row, runs, server, isCurrent, connect, trans } = props;
  const { name, url } = server.config;
  const way =
    server.route === 'jupyter'
      ? trans.__('%1, through the Jupyter server', url)
      : url;
  const isLost = server.state === 'lost';
  const isTrying = server.state === 'connecting' || isLost;
  const isOn = server.state === 'connected' || isTrying;
  const act = () => {
    if (isOn) {
      orNotify(server, server.disconnect());
    } else {
      connect();
    }
  };
  const action = isLost
    ? trans.__('Stop trying to connect to %1', name)
    : server.state === 'connecting'
      ? trans.__('Cancel connecting to %1', name)
      : isOn
        ? trans.__('Disconnect from %1', name)
        : trans.__('Connect to %1', name);
  return (
    <li
      {...row}
      className="jp-Deephaven-row jp-DeephavenServers-server"
      data-state={server.state}
      {...{ [dataAttribute(SERVER_NAME_ATTRIBUTE)]: name }}
    >
      <StateIcon server={server} trans={trans} />
      <div className="jp-Deephaven-texts">
        <span className="jp-Deephaven-name" title={way}>
          {name}
          {isCurrent && server.state === 'connected' && (
            <span
              className="jp-Deephaven-tag"
              title={trans.__('Code runs here by default')}
            >
              {trans.__('runs here')}
            </span>
          )}
        </span>
        <span className="jp-Deephaven-path" title={way}>
          {url}
        </span>
        <Status server={server} trans={trans} />
        {runs && (
          <ActiveRun
            commands={commands}
            runs={runs}
            server={server}
            trans={trans}
          />
        )}
      </div>
      <button
        className="jp-Button jp-mod-minimal jp-Deephaven-action"
        title={action}
        aria-label={action}
        tabIndex={row.tabIndex}
        onClick={act}
      >
        {isTrying ? (
          <closeIcon.react tag="span" />
        ) : isOn ? (
          <disconnectIcon.react tag="span" />
        ) : (
          <connectIcon.react tag="span" />
        )}
      </button>
    </li>
  );
}

/** A `dataset` property as an attribute. */
export function dataAttribute(property: string): string {
  return `data-${property.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)}`;
}
