/**
 * Finds a way to a server: as its settings say, or the first one that works.
 */
import type { IServerConfig, RouteKind } from '../tokens';
import type { ApiLoader, DeephavenApi } from './api';
import type { IRoute, JupyterRoutes } from './route';
import { DirectRoute } from './route';
import {
  JupyterRouteError,
  MixedContentError,
  NoRouteError
} from './routeFailures';
import { withTimeout } from './withTimeout';

/** After how many milliseconds without an answer Jupyter is asked as well. */
const HEAD_START = 3000;

/** The part of the time to connect that the direct way alone may take. */
const DIRECT_SHARE = 0.75;

/** A server's API, and the way that it came. */
export interface IReached {
  readonly api: DeephavenApi;
  readonly route: IRoute;
}

/** How servers can be reached. */
export interface IWays {
  /** How to get their APIs. */
  readonly loadApi: ApiLoader;
  /** Sees whether a server is there, loading nothing; else its API is loaded. */
  readonly probe?: (route: IRoute, signal: AbortSignal) => Promise<void>;
  /** The way through the Jupyter server; without it, all is direct. */
  readonly jupyter?: JupyterRoutes | null;
}

/** The way that is taken in any case; null where it depends on what works. */
export function onlyRoute(
  { connection = 'auto' }: IServerConfig,
  { jupyter }: IWays
): RouteKind | null {
  return connection !== 'auto' ? connection : jupyter ? null : 'direct';
}

/**
 * Load a server's API by a way that works.
 *
 * @param timeout - milliseconds that connecting may take in all.
 * @throws Error as `explainFailure` explains it.
 */
export function reach(
  config: IServerConfig,
  ways: IWays,
  timeout: number
): Promise<IReached> {
  return byWay(config, ways, timeout, async (route, signal) => ({
    api: await ways.loadApi(route, signal),
    route
  }));
}

/**
 * Find a way that works.
 *
 * @param timeout - milliseconds that connecting may take in all.
 * @throws Error as `explainFailure` explains it.
 */
export function findWay(
  config: IServerConfig,
  ways: IWays,
  timeout: number
): Promise<RouteKind> {
  const probe = ways.probe ?? ways.loadApi;
  return byWay(config, ways, timeout, async (route, signal) => {
    await probe(route, signal);
    return route.kind;
  });
}

async function byWay<T>(
  { connection = 'auto', url }: IServerConfig,
  { jupyter }: IWays,
  timeout: number,
  use: (route: IRoute, signal: AbortSignal) => Promise<T>
): Promise<T> {
  const aborts = new AbortController();
  const by = (route: IRoute) => use(route, aborts.signal);
  const directly = async () => {
    if (isMixedContent(url)) {
      throw new MixedContentError();
    }
    return by(new DirectRoute(url));
  };
  const throughJupyter = async () => {
    if (!jupyter) {
      throw new JupyterRouteError('missing');
    }
    return by(await jupyter(url));
  };
  try {
    switch (connection) {
      case 'direct':
        return await directly();
      case 'jupyter':
        return await throughJupyter();
      default:
        return jupyter
          ? await first(directly, throughJupyter, timeout * DIRECT_SHARE)
          : await directly();
    }
  } finally {
    // Whatever else is still under way.
    aborts.abort();
  }
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
