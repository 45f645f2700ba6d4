import type { IStateDB } from '@jupyterlab/statedb';
import { nullTranslator } from '@jupyterlab/translation';
import { PromiseDelegate } from '@lumino/coreutils';

import type { IServersSettings } from '../../servers/serverConfig';
import { DocumentServers } from '../../servers/documents/documentServers';
import { DeephavenServers } from '../../servers/servers';
import type { IServerConfig } from '../../tokens';
import { SettingsStore } from '../../ui/settingsStore';
import { FakeDeephaven } from '../helpers/fakeDeephaven';

const A = { name: 'A', url: 'http://a', auth: 'psk' };
const B = { name: 'B', url: 'http://b', auth: 'auto' };

function serversOf(configs: unknown[], state: IStateDB | null = null) {
  const deephaven = new FakeDeephaven('psk');
  const settings = new SettingsStore<IServersSettings>(null, 'test', {
    servers: configs as IServerConfig[],
    trusted: [],
    connectTimeout: 20,
    reconnect: true
  });
  const servers = new DeephavenServers({
    settings,
    documents: new DocumentServers(state, null),
    prompt: async () => null,
    served: null,
    loadApi: deephaven.loadApi,
    trans: nullTranslator.load('test')
  });
  const configured = () => servers.servers.map(({ config }) => config);
  return { configured, deephaven, servers, settings };
}

let warn: jest.SpyInstance;

beforeEach(() => {
  warn = jest.spyOn(console, 'warn').mockImplementation();
});

afterEach(() => {
  warn.mockRestore();
});

it('is listed before it is known what was picked', async () => {
  const fetched = new PromiseDelegate<undefined>();
  const state = { fetch: () => fetched.promise } as unknown as IStateDB;
  const { configured, servers } = serversOf([A], state);
  const isReady = jest.fn();
  const ready = servers.ready.then(isReady);
  await servers.listed;
  expect(configured()).toEqual([A]);
  expect(isReady).not.toHaveBeenCalled();
  fetched.resolve(undefined);
  await ready;
  expect(isReady).toHaveBeenCalled();
});

describe('add', () => {
  it('normalizes and saves, and gives the server', async () => {
    const { servers, settings } = serversOf([A]);
    const changed = jest.fn();
    servers.changed.connect(changed);
    const server = await servers.add({
      name: ' New ',
      url: 'localhost:10000/',
      auth: ''
    });
    const config = { name: 'New', url: 'http://localhost:10000', auth: 'auto' };
    expect(server.config).toEqual(config);
    expect(settings.value.servers).toEqual([A, config]);
    expect(servers.servers).toContain(server);
    expect(changed).toHaveBeenCalled();
  });

  it('keeps the way to it, and another one disconnects it', async () => {
    const { deephaven, servers, settings } = serversOf([]);
    const config = { ...A, connection: 'direct' as const };
    const server = await servers.add(config);
    expect(settings.value.servers).toEqual([config]);
    await servers.connect(server, { type: 'psk', token: 'k' });
    await settings.set('servers', [A]);
    expect(deephaven.open).toEqual([]);
    expect(servers.servers[0].config).toEqual(A);
  });

  it('names a server after its host', async () => {
    const { servers } = serversOf([]);
    const server = await servers.add({
      ...A,
      name: ' ',
      url: 'http://h:1/ide'
    });
    expect(server.config.name).toBe('h:1');
  });

  it.each([
    [{ ...A, url: 'http://other' }, 'There is a server called “A” already.'],
    [{ ...A, name: 'X', url: 'ftp://h' }, 'http'],
    [{ ...A, name: 'X', url: 'http://u:p@h' }, 'password']
  ])('refuses %j', async (config, message) => {
    const { servers, settings } = serversOf([A]);
    await expect(servers.add(config)).rejects.toThrow(message);
    expect(settings.value.servers).toEqual([A]);
  });

  it('loses none of several added at the same time', async () => {
    const { configured, servers, settings } = serversOf([]);
    const results = await Promise.allSettled(
      [A, B, A].map(config => servers.add(config))
    );
    expect(results.map(({ status }) => status)).toEqual([
      'fulfilled',
      'fulfilled',
      'rejected'
    ]);
    expect(configured()).toEqual([A, B]);
    expect(settings.value.servers).toEqual([A, B]);
  });
});

