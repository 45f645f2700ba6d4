/**
 * Connects again, after a reload of the page, to what was connected in it.
 */
import type { IDisposable } from '@lumino/disposable';
import type { IStateDB } from '@jupyterlab/statedb';

import type { IDeephavenServers, RouteKind } from '../../tokens';

/** A server that was connected. */
interface IConnected {
  readonly name: string;
  /** Which way the connection went: what answers by another may be another. */
  readonly route: RouteKind;
  readonly isAnonymous: boolean;
}

/** Remembers which servers are connected. */
export class ConnectedBefore implements IDisposable {
  /**
   * @param servers - the servers.
   * @param state - where it is remembered, for this workspace.
   * @param id - by what name.
   */
  constructor(servers: IDeephavenServers, state: IStateDB, id: string) {
    this._servers = servers;
    this._state = state;
    this._id = id;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /** Remember no longer; what was remembered stays. */
  dispose(): void {
    this._isDisposed = true;
    this._servers.changed.disconnect(this._update, this);
  }

  /**
   * Connect to what was connected, as far as nobody has to be asked, and
   * remember from now on. A failure shows where the server does.
   */
  async restore(): Promise<void> {
    const stored = await this._state.fetch(this._id).catch(reason => {
      console.warn('What was connected is not known', reason);
      return null;
    });
    await this._servers.ready;
    if (this._isDisposed) {
      return;
    }
    const before = readConnected(stored);
    this._connected = new Map(before.map(entry => [entry.name, entry]));
    this._pending = new Set(this._connected.keys());
    this._saved = JSON.stringify(before);
    this._servers.changed.connect(this._update, this);
    await Promise.all(before.map(entry => this._reconnect(entry)));
    this._update();
  }

  private async _reconnect({
    isAnonymous,
    name,
    route
  }: IConnected): Promise<void> {
    const server = this._servers.find(name);
    try {
      if (server) {
        await this._servers.reconnect(server, route, isAnonymous);
      }
    } catch {
      // It shows in the server's row, and is tried at the next reload.
    } finally {
      this._pending.delete(name);
    }
  }

  private _update(): void {
    for (const { config, isAnonymous, keptRoute, state } of this._servers
      .servers) {
      const { name } = config;
      if (state === 'connected' && keptRoute) {
        this._connected.set(name, { name, route: keptRoute, isAnonymous });
      } else if (state === 'disconnected' && !this._pending.has(name)) {
        this._connected.delete(name);
      }
    }
    for (const name of this._connected.keys()) {
      if (!this._servers.find(name)) {
        this._connected.delete(name);
      }
    }
    const servers = [...this._connected.values()].map(entry => ({ ...entry }));
    const text = JSON.stringify(servers);
    if (text !== this._saved) {
      this._saved = text;
      this._state.save(this._id, { servers }).catch(reason => {
        console.warn('What is connected could not be remembered', reason);
      });
    }
  }

  private _connected = new Map<string, IConnected>();
  private _id: string;
  private _isDisposed = false;
  /** The names of those that have not been tried yet. */
  private _pending = new Set<string>();
  private _saved = '';
  private _servers: IDeephavenServers;
  private _state: IStateDB;
}

/** What was stored; anything may stand there. */
function readConnected(value: unknown): IConnected[] {
  const servers = (value as { servers?: unknown } | null | undefined)?.servers;
  return (Array.isArray(servers) ? servers : []).flatMap(
    (entry: Partial<IConnected> | null) =>
      typeof entry?.name === 'string' &&
      (entry.route === 'direct' || entry.route === 'jupyter')
        ? [
            {
              name: entry.name,
              route: entry.route,
              isAnonymous: entry.isAnonymous === true
            }
          ]
        : []
  );
}
