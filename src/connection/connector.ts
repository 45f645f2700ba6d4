/**
 * Reaches one server by a route that is meant or works, and says why none does.
 */
import type { TranslationBundle } from '@jupyterlab/translation';

import type { ICredentials, IServerConfig, RouteKind } from '../tokens';
import type { ApiLoader, DeephavenApi } from './api';
import type { IConsents } from './trust/consent';
import { ConsentError, NO_CONSENTS } from './trust/consent';
import {
  CancelledError,
  explainFailure,
  isAway,
  LoginRefusedError
} from './failures';
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
  /** What the user has agreed to; by default nothing. */
  readonly consents?: IConsents;
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
    const { connection = 'auto', url } = this._config;
    if (connection !== 'auto') {
      return connection;
    }
    const isPossible = this._consents.jupyter(url) !== false;
    return this._options.jupyter && isPossible ? null : 'direct';
  }

  /**
   * Find a route that works.
   *
   * @throws Error as `explained` explains it.
   */
  async find(): Promise<RouteKind> {
    const { loadApi, probe } = this._options;
    return this._byRoute(this.only, async (route, signal) => {
      await (probe
        ? probe(route, signal)
        : loadApi(route, signal, this._consents.api(this._config.url)));
      return route.kind;
    });
  }

  /**
   * Load the server's API.
   *
   * @param isWanted - whether it is still wanted when it has come.
   * @param kind - the route to take; null for the configured one.
   * @throws Error as `explained` explains it.
   */
  async reach(
    isWanted: () => boolean,
    kind: RouteKind | null
  ): Promise<IReached> {
    const reached = await this._byRoute(
      kind ?? this.only,
      async (route, signal) => ({
        api: await this._options.loadApi(
          route,
          signal,
          this._consents.api(this._config.url)
        ),
        route
      })
    );
    if (!isWanted()) {
      throw this.cancelled();
    }
    return reached;
  }

  /**
   * A failure with the reason to show as its message; of the same class, where
   * callers tell it from others.
   *
   * @param credentials - what was signed in with, if it came to that.
   */
  explained(
    reason: unknown,
    wanted: IWantedRoute | null = null,
    credentials?: ICredentials
  ): Error {
    const { trans } = this._options;
    const words = explainFailure(reason, this._config, trans, credentials);
    if (reason instanceof LoginRefusedError) {
      return new LoginRefusedError(words);
    }
    if (reason instanceof ConsentError) {
      return new ConsentError(reason.question, words);
    }
    const hasOtherRoute =
      wanted?.isKept && wanted.kind === 'direct' && this.only === null;
    return new Error(
      hasOtherRoute && isAway(reason) ? explainKeptRoute(words, trans) : words
    );
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
      const route = new DirectRoute(url);
      if (route.exposesJupyter) {
        this._checkConsent(route);
      }
      return use(route, aborts.signal);
    };
    const throughJupyter = async () => {
      if (!jupyter) {
        throw new JupyterRouteError('missing');
      }
      const route = await jupyter(url);
      if (this._config.connection !== 'jupyter') {
        await route.prepare(aborts.signal);
        this._checkConsent(route);
      }
      return use(route, aborts.signal);
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

  /**
   * Make sure that the user has agreed to send something by a route.
   *
   * @throws ConsentError where they have not.
   */
  private _checkConsent({ exposesJupyter, kind }: IRoute): void {
    if (!this._consents.jupyter(this._config.url)) {
      throw new ConsentError({ about: 'jupyter', route: kind, exposesJupyter });
    }
  }

  private get _consents(): IConsents {
    return this._options.consents ?? NO_CONSENTS;
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
  // A question to the user is no reason to go the other way.
  const ended = trying.then(
    () => true,
    reason => reason instanceof ConsentError
  );
  const isDone = await Promise.race([ended, isSlow]);
  clearTimeout(timer);
  if (isDone) {
    return trying;
  }
  const instead = other();
  try {
    return await Promise.race([
      trying.catch(reason => {
        if (reason instanceof ConsentError) {
          throw reason;
        }
        return instead;
      }),
      instead.catch(() => trying)
    ]);
  } catch {
    const reasons = [await reasonOf(trying), await reasonOf(instead)];
    const [direct, jupyter] = reasons;
    throw (
      reasons.find(reason => reason instanceof ConsentError) ??
      new NoRouteError(direct, jupyter)
    );
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
