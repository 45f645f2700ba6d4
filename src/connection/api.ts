/**
 * Deephaven's own JavaScript API, loaded from the server that it talks to.
 */
import type { dh } from '@deephaven/jsapi-types';

import type { IRoute } from './route';
import { API_FILE } from './route';

/** The API's module, as `dh-core.js` exports it. */
export type DeephavenApi = typeof dh;

/** Loads the API of a server by a way to it. */
export type ApiLoader = (
  route: IRoute,
  signal: AbortSignal
) => Promise<DeephavenApi>;

/** How often loading from an address has failed. */
const failures = new Map<string, number>();

/**
 * Load a server's API into the page.
 *
 * @param route - the way to the server.
 * @param signal - ends it when it is not wanted any more.
 * @throws Error when nothing answers there, or something else does.
 */
export const loadApi: ApiLoader = async (route, signal) => {
  // The page may have the module from before, while nobody answers now.
  await route.check(API_FILE, signal);
  signal.throwIfAborted();
  const address = route.address(API_FILE);
  const failed = failures.get(address) ?? 0;
  // Browsers may remember that a module could not be loaded: ask for another
  // address then, until the first success.
  const url = new URL(address);
  if (failed) {
    url.searchParams.set('retry', String(failed));
  }
  try {
    const module = await import(/* webpackIgnore: true */ url.href);
    return module.default;
  } catch (reason) {
    failures.set(address, failed + 1);
    throw reason;
  }
};
