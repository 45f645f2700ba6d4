import { PromiseDelegate } from '@lumino/coreutils';
import { Signal } from '@lumino/signaling';

import type { RemoteFileSourceConnection } from '../../protocol/connection';
import { IndexSync } from '../../protocol/indexSync';
import type { IReadProgress, IServedSource } from '../../tree/types';
import { UnavailableError } from '../../tree/unavailable';
import { ActivityLog } from '../../worker/activity';
import { IndexWriter } from '../../worker/indexWriter';
import { ModelServer } from '../helpers/modelServer';
import { resolving } from '../helpers/resolving';

const FILES = {
  'pkg/__init__.py': '',
  'pkg/a.py': 'a = 1\n',
  'other/__init__.py': ''
};

const ROOTS = [
  { name: 'pkg', path: 'pkg' },
  { name: 'other', path: 'other' }
];

/** What follows files in memory, for a server that does as the page says. */
function following(readAhead = { files: 100, bytes: 100_000 }) {
  const roots = [...ROOTS];
  const { resolver, store } = resolving({ ...FILES }, { roots });
  const server = new ModelServer();
  /** What was sent, in order: the paths of files, or background names. */
  const sent: string[] = [];
  const sync = new IndexSync(async (method, params) => {
    const files = Object.keys((params.files as object) ?? {});
    const paths = files.map(path => path.replace('/jupyter/', ''));
    sent.push(`${method} ${paths.sort().join()}`);
    return server.handle(method, params);
  });
  const owner = {} as IServedSource;
  const changed = new Signal<IServedSource, void>(owner);
  const filesChanged = new Signal<IServedSource, void>(owner);
  const watch = { dispose: jest.fn(), isDisposed: false };
  const served: IServedSource = {
    readAhead,
    settled: Promise.resolve(),
    provider: async () => resolver,
    changed,
    filesChanged,
    watch: () => watch
  };
  /** How often setting names fails from now on. */
  const failing = { left: 0 };
  const connection = {
    setBackground: async (names: readonly string[]) => {
      sent.push(`background ${names.join()}`);
      if (failing.left > 0) {
        failing.left -= 1;
        throw new Error('no answer');
      }
      const shadows = names.filter(name => name === 'numpy');
      return { displaced: [], shadows, refused: new Map() };
    }
  } as unknown as RemoteFileSourceConnection;
  const progress: (IReadProgress | null)[] = [];
  const shadows: (readonly string[])[] = [];
  const activity = new ActivityLog();
  const writer = new IndexWriter({
    connection,
    sync,
    served,
    provider: resolver,
    activity,
    onProgress: now => progress.push(now),
    onNames: answer => shadows.push(answer.shadows)
  });
  /** Begin a program, which goes on until `end` is called. */
  const begin = async (program = '') => {
    const ended = new PromiseDelegate<void>();
    const begun = new PromiseDelegate<void>();
    const done = writer.during(program, () => {
      begun.resolve();
      return ended.promise;
    });
    await begun.promise;
    sent.length = 0;
    store.log.length = 0;
    return async () => {
      ended.resolve();
      await done;
    };
  };
  let time = 0;
  const write = (path: string, text: string) => {
    store.files.set(path, text);
    store.times.set(path, new Date((time += 1) * 1000).toISOString());
    filesChanged.emit();
  };
  return {
    changed,
    failing,
    shadows,
    progress,
    resolver,
    activity,
    begin,
    roots,
    sent,
    server,
    writer,
    store,
    watch,
    write
  };
}

const settle = () => jest.advanceTimersByTimeAsync(2000);

beforeEach(() => {
  jest.useFakeTimers();
});

afterEach(() => {
  jest.useRealTimers();
});

it('tells what was sent, and which modules of the worker are hidden', async () => {
  const { activity, changed, shadows, roots } = following();
  await settle();
  expect(shadows).toEqual([[]]);
  // Two files are the same.
  expect(activity.total).toMatchObject({ files: 2, bytes: 6 });
  roots.push({ name: 'numpy', path: 'pkg' });
  changed.emit();
  await settle();
  expect(shadows).toEqual([[], ['numpy']]);
});

it('sends the index, then the names, then what the worker lacks', async () => {
  const { progress, sent, server } = following();
  await settle();
  expect(sent.map(line => line.split(' ')[0])).toEqual([
    'sync',
    'background',
    'sync'
  ]);
  expect(sent[1]).toBe('background pkg,other');
  expect(server.wanted).toEqual([]);
  expect(progress[0]).toEqual({ read: 0, total: 3 });
  expect(progress[progress.length - 1]).toBeNull();
});

it('reads no more ahead than the settings allow', async () => {
  const { activity, progress } = following({ files: 1, bytes: 100_000 });
  await settle();
  expect(progress[0]).toEqual({ read: 0, total: 1 });
  expect(activity.total).toMatchObject({ files: 1 });
});

