import { nullTranslator } from '@jupyterlab/translation';

import { DeephavenServer } from '../../servers/server';
import { settle } from '../helpers/fakeChannel';
import { FakeDeephaven } from '../helpers/fakeDeephaven';

const PSK = { type: 'psk', token: 'k' };

/** A server whose connection has just been lost. */
async function lost() {
  const deephaven = new FakeDeephaven('psk');
  const server = new DeephavenServer(
    { name: 'S', url: 'http://s', auth: 'psk' },
    {
      served: null,
      loadApi: deephaven.loadApi,
      timeout: () => 20000,
      trans: nullTranslator.load('test')
    }
  );
  await server.connect(PSK);
  const loads = jest.fn(() => Promise.reject(new TypeError('fetch')));
  deephaven.onLoad = loads;
  deephaven.clients[0].lose();
  return { deephaven, loads, server };
}

/** In how many seconds it will be tried again. */
function seconds(server: DeephavenServer): number {
  return (server.retryAt!.getTime() - Date.now()) / 1000;
}

beforeEach(() => {
  jest.useFakeTimers();
  // The longest waits.
  jest.spyOn(Math, 'random').mockReturnValue(0);
});

afterEach(() => {
  jest.useRealTimers();
  jest.restoreAllMocks();
});

describe('a lost connection', () => {
  it('is tried again, less and less often', async () => {
    const { loads, server } = await lost();
    expect(server.state).toBe('lost');
    expect(server.reason).toMatch(/was lost/);
    const waits: number[] = [];
    for (let attempt = 0; attempt < 9; attempt++) {
      waits.push(seconds(server));
      await jest.advanceTimersByTimeAsync(seconds(server) * 1000);
    }
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60]);
    expect(loads).toHaveBeenCalledTimes(9);
    expect(server.state).toBe('lost');
    expect(server.reason).toMatch(/No Deephaven server answers/);
    server.dispose();
  });

  it('waits a part of it at random', async () => {
    jest.spyOn(Math, 'random').mockReturnValue(0.8);
    const { server } = await lost();
    expect(seconds(server)).toBeCloseTo(0.8);
    server.dispose();
  });

  it('is connected again with a new client and the same key', async () => {
    const { deephaven, server } = await lost();
    const states: string[] = [];
    server.changed.connect(() => states.push(server.state));
    await jest.advanceTimersByTimeAsync(1000);
    deephaven.onLoad = null;
    await jest.advanceTimersByTimeAsync(2000);
    expect(server.state).toBe('connected');
    expect(server.retryAt).toBeNull();
    expect(deephaven.logins.map(({ token }) => token)).toEqual(['k', 'k']);
    expect(deephaven.open).toHaveLength(1);
    // Never as if the user had asked for it.
    expect(new Set(states)).toEqual(new Set(['lost', 'connected']));
    await expect(server.run('x = 1')).resolves.toMatchObject({ error: null });
    expect(jest.getTimerCount()).toBe(0);

    // The next loss starts over.
    deephaven.clients[1].lose();
    expect(seconds(server)).toBe(1);
    server.dispose();
  });

  it('says when it is being tried', async () => {
    const { deephaven, server } = await lost();
    deephaven.onLoad = () => new Promise(() => undefined);
    await jest.advanceTimersByTimeAsync(1000);
    expect(server.state).toBe('lost');
    expect(server.retryAt).toBeNull();
    // What does not answer is tried again as well.
    await jest.advanceTimersByTimeAsync(20000);
    expect(server.reason).toMatch(/did not answer within 20 s/);
    expect(seconds(server)).toBe(2);
    server.dispose();
  });

  it.each([
    ['the network is back', () => window.dispatchEvent(new Event('online'))],
    [
      'the page is looked at',
      () => document.dispatchEvent(new Event('visibilitychange'))
    ]
  ])('is tried at once when %s', async (_, wake) => {
    const { deephaven, loads, server } = await lost();
    await jest.advanceTimersByTimeAsync(15000);
    const before = loads.mock.calls.length;
    wake();
    await settle();
    expect(loads).toHaveBeenCalledTimes(before + 1);
    expect(seconds(server)).toBe(1);
    deephaven.onLoad = null;
    wake();
    // Nobody is asked twice.
    wake();
    await jest.advanceTimersByTimeAsync(0);
    expect(server.state).toBe('connected');
    expect(deephaven.clients).toHaveLength(2);
    wake();
    await settle();
    expect(deephaven.clients).toHaveLength(2);
  });

  it('is not tried when the page is hidden', async () => {
    const { loads, server } = await lost();
    jest.spyOn(document, 'hidden', 'get').mockReturnValue(true);
    document.dispatchEvent(new Event('visibilitychange'));
    await settle();
    expect(loads).not.toHaveBeenCalled();
    server.dispose();
  });

  it('is tried when the user asks, who is told of the failure', async () => {
    const { server } = await lost();
    await expect(server.connect()).rejects.toThrow('No Deephaven server');
    expect(server.state).toBe('lost');
    expect(seconds(server)).toBe(2);
    server.dispose();
  });

  it('is not lost any more when the key is refused', async () => {
    const { deephaven, server } = await lost();
    deephaven.onLoad = null;
    deephaven.accepts = () => false;
    await jest.advanceTimersByTimeAsync(1000);
    expect(server.state).toBe('failed');
    expect(server.reason).toMatch(/Wrong key/);
    expect(server.canConnectSilently).toBe(false);
    expect(jest.getTimerCount()).toBe(0);
    window.dispatchEvent(new Event('online'));
    await settle();
    expect(deephaven.clients).toHaveLength(2);
  });

  it('keeps the key when the server goes away while signing in', async () => {
    const { deephaven, server } = await lost();
    deephaven.onLoad = null;
    deephaven.accepts = () => false;
    deephaven.onAuthConfig = () => Promise.reject(new Error('gone'));
    await jest.advanceTimersByTimeAsync(1000);
    expect(server.state).toBe('lost');
    expect(server.reason).toMatch(/No Deephaven server answers/);
    expect(server.canConnectSilently).toBe(true);
    server.dispose();
  });

  it('is given up when the user disconnects', async () => {
    const { loads, server } = await lost();
    await server.disconnect();
    expect(server.state).toBe('disconnected');
    expect(jest.getTimerCount()).toBe(0);
    window.dispatchEvent(new Event('online'));
    await settle();
    expect(loads).not.toHaveBeenCalled();
  });

  it('is given up when the user disconnects while it is tried', async () => {
    const { deephaven, server } = await lost();
    deephaven.onLoad = () => new Promise(() => undefined);
    await jest.advanceTimersByTimeAsync(1000);
    await server.disconnect();
    await jest.advanceTimersByTimeAsync(120000);
    expect(server.state).toBe('disconnected');
    expect(jest.getTimerCount()).toBe(0);
  });

  it('is given up when the server is removed', async () => {
    const { server } = await lost();
    server.dispose();
    expect(jest.getTimerCount()).toBe(0);
  });

  it('runs nothing, and says why', async () => {
    const { deephaven, server } = await lost();
    await expect(server.run('x = 1')).rejects.toThrow(
      'was lost and is not back yet, so nothing has run'
    );
    expect(deephaven.ran).toEqual([]);
    server.dispose();
  });

  it('stays lost when asked for its kinds', async () => {
    const { deephaven, server } = await lost();
    deephaven.onLoad = null;
    await expect(server.authKinds()).resolves.toEqual(['psk']);
    expect(server.state).toBe('lost');
    expect(seconds(server)).toBe(1);
    server.dispose();
  });

  it('is tried again when it is lost while it is tried', async () => {
    const { deephaven, server } = await lost();
    deephaven.onLoad = null;
    deephaven.onGetObject = () => new Promise(() => undefined);
    await jest.advanceTimersByTimeAsync(1000);
    deephaven.clients[1].lose();
    await settle();
    expect(server.state).toBe('lost');
    expect(seconds(server)).toBe(2);
    server.dispose();
  });
});
