import { nullTranslator } from '@jupyterlab/translation';
import { PromiseDelegate } from '@lumino/coreutils';

import { LoginRefusedError } from '../../connection/failures';
import { DeephavenServer } from '../../servers/server';
import type { IServedModules } from '../../tokens';
import { settle } from '../helpers/fakeChannel';
import { FakeDeephaven } from '../helpers/fakeDeephaven';

const PSK = { type: 'psk', token: 'k' };

function serverOf(
  deephaven: FakeDeephaven,
  options: { auth?: string; served?: Partial<IServedModules> } = {}
) {
  const server = new DeephavenServer(
    { name: 'S', url: 'http://s', auth: options.auth ?? 'psk' },
    {
      served: (options.served as IServedModules) ?? null,
      loadApi: deephaven.loadApi,
      timeout: () => 20000,
      trans: nullTranslator.load('test')
    }
  );
  const states: string[] = [];
  server.changed.connect(() => states.push(server.state));
  return { server, states };
}

beforeEach(() => {
  jest.useFakeTimers();
});

afterEach(() => {
  jest.useRealTimers();
});

describe('connecting', () => {
  it('goes through its states and leaves nothing waiting', async () => {
    const deephaven = new FakeDeephaven('psk');
    const { server, states } = serverOf(deephaven);
    expect(server.state).toBe('disconnected');
    await server.connect(PSK);
    expect(states).toEqual(['connecting', 'connected']);
    expect(server.reason).toBeNull();
    expect(deephaven.clients.map(({ url }) => url)).toEqual(['http://s']);
    expect(jest.getTimerCount()).toBe(0);
  });

  it.each([
    [{ version: '9.9' }, { kind: 'ours', version: '9.9' }],
    [null, { kind: 'published' }]
  ])('knows the plugin that answers %j', async (info, plugin) => {
    const deephaven = new FakeDeephaven('psk');
    deephaven.pluginInfo = info;
    const { server } = serverOf(deephaven);
    expect(server.connection).toBeNull();
    await server.connect(PSK);
    expect(server.connection?.plugin).toEqual(plugin);
  });

  it('works without a plugin, and says so', async () => {
    const deephaven = new FakeDeephaven('psk');
    deephaven.hasPlugin = false;
    const { server } = serverOf(deephaven);
    await server.connect(PSK);
    expect(server.connection?.plugin).toMatchObject({ kind: 'missing' });
    await expect(server.run('x = 1')).resolves.toMatchObject({ error: null });
    expect(deephaven.ran).toEqual(['x = 1']);
  });

  it('is done once for all who ask meanwhile', async () => {
    const deephaven = new FakeDeephaven('psk');
    const { server } = serverOf(deephaven);
    await Promise.all([server.connect(PSK), server.connect(PSK)]);
    await server.connect();
    expect(deephaven.clients).toHaveLength(1);
  });

  it('needs credentials, unless none are needed', async () => {
    const { server } = serverOf(new FakeDeephaven('psk'));
    expect(server.canConnectSilently).toBe(false);
    await expect(server.connect()).rejects.toThrow('credentials');
    const open = serverOf(new FakeDeephaven('anonymous'), {
      auth: 'anonymous'
    }).server;
    expect(open.canConnectSilently).toBe(true);
    await open.connect();
    expect(open.state).toBe('connected');
  });

  it('fails with a reason when the key is refused, and forgets it', async () => {
    const deephaven = new FakeDeephaven('psk');
    deephaven.accepts = () => false;
    const { server } = serverOf(deephaven);
    const failure = await server.connect(PSK).catch(reason => reason);
    expect(failure).toBeInstanceOf(LoginRefusedError);
    expect(failure.message).toMatch(/Wrong key/);
    expect(server.state).toBe('failed');
    expect(server.reason).toBe(failure.message);
    expect(server.canConnectSilently).toBe(false);
    expect(deephaven.open).toEqual([]);
  });

  it('fails with a reason when nothing answers', async () => {
    const deephaven = new FakeDeephaven('psk');
    deephaven.onLoad = () => Promise.reject(new TypeError('fetch'));
    const { server } = serverOf(deephaven);
    await expect(server.connect(PSK)).rejects.toThrow(
      'No Deephaven server answers at http://s.'
    );
    expect(server.state).toBe('failed');
  });

  it('tells no secret in its reasons', async () => {
    const deephaven = new FakeDeephaven('psk');
    deephaven.accepts = () => false;
    const { server } = serverOf(deephaven);
    await server.connect({ type: 'psk', token: 'se-cret' }).catch(() => null);
    expect(server.reason).not.toContain('se-cret');
  });
});

describe('a server that does not answer', () => {
  it.each(['onLoad', 'onLogin', 'onGetObject'] as const)(
    'at %s counts as failed in time, and is left alone',
    async step => {
      const deephaven = new FakeDeephaven('psk');
      const answer = new PromiseDelegate<void>();
      deephaven[step] = () => answer.promise;
      const { server, states } = serverOf(deephaven);
      const failed = expect(server.connect(PSK)).rejects.toThrow('within 20 s');
      await jest.advanceTimersByTimeAsync(20000);
      await failed;
      expect(states).toEqual(['connecting', 'failed']);
      answer.resolve();
      await jest.advanceTimersByTimeAsync(60000);
      expect(states).toEqual(['connecting', 'failed']);
      expect(deephaven.open).toEqual([]);
    }
  );

  it('when asked for its kinds is left alone, too', async () => {
    const deephaven = new FakeDeephaven('psk');
    const answer = new PromiseDelegate<void>();
    deephaven.onLoad = () => answer.promise;
    const { server } = serverOf(deephaven);
    const failed = expect(server.authKinds()).rejects.toThrow('within 20 s');
    await jest.advanceTimersByTimeAsync(20000);
    await failed;
    expect(server.state).toBe('failed');
    answer.resolve();
    await settle();
    expect(deephaven.open).toEqual([]);
  });
});

