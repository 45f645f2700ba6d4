import { nullTranslator } from '@jupyterlab/translation';
import { PromiseDelegate } from '@lumino/coreutils';

import { NothingServed } from '../../modules/nothingServed';
import { DeephavenServer } from '../../servers/server';
import type { IServedModules } from '../../tokens';
import { settle } from '../helpers/fakeChannel';
import { FakeDeephaven } from '../helpers/fakeDeephaven';
import { Refusal } from '../helpers/modelServer';
import { resolving } from '../helpers/resolving';

const FILES = {
  'pkg/__init__.py': '',
  'pkg/a.py': 'from . import b\n',
  'pkg/b.py': 'b = 1\n',
  'pkg/c.py': 'c = 1\n',
  'pkg/d.csv': '1,2\n'
};

let mtime = 0;

/** A server that is connected, with all that is served there. */
async function connected(info: object | null = null) {
  const deephaven = new FakeDeephaven('psk');
  deephaven.pluginInfo = info ?? { version: '9', capabilities: { sync: 2 } };
  const { resolver, store } = resolving({ ...FILES });
  const served = Object.assign(new NothingServed(), {
    names: ['pkg'],
    readAhead: { files: 100, bytes: 100_000 },
    provider: async () => resolver
  });
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
  // What any code may import is sent at once.
  await jest.advanceTimersByTimeAsync(1000);
  const write = (path: string, text: string) => {
    store.files.set(path, text);
    mtime += 1;
    store.times.set(path, new Date(mtime * 1000).toISOString());
  };
  /** The messages of the last stream since this was asked last. */
  const messages = () =>
    deephaven.streams[deephaven.streams.length - 1].received
      .splice(0)
      .filter(
        ({ method }) =>
          method !== undefined && !['ping', 'output_taken'].includes(method)
      );
  return { deephaven, messages, server, served, store, write };
}

