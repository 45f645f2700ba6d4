import { nullTranslator } from '@jupyterlab/translation';

import { DeephavenServer } from '../../servers/server';
import type { ILogEntry, IServedModules } from '../../tokens';
import { settle } from '../helpers/fakeChannel';
import { FakeDeephaven } from '../helpers/fakeDeephaven';

const KEY = { type: 'psk', token: 'k' };

/** A server, and what is in its log since this was asked last. */
function logging() {
  const deephaven = new FakeDeephaven('psk');
  const served = {
    names: ['pkg'],
    settled: Promise.resolve(),
    provider: async () => ({
      resolve: async () => null,
      data: async () => null,
      read: async () => [null],
      hold: () => () => undefined,
      prepare: async () => served.names
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
  const entries: ILogEntry[] = [];
  server.logged.connect((_, entry) => entries.push(entry));
  return { deephaven, log: () => entries.splice(0), server };
}

/** The same, connected. */
async function connected() {
  const all = logging();
  await all.server.connect(KEY);
  all.log();
  return all;
}

beforeEach(() => {
  jest.useFakeTimers();
});

afterEach(() => {
  jest.useRealTimers();
});

describe('of what is printed, the log has', () => {
  it('what comes outside of runs, without the ends of lines', async () => {
    const { deephaven, log } = await connected();
    deephaven.log('STDOUT', 'from a thread\n');
    deephaven.log('STDERR', 'a warning\n');
    deephaven.log('STDOUT', '\n');
    expect(log()).toEqual([
      { level: 'info', text: 'from a thread' },
      { level: 'warning', text: 'a warning' }
    ]);
  });

  it('no run’s output', async () => {
    const { deephaven, log, server } = await connected();
    deephaven.onRun = async (_, print) => print('of the run\n');
    const { output } = await server.run('print("of the run")');
    expect(output).toBe('of the run\n');
    deephaven.log('STDOUT', 'afterwards\n');
    expect(log()).toEqual([{ level: 'info', text: 'afterwards' }]);
  });

  it('UTF-8, as runs have it', async () => {
    const { deephaven, log } = await connected();
    deephaven.log('STDOUT', 'gr\u00c3\u00bc\u00c3\u009fe\n');
    expect(log()).toEqual([{ level: 'info', text: 'grüße' }]);
  });

  it('nothing of what was before the connection', async () => {
    const { deephaven, log, server } = logging();
    deephaven.past = ['of yesterday\n'];
    await server.connect(KEY);
    expect(log().map(({ text }) => text)).toEqual([
      'Connected to http://s, with server plugin 9.9.'
    ]);
  });

  it('a part of a very long line', async () => {
    const { deephaven, log } = await connected();
    deephaven.log('STDOUT', 'x'.repeat(1000000));
    expect(log()).toEqual([{ level: 'info', text: `${'x'.repeat(4000)}…` }]);
  });
});

it.each([
  ['WARN', 'warning'],
  ['ERROR', 'error'],
  ['FATAL', 'critical']
])('the server’s own lines of level %s are logged', async (from, level) => {
  const { deephaven, log } = await connected();
  deephaven.log(from, 'its own');
  expect(log()).toEqual([{ level, text: 'its own' }]);
});

it('what the server logs of a failed script is Python alone', async () => {
  const { deephaven, log } = await connected();
  deephaven.log(
    'ERROR',
    'x | Error running script: java.lang.RuntimeException: Error in Python interpreter:\nTraceback (most recent call last):\n  File "a.py", line 1\nKeyError: 1\n\n\tat org.jpy.PyLib.executeCode(Native Method)\n\tat java.base/x\n'
  );
  deephaven.log('ERROR', 'y | Failed: java.io.X\n\tat java.base/x\n');
  expect(log().map(({ text }) => text)).toEqual([
    'x | Error running script: java.lang.RuntimeException: Error in Python interpreter:\nTraceback (most recent call last):\n  File "a.py", line 1\nKeyError: 1',
    'y | Failed: java.io.X\n\tat java.base/x'
  ]);
});

it.each(['INFO', 'DEBUG', 'TRACE', 'EMAIL', 'constructor'])(
  'the server’s own lines of level %s are not logged',
  async level => {
    const { deephaven, log } = await connected();
    deephaven.log(level, 'its own');
    expect(log()).toEqual([]);
  }
);

describe('of the connection, the log has', () => {
  it('that it began, and that the user ended it', async () => {
    const { log, server } = logging();
    await server.connect(KEY);
    await server.disconnect();
    expect(log()).toEqual([
      { level: 'info', text: 'Connected to http://s, with server plugin 9.9.' },
      { level: 'info', text: 'Disconnected from http://s.' }
    ]);
  });

  it('which plugin it has, also if that is the published one', async () => {
    const { deephaven, log, server } = logging();
    deephaven.pluginInfo = null;
    await server.connect(KEY);
    expect(log()).toEqual([
      {
        level: 'info',
        text: 'Connected to http://s, with the published server plugin.'
      }
    ]);
  });

  it('that there is no plugin', async () => {
    const { deephaven, log, server } = logging();
    deephaven.hasPlugin = false;
    await server.connect(KEY);
    expect(log()).toEqual([
      {
        level: 'warning',
        text: expect.stringContaining('but without a server plugin')
      }
    ]);
  });

  it('that the plugin closed its stream', async () => {
    const { deephaven, log } = await connected();
    deephaven.streams[0].lose();
    expect(log()).toEqual([
      {
        level: 'warning',
        text: 'The server plugin of http://s has closed its stream. It is opened again.'
      }
    ]);
  });

  it('that it was refused', async () => {
    const { deephaven, log, server } = logging();
    deephaven.accepts = () => false;
    await expect(server.connect(KEY)).rejects.toThrow();
    expect(log()).toEqual([{ level: 'error', text: server.reason }]);
    expect(server.reason).not.toBeNull();
  });

  it('that it was lost, once for all that is tried in vain', async () => {
    const { deephaven, log, server } = await connected();
    deephaven.onLoad = () => Promise.reject(new Error('down'));
    deephaven.clients[0].lose();
    expect(log()).toEqual([
      {
        level: 'error',
        text: 'The connection to http://s was lost. Is the server still running?'
      }
    ]);
    await jest.advanceTimersByTimeAsync(600000);
    expect(log()).toEqual([{ level: 'error', text: server.reason }]);
    deephaven.onLoad = null;
    await jest.advanceTimersByTimeAsync(60000);
    expect(log()).toEqual([
      { level: 'info', text: 'Connected to http://s, with server plugin 9.9.' }
    ]);
  });

  it('nothing while only the kinds of sign-in are asked for', async () => {
    const { log, server } = logging();
    await server.authKinds();
    expect(log()).toEqual([]);
  });
});

describe('of what the worker asks for, the log has', () => {
  const words = (name: string) => ({
    level: 'warning',
    text: `The worker asked for “${name}”, which is not served.`
  });

  it('modules and files that are not served', async () => {
    const { deephaven, log } = await connected();
    const [stream] = deephaven.streams;
    stream.ask('fetch_module', { module_name: 'pkg.none' });
    stream.ask('fetch_file', { path: '/etc/passwd' });
    stream.ask('fetch_files', { paths: ['/jupyter/pkg/none.py'] });
    await settle();
    expect(log()).toEqual([
      words('pkg.none'),
      words('etc:passwd'),
      words('pkg/none.py')
    ]);
  });

  it('names without what does not show, and of bounded length', async () => {
    const { deephaven, log } = await connected();
    const [stream] = deephaven.streams;
    for (const name of [
      'a\nb\u001b[2J\u0000c',
      'ev\u202eil\u2028',
      'x'.repeat(10000),
      '<b>bold</b>',
      `${'y'.repeat(199)}😀`
    ]) {
      stream.ask('fetch_module', { module_name: name });
    }
    await settle();
    expect(log()).toEqual([
      words('a\ufffdb\ufffd[2J\ufffdc'),
      words('ev\ufffdil\ufffd'),
      words(`${'x'.repeat(200)}…`),
      words('<b>bold</b>'),
      words(`${'y'.repeat(199)}\ufffd…`)
    ]);
  });

  it('at most a hundred names a minute, and that there were more', async () => {
    const { deephaven, log } = await connected();
    const [stream] = deephaven.streams;
    let asked = 0;
    const ask = async (count: number) => {
      for (let i = 0; i < count; i++) {
        stream.ask('fetch_module', { module_name: `pkg.n${i}` });
      }
      // They are worked off a few at a time.
      const answers = () => stream.received.filter(({ id }) => id === 'q');
      asked += count;
      while (answers().length < asked) {
        await jest.advanceTimersByTimeAsync(1);
      }
    };
    await ask(1000);
    const entries = log();
    expect(entries).toHaveLength(101);
    expect(entries[99]).toEqual(words('pkg.n99'));
    expect(entries[100].text).toBe(
      '… more: the worker asks for more than 100 names a minute that are not served.'
    );
    await jest.advanceTimersByTimeAsync(59000);
    await ask(1);
    expect(log()).toEqual([]);
    await jest.advanceTimersByTimeAsync(1000);
    await ask(1);
    expect(log()).toEqual([words('pkg.n0')]);
  });
});
