import { nullTranslator } from '@jupyterlab/translation';
import { PromiseDelegate } from '@lumino/coreutils';

import type { IServersSettings } from '../../servers/serverConfig';
import { DeephavenServers } from '../../servers/servers';
import type { ICredentials, IServerConfig } from '../../tokens';
import { SettingsStore } from '../../ui/settingsStore';
import { settle } from '../helpers/fakeChannel';
import { FakeDeephaven } from '../helpers/fakeDeephaven';

const PSK = { type: 'psk', token: 'right' };
const WRONG = { type: 'psk', token: 'wrong' };

/** Servers of which every URL is the same Deephaven. */
function serversOf(
  configs: unknown[],
  deephaven: FakeDeephaven = new FakeDeephaven('psk')
) {
  const settings = new SettingsStore<IServersSettings>(null, 'test', {
    servers: configs as IServerConfig[],
    trusted: [],
    connectTimeout: 20,
    reconnect: true
  });
  /** What the user answers, in order; cancels when there is no more. */
  const answers: (ICredentials | Promise<ICredentials> | null)[] = [];
  const prompt = jest.fn(async () => (await answers.shift()) ?? null);
  const servers = new DeephavenServers({
    settings,
    prompt,
    served: null,
    loadApi: deephaven.loadApi,
    trans: nullTranslator.load('test')
  });
  return { answers, deephaven, prompt, servers, settings };
}

