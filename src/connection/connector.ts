/**
 * Reaches one server by a route that is meant or works, and says why none does.
 */
import type { TranslationBundle } from '@jupyterlab/translation';

import type { ICredentials, IServerConfig, RouteKind } from '../tokens';
import type { ApiLoader, DeephavenApi } from './api';
import { CancelledError, explainFailure, isAway } from './failures';
import type { IRoute, JupyterRoutes } from './route';
import { DirectRoute } from './route';
import {
  explainKeptRoute,
  JupyterRouteError,
  MixedContentError,
  NoRouteError
} from './routeFailures';
import { withTimeout } from './withTimeout';

/** After how many milliseconds without an answer Jupyter is asked as well. */
const HEAD_START = 3000;

/** The part of the time to connect that the direct route alone may take. */
const DIRECT_SHARE = 0.75;

/** A server's API, and the route by which it came. */
export interface IReached {
  readonly api: DeephavenApi;
  readonly route: IRoute;
}

/** How servers can be reached. */
export interface IConnectorOptions {
  /** How to get their APIs. */
  readonly loadApi: ApiLoader;
  /** Sees whether a server is there, loading nothing; else its API is loaded. */
  readonly probe?: (route: IRoute, signal: AbortSignal) => Promise<void>;
  /** The route through the Jupyter server; without it, all is direct. */
  readonly jupyter?: JupyterRoutes | null;
  /** How many milliseconds connecting may take in all. */
  readonly timeout: () => number;
  readonly trans: TranslationBundle;
}

/** The route to take; any that works for `null`. */
export interface IWantedRoute {
  readonly kind: RouteKind | null;
  /** Whether it is wanted only because it was the route before. */
  readonly isKept: boolean;
}

/** Gets to one server. */
export class Connector {
  constructor(config: IServerConfig, options: IConnectorOptions) {
    this._config = config;
    this._options = options;
  }

  /** The route that is taken in any case; null where it depends on what works. */
  get only(): RouteKind | null {
    const { connection = 'auto' } = this._config;
    if (connection !== 'auto') {
      return connection;
    }
    return this._options.jupyter ? null : 'direct';
  }

  /**
   * Find a route that works.
   *
   * @throws Error as `explain` explains it.
   */
  async find(): Promise<RouteKind> {
    const { loadApi, probe = loadApi } = this._options;
    return this._byRoute(this.only, async (route, signal) => {
      await probe(route, signal);
      return route.kind;
    });
  }

  /**
   * Load the server's API.
   *
   * @param isWanted - whether it is still wanted when it has come.
   * @param kind - the route to take; null for the configured one.
   * @throws Error as `explain` explains it.
   */
  async reach(
    isWanted: () => boolean,
    kind: RouteKind | null
  ): Promise<IReached> {
    const reached = await this._byRoute(
      kind ?? this.only,
      async (route, signal) => ({
        api: await this._options.loadApi(route, signal),
        route
      })
    );
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
    wanted: IWantedRoute | null = null,
    credentials?: ICredentials
  ): string {
    const { trans } = this._options;
    const words = explainFailure(reason, this._config, trans, credentials);
    const hasOtherRoute =
      wanted?.isKept && wanted.kind === 'direct' && this.only === null;
    return hasOtherRoute && isAway(reason)
      ? explainKeptRoute(words, trans)
      : words;
  }

  /** The failure of what is not wanted any more. */
  cancelled(): Error {
    const { trans } = this._options;
    return new CancelledError(trans.__('Connecting was cancelled.'));
  }

  /** Use one route, or the first one that works. */
  private async _byRoute<T>(
    kind: RouteKind | null,
    use: (route: IRoute, signal: AbortSignal) => Promise<T>
  ): Promise<T> {
    const { url } = this._config;
    const { jupyter, timeout } = this._options;
    const aborts = new AbortController();
    const directly = async () => {
      if (isMixedContent(url)) {
        throw new MixedContentError();
      }
      return use(new DirectRoute(url), aborts.signal);
    };
    const throughJupyter = async () => {
      if (!jupyter) {
        throw new JupyterRouteError('missing');
      }
      return use(await jupyter(url), aborts.signal);
    };
    try {
      switch (kind) {
        case 'direct':
          return await directly();
        case 'jupyter':
          return await throughJupyter();
        default:
          return await first(
            directly,
            throughJupyter,
            timeout() * DIRECT_SHARE
          );
      }
    } finally {
      // Whatever else is still under way.
      aborts.abort();
    }
  }

  private _config: IServerConfig;
  private _options: IConnectorOptions;
}

/** The first of two that works; the second one waits a while for the first. */
async function first<T>(
  one: () => Promise<T>,
  other: () => Promise<T>,
  limit: number
): Promise<T> {
  const never = new Promise<never>(() => undefined);
  // In time to say why both have failed.
  const trying = withTimeout(limit, never, one);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const isSlow = new Promise<void>(resolve => {
    timer = setTimeout(resolve, HEAD_START);
  });
  const ended = trying.then(
    () => true,
    () => false
  );
  const isDone = await Promise.race([ended, isSlow]);
  clearTimeout(timer);
  if (isDone) {
    return trying;
  }
  const instead = other();
  try {
    return await Promise.race([
      trying.catch(() => instead),
      instead.catch(() => trying)
    ]);
  } catch {
    throw new NoRouteError(await reasonOf(trying), await reasonOf(instead));
  }
}

/** What a promise was rejected with. */
function reasonOf(failed: Promise<unknown>): Promise<unknown> {
  return failed.then(
    () => null,
    reason => reason
  );
}

/** Whether the browser will not let this page speak to a URL. */
function isMixedContent(url: string): boolean {
  if (globalThis.location?.protocol !== 'https:') {
    return false;
  }
  const { protocol, hostname } = new URL(url);
  const isLocal =
    hostname === 'localhost' ||
    hostname.endsWith('.localhost') ||
    /^127\./.test(hostname) ||
    hostname === '[::1]';
  return protocol === 'http:' && !isLocal;
}