describe('edit', () => {
  it('changes a server at its place, normalized', async () => {
    const { servers, settings } = serversOf([A, B]);
    const before = servers.servers[0];
    const server = await servers.edit(before, {
      name: ' New ',
      url: 'n:1/ide',
      auth: 'auto',
      connection: 'direct'
    });
    const config = {
      name: 'New',
      url: 'http://n:1',
      auth: 'auto',
      connection: 'direct'
    };
    expect(server.config).toEqual(config);
    expect(settings.value.servers).toEqual([config, B]);
    expect(servers.servers[0]).toBe(server);
    expect(before.isDisposed).toBe(true);
  });

  it('leaves a server alone that stays as it is', async () => {
    const { servers } = serversOf([{ ...A, url: 'a' }]);
    const [a] = servers.servers;
    await servers.connect(a, { type: 'psk', token: 'k' });
    expect(await servers.edit(a, A)).toBe(a);
    expect(a.state).toBe('connected');
  });

  it.each([
    [{ ...A, name: 'B' }, 'There is a server called “B” already.'],
    [{ ...A, url: 'ftp://h' }, 'http'],
    [
      { ...A, name: '', url: 'http://b' },
      'There is a server called “b” already'
    ]
  ])('refuses %j', async (config, message) => {
    const { servers, settings } = serversOf([A, B, { ...B, name: 'b' }]);
    const before = settings.value.servers;
    await expect(servers.edit(servers.servers[0], config)).rejects.toThrow(
      message
    );
    expect(settings.value.servers).toEqual(before);
  });

  it('refuses a server that is gone', async () => {
    const { servers, settings } = serversOf([A]);
    const [a] = servers.servers;
    await settings.set('servers', [B]);
    await expect(servers.edit(a, { ...A, name: 'X' })).rejects.toThrow(
      'No server called “A” is configured.'
    );
    expect(settings.value.servers).toEqual([B]);
  });

  it('need not be signed in to again under another name', async () => {
    const { deephaven, servers } = serversOf([A]);
    const [a] = servers.servers;
    await servers.connect(a, { type: 'psk', token: 'k' });
    const renamed = await servers.edit(a, { ...A, name: 'New' });
    expect(deephaven.open).toEqual([]);
    // Without the form, which would cancel.
    expect(await servers.connect(renamed)).toBe(true);
    const moved = await servers.edit(renamed, { ...A, url: 'http://other' });
    expect(moved.canConnectSilently).toBe(false);
    expect(await servers.connect(moved)).toBe(false);
  });
});

describe('find', () => {
  it('finds by name and by URL, in any form', () => {
    const { servers } = serversOf([A, B]);
    const [a, b] = servers.servers;
    expect(servers.find('A')).toBe(a);
    expect(servers.find('http://b')).toBe(b);
    expect(servers.find('http://B/')).toBe(b);
    expect(servers.find('b')).toBe(b);
    for (const other of ['', 'C', 'http://c', 'not a url']) {
      expect(servers.find(other)).toBeNull();
    }
  });

  it('prefers the name', () => {
    const { servers } = serversOf([
      { ...A, url: 'http://x' },
      { ...B, name: 'x' }
    ]);
    expect(servers.find('x')).toBe(servers.servers[1]);
  });
});

