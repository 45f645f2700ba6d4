import { nullTranslator } from '@jupyterlab/translation';

import { UnreachableError } from '../../connection/failures';
import type { IRoute } from '../../connection/route';
import { DirectRoute } from '../../connection/route';
import type { IServersSettings } from '../../servers/serverConfig';
import { DeephavenServers } from '../../servers/servers';
import type { ICredentials, IServerConfig, RouteKind } from '../../tokens';
import { SettingsStore } from '../../ui/settingsStore';
import { FakeDeephaven } from '../helpers/fakeDeephaven';

const URL = 'http://localhost:10000';
const PSK = { type: 'psk', token: 'k' };

/** One address that is one server to the browser, and another to Jupyter. */
function twoServers(
  config: Partial<IServerConfig> = {},
  before: [string, ICredentials][] = []
) {
  const at = {
    direct: new FakeDeephaven('psk'),
    jupyter: new FakeDeephaven('psk')
  };
  const away = new Set<RouteKind>();
  const loads: RouteKind[] = [];
  const kept = new Map<string, ICredentials>(before);
  const prompt = jest.fn(async () => PSK as ICredentials | null);
  const servers = new DeephavenServers({
    settings: new SettingsStore<IServersSettings>(null, 'test', {
      servers: [{ name: 'S', url: URL, auth: 'psk', ...config }],
      trusted: [{ url: URL, jupyter: true }],
      connectTimeout: 20,
      reconnect: true
    }),
    prompt,
    secrets: {
      isThere: async () => true,
      get: async (url, route) => kept.get(`${route} ${url}`) ?? null,
      set: async (url, route, credentials) => {
        kept.set(`${route} ${url}`, credentials);
      },
      remove: async (url, route) => {
        kept.delete(`${route} ${url}`);
      }
    },
    served: null,
    loadApi: async ({ kind }) => {
      loads.push(kind);
      if (away.has(kind)) {
        throw new UnreachableError();
      }
      return at[kind].loadApi();
    },
    probe: async ({ kind }) => {
      if (away.has(kind)) {
        throw new UnreachableError();
      }
    },
    jupyter: async url =>
      Object.assign(new DirectRoute(url), { kind: 'jupyter' }) as IRoute,
    trans: nullTranslator.load('test')
  });
  const server = servers.servers[0];
  return { at, away, kept, loads, prompt, server, servers };
}

beforeEach(() => {
  jest.useFakeTimers();
});

afterEach(() => {
  jest.useRealTimers();
});

describe('a connection that is lost', () => {
  it.each(['psk', 'anonymous'])(
    'is looked for by its own way alone, with %s',
    async auth => {
      const { at, away, loads, server, servers } = twoServers({ auth });
      await servers.connect(server);
      expect(server.route).toBe('direct');
      away.add('direct');
      at.direct.clients[at.direct.clients.length - 1].lose();
      await jest.advanceTimersByTimeAsync(300000);
      expect(server.state).toBe('lost');
      expect(loads).not.toContain('jupyter');
      // Whatever asks for it, and for any reason.
      await expect(servers.connect(server)).rejects.toThrow(
        /No Deephaven server answers.*through Jupyter, disconnect/
      );
      await expect(server.authKinds()).rejects.toThrow('No Deephaven');
      expect(loads).not.toContain('jupyter');
      expect(at.jupyter.logins).toEqual([]);
      expect(server.reason).toMatch(/disconnect and connect again/);
      away.delete('direct');
      await jest.advanceTimersByTimeAsync(60000);
      expect([server.state, server.route]).toEqual(['connected', 'direct']);
      server.dispose();
    }
  );

  it('through Jupyter, does not come back as another one', async () => {
    const { at, away, server, servers } = twoServers();
    away.add('direct');
    await servers.connect(server);
    expect(server.route).toBe('jupyter');
    away.delete('direct');
    away.add('jupyter');
    at.jupyter.clients[at.jupyter.clients.length - 1].lose();
    await jest.advanceTimersByTimeAsync(60000);
    expect(server.state).toBe('lost');
    expect(at.direct.logins).toEqual([]);
    server.dispose();
  });

  it('goes another way once the user has reconnected', async () => {
    const { at, away, prompt, server, servers } = twoServers();
    await servers.connect(server);
    away.add('direct');
    at.direct.clients[0].lose();
    await server.disconnect();
    await expect(servers.connect(server)).resolves.toBe(true);
    expect(server.route).toBe('jupyter');
    expect(prompt).toHaveBeenCalledTimes(2);
    server.dispose();
  });

  it('does not speak of Jupyter where that is no way', async () => {
    const { at, away, server, servers } = twoServers({ connection: 'direct' });
    await servers.connect(server);
    away.add('direct');
    at.direct.clients[0].lose();
    await expect(servers.connect(server)).rejects.toThrow('No Deephaven');
    expect(server.reason).not.toMatch(/Jupyter/);
    server.dispose();
  });
});

