/**
 * The current server in the status bar.
 */
import type { TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget, UseSignal } from '@jupyterlab/ui-components';
import * as React from 'react';

import type { IDeephavenServer, IDeephavenServers } from '../../tokens';
import { StateIcon } from '../stateIcon';

/** The server at which code would run, and its state. */
export class ServerStatus extends ReactWidget {
  /** @param onClick - shows more of it. */
  constructor(
    servers: IDeephavenServers,
    onClick: () => void,
    trans: TranslationBundle
  ) {
    super();
    this.addClass('jp-mod-highlighted');
    this.addClass('jp-DeephavenStatus');
    this._servers = servers;
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
    return (
      <button
        className="jp-DeephavenStatus-button"
        data-state={server.state}
        title={this._trans.__('Show the Deephaven servers')}
        onClick={this._onClick}
      >
        <StateIcon server={server} trans={this._trans} />
        <span>{this._trans.__('Deephaven: %1', name)}</span>
      </button>
    );
  }

  private _onClick: () => void;
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