describe('disconnecting', () => {
  it('closes everything and forgets the key', async () => {
    const deephaven = new FakeDeephaven('psk');
    const { server } = serverOf(deephaven);
    await server.connect(PSK);
    await server.disconnect();
    expect(server.state).toBe('disconnected');
    expect(server.connection).toBeNull();
    expect(server.canConnectSilently).toBe(false);
    expect(deephaven.open).toEqual([]);
    expect(deephaven.closedSessions).toBe(1);
  });

  it.each(['onLoad', 'onLogin', 'onGetObject'] as const)(
    'while connecting, at %s, ends that at once',
    async step => {
      const deephaven = new FakeDeephaven('psk');
      const answer = new PromiseDelegate<void>();
      deephaven[step] = () => answer.promise;
      const { server, states } = serverOf(deephaven);
      const failed = expect(server.connect(PSK)).rejects.toThrow('cancelled');
      await settle();
      await server.disconnect();
      await failed;
      answer.resolve();
      await settle();
      expect(states).toEqual(['connecting', 'disconnected']);
      expect(deephaven.open).toEqual([]);
      if (step === 'onLoad') {
        expect(deephaven.logins).toEqual([]);
      }
    }
  );

  it('while connecting lets the next connection through', async () => {
    const deephaven = new FakeDeephaven('psk');
    deephaven.onLogin = () => new PromiseDelegate<void>().promise;
    const { server } = serverOf(deephaven);
    const failed = expect(server.connect(PSK)).rejects.toThrow('cancelled');
    await settle();
    await server.disconnect();
    deephaven.onLogin = null;
    await server.connect({ type: 'psk', token: 'other' });
    await failed;
    expect(server.state).toBe('connected');
    expect(deephaven.logins.map(({ token }) => token)).toEqual(['k', 'other']);
    expect(deephaven.open).toHaveLength(1);
  });

  it('while asked for the kinds ends that', async () => {
    const deephaven = new FakeDeephaven('psk');
    const answer = new PromiseDelegate<void>();
    deephaven.onAuthConfig = () => answer.promise;
    const { server, states } = serverOf(deephaven);
    const failed = expect(server.authKinds()).rejects.toThrow('cancelled');
    await settle();
    await server.disconnect();
    await failed;
    expect(states).toEqual(['connecting', 'disconnected']);
    expect(deephaven.open).toEqual([]);
  });
});

describe('losing the connection', () => {
  it('has a reason, and the key is kept', async () => {
    const deephaven = new FakeDeephaven('psk');
    const { server, states } = serverOf(deephaven);
    await server.connect(PSK);
    deephaven.clients[0].lose();
    deephaven.clients[0].lose();
    expect(states).toEqual(['connecting', 'connected', 'lost']);
    expect(server.reason).toMatch(/lost/);
    expect(server.connection).toBeNull();
    expect(server.canConnectSilently).toBe(true);
    expect(deephaven.open).toEqual([]);
    await server.connect();
    expect(server.state).toBe('connected');
    expect(server.reason).toBeNull();
  });

  it('while connecting is a failure', async () => {
    const deephaven = new FakeDeephaven('psk');
    const answer = new PromiseDelegate<void>();
    deephaven.onGetObject = () => answer.promise;
    const { server, states } = serverOf(deephaven);
    const failed = expect(server.connect(PSK)).rejects.toThrow('lost');
    await jest.advanceTimersByTimeAsync(0);
    deephaven.clients[0].lose();
    await failed;
    answer.resolve();
    await settle();
    expect(states).toEqual(['connecting', 'failed']);
    expect(deephaven.open).toEqual([]);
  });

  it('of an earlier connection does not matter', async () => {
    const deephaven = new FakeDeephaven('psk');
    const { server } = serverOf(deephaven);
    await server.connect(PSK);
    await server.disconnect();
    await server.connect(PSK);
    deephaven.clients[0].lose();
    expect(server.state).toBe('connected');
  });
});

describe('asking for the kinds', () => {
  it('leaves a connection as it is', async () => {
    const deephaven = new FakeDeephaven('psk', 'anonymous');
    const { server, states } = serverOf(deephaven);
    await server.connect(PSK);
    await expect(server.authKinds()).resolves.toEqual(['anonymous', 'psk']);
    expect(states).toEqual(['connecting', 'connected']);
    expect(deephaven.open).toHaveLength(1);
    deephaven.clients[0].lose();
    expect(server.state).toBe('lost');
  });

  it('leaves a connection as it is that comes meanwhile', async () => {
    const deephaven = new FakeDeephaven('psk');
    const { server } = serverOf(deephaven);
    const answer = new PromiseDelegate<void>();
    deephaven.onAuthConfig = () => answer.promise;
    const kinds = server.authKinds().catch(() => null);
    await settle();
    await server.connect(PSK);
    answer.resolve();
    await kinds;
    expect(server.state).toBe('connected');
    expect(deephaven.open).toHaveLength(1);
  });
});

describe('disposing', () => {
  it('closes the connection and can be seen', async () => {
    const deephaven = new FakeDeephaven('psk');
    const { server } = serverOf(deephaven);
    const disposed = jest.fn();
    server.disposed.connect(disposed);
    await server.connect(PSK);
    server.dispose();
    server.dispose();
    expect(server.isDisposed).toBe(true);
    expect(disposed).toHaveBeenCalledTimes(1);
    expect(deephaven.open).toEqual([]);
    await expect(server.connect(PSK)).rejects.toThrow('cancelled');
    expect(deephaven.clients).toHaveLength(1);
  });
});
