import { nullTranslator } from '@jupyterlab/translation';

import type { IServersSettings } from '../../deephaven/servers';
import { DeephavenServers } from '../../deephaven/servers';
import { SettingsStore } from '../../jupyter/settingsStore';
import type { ICredentials, RouteKind } from '../../tokens';
import { FakeDeephaven } from '../helpers/fakeDeephaven';

const URL = 'http://s';
const RIGHT = { type: 'psk', token: 'right' };
const WRONG = { type: 'psk', token: 'wrong' };

/** A server with a key, and what was remembered for it. */
function remembering(before: ICredentials | null, auth = 'psk') {
  const deephaven = new FakeDeephaven(auth === 'psk' ? 'psk' : 'anonymous');
  deephaven.accepts = ({ token, type }) =>
    type === 'anonymous' || token === 'right';
  const kept = new Map<string, ICredentials>(before ? [[URL, before]] : []);
  const secrets = {
    isThere: async () => true,
    get: jest.fn(async (url: string, route: RouteKind) =>
      route === 'direct' ? (kept.get(url) ?? null) : null
    ),
    set: jest.fn(
      async (url: string, route: RouteKind, credentials: ICredentials) => {
        expect(route).toBe('direct');
        kept.set(url, credentials);
      }
    ),
    remove: jest.fn(async (url: string, route: RouteKind) => {
      if (route === 'direct') {
        kept.delete(url);
      }
    })
  };
  const prompt = jest.fn(async () => RIGHT as ICredentials | null);
  const servers = new DeephavenServers({
    settings: new SettingsStore<IServersSettings>(null, 'test', {
      servers: [{ name: 'S', url: URL, auth }],
      connectTimeout: 20
    }),
    prompt,
    secrets,
    served: null,
    loadApi: deephaven.loadApi,
    trans: nullTranslator.load('test')
  });
  return { kept, prompt, secrets, server: servers.servers[0], servers };
}

let warn: jest.SpyInstance;

beforeEach(() => {
  jest.useFakeTimers();
  warn = jest.spyOn(console, 'warn').mockImplementation();
});

afterEach(() => {
  jest.useRealTimers();
  warn.mockRestore();
});

it('what let the user in is remembered, and then not asked for', async () => {
  const first = remembering(null);
  await first.servers.connect(first.server);
  expect(first.prompt).toHaveBeenCalledTimes(1);
  expect(first.kept.get(URL)).toEqual(RIGHT);

  const second = remembering(RIGHT);
  await expect(second.servers.connect(second.server)).resolves.toBe(true);
  expect(second.prompt).not.toHaveBeenCalled();
  expect(second.server.state).toBe('connected');
});

it('what is refused is forgotten, and the user is asked with the reason', async () => {
  const { kept, prompt, server, servers } = remembering(WRONG);
  prompt.mockResolvedValueOnce(null);
  await expect(servers.connect(server)).resolves.toBe(false);
  expect(prompt.mock.calls).toEqual([
    [server, ['psk'], expect.stringContaining('refused the key'), 'direct']
  ]);
  expect(kept.size).toBe(0);
});

it('a server that is removed is forgotten', async () => {
  const { kept, server, servers } = remembering(RIGHT);
  await servers.remove(server);
  expect(kept.size).toBe(0);
});

it('a server that is edited is forgotten once it is elsewhere', async () => {
  const { kept, server, servers } = remembering(RIGHT);
  const renamed = await servers.edit(server, { ...server.config, name: 'T' });
  expect(kept.get(URL)).toEqual(RIGHT);
  await servers.edit(renamed, { ...renamed.config, url: 'http://other' });
  expect(kept.size).toBe(0);
});

it('that nothing is needed is not remembered', async () => {
  const { kept, server, servers } = remembering(null, 'auto');
  await servers.connect(server);
  expect(server.state).toBe('connected');
  expect(kept.size).toBe(0);
});

it('a store that fails keeps nobody from connecting', async () => {
  const { prompt, secrets, server, servers } = remembering(null);
  const offline = () => Promise.reject(new Error('offline'));
  secrets.get.mockImplementation(offline);
  secrets.set.mockImplementation(offline);
  await expect(servers.connect(server)).resolves.toBe(true);
  expect(prompt).toHaveBeenCalledTimes(1);
  expect(warn).toHaveBeenCalledTimes(2);
  expect(String(warn.mock.calls)).not.toContain('right');
});