describe('the user', () => {
  it.each<[RouteKind, RouteKind[]]>([
    ['direct', []],
    ['jupyter', ['direct']]
  ])('is told of the way before giving credentials: %s', async (way, gone) => {
    const { at, away, prompt, server, servers } = twoServers();
    gone.forEach(kind => away.add(kind));
    await expect(servers.connect(server)).resolves.toBe(true);
    expect(prompt.mock.calls).toEqual([[server, ['psk'], null, way, null]]);
    expect(server.route).toBe(way);
    expect(at[way].logins).toHaveLength(1);
    server.dispose();
  });

  it('is told of it before any code of that server is loaded', async () => {
    const { away, loads, prompt, server, servers } = twoServers();
    away.add('direct');
    prompt.mockResolvedValueOnce(null);
    await expect(servers.connect(server)).resolves.toBe(false);
    expect(prompt.mock.calls).toEqual([
      [server, ['psk'], null, 'jupyter', null]
    ]);
    expect(loads).toEqual([]);
  });

  it('gives credentials for one way only, whatever happens meanwhile', async () => {
    const { at, away, prompt, server, servers } = twoServers();
    prompt.mockImplementationOnce(async () => {
      away.add('direct');
      return PSK;
    });
    await expect(servers.connect(server)).rejects.toThrow('No Deephaven');
    expect(at.jupyter.logins).toEqual([]);
    expect(server.state).toBe('failed');
  });

  it('is not asked where no way leads there', async () => {
    const { away, prompt, server, servers } = twoServers();
    away.add('direct').add('jupyter');
    await expect(servers.connect(server)).rejects.toThrow('No Deephaven');
    expect(server.state).toBe('failed');
    expect(prompt).not.toHaveBeenCalled();
  });

  it.each<[RouteKind]>([['direct'], ['jupyter']])(
    'who has chosen the way is asked before anything is loaded: %s',
    async connection => {
      const { loads, prompt, server, servers } = twoServers({ connection });
      prompt.mockResolvedValueOnce(null);
      await expect(servers.connect(server)).resolves.toBe(false);
      expect(prompt.mock.calls).toEqual([
        [server, ['psk'], null, connection, null]
      ]);
      expect(loads).toEqual([]);
    }
  );
});

describe('what is remembered', () => {
  it('for one way is not sent by the other', async () => {
    const { at, away, kept, prompt, server, servers } = twoServers({}, [
      [`direct ${URL}`, { type: 'psk', token: 'mine' }]
    ]);
    away.add('direct');
    await servers.connect(server);
    expect(prompt).toHaveBeenCalledTimes(1);
    expect(at.jupyter.logins.map(({ token }) => token)).toEqual(['k']);
    expect(kept.get(`direct ${URL}`)).toEqual({ type: 'psk', token: 'mine' });
    expect(kept.get(`jupyter ${URL}`)).toEqual(PSK);
    server.dispose();
  });

  it('is forgotten for the way by which it was refused', async () => {
    const { at, away, kept, prompt, server, servers } = twoServers({}, [
      [`direct ${URL}`, PSK],
      [`jupyter ${URL}`, PSK]
    ]);
    away.add('direct');
    at.jupyter.accepts = () => false;
    prompt.mockResolvedValueOnce(null);
    await expect(servers.connect(server)).resolves.toBe(false);
    expect([...kept.keys()]).toEqual([`direct ${URL}`]);
    // Also of a connection that was lost, by its way.
    kept.set(`jupyter ${URL}`, PSK);
    away.clear();
    await servers.connect(server);
    at.direct.clients[0].lose();
    at.direct.accepts = () => false;
    prompt.mockResolvedValueOnce(null);
    await expect(servers.connect(server)).resolves.toBe(false);
    expect([...kept.keys()]).toEqual([`jupyter ${URL}`]);
    await servers.remove(server);
    expect(kept.size).toBe(0);
  });
});
