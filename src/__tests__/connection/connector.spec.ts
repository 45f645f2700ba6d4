import { nullTranslator } from '@jupyterlab/translation';
import { PromiseDelegate } from '@lumino/coreutils';

import type { DeephavenApi } from '../../connection/api';
import { Connector } from '../../connection/connector';
import type { IConsents } from '../../connection/trust/consent';
import { ConsentError, NO_CONSENTS } from '../../connection/trust/consent';
import { explainFailure, UnreachableError } from '../../connection/failures';
import type { IRoute } from '../../connection/route';
import { DirectRoute } from '../../connection/route';
import type { JupyterProblem } from '../../connection/routeFailures';
import { JupyterRouteError } from '../../connection/routeFailures';
import { DeephavenServer } from '../../servers/server';
import type { ConnectionKind, RouteKind } from '../../tokens';
import { FakeDeephaven } from '../helpers/fakeDeephaven';

/** Where the user has agreed to go through the Jupyter server. */
const AGREED: IConsents = { ...NO_CONSENTS, jupyter: () => true };

const API = {} as DeephavenApi;
const PSK = { type: 'psk', token: 'k' };
const trans = nullTranslator.load('test');
const refuse = (problem: JupyterProblem) => async () => {
  throw new JupyterRouteError(problem);
};
const unreachable = async () => {
  throw new UnreachableError();
};

/** A server, and what happens on the ways to it. */
function serverAt(
  url: string,
  ways: Partial<Record<RouteKind, () => Promise<unknown>>>,
  connection?: ConnectionKind,
  consents: IConsents = AGREED
) {
  const config = { name: 'S', url, auth: 'psk', connection };
  const asked: RouteKind[] = [];
  const signals: AbortSignal[] = [];
  const loadApi = async ({ kind }: IRoute, signal: AbortSignal) => {
    asked.push(kind);
    signals.push(signal);
    await ways[kind]?.();
    return API;
  };
  const jupyter = async () =>
    Object.assign(new DirectRoute(url), { kind: 'jupyter' }) as IRoute;
  const reached = async () => {
    const timeout = () => 20000;
    const options = { consents, jupyter, loadApi, timeout, trans };
    const connector = new Connector(config, options);
    const { route } = await connector.reach(() => true, null);
    return route.kind;
  };
  const words = () =>
    reached().then(
      kind => kind,
      reason => explainFailure(reason, config, trans)
    );
  return { asked, reached, signals, words };
}

/** Let the page have come over https. */
function overHttps(): void {
  Object.defineProperty(globalThis, 'location', {
    configurable: true,
    value: { protocol: 'https:' }
  });
}

const { location } = globalThis;

beforeEach(() => {
  jest.useFakeTimers();
});

afterEach(() => {
  expect(jest.getTimerCount()).toBe(0);
  jest.useRealTimers();
  Object.defineProperty(globalThis, 'location', {
    configurable: true,
    value: location
  });
});

describe('automatically', () => {
  it('the way is direct where that works', async () => {
    const { asked, reached, signals } = serverAt('http://s', {});
    await expect(reached()).resolves.toBe('direct');
    expect(asked).toEqual(['direct']);
    expect(signals[0].aborted).toBe(true);
  });

  it('it leads through Jupyter where nothing answers the browser', async () => {
    const { asked, reached } = serverAt('http://s', { direct: unreachable });
    await expect(reached()).resolves.toBe('jupyter');
    expect(asked).toEqual(['direct', 'jupyter']);
  });

  it('it leads through Jupyter where the browser waits in vain', async () => {
    const never = () => new PromiseDelegate<void>().promise;
    const { asked, reached, signals } = serverAt('http://s', { direct: never });
    const kind = reached();
    await jest.advanceTimersByTimeAsync(2900);
    expect(asked).toEqual(['direct']);
    await jest.advanceTimersByTimeAsync(200);
    await expect(kind).resolves.toBe('jupyter');
    expect(signals[0].aborted).toBe(true);
    // What limits the direct way.
    await jest.runAllTimersAsync();
  });

  it('a slow direct way is waited for where Jupyter has none', async () => {
    const answer = new PromiseDelegate<void>();
    const { reached } = serverAt('http://s', {
      direct: () => answer.promise,
      jupyter: refuse('missing')
    });
    const kind = reached();
    await jest.advanceTimersByTimeAsync(10000);
    answer.resolve();
    await expect(kind).resolves.toBe('direct');
  });

  it('an https page goes through Jupyter to an http server', async () => {
    overHttps();
    const { asked, reached } = serverAt('http://s', {});
    await expect(reached()).resolves.toBe('jupyter');
    expect(asked).toEqual(['jupyter']);
  });

  it.each(['https://s', 'http://localhost:1', 'http://127.0.0.1:1'])(
    'an https page goes to %s itself',
    async url => {
      overHttps();
      await expect(serverAt(url, {}).reached()).resolves.toBe('direct');
    }
  );
});

describe('as the settings say', () => {
  it('one way is taken, and not the other', async () => {
    const direct = serverAt('http://s', { direct: unreachable }, 'direct');
    await expect(direct.reached()).rejects.toThrow(UnreachableError);
    expect(direct.asked).toEqual(['direct']);
    const through = serverAt('http://s', {}, 'jupyter');
    await expect(through.reached()).resolves.toBe('jupyter');
    expect(through.asked).toEqual(['jupyter']);
  });
});

