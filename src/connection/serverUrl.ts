/**
 * The URL of a server: its normal form, and what is wrong with one.
 */
import type { TranslationBundle } from '@jupyterlab/translation';

/** Why a text is not a server's URL. */
export class UrlError extends Error {
  /** @param kind - what is wrong with it. */
  constructor(readonly kind: 'syntax' | 'scheme' | 'secret') {
    // Nothing of the text: it may hold a key.
    super(`not a server's URL: ${kind}`);
  }
}

/** The ends of addresses that a server's users have in the address bar. */
const PAGES = /\/(?:ide|iframe|jsapi)(?:\/.*)?$/;

/**
 * A server's URL in its normal form: without query, hash or last slash.
 *
 * @throws UrlError when it is not an http(s) URL, or when a password is in it,
 * since URLs are stored in clear.
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
  return url.origin + url.pathname.replace(PAGES, '').replace(/\/+$/, '');
}

/** What to tell the user of a URL that was refused. */
export function explainUrl(reason: unknown, trans: TranslationBundle): string {
  switch (reason instanceof UrlError ? reason.kind : 'syntax') {
    case 'scheme':
      return trans.__('Start the URL with http:// or https://.');
    case 'secret':
      return trans.__(
        'Remove the user name and password from the URL. You are asked for them when you connect.'
      );
    default:
      return trans.__(
        'This is not the URL of a server. Enter one such as http://localhost:10000.'
      );
  }
}
