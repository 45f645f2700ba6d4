import { nullTranslator } from '@jupyterlab/translation';
import { PromiseDelegate } from '@lumino/coreutils';

import { DeephavenServer } from '../../servers/server';
import type { IServedModules } from '../../tokens';
import { FakeDeephaven } from '../helpers/fakeDeephaven';

/** A connected server, and how often its modules are held. */
async function connected() {
  const deephaven = new FakeDeephaven('psk');
  const held = { now: 0, ever: 0 };
  const served = {
    names: ['pkg', 'a"b'] as readonly string[],
    settled: Promise.resolve(),
    provider: async () => ({
      resolve: async () => null,
      hold: () => {
        held.now += 1;
        held.ever += 1;
        return () => {
          held.now -= 1;
        };
      },
      prepare: async (program: string) => {
        deephaven.ran.push(`prepare ${program}`);
        return served.names;
      }
    })
  };
  const server = new DeephavenServer(
    { name: 'S', url: 'http://s', auth: 'psk' },
    {
      served: served as unknown as IServedModules,
      loadApi: deephaven.loadApi,
      timeout: () => 20000,
      trans: nullTranslator.load('test')
    }
  );
  await server.connect({ type: 'psk', token: 'k' });
  return { deephaven, held, served, server };
}

beforeEach(() => {
  jest.useFakeTimers();
});

afterEach(() => {
  jest.useRealTimers();
});

describe('a run', () => {
  it('makes this connection the serving one, with the names of now', async () => {
    const { deephaven, held, served, server } = await connected();
    await server.run('import pkg');
    served.names = ['other'];
    await server.run('import other');
    expect(deephaven.ran).toEqual([
      'prepare import pkg',
      expect.stringMatching(
        /^__deephaven_jupyter\.set_execution_context\("[\da-f-]{36}", \{"pkg": None, "a\\"b": None\}\)$/
      ),
      'import pkg',
      'prepare import other',
      expect.stringMatching(/, \{"other": None\}\)$/),
      'import other'
    ]);
    expect(held).toEqual({ now: 0, ever: 2 });
  });

  it('waits for what the user has changed before it', async () => {
    const { deephaven, held, served, server } = await connected();
    const saving = new PromiseDelegate<void>();
    served.settled = saving.promise;
    const run = server.run('import pkg');
    await jest.advanceTimersByTimeAsync(1000);
    expect(held.ever).toBe(0);
    served.names = [];
    saving.resolve();
    await run;
    expect(deephaven.ran).toContainEqual(expect.stringMatching(/, \{\}\)$/));
  });

  it('takes place after the one before, also if that fails', async () => {
    const { deephaven, held, server } = await connected();
    const first = new PromiseDelegate<void>();
    deephaven.onRun = code =>
      code === 'one' ? first.promise : Promise.resolve();
    const one = expect(server.run('one')).rejects.toThrow('broken');
    const two = server.run('two');
    await jest.advanceTimersByTimeAsync(1000);
    expect(deephaven.ran).not.toContain('two');
    expect(held.now).toBe(1);
    first.reject(new Error('broken'));
    await one;
    await two;
    expect(deephaven.ran).toContain('two');
    expect(held.now).toBe(0);
  });

  it('that waits is removed when it is stopped', async () => {
    const { deephaven, server } = await connected();
    const first = new PromiseDelegate<void>();
    deephaven.onRun = code =>
      code === 'one' ? first.promise : Promise.resolve();
    const begun: string[] = [];
    const stopper = new AbortController();
    const run = (code: string, signal?: AbortSignal) =>
      server.run(code, { signal, onBegin: () => begun.push(code) });
    const one = run('one');
    const two = expect(run('two', stopper.signal)).rejects.toThrow(
      'stopped before it began'
    );
    const three = run('three');
    await jest.advanceTimersByTimeAsync(1000);
    expect(begun).toEqual(['one']);
    stopper.abort();
    await two;
    first.resolve();
    await Promise.all([one, three]);
    expect(begun).toEqual(['one', 'three']);
    expect(deephaven.ran).not.toContain('two');
  });

  it('gives the Python error, without Java', async () => {
    const { deephaven, server } = await connected();
    deephaven.onRun = async () => ({
      error:
        'Error in Python interpreter:\nTraceback:\nKeyError\n\n\tat org.jpy'
    });
    await expect(server.run('x')).resolves.toMatchObject({
      error: 'Traceback:\nKeyError'
    });
  });

  it('fails where there is no connection', async () => {
    const { deephaven, server } = await connected();
    await server.disconnect();
    await expect(server.run('x')).rejects.toThrow('“S” is not connected.');
    expect(deephaven.ran).toEqual([]);
  });

  it.each([
    ['is lost', (d: FakeDeephaven) => d.clients[0].lose()],
    ['is closed', (_: FakeDeephaven, s: DeephavenServer) => s.disconnect()],
    ['is removed', (_: FakeDeephaven, s: DeephavenServer) => s.dispose()]
  ])('ends when the connection %s, and so do those waiting', async (_, end) => {
    const { deephaven, held, server } = await connected();
    deephaven.onRun = () => new PromiseDelegate<void>().promise;
    const runs = ['one', 'two'].map(code => server.run(code));
    const failures = Promise.allSettled(runs);
    await jest.advanceTimersByTimeAsync(0);
    expect(deephaven.ran).toContain('one');
    void end(deephaven, server);
    expect(await failures).toMatchObject([
      {
        status: 'rejected',
        reason: {
          message: 'The connection to “S” ended while the code ran.'
        }
      },
      {
        status: 'rejected',
        reason: {
          message: expect.stringMatching(
            /^“S” is not connected\.$|is not back yet, so nothing has run\.$/
          )
        }
      }
    ]);
    expect(held.now).toBe(0);
  });
});
