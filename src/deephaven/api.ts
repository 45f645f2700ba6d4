/**
 * Deephaven's own JavaScript API, loaded from the server that it talks to.
 */
import type { dh } from '@deephaven/jsapi-types';

/** The API's module, as `dh-core.js` exports it. */
export type DeephavenApi = typeof dh;

/** Loads the API of a server. */
export type ApiLoader = (url: string) => Promise<DeephavenApi>;

/** How often loading from an address has failed. */
const failures = new Map<string, number>();

/**
 * Load a server's API into the page.
 *
 * @param url - the server's base URL, without a trailing slash.
 * @throws Error when nothing answers there, or something else does.
 */
export const loadApi: ApiLoader = async url => {
  const address = `${url}/jsapi/dh-core.js`;
  const failed = failures.get(address) ?? 0;
  // Browsers may remember that a module could not be loaded: ask for another
  // address then, until the first success.
  const query = failed ? `?retry=${failed}` : '';
  // The page may have the module from before, while nobody answers now.
  // The answer's beginning is enough.
  const abort = new AbortController();
  await fetch(address, { cache: 'no-store', signal: abort.signal });
  abort.abort();
  try {
    const module = await import(/* webpackIgnore: true */ address + query);
    return module.default;
  } catch (reason) {
    failures.set(address, failed + 1);
    throw reason;
  }
};

/** Why a text is not a server's URL. */
export class UrlError extends Error {
  /** @param kind - what is wrong with it. */
  constructor(readonly kind: 'syntax' | 'scheme' | 'secret' | 'path') {
    // Nothing of the text: it may hold a key.
    super(`not a server's URL: ${kind}`);
  }
}

/** Pages of a server that its users have in the address bar. */
const PAGES = /^\/(?:ide|iframe|jsapi)(?:\/|$)/;

/**
 * A server's URL in its normal form: without path, query or hash.
 *
 * @throws UrlError when it is not an http(s) URL; when a password is in it,
 * since URLs are stored in clear; or when it leads below a path, which the API
 * would leave out.
 */
export function normalizeUrl(text: string): string {
  const trimmed = text.trim();
  let url: URL;
  try {
    url = new URL(
      /^[a-z][a-z\d+.-]*:\/\//i.test(trimmed) ? trimmed : `http://${trimmed}`
    );
  } catch {
    throw new UrlError('syntax');
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new UrlError('scheme');
  }
  if (/[\s%]/.test(url.hostname)) {
    // Chromium takes spaces in host names.
    throw new UrlError('syntax');
  }
  if (url.username || url.password) {
    throw new UrlError('secret');
  }
  if (!/^\/+$/.test(url.pathname) && !PAGES.test(url.pathname)) {
    throw new UrlError('path');
  }
  return url.origin;
}

/** Close a client, whatever it has come to. */
export function closeClient(client: dh.CoreClient | null): void {
  try {
    client?.disconnect();
  } catch (reason) {
    // The API throws where signing in has not succeeded; it is closed then.
    console.debug('Closing a Deephaven client', reason);
  }
}
