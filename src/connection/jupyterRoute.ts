/**
 * The way to a Deephaven server through the Jupyter server, by its extension
 * jupyter-server-proxy.
 */
import { URLExt } from '@jupyterlab/coreutils';
import { ServerConnection } from '@jupyterlab/services';

import type { IRoute } from './route';
import type { JupyterProblem } from './routeFailures';
import { JupyterRouteError } from './routeFailures';

/** An endpoint that every jupyter-server-proxy has. */
const PROXY_INFO = 'server-proxy/servers-info';

/** The way through a Jupyter server. */
export class JupyterRoute implements IRoute {
  /**
   * @param settings - how to speak to the Jupyter server.
   * @param url - the Deephaven server's base URL, as the Jupyter server
   * reaches it.
   * @throws JupyterRouteError when no way leads to such a URL.
   */
  constructor(settings: ServerConnection.ISettings, url: string) {
    this._settings = settings;
    this._prefix = proxyPath(url);
  }

  readonly kind = 'jupyter';
  readonly isPlain = false;

  address(path: string): string {
    return this._withToken(this._below(this._settings.baseUrl, path));
  }

  async check(path: string, signal: AbortSignal): Promise<void> {
    const { baseUrl } = this._settings;
    const response = await this._get(this._below(baseUrl, path), signal);
    const problem = await this._problemOf(response, signal);
    if (problem) {
      throw new JupyterRouteError(problem);
    }
    // The answer's beginning is enough.
    await response.body?.cancel();
  }

  openSocket(path: string, protocol: string): WebSocket {
    const { WebSocket, wsUrl } = this._settings;
    return new WebSocket(this._withToken(this._below(wsUrl, path)), protocol);
  }

  private async _problemOf(
    response: Response,
    signal: AbortSignal
  ): Promise<JupyterProblem | null> {
    const { headers, redirected, status } = response;
    if (response.ok) {
      const type = headers.get('content-type') ?? '';
      return type.includes('javascript')
        ? null
        : // To a page that asks who the user is.
          redirected
          ? 'signedOut'
          : 'other';
    }
    switch (status) {
      case 401:
        return 'signedOut';
      case 403:
        return (await response.text()).includes('is not allowed')
          ? 'host'
          : 'refused';
      case 404: {
        const url = URLExt.join(this._settings.baseUrl, PROXY_INFO);
        return (await this._get(url, signal)).ok ? 'other' : 'missing';
      }
      default:
        // 599 is Tornado's for a server that does not answer in time.
        return status === 500 || status === 599 ? 'gone' : 'offline';
    }
  }

  private async _get(url: string, signal: AbortSignal): Promise<Response> {
    try {
      return await ServerConnection.makeRequest(
        url,
        { signal },
        this._settings
      );
    } catch (reason) {
      if (reason instanceof ServerConnection.NetworkError) {
        throw new JupyterRouteError('offline');
      }
      throw reason;
    }
  }

  private _below(base: string, path: string): string {
    return URLExt.join(base, this._prefix, path);
  }

  /** For requests that cannot have it in a header, where no cookie has it. */
  private _withToken(url: string): string {
    const { appendToken, token } = this._settings;
    return appendToken && token
      ? `${url}?token=${encodeURIComponent(token)}`
      : url;
  }

  private _prefix: string;
  private _settings: ServerConnection.ISettings;
}

/**
 * The path, below the Jupyter server's base URL, of what is at a URL.
 *
 * @throws JupyterRouteError when it has none.
 */
export function proxyPath(url: string): string {
  const { hostname, pathname, port, protocol } = new URL(url);
  const isLocal = hostname === 'localhost' || hostname === '[::1]';
  if (protocol !== 'http:' || (hostname.startsWith('[') && !isLocal)) {
    throw new JupyterRouteError('address');
  }
  const place = `${isLocal ? '' : `${hostname}:`}${port || 80}`;
  return `proxy/${place}${pathname === '/' ? '' : pathname}`;
}
