/**
 * The way to a Deephaven server through the Jupyter server, by its extension
 * jupyter-server-proxy; where our server extension is there as well, by its
 * endpoint on top of that, which keeps Jupyter's credentials back.
 */
import { PageConfig, URLExt } from '@jupyterlab/coreutils';
import { ServerConnection } from '@jupyterlab/services';

import type { IRoute } from './route';
import { FRESH } from './route';
import type { JupyterProblem } from './routeFailures';
import { JupyterRouteError } from './routeFailures';

/** An endpoint that every jupyter-server-proxy has. */
const PROXY_INFO = 'server-proxy/servers-info';

/** Where it passes on. */
const PROXY = 'proxy';

/** The option of the page that says where our server extension passes on. */
const PAGE_OPTION = 'jupyterlabDeephavenProxy';

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
    const ours = PageConfig.getOption(PAGE_OPTION);
    this.exposesJupyter = ours === '';
    this._prefix = proxyPath(url, ours || PROXY);
  }

  readonly kind = 'jupyter';
  readonly isPlain = false;
  readonly exposesJupyter: boolean;

  async prepare(signal: AbortSignal): Promise<void> {
    this._checkToken();
    if (!(await this._isThere(signal))) {
      throw new JupyterRouteError('missing');
    }
  }

  async fetch(path: string, signal: AbortSignal): Promise<Response> {
    this._checkToken();
    const { baseUrl } = this._settings;
    const response = await this._get(this._below(baseUrl, path), signal);
    const problem = await this._problemOf(response, signal);
    if (problem) {
      if (!response.bodyUsed) {
        await response.body?.cancel();
      }
      throw new JupyterRouteError(problem);
    }
    return response;
  }

  openSocket(path: string, protocol: string): WebSocket {
    this._checkToken();
    const { WebSocket, wsUrl } = this._settings;
    return new WebSocket(this._below(wsUrl, path), protocol);
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
      case 404:
        return (await this._isThere(signal)) ? 'other' : 'missing';
      default:
        // 599 is Tornado's for a server that does not answer in time.
        return status === 500 || status === 599 ? 'gone' : 'offline';
    }
  }

  /** Whether there is a jupyter-server-proxy. */
  private async _isThere(signal: AbortSignal): Promise<boolean> {
    const url = URLExt.join(this._settings.baseUrl, PROXY_INFO);
    return (await this._get(url, signal)).ok;
  }

  private async _get(url: string, signal: AbortSignal): Promise<Response> {
    try {
      return await ServerConnection.makeRequest(
        url,
        { cache: FRESH, signal },
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

  /** A socket of a page without Jupyter's cookie needs the token in its URL. */
  private _checkToken(): void {
    const { appendToken, token } = this._settings;
    if (appendToken && token) {
      throw new JupyterRouteError('token');
    }
  }

  private _prefix: string;
  private _settings: ServerConnection.ISettings;
}

/**
 * The path, below the Jupyter server's base URL, of what is at a URL.
 *
 * @param proxy - the path of what passes on.
 * @throws JupyterRouteError when it has none.
 */
export function proxyPath(url: string, proxy = PROXY): string {
  const { hostname, pathname, port, protocol } = new URL(url);
  const isLocal = hostname === 'localhost' || hostname === '[::1]';
  if (protocol !== 'http:' || (hostname.startsWith('[') && !isLocal)) {
    throw new JupyterRouteError('address');
  }
  const place = `${isLocal ? '' : `${hostname}:`}${port || 80}`;
  return `${proxy}/${place}${pathname === '/' ? '' : pathname}`;
}