describe('remove', () => {
  it('disconnects, disposes and saves', async () => {
    const { deephaven, servers, settings } = serversOf([A, B]);
    const [a] = servers.servers;
    await servers.connect(a, { type: 'psk', token: 'k' });
    expect(servers.current).toBe(a);
    await servers.remove(a);
    expect(settings.value.servers).toEqual([B]);
    expect(a.isDisposed).toBe(true);
    expect(deephaven.open).toEqual([]);
    expect(servers.current).toBeNull();
  });

  it.each([
    [{ ...A, name: ' A ' }],
    [{ ...A, name: '' }],
    [{ url: 'http://a' }]
  ])('removes also what was written by hand as %j', async raw => {
    const { configured, servers, settings } = serversOf([raw, null, B]);
    expect(configured()).toHaveLength(2);
    await servers.remove(servers.servers[0]);
    expect(configured()).toEqual([B]);
    expect(settings.value.servers).toContainEqual(B);
  });
});

describe('settings edited by hand', () => {
  it.each([
    [null],
    ['http://a'],
    [7],
    [{}],
    [{ name: 'X' }],
    [{ name: 'X', url: 7 }],
    [{ name: 'X', url: '' }],
    [{ name: 'X', url: 'ftp://h' }],
    [{ name: 'X', url: 'http://u:se-cret@h' }],
    [{ name: 'X', url: 'http://h:x/?psk=se-cret' }]
  ])('may hold %j, which is no server', raw => {
    const { configured, servers } = serversOf([raw, A]);
    expect(configured()).toEqual([A]);
    expect(servers.problems).toEqual([
      expect.stringMatching(/^Server (X|1) of the settings is left out\. \w/)
    ]);
    // A URL may hold a key.
    expect(servers.problems[0]).not.toContain('se-cret');
  });

  it.each([
    [{ url: 'http://a' }, { name: 'a', url: 'http://a', auth: 'auto' }],
    [
      { ...A, auth: '' },
      { ...A, auth: 'auto' }
    ],
    [
      { ...A, auth: 'x.Y' },
      { ...A, auth: 'x.Y' }
    ],
    [
      { ...A, name: 5 },
      { ...A, name: '5' }
    ],
    [{ ...A, url: 'HTTP://A/?psk=x' }, A],
    [{ ...A, connection: 'auto' }, A],
    [{ ...A, connection: 'pigeon' }, A],
    [
      { ...A, connection: 'jupyter' },
      { ...A, connection: 'jupyter' }
    ]
  ])('may hold %j, which is read as %j', (raw, config) => {
    expect(serversOf([raw]).configured()).toEqual([config]);
  });

  it('may hold a name twice: the first one counts', async () => {
    const { configured, servers, settings } = serversOf([
      A,
      { ...B, name: 'A' },
      B
    ]);
    expect(configured()).toEqual([A, B]);
    expect(servers.problems).toEqual([
      'Two servers of the settings are called “A”. The second one is left out: give it another name.'
    ]);
    await settings.set('servers', [A, B]);
    expect(servers.problems).toEqual([]);
  });

  it('leave servers alone that did not change', async () => {
    const { deephaven, servers, settings } = serversOf([A, B]);
    const [a, b] = servers.servers;
    await servers.connect(a, { type: 'psk', token: 'k' });
    await settings.set('servers', [{ ...B, url: 'http://new' }, A]);
    expect(servers.servers).toHaveLength(2);
    expect(servers.servers[1]).toBe(a);
    expect(a.state).toBe('connected');
    expect(servers.current).toBe(a);
    expect(b.isDisposed).toBe(true);
    expect(deephaven.open).toHaveLength(1);
  });

  it('disconnect a server whose address changed', async () => {
    const { deephaven, servers, settings } = serversOf([A]);
    await servers.connect(servers.servers[0], { type: 'psk', token: 'k' });
    await settings.set('servers', [{ ...A, url: 'http://new' }]);
    expect(deephaven.open).toEqual([]);
    expect(servers.servers[0].state).toBe('disconnected');
    expect(servers.servers[0].canConnectSilently).toBe(false);
    expect(servers.current).toBeNull();
  });

  it('are never given a secret', async () => {
    const { servers, settings } = serversOf([A]);
    await servers.connect(servers.servers[0], {
      type: 'psk',
      token: 'se-cret'
    });
    expect(JSON.stringify(settings.value)).not.toContain('se-cret');
  });
});