function one(auth: string, deephaven?: FakeDeephaven) {
  const parts = serversOf([{ name: 'S', url: 'http://s', auth }], deephaven);
  return { ...parts, server: parts.servers.servers[0] };
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

describe('connect', () => {
  it('does not ask where the server lets everybody in', async () => {
    const { deephaven, prompt, server, servers } = one(
      'auto',
      new FakeDeephaven('psk', 'anonymous')
    );
    await expect(servers.connect(server)).resolves.toBe(true);
    expect(prompt).not.toHaveBeenCalled();
    expect(deephaven.logins).toEqual([{ type: 'anonymous' }]);
    expect(servers.current).toBe(server);
  });

  it('asks for what the server takes, the least effort first', async () => {
    const { answers, prompt, server, servers } = one(
      'auto',
      new FakeDeephaven('password', 'psk')
    );
    answers.push(PSK);
    await expect(servers.connect(server)).resolves.toBe(true);
    expect(prompt.mock.calls).toEqual([
      [server, ['psk', 'password'], null, 'direct', null]
    ]);
    expect(server.state).toBe('connected');
  });

  it('asks for what is configured, without asking the server', async () => {
    const { answers, deephaven, prompt, server, servers } = one('psk');
    answers.push(PSK);
    await servers.connect(server);
    expect(prompt.mock.calls).toEqual([
      [server, ['psk'], null, 'direct', null]
    ]);
    expect(deephaven.clients).toHaveLength(1);
  });

  it('asks for something also where the server does not tell', async () => {
    const { answers, prompt, server, servers } = one(
      'auto',
      new FakeDeephaven()
    );
    answers.push(PSK);
    await servers.connect(server);
    expect(prompt.mock.calls).toEqual([
      [
        server,
        expect.arrayContaining(['psk', 'password']),
        null,
        'direct',
        null
      ]
    ]);
  });

  it('asks again with the reason when the key is refused', async () => {
    const { answers, deephaven, prompt, server, servers } = one('psk');
    deephaven.accepts = ({ token }) => token === 'right';
    answers.push(WRONG, WRONG, PSK);
    await expect(servers.connect(server)).resolves.toBe(true);
    const refused = expect.stringContaining('Wrong key');
    expect(prompt.mock.calls).toEqual([
      [server, ['psk'], null, 'direct', null],
      [server, ['psk'], refused, 'direct', WRONG],
      [server, ['psk'], refused, 'direct', WRONG]
    ]);
    expect(deephaven.open).toHaveLength(1);
  });

  it('asks where an open server turns out to be closed', async () => {
    for (const auth of ['auto', 'anonymous']) {
      const { answers, deephaven, prompt, server, servers } = one(
        auth,
        new FakeDeephaven('psk', 'anonymous')
      );
      deephaven.accepts = ({ token }) => token === 'right';
      answers.push(PSK);
      await expect(servers.connect(server)).resolves.toBe(true);
      expect(prompt.mock.calls).toEqual([
        [
          server,
          ['anonymous', 'psk'],
          expect.stringContaining('Anonymous access is disabled'),
          'direct',
          null
        ]
      ]);
    }
  });

  it('stops when the user cancels', async () => {
    const { deephaven, server, servers } = one('psk');
    await expect(servers.connect(server)).resolves.toBe(false);
    expect(deephaven.clients).toEqual([]);
    expect(server.state).toBe('disconnected');
    expect(servers.current).toBeNull();
  });

  it('stops when the user cancels after a refusal', async () => {
    const { answers, deephaven, server, servers } = one('psk');
    deephaven.accepts = () => false;
    answers.push(WRONG, null);
    await expect(servers.connect(server)).resolves.toBe(false);
    expect(server.state).toBe('failed');
    expect(server.reason).toContain('Wrong key');
    expect(deephaven.open).toEqual([]);
  });

  it('does not ask again for other failures', async () => {
    const { answers, deephaven, prompt, server, servers } = one('psk');
    deephaven.onLoad = () => Promise.reject(new TypeError('fetch'));
    answers.push(PSK, PSK);
    await expect(servers.connect(server)).rejects.toThrow('No Deephaven');
    expect(prompt).toHaveBeenCalledTimes(1);
  });

  it('takes given credentials and never asks', async () => {
    const { deephaven, prompt, server, servers } = one('auto');
    await expect(servers.connect(server, PSK)).resolves.toBe(true);
    deephaven.accepts = () => false;
    await server.disconnect();
    await expect(servers.connect(server, WRONG)).rejects.toThrow('Wrong key');
    expect(prompt).not.toHaveBeenCalled();
  });

  it('does not ask again after the connection was lost', async () => {
    const { answers, deephaven, prompt, server, servers } = one('psk');
    answers.push(PSK);
    await servers.connect(server);
    deephaven.clients[0].lose();
    await expect(servers.connect(server)).resolves.toBe(true);
    expect(prompt).toHaveBeenCalledTimes(1);
  });

  it('asks again after disconnecting, and when a kept key went bad', async () => {
    const { answers, deephaven, prompt, server, servers } = one('psk');
    answers.push(PSK, PSK);
    await servers.connect(server);
    await server.disconnect();
    await servers.connect(server);
    expect(prompt).toHaveBeenCalledTimes(2);
    deephaven.clients[1].lose();
    deephaven.accepts = () => false;
    await expect(servers.connect(server)).resolves.toBe(false);
    expect(prompt).toHaveBeenLastCalledWith(
      server,
      ['psk'],
      expect.stringContaining('Wrong key'),
      'direct',
      null
    );
  });

  it('shows one form to all who connect meanwhile', async () => {
    const { answers, deephaven, prompt, server, servers } = one('auto');
    const typed = new PromiseDelegate<ICredentials>();
    answers.push(typed.promise);
    const both = [servers.connect(server), servers.connect(server)];
    await settle();
    typed.resolve(PSK);
    await expect(Promise.all(both)).resolves.toEqual([true, true]);
    expect(prompt).toHaveBeenCalledTimes(1);
    expect(deephaven.open).toHaveLength(1);
    expect(server.state).toBe('connected');
  });

  it('does not connect a server that was removed while asking', async () => {
    const { answers, deephaven, server, servers } = one('psk');
    const typed = new PromiseDelegate<ICredentials>();
    answers.push(typed.promise);
    const failed = expect(servers.connect(server)).rejects.toThrow('cancelled');
    await settle();
    await servers.remove(server);
    typed.resolve(PSK);
    await failed;
    expect(deephaven.clients).toEqual([]);
    expect(servers.current).toBeNull();
  });

  it('uses the configured time', async () => {
    const { answers, deephaven, server, servers, settings } = one('psk');
    await settings.set('connectTimeout', 3);
    deephaven.onLogin = () => new PromiseDelegate<void>().promise;
    answers.push(PSK);
    const failed = expect(servers.connect(server)).rejects.toThrow('3 s');
    await jest.advanceTimersByTimeAsync(3000);
    await failed;
  });
});
