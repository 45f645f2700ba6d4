/**
 * Deephaven's own JavaScript API, in the version of the server that it talks to.
 * It runs in this page with the user's rights: only what is known, or trusted,
 * is run.
 */
import type { dh } from '@deephaven/jsapi-types';

import { fetchApi, runApi, unknownHashes } from './trust/apiFiles';
import { ConsentError } from './trust/consent';
import type { IRoute } from './route';

/** The API's module, as `dh-core.js` exports it. */
export type DeephavenApi = typeof dh;

/**
 * Loads the API of a server by a way to it.
 *
 * @param trusted - the hashes of files that may run although no release has them.
 */
export type ApiLoader = (
  route: IRoute,
  signal: AbortSignal,
  trusted: readonly string[]
) => Promise<DeephavenApi>;

/** What runs in this page, by the hashes of its files. */
const running = new Map<string, Promise<DeephavenApi>>();

/**
 * Load a server's API into the page.
 *
 * @param route - the way to the server.
 * @param signal - ends it when it is not wanted any more.
 * @param trusted - see `ApiLoader`.
 * @throws ConsentError when it is neither a release's nor trusted: it is not
 * run then.
 * @throws Error when nothing answers there, or something else does.
 */
export const loadApi: ApiLoader = async (route, signal, trusted) => {
  const files = await fetchApi(route, signal);
  const hashes = unknownHashes(files);
  if (hashes.some(hash => !trusted.includes(hash))) {
    const isChanged = trusted.length > 0;
    throw new ConsentError({ about: 'api', hashes, isChanged });
  }
  const key = [files.core, ...files.imports.values()]
    .map(({ hash }) => hash)
    .join();
  let api = running.get(key);
  if (!api) {
    api = runApi(files).then(module => module.default as DeephavenApi);
    running.set(key, api);
    // What did not run may do so at the next try.
    api.catch(() => running.delete(key));
  }
  return api;
};
