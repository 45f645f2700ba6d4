import { PageConfig } from '@jupyterlab/coreutils';
import { ServerConnection } from '@jupyterlab/services';

import { JupyterRoute, proxyPath } from '../../connection/jupyterRoute';
import { JupyterRouteError } from '../../connection/routeFailures';

const FILE = 'jsapi/dh-core.js';
const BASE = 'https://hub/user/someone/';

interface IAnswer {
  status?: number;
  type?: string;
  text?: string;
  redirected?: boolean;
}

/** A route, and the Jupyter server's answers by path. */
function routeTo(
  url: string,
  answers: Record<string, IAnswer | Error> = {},
  options: Partial<ServerConnection.ISettings> = {}
) {
  const requests: Request[] = [];
  const sockets: [string, string][] = [];
  const settings = ServerConnection.makeSettings({
    baseUrl: BASE,
    wsUrl: 'wss://hub/user/someone/',
    token: '',
    appendToken: false,
    Request: class {
      constructor(
        readonly url: string,
        readonly init: RequestInit
      ) {}
      readonly headers = {
        append: () => undefined,
        has: () => true
      } as unknown as Headers;
    } as unknown as typeof Request,
    WebSocket: class {
      constructor(address: string, protocol: string) {
        sockets.push([address, protocol]);
      }
    } as unknown as typeof WebSocket,
    fetch: (async (request: Request) => {
      requests.push(request);
      const path = new URL(request.url).pathname.replace('/user/someone/', '');
      const answer = answers[path] ?? { status: 404 };
      if (answer instanceof Error) {
        throw answer;
      }
      const { redirected = false, status = 200, text = '', type = '' } = answer;
      // As a browser's: it cannot be cancelled once it is read.
      return {
        body: {
          async cancel() {
            if (this.isRead) {
              throw new TypeError('Cannot cancel a locked stream');
            }
          },
          isRead: false
        },
        get bodyUsed() {
          return this.body.isRead;
        },
        headers: { get: () => type },
        ok: status < 300,
        redirected,
        status,
        async text() {
          this.body.isRead = true;
          return text;
        }
      };
    }) as unknown as typeof fetch,
    ...options
  });
  const route = new JupyterRoute(settings, url);
  const problem = () =>
    route.fetch(FILE, new AbortController().signal).then(
      () => null,
      reason =>
        reason instanceof JupyterRouteError ? reason.problem : String(reason)
    );
  return { problem, requests, route, sockets };
}

describe('proxyPath', () => {
  it.each([
    ['http://localhost:10000', 'proxy/10000'],
    ['http://[::1]:10000', 'proxy/10000'],
    ['http://localhost', 'proxy/80'],
    ['http://127.0.0.1:10000', 'proxy/127.0.0.1:10000'],
    ['http://dh.example.com', 'proxy/dh.example.com:80'],
    ['http://dh.example.com:1/a/b', 'proxy/dh.example.com:1/a/b']
  ])('of %s is %s', (url, path) => {
    expect(proxyPath(url)).toBe(path);
  });

  it.each(['https://localhost:10000', 'http://[2001:db8::1]:10000'])(
    'is none of %s',
    url => {
      expect(() => proxyPath(url)).toThrow(JupyterRouteError);
    }
  );
});

describe('addresses', () => {
  it('keep the prefix of the hub', async () => {
    const { problem, requests, route, sockets } = routeTo(
      'http://localhost:10000'
    );
    await problem();
    expect(requests[0].url).toBe(`${BASE}proxy/10000/${FILE}`);
    route.openSocket('a.Service/Method', 'p');
    expect(sockets).toEqual([
      ['wss://hub/user/someone/proxy/10000/a.Service/Method', 'p']
    ]);
  });

  it('never have the token: a page that would need it there is refused', async () => {
    const settings = { token: 'a&b', appendToken: true };
    const { problem, requests, route, sockets } = routeTo(
      'http://h:1',
      {},
      settings
    );
    expect(await problem()).toBe('token');
    expect(() => route.openSocket('x', 'p')).toThrow(JupyterRouteError);
    await expect(route.prepare(new AbortController().signal)).rejects.toThrow(
      JupyterRouteError
    );
    expect([requests, sockets]).toEqual([[], []]);
    const cookie = routeTo(
      'http://h:1',
      {},
      { ...settings, appendToken: false }
    );
    cookie.route.openSocket('x', 'p');
    expect(cookie.sockets[0][0]).toMatch(/proxy\/h:1\/x$/);
  });

  it('are those of our server extension where it passes on', async () => {
    PageConfig.setOption('jupyterlabDeephavenProxy', 'ours/proxy');
    const { route, sockets } = routeTo('http://localhost:10000');
    PageConfig.setOption('jupyterlabDeephavenProxy', '');
    route.openSocket('x', 'p');
    expect(sockets[0][0]).toMatch(/someone\/ours\/proxy\/10000\/x$/);
    expect(route.exposesJupyter).toBe(false);
    expect(routeTo('http://localhost:10000').route.exposesJupyter).toBe(true);
  });
});

describe('prepare', () => {
  it('asks the Jupyter server alone', async () => {
    const signal = new AbortController().signal;
    const info = 'server-proxy/servers-info';
    const { requests, route } = routeTo('http://h:1', { [info]: {} });
    await route.prepare(signal);
    expect(requests.map(({ url }) => url)).toEqual([`${BASE}${info}`]);
    await expect(routeTo('http://h:1').route.prepare(signal)).rejects.toThrow(
      JupyterRouteError
    );
  });
});

describe('fetch', () => {
  const file = `proxy/10000/${FILE}`;
  const info = 'server-proxy/servers-info';

  it('takes a script, and asks as JupyterLab does', async () => {
    const { problem, requests } = routeTo(
      'http://localhost:10000',
      { [file]: { type: 'text/javascript' } },
      { token: 'secret' }
    );
    expect(await problem()).toBeNull();
    expect(requests).toHaveLength(1);
    expect(requests[0].url).not.toContain('secret');
  });

  it.each<[string, Record<string, IAnswer | Error>]>([
    ['missing', {}],
    ['other', { [info]: {} }],
    ['other', { [file]: { type: 'text/html' } }],
    ['signedOut', { [file]: { type: 'text/html', redirected: true } }],
    ['signedOut', { [file]: { status: 401 } }],
    ['host', { [file]: { status: 403, text: "Host 'h' is not allowed. See" } }],
    ['refused', { [file]: { status: 403, text: 'Forbidden' } }],
    ['gone', { [file]: { status: 500 } }],
    ['gone', { [file]: { status: 599 } }],
    ['offline', { [file]: { status: 503 } }],
    ['offline', { [file]: new TypeError('network') }]
  ])('says %s of %j', async (expected, answers) => {
    const { problem } = routeTo('http://localhost:10000', answers);
    expect(await problem()).toBe(expected);
  });
});
