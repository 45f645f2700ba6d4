import { UnavailableError } from '../../tree/unavailable';
import { FILES, following } from '../helpers/writing';

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