it('sends what has changed, once for changes that come together', async () => {
  const { sent, server, write } = following();
  await settle();
  sent.length = 0;
  for (let n = 0; n < 10; n++) {
    write('pkg/a.py', `a = ${'1'.repeat(n)}\n`);
  }
  write('pkg/b.py', 'b = 1\n');
  await settle();
  expect(sent).toEqual(['sync pkg/a.py,pkg/b.py']);
  expect(server.wanted).toEqual([]);
});

it('sends nothing of a file that was touched and is the same', async () => {
  const { sent, write } = following();
  await settle();
  sent.length = 0;
  write('pkg/a.py', FILES['pkg/a.py']);
  await settle();
  expect(sent).toEqual([]);
});

it('lets go of names before their modules', async () => {
  const { changed, roots, sent, server } = following();
  await settle();
  sent.length = 0;
  roots.pop();
  changed.emit();
  await settle();
  expect(sent[0]).toBe('background pkg');
  expect(sent.slice(1)).toEqual(['sync other/__init__.py']);
  expect(server.names).toEqual(new Map([['pkg', ['/jupyter']]]));
});

it('serves new modules before their names', async () => {
  const { changed, roots, sent } = following();
  const other = roots.pop()!;
  await settle();
  sent.length = 0;
  roots.push(other);
  changed.emit();
  await settle();
  expect(sent.slice(0, 2)).toEqual([
    'sync other/__init__.py',
    'background pkg,other'
  ]);
});

it('changes nothing while programs run, and catches up after them', async () => {
  const { begin, sent, write } = following();
  await settle();
  const [endOne, endTwo] = [await begin(), await begin()];
  write('pkg/a.py', 'a = 2\n');
  await settle();
  await endOne();
  await settle();
  expect(sent).toEqual([]);
  await endTwo();
  await settle();
  expect(sent).toEqual(['sync pkg/a.py']);
});

it('waits for a program that begins while it waits for further changes', async () => {
  const { begin, sent, store, write } = following();
  await settle();
  write('pkg/a.py', 'a = 2\n');
  const end = await begin();
  store.files.set('pkg/b.py', 'b = 1\n');
  await settle();
  expect(sent).toEqual([]);
  await end();
  await settle();
  expect(sent).toEqual(['sync pkg/b.py']);
});

it('takes back what is no longer served before a program begins', async () => {
  const { begin, roots, sent, writer } = following();
  await settle();
  roots.splice(
    0,
    2,
    { name: 'pkg', path: 'pkg' },
    { name: 'n', path: 'other' }
  );
  sent.length = 0;
  const names = await writer.during('', async ({ names }) => {
    expect(sent[0]).toBe('background pkg');
    return names;
  });
  expect(names).toEqual(['pkg', 'n']);
  const end = await begin();
  expect(sent).toEqual([]);
  await end();
});

it('does nothing after a program during which nothing changed', async () => {
  const { begin, sent, store } = following();
  await settle();
  const end = await begin();
  await end();
  await settle();
  expect(sent).toEqual([]);
  expect(store.log).toEqual([]);
});

it('goes on after a program that interrupted it', async () => {
  const { begin, server } = following();
  const end = await begin();
  await end();
  await settle();
  expect(server.wanted).toEqual([]);
});

it('sends what a module imports before the module is read', async () => {
  const { sent, server, store, writer } = following({ files: 0, bytes: 0 });
  await settle();
  sent.length = 0;
  store.files.set('pkg/a.py', 'import other\n');
  await writer.sendAhead('/jupyter/pkg/a.py');
  await settle();
  expect(sent[0]).toMatch(/^sync /);
  const key = server.files.get('/jupyter/other/__init__.py');
  expect(server.contents.has(key!)).toBe(true);
});

it('sends nothing ahead where the imports cannot be found', async () => {
  const warn = jest.spyOn(console, 'warn').mockImplementation();
  const { resolver, sent, writer } = following();
  await settle();
  sent.length = 0;
  jest.spyOn(resolver, 'ahead').mockRejectedValue(new Error('no listing'));
  await writer.sendAhead('/jupyter/pkg/a.py');
  expect(sent).toEqual([]);
  expect(warn).toHaveBeenCalledTimes(1);
  warn.mockRestore();
});

it('takes names over by claiming them again', async () => {
  const { sent, writer } = following();
  await settle();
  sent.length = 0;
  await writer.takeOver();
  expect(sent).toEqual(['background ', 'background pkg,other']);
});

it('sends names again that the worker did not take', async () => {
  const warn = jest.spyOn(console, 'warn').mockImplementation();
  try {
    const { failing, shadows, sent } = following();
    failing.left = 1;
    await settle();
    // Nothing changes, but after a while it is tried again.
    await jest.advanceTimersByTimeAsync(20_000);
    const names = sent.filter(line => line.startsWith('background'));
    expect(names).toEqual(['background pkg,other', 'background pkg,other']);
    expect(shadows).toEqual([[]]);
  } finally {
    warn.mockRestore();
  }
});

it('sends everything again to a worker that has lost it', async () => {
  const { server, write } = following();
  await settle();
  server.lose();
  write('pkg/a.py', 'a = 3\n');
  await settle();
  expect(server.files.size).toBeGreaterThan(0);
});

