/**
 * Ways from this page to a Deephaven server.
 */
import type { RouteKind } from '../tokens';
import { UnreachableError } from './failures';

/** The file by which a server is known, and which is loaded first. */
export const API_FILE = 'jsapi/dh-core.js';

/** A way to one server; paths are those on the server, without a first slash. */
export interface IRoute {
  readonly kind: RouteKind;

  /** Whether the API's own transports take this way. */
  readonly isPlain: boolean;

  /** The address of a file of the server's, for this browser. */
  address(path: string): string;

  /**
   * Make sure that the server has a file, whatever the browser has kept of it.
   *
   * @throws Error when nothing answers this way, or something else does.
   */
  check(path: string, signal: AbortSignal): Promise<void>;

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

  address(path: string): string {
    return `${this._url}/${path}`;
  }

  async check(path: string, signal: AbortSignal): Promise<void> {
    const { body, headers, ok } = await fetch(this.address(path), {
      cache: 'no-store',
      signal
    });
    // The answer's beginning is enough.
    await body?.cancel();
    // Some servers have a page at every address.
    const type = headers.get('content-type') ?? '';
    if (!ok || !type.includes('javascript')) {
      throw new UnreachableError();
    }
  }

  openSocket(path: string, protocol: string): WebSocket {
    return new WebSocket(this.address(path).replace(/^http/, 'ws'), protocol);
  }

  private _url: string;
}

/** Whether a server's URL is that of a host alone. */
export function isAtRoot(url: string): boolean {
  return new URL(url).pathname === '/';
}