describe('the words', () => {
  it.each<[JupyterProblem, RegExp]>([
    [
      'missing',
      /^No Deephaven server answers at http:\/\/s\. Is it running, and can this browser reach it\? .*pip install jupyter-server-proxy$/
    ],
    ['host', /answers at http:\/\/s\..*host_allowlist.*"s"/],
    ['signedOut', /answers at http:\/\/s\..*Reload this page/],
    ['gone', /reach http:\/\/s from this browser or from Jupyter/],
    ['other', /can this browser reach it\?$/],
    ['address', /can this browser reach it\?$/],
    [
      'offline',
      /can this browser reach it\? The Jupyter server does not answer either\.$/
    ]
  ])('where both ways fail, Jupyter’s as %s', async (problem, expected) => {
    const ways = { direct: unreachable, jupyter: refuse(problem) };
    expect(await serverAt('http://s', ways).words()).toMatch(expected);
  });

  it('tell of a browser that waited in vain', async () => {
    const { words } = serverAt('http://s', {
      direct: () => new PromiseDelegate<void>().promise,
      jupyter: refuse('missing')
    });
    const said = words();
    await jest.advanceTimersByTimeAsync(15000);
    expect(await said).toMatch(/within 15 s.*pip install jupyter-server-proxy/);
  });

  it.each<[JupyterProblem, RegExp]>([
    ['missing', /refuses the http server http:\/\/s\..*pip install/],
    ['host', /refuses the http server http:\/\/s\..*host_allowlist/],
    ['gone', /refuses the http server http:\/\/s\..*reaches no Deephaven/]
  ])('on an https page, where Jupyter’s way fails as %s', async (p, words) => {
    overHttps();
    const { words: said } = serverAt('http://s', { jupyter: refuse(p) });
    expect(await said()).toMatch(words);
  });

  it('on an https page, where the settings say direct', async () => {
    overHttps();
    const { asked, words } = serverAt('http://s', {}, 'direct');
    expect(await words()).toMatch(/refuses the http server.*“auto”/);
    expect(asked).toEqual([]);
  });

  it.each<JupyterProblem>([
    'missing',
    'host',
    'refused',
    'signedOut',
    'offline',
    'gone',
    'other',
    'address'
  ])('where the settings say Jupyter: %s', async problem => {
    const ways = { jupyter: refuse(problem) };
    const { words } = serverAt('http://s', ways, 'jupyter');
    expect(await words()).toMatch(/jupyter/i);
  });
});

describe('what the user has not agreed to', () => {
  const NEVER: IConsents = { ...NO_CONSENTS, jupyter: () => false };

  it('is not done: nothing goes through Jupyter', async () => {
    const ways = { direct: unreachable };
    const { asked, reached, words } = serverAt(
      'http://s',
      ways,
      'auto',
      NO_CONSENTS
    );
    await expect(reached()).rejects.toThrow(ConsentError);
    expect(asked).toEqual(['direct']);
    expect(await words()).toContain('needs your consent');
  });

  it('is not asked where the browser waits in vain, until it gives up', async () => {
    const never = () => new PromiseDelegate<void>().promise;
    const { asked, reached } = serverAt(
      'http://s',
      { direct: never },
      'auto',
      NO_CONSENTS
    );
    let outcome: unknown = null;
    void reached().catch(reason => {
      outcome = reason;
    });
    await jest.advanceTimersByTimeAsync(14900);
    expect(outcome).toBeNull();
    await jest.advanceTimersByTimeAsync(200);
    expect(outcome).toBeInstanceOf(ConsentError);
    expect(asked).toEqual(['direct']);
  });

  it('is not asked where the way was chosen', async () => {
    const { reached } = serverAt('http://s', {}, 'jupyter', NO_CONSENTS);
    await expect(reached()).resolves.toBe('jupyter');
  });

  it('is not tried where they have declined', async () => {
    const ways = { direct: unreachable };
    const { asked, words } = serverAt('http://s', ways, 'auto', NEVER);
    expect(await words()).toContain('No Deephaven server answers');
    expect(asked).toEqual(['direct']);
  });

  it.each<ConnectionKind>(['auto', 'direct'])(
    'is not done at the address of the Jupyter server itself, %s',
    async connection => {
      const { origin } = globalThis.location;
      const { asked, reached } = serverAt(
        `${origin}/proxy/10000`,
        {},
        connection,
        NO_CONSENTS
      );
      await expect(reached()).rejects.toThrow(ConsentError);
      expect(asked).toEqual([]);
    }
  );

  it('is an answer of the server, not a reason to go the other way', async () => {
    const question = { about: 'api', hashes: ['h'], isChanged: false } as const;
    const direct = async () => {
      throw new ConsentError(question);
    };
    const { asked, reached } = serverAt('http://s', { direct });
    await expect(reached()).rejects.toMatchObject({ question });
    expect(asked).toEqual(['direct']);
  });
});

describe('a server', () => {
  it('tells the way while it is connected', async () => {
    const deephaven = new FakeDeephaven('psk');
    let works: RouteKind = 'direct';
    const server = new DeephavenServer(
      { name: 'S', url: 'http://s', auth: 'psk' },
      {
        served: null,
        loadApi: async ({ kind }) => {
          if (kind !== works) {
            throw new UnreachableError();
          }
          return deephaven.loadApi();
        },
        consents: AGREED,
        jupyter: async url =>
          Object.assign(new DirectRoute(url), { kind: 'jupyter' }) as IRoute,
        timeout: () => 20000,
        trans
      }
    );
    expect([server.route, server.pages]).toEqual([null, null]);
    await server.connect(PSK);
    expect([server.route, server.pages]).toEqual(['direct', 'http://s']);
    deephaven.clients[0].lose();
    expect(server.route).toBeNull();
    works = 'jupyter';
    await server.connect(PSK);
    expect([server.route, server.pages]).toEqual(['jupyter', null]);
    server.dispose();
  });
});