it('keeps what the worker has while nobody answers, and catches up', async () => {
  const warn = jest.spyOn(console, 'warn').mockImplementation();
  try {
    const { sent, server, writer, store, write } = following();
    await settle();
    sent.length = 0;
    const before = [...server.files.keys()];
    const { list } = store;
    store.list = async () => {
      throw new UnavailableError('away');
    };
    write('pkg/a.py', 'a = 2\n');
    write('pkg/b.py', 'b = 1\n');
    await jest.advanceTimersByTimeAsync(60000);
    expect(sent).toEqual([]);
    expect([...server.files.keys()]).toEqual(before);
    expect(warn.mock.calls.length).toBeGreaterThan(1);
    // Nobody tells of a change.
    store.list = list;
    await jest.advanceTimersByTimeAsync(20000);
    expect(sent).toEqual(['sync pkg/a.py,pkg/b.py']);
    sent.length = 0;
    store.log.length = 0;
    await jest.advanceTimersByTimeAsync(60000);
    expect(store.log).toEqual([]);
    writer.dispose();
  } finally {
    warn.mockRestore();
  }
});

it('does not try again after its end', async () => {
  const warn = jest.spyOn(console, 'warn').mockImplementation();
  try {
    const { writer, store, write } = following();
    await settle();
    const list = jest.fn(async () => {
      throw new UnavailableError('away');
    });
    store.list = list;
    write('pkg/a.py', 'a = 2\n');
    await settle();
    writer.dispose();
    list.mockClear();
    await jest.advanceTimersByTimeAsync(60000);
    expect(list).not.toHaveBeenCalled();
  } finally {
    warn.mockRestore();
  }
});

it('ends with the connection', async () => {
  const { sent, writer, watch, write } = following();
  await settle();
  sent.length = 0;
  writer.dispose();
  writer.dispose();
  write('pkg/a.py', 'a = 4\n');
  await settle();
  expect(sent).toEqual([]);
  expect(watch.dispose).toHaveBeenCalledTimes(1);
});

describe('refresh', () => {
  it('sends what has changed, without waiting for further changes', async () => {
    const { sent, writer, write } = following();
    await settle();
    sent.length = 0;
    write('pkg/a.py', 'a = 2\n');
    let isDone = false;
    void writer.refresh().then(() => (isDone = true));
    // No timer: those of a hidden page are slow.
    await jest.advanceTimersByTimeAsync(0);
    expect(isDone).toBe(true);
    expect(sent).toEqual(['sync pkg/a.py']);
    await settle();
    expect(sent).toEqual(['sync pkg/a.py']);
  });

  it('sends it once for imports that come together', async () => {
    const { sent, writer, write } = following();
    await settle();
    sent.length = 0;
    write('pkg/a.py', 'a = 2\n');
    const both = Promise.all([writer.refresh(), writer.refresh()]);
    await jest.advanceTimersByTimeAsync(0);
    await both;
    expect(sent).toEqual(['sync pkg/a.py']);
  });

  it('waits for what a change meanwhile leads to', async () => {
    const { sent, writer, store, write } = following();
    await settle();
    sent.length = 0;
    write('pkg/a.py', 'a = 2\n');
    const { list } = store;
    let answer: () => void = () => undefined;
    store.list = async path => {
      await new Promise<void>(resolve => (answer = resolve));
      return list.call(store, path);
    };
    let isDone = false;
    const refreshed = writer.refresh().then(() => (isDone = true));
    await jest.advanceTimersByTimeAsync(1000);
    store.list = list;
    answer();
    await jest.advanceTimersByTimeAsync(1000);
    await refreshed;
    expect(isDone).toBe(true);
    expect(sent).toEqual(['sync pkg/a.py']);
  });

  it('does not wait for what is read for the first time', async () => {
    const { progress, sent, server, writer, store } = following();
    const { read } = store;
    let go: () => void = () => undefined;
    const gate = new Promise<void>(resolve => (go = resolve));
    store.read = async path => {
      await gate;
      return read.call(store, path);
    };
    await settle();
    sent.length = 0;
    store.files.set('pkg/b.py', 'b = 1\n');
    await Promise.all([writer.refresh(), jest.advanceTimersByTimeAsync(0)]);
    expect(sent).toEqual(['sync pkg/b.py']);
    expect(progress[progress.length - 1]).toMatchObject({ total: 3 });
    go();
    await settle();
    expect(server.files.has('/jupyter/pkg/b.py')).toBe(true);
  });

  it('keeps nobody waiting while a program runs', async () => {
    const { begin, sent, writer, write } = following();
    await settle();
    const end = await begin();
    write('pkg/a.py', 'a = 2\n');
    await writer.refresh();
    expect(sent).toEqual([]);
    await end();
    writer.dispose();
    await writer.refresh();
    expect(sent).toEqual([]);
  });

  it('tells that nobody answers', async () => {
    const warn = jest.spyOn(console, 'warn').mockImplementation();
    const { writer, store } = following();
    await settle();
    store.list = async () => {
      throw new UnavailableError('away');
    };
    await expect(writer.refresh()).rejects.toThrow('away');
    writer.dispose();
    warn.mockRestore();
  });
});
