/**
 * The current server in the status bar.
 */
import type { TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget, UseSignal } from '@jupyterlab/ui-components';
import * as React from 'react';

import type { IDeephavenServer, IDeephavenServers, IRuns } from '../../tokens';
import { StateIcon } from '../stateIcon';

/** The server at which code would run, its state, and whether code runs there. */
export class ServerStatus extends ReactWidget {
  /**
   * @param runs - null where nothing can be run.
   * @param onClick - shows more of it.
   */
  constructor(
    servers: IDeephavenServers,
    runs: IRuns | null,
    onClick: () => void,
    trans: TranslationBundle
  ) {
    super();
    this.addClass('jp-mod-highlighted');
    this.addClass('jp-DeephavenStatus');
    this._runs = runs;
    this._servers = servers;
    runs?.started.connect(this.update, this);
    runs?.ended.connect(this.update, this);
    this._onClick = onClick;
    this._trans = trans;
  }

  protected render(): JSX.Element {
    return (
      <UseSignal signal={this._servers.changed}>
        {() => this._renderServer(shownServer(this._servers))}
      </UseSignal>
    );
  }

  private _renderServer(server: IDeephavenServer | null): JSX.Element | null {
    if (!server) {
      return null;
    }
    const { name } = server.config;
    const state = this._stateText(server);
    return (
      <button
        className="jp-DeephavenStatus-button"
        data-state={server.state}
        title={this._trans.__('Show the Deephaven servers')}
        onClick={this._onClick}
      >
        <StateIcon server={server} trans={this._trans} />
        <span>
          {this._trans.__('Deephaven: %1', name)}
          {state && ` · ${state}`}
        </span>
      </button>
    );
  }

  /** The state in a word or two; empty for a server that is idle. */
  private _stateText({ config, connection, state }: IDeephavenServer): string {
    const trans = this._trans;
    switch (state) {
      case 'connected':
        return connection?.silentSince
          ? trans.__('Not responding')
          : this._runs?.runs.some(
                run => run.ended === null && run.server === config.name
              )
            ? trans.__('Running')
            : '';
      case 'connecting':
        return trans.__('Connecting');
      case 'failed':
        return trans.__('Failed');
      case 'lost':
        return trans.__('Connection lost');
      default:
        return trans.__('Not connected');
    }
  }

  private _onClick: () => void;
  private _runs: IRuns | null;
  private _servers: IDeephavenServers;
  private _trans: TranslationBundle;
}

/** The current server; before there is one, one that is in use, or any. */
function shownServer(servers: IDeephavenServers): IDeephavenServer | null {
  return (
    servers.current ??
    servers.servers.find(({ state }) => state !== 'disconnected') ??
    servers.servers[0] ??
    null
  );
}
