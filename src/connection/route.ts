/**
 * Ways from this page to a Deephaven server.
 */
import type { RouteKind } from '../tokens';
import { UnreachableError } from './failures';

/** The file by which a server is known, and which is loaded first. */
export const API_FILE = 'jsapi/dh-core.js';

/** The server says whether what the browser has kept is what it has now. */
export const FRESH: RequestCache = 'no-cache';

/** A way to one server; paths are those on the server, without a first slash. */
export interface IRoute {
  readonly kind: RouteKind;

  /** Whether the API's own transports take this way. */
  readonly isPlain: boolean;

  /** Whether Jupyter's credentials go to the server with all that is sent. */
  readonly exposesJupyter: boolean;

  /**
   * Make sure that there is such a way, sending nothing to the server.
   *
   * @throws JupyterRouteError when there is none.
   */
  prepare(signal: AbortSignal): Promise<void>;

  /**
   * Fetch a script as the server has it now.
   *
   * @throws Error when nothing answers this way, or something else does.
   */
  fetch(path: string, signal: AbortSignal): Promise<Response>;

  /** Open a websocket to the server. */
  openSocket(path: string, protocol: string): WebSocket;
}

/** The way through the Jupyter server to the server of a URL. */
export type JupyterRoutes = (url: string) => Promise<IRoute>;

/** The way from the browser itself. */
export class DirectRoute implements IRoute {
  /** @param url - the server's base URL, in its normal form. */
  constructor(url: string) {
    this._url = url;
  }

  readonly kind = 'direct';

  get isPlain(): boolean {
    return isAtRoot(this._url);
  }

  /** Browsers send a page's cookies to all of its origin. */
  get exposesJupyter(): boolean {
    return isPageOrigin(this._url);
  }

  async prepare(): Promise<void> {
    // Always there.
  }

  async fetch(path: string, signal: AbortSignal): Promise<Response> {
    const response = await fetch(`${this._url}/${path}`, {
      cache: FRESH,
      signal
    });
    // Some servers have a page at every address.
    const type = response.headers.get('content-type') ?? '';
    if (!response.ok || !type.includes('javascript')) {
      await response.body?.cancel();
      throw new UnreachableError();
    }
    return response;
  }

  openSocket(path: string, protocol: string): WebSocket {
    const url = `${this._url}/${path}`;
    return new WebSocket(url.replace(/^http/, 'ws'), protocol);
  }

  private _url: string;
}

/** Whether a URL is of the origin of this page, and so of the Jupyter server. */
export function isPageOrigin(url: string): boolean {
  return new URL(url).origin === globalThis.location?.origin;
}

/** Whether a server's URL is that of a host alone. */
export function isAtRoot(url: string): boolean {
  return new URL(url).pathname === '/';
}

/**
 * The URL below which a browser finds a server's own pages; null where they do
 * not work, below a path, or could do all that this page can.
 */
export function pagesAt(url: string): string | null {
  return isAtRoot(url) && !isPageOrigin(url) ? url : null;
}
