/**
 * Reaches one server by the way that is meant, and says why it does not.
 */
import type { TranslationBundle } from '@jupyterlab/translation';

import type { ICredentials, IServerConfig, RouteKind } from '../tokens';
import { CancelledError, explainFailure, isAway } from './failures';
import type { IReached, IWays } from './findRoute';
import { findWay, onlyRoute, reach } from './findRoute';
import { explainKeptRoute } from './routeFailures';

/** What is meant to go one way, or any that works. */
export interface IMeant {
  /** The way to go; null for one that works. */
  readonly route: RouteKind | null;
  /** Whether that is so only because it was the way before. */
  readonly isKept: boolean;
}

/** How to get to a server. */
export class Connector {
  /**
   * @param config - the server.
   * @param ways - how servers can be reached.
   * @param timeout - milliseconds that connecting may take.
   */
  constructor(
    config: IServerConfig,
    ways: IWays,
    timeout: () => number,
    trans: TranslationBundle
  ) {
    this._config = config;
    this._ways = ways;
    this._timeout = timeout;
    this._trans = trans;
  }

  /** The way that is taken in any case; null where it depends on what works. */
  get only(): RouteKind | null {
    return onlyRoute(this._config, this._ways);
  }

  /** The way that is taken now; only `auto` has to look for one. */
  async find(): Promise<RouteKind> {
    return findWay(this._config, this._ways, this._timeout());
  }

  /**
   * Load the server's API.
   *
   * @param isWanted - whether it is still wanted when it has come.
   * @param route - the way to go; null for one that works.
   */
  async reach(
    isWanted: () => boolean,
    route: RouteKind | null
  ): Promise<IReached> {
    const connection = route ?? this._config.connection;
    const config = { ...this._config, connection };
    const reached = await reach(config, this._ways, this._timeout());
    if (!isWanted()) {
      throw this.cancelled();
    }
    return reached;
  }

  /**
   * The reason to show for a failure.
   *
   * @param credentials - what was signed in with, if it came to that.
   */
  explain(
    reason: unknown,
    meant: IMeant | null = null,
    credentials?: ICredentials
  ): string {
    const words = explainFailure(
      reason,
      this._config,
      this._trans,
      credentials
    );
    const isOtherWay =
      meant?.isKept && meant.route === 'direct' && this.only === null;
    return isOtherWay && isAway(reason)
      ? explainKeptRoute(words, this._trans)
      : words;
  }

  /** The failure of what is not wanted any more. */
  cancelled(): Error {
    return new CancelledError(this._trans.__('Connecting was cancelled.'));
  }

  private _config: IServerConfig;
  private _timeout: () => number;
  private _trans: TranslationBundle;
  private _ways: IWays;
}