/** The revision that a script waits for. */
function revisionOf(script: string): number {
  return Number(/\}, (\d+), "/.exec(script)?.[1]);
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

describe('a server with the extension', () => {
  it('has all that is served before anything runs', async () => {
    const { deephaven } = await connected();
    const [{ index, received }] = deephaven.streams;
    expect(index.names).toEqual(new Map([['pkg', ['/jupyter']]]));
    expect([...index.files.keys()].sort()).toEqual(
      Object.keys(FILES)
        .map(path => `/jupyter/${path}`)
        .sort()
    );
    const unknown = [...index.files.values()].filter(key => /^\?/.test(key));
    expect(unknown).toEqual([]);
    expect(index.wanted).toEqual([]);
    expect(received.map(({ method }) => method)).toContain('set_standing');
    expect(warn).not.toHaveBeenCalled();
  });

  it('gets what has changed, then the program, in one script', async () => {
    const { deephaven, messages, server, write } = await connected();
    messages();
    write('pkg/b.py', 'b = 2\n');
    write('pkg/c.py', 'c = 2, not imported\n');
    const [{ index }] = deephaven.streams;
    let then = 0;
    deephaven.onRun = async () => {
      then = index.revision!;
    };
    await server.run('import pkg.a');
    const [script] = deephaven.ran;
    expect(deephaven.ran).toHaveLength(1);
    expect(script).toContain('import pkg.a');
    expect(script).toContain('{"pkg": None}');
    expect(revisionOf(script)).toBe(then);
    const sent = messages();
    expect(sent.map(({ method }) => method)).toEqual(['sync']);
    const { base, contents, files, revision } = sent[0].params as Record<
      string,
      object
    >;
    expect([revision, base]).toEqual([then, then - 1]);
    expect(Object.keys(files).sort()).toEqual([
      '/jupyter/pkg/b.py',
      '/jupyter/pkg/c.py'
    ]);
    expect(Object.values(contents)).toEqual(['b = 2\n']);
  });

  it('gets nothing where nothing has changed', async () => {
    const { deephaven, messages, server } = await connected();
    messages();
    await server.run('import pkg.a');
    await server.run('import pkg.c');
    await server.run('x = 1');
    expect(messages()).toEqual([]);
    const revisions = deephaven.ran.map(revisionOf);
    expect(new Set(revisions)).toEqual(
      new Set([deephaven.streams[0].index.revision])
    );
    expect(deephaven.ran).toHaveLength(3);
  });

  it('tells the end of a program, so that a run is one script', async () => {
    const { deephaven, server } = await connected();
    const before = deephaven.scripts;
    deephaven.onRun = async (_, print) => print('printed\n');
    await expect(server.run('x = 1')).resolves.toMatchObject({
      output: 'printed\n'
    });
    expect(deephaven.scripts).toBe(before + 1);
  });

  it('need not have answered before the program is sent', async () => {
    const { deephaven, messages, server, write } = await connected();
    messages();
    write('pkg/b.py', 'b = 3\n');
    deephaven.onAnswer = () => new PromiseDelegate<void>().promise;
    await server.run('import pkg.b');
    expect(deephaven.ran).toHaveLength(1);
    expect(messages()).toHaveLength(1);
  });

  it('need have answered where there is much to send', async () => {
    const { deephaven, server, write } = await connected();
    write('pkg/b.py', `b = "${'x'.repeat(600 * 1024)}"\n`);
    const answer = new PromiseDelegate<void>();
    deephaven.onAnswer = () => answer.promise;
    const run = server.run('import pkg.b');
    await jest.advanceTimersByTimeAsync(1000);
    expect(deephaven.ran).toEqual([]);
    answer.resolve();
    await run;
    expect(deephaven.ran).toHaveLength(1);
  });

  it('that refuses a revision gets everything with the next run', async () => {
    const { deephaven, messages, server, write } = await connected();
    const [{ index }] = deephaven.streams;
    deephaven.onSync = () => new Refusal(-32602);
    write('pkg/b.py', 'b = 4\n');
    await server.run('import pkg.b');
    await settle();
    expect(warn).toHaveBeenCalled();
    deephaven.onSync = null;
    messages();
    await server.run('import pkg.b');
    const [{ params }] = messages();
    expect(params).toMatchObject({ base: null });
    expect(index.files.size).toBe(5);
    expect(revisionOf(deephaven.ran[1])).toBe(index.revision);
  });

  it('that cannot store the files ends the run in its words', async () => {
    const { deephaven, server, write } = await connected();
    deephaven.onSync = () => new Refusal(-32003);
    deephaven.onRun = async () => {
      await settle();
      return { error: 'TimeoutError' };
    };
    write('pkg/b.py', 'b = 4\n');
    await expect(server.run('import pkg.b')).rejects.toThrow('refused: -32003');
  });

  it('that lost the index gets it again, and the run goes on', async () => {
    const { deephaven, server, write } = await connected();
    const [{ index }] = deephaven.streams;
    index.lose();
    write('pkg/b.py', 'b = 5\n');
    await server.run('import pkg.b');
    await settle();
    expect(index.files.size).toBe(5);
    expect(index.revision).toBeGreaterThan(revisionOf(deephaven.ran[0]));
    expect(warn).not.toHaveBeenCalled();
  });

  it('whose stream was lost gets everything over the next', async () => {
    const { deephaven, messages, server } = await connected();
    deephaven.streams[0].lose();
    expect(server.connection?.plugin).toEqual({ kind: 'closed' });
    await server.run('import pkg.a');
    expect(deephaven.streams).toHaveLength(2);
    expect(server.connection?.plugin).toMatchObject({ kind: 'ours' });
    const methods = messages().map(({ method }) => method);
    expect(methods.slice(0, 2)).toEqual(['set_connection_id', 'sync']);
    expect(deephaven.streams[1].index.files.size).toBe(5);
  });

  it('whose stream was lost gets another one without a run', async () => {
    const { deephaven, server } = await connected();
    deephaven.streams[0].lose();
    await jest.advanceTimersByTimeAsync(3000);
    expect(server.connection?.plugin).toMatchObject({ kind: 'ours' });
    expect(deephaven.streams).toHaveLength(2);
    expect(deephaven.streams[1].index.files.size).toBe(5);
    // A lost connection has no stream to open again.
    deephaven.streams[1].lose();
    await server.disconnect();
    await jest.advanceTimersByTimeAsync(60000);
    expect(deephaven.streams).toHaveLength(2);
  });

  it('whose stream cannot be opened again at once gets one later', async () => {
    const { deephaven, server } = await connected();
    deephaven.onGetObject = () => Promise.reject(new Error('not now'));
    deephaven.streams[0].lose();
    await jest.advanceTimersByTimeAsync(10000);
    expect(server.connection?.plugin).toEqual({ kind: 'closed' });
    deephaven.onGetObject = null;
    await jest.advanceTimersByTimeAsync(20000);
    expect(server.connection?.plugin).toMatchObject({ kind: 'ours' });
  });

  it('whose stream was lost during a run gets another one after it', async () => {
    const { deephaven, server } = await connected();
    const ended = new PromiseDelegate<void>();
    deephaven.onRun = () => ended.promise;
    const run = server.run('import pkg.a');
    await jest.advanceTimersByTimeAsync(100);
    deephaven.streams[0].lose();
    await jest.advanceTimersByTimeAsync(10000);
    expect(deephaven.streams).toHaveLength(1);
    ended.resolve();
    await jest.advanceTimersByTimeAsync(20000);
    await run;
    expect(server.connection?.plugin).toMatchObject({ kind: 'ours' });
    expect(deephaven.streams).toHaveLength(2);
  });
});

describe('a server without the extension', () => {
  it.each([
    ['the published plugin', 'null'],
    ['ours without it', '{"version":"9","capabilities":{}}'],
    ['one of a later version', '{"version":"9","capabilities":{"sync":3}}']
  ])('%s is sent no more than before', async (_, info) => {
    const { deephaven, messages, server, store } = await connected({});
    await server.disconnect();
    deephaven.pluginInfo = JSON.parse(info);
    await server.connect({ type: 'psk', token: 'k' });
    store.log.length = 0;
    await jest.advanceTimersByTimeAsync(1000);
    expect(store.log).toEqual([]);
    await server.run('import pkg.a');
    expect(deephaven.ran).toEqual([
      expect.stringMatching(
        /^__deephaven_jupyter\.set_execution_context\("[-\da-f]{36}", \{"pkg": None\}\)$/
      ),
      'import pkg.a'
    ]);
    expect(messages().map(({ method }) => method)).toEqual([
      'set_connection_id'
    ]);
    // What the program imports was looked up ahead of it.
    expect(store.log).toContain('list pkg');
  });
});
