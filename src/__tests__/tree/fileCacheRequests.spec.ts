import { FileCache } from '../../tree/fileCache';
import type { IFileStore } from '../../tree/types';
import { caching, entry } from '../helpers/caching';
import { settle } from '../helpers/fakeChannel';

beforeEach(() => {
  jest.useFakeTimers();
});

afterEach(() => {
  jest.useRealTimers();
});

describe('requests', () => {
  const names = (count: number, prefix = 'f') =>
    Array.from({ length: count }, (_, i) => `${prefix}${i}`);

  it('are six at once', async () => {
    const { look, requests, wait } = caching();
    wait();
    const one = look();
    const all = Promise.all(names(20).map(name => one.read(entry(name))));
    await settle();
    for (let done = 0; done < 20; done++) {
      expect(requests).toHaveLength(Math.min(20, 6 + done));
      requests[done].answer.resolve();
      await settle();
    }
    await all;
  });

  it('of an urgent file go first, also of one that waits', async () => {
    const { cache, reads, requests, wait } = caching();
    wait();
    const all = names(9).map(name => cache.read(entry(name), 0, false));
    await settle();
    void cache.read(entry('now'), 0, true);
    const again = cache.read(entry('f8'), 0, true);
    await settle();
    for (let i = 0; i < 10; i++) {
      requests[i].answer.resolve();
      await settle();
    }
    expect(reads().slice(6)).toEqual(['now', 'f8', 'f6', 'f7']);
    await Promise.all([...all, again]);
  });

  it('are one for all that is wanted at the same time', async () => {
    const { files, look, requests } = caching({ many: true });
    names(5).forEach(name => files.set(name, name));
    const one = look();
    await expect(
      Promise.all(names(5).map(name => one.read(entry(name))))
    ).resolves.toEqual(names(5));
    expect(requests.map(({ paths }) => paths)).toEqual([names(5)]);
  });

  it('are of 256 files, and 8 MiB, at most', async () => {
    const { look, requests } = caching({ many: true });
    const one = look();
    const sizes = [3, 4, 2, 9, 1].map(mebibytes => mebibytes * 1024 * 1024);
    await Promise.all([
      ...names(600).map(name => one.read(entry(name))),
      ...sizes.map((size, i) => one.read(entry(`s${i}`, { size })))
    ]);
    const counts = requests.map(({ paths }) => paths.length);
    expect(counts.slice(0, 2)).toEqual([256, 256]);
    expect(requests.slice(2).map(({ paths }) => paths.slice(-2))).toEqual([
      ['s0', 's1'],
      ['s2'],
      ['s3'],
      ['s4']
    ]);
  });

  it('fail for all, or for some', async () => {
    const { files, look } = caching({ many: true });
    files.set('ok', 'x');
    files.set('bad', new Error('bad: no'));
    files.set('big', new Uint8Array(32 * 1024 * 1024 + 1));
    const one = look();
    const outcome = () =>
      Promise.allSettled(
        ['ok', 'bad', 'gone', 'big'].map(name => one.read(entry(name)))
      );
    await expect(outcome()).resolves.toMatchObject([
      { value: 'x' },
      { reason: { message: 'bad: no' } },
      { value: null },
      { reason: { message: expect.stringMatching(/^big: /) } }
    ]);
    files.set('bad', 'y');
    await expect(outcome()).resolves.toMatchObject([
      { value: 'x' },
      { value: 'y' },
      { value: null },
      { status: 'rejected' }
    ]);
  });

  it('that are refused altogether say so, and free their place', async () => {
    let failing = true;
    const store: IFileStore = {
      parent: () => '',
      list: async () => [],
      read: async () => null,
      readMany: async paths => {
        if (failing) {
          throw new Error('offline');
        }
        return new Map(paths.map(path => [path, { data: path }]));
      }
    };
    const cache = new FileCache(store, null);
    for (let i = 0; i < 10; i++) {
      const reads = names(3).map(name => cache.read(entry(name), 0, true));
      const outcomes = await Promise.allSettled(reads);
      expect(outcomes.every(({ status }) => status === 'rejected')).toBe(true);
    }
    failing = false;
    expect((await cache.read(entry('a'), 0, true))?.data).toBe('a');
  });
});

describe('a reading that is under way', () => {
  it('serves the look that asked for it, not a later one', async () => {
    const { files, look, requests, wait } = caching();
    wait();
    files.set('a', 'old');
    const first = look();
    const old = first.read(entry('a'));
    await settle();
    files.set('a', 'new');
    const second = look();
    const newer = second.read(entry('a'));
    await settle();
    expect(requests).toHaveLength(2);
    const again = [first.read(entry('a')), second.read(entry('a'))];
    await settle();
    expect(requests).toHaveLength(2);
    requests[0].answer.resolve();
    await expect(old).resolves.toBe('old');
    requests[1].answer.resolve();
    await expect(newer).resolves.toBe('new');
    await expect(Promise.all(again)).resolves.toEqual(['new', 'new']);
    expect(second.peek(entry('a'))).toBe('new');
  });

  it('serves a later look, too, if it has not begun', async () => {
    const { cache, files, look, requests, wait } = caching();
    wait();
    const others = Array.from({ length: 6 }, (_, i) =>
      cache.read(entry(`f${i}`), 0, false)
    );
    await settle();
    const first = look().read(entry('a'));
    await settle();
    files.set('a', 'new');
    const second = look().read(entry('a'));
    for (let i = 0; i < 7; i++) {
      requests[i].answer.resolve();
      await settle();
    }
    await expect(Promise.all([first, second])).resolves.toEqual(['new', 'new']);
    expect(requests).toHaveLength(7);
    await Promise.all(others);
  });

  it('of another state of the file does not serve', async () => {
    const { files, look, requests, wait } = caching();
    wait();
    files.set('a', 'old');
    const one = look();
    const old = one.read(entry('a'));
    await settle();
    files.set('a', 'new');
    const newer = one.read(entry('a', { size: 2 }));
    await settle();
    requests[1].answer.resolve();
    await expect(newer).resolves.toBe('new');
    requests[0].answer.resolve();
    await expect(old).resolves.toBe('old');
    // The late one must not pass for the new state.
    expect(look().peek(entry('a', { size: 2 }))).not.toBe('old');
  });
});
