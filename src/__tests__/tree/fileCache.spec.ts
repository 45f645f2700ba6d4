import { makeContent } from '../../protocol/content';
import { moment } from '../../protocol/moment';
import type { IEntry } from '../../tree/types';
import { caching, entry } from '../helpers/caching';

/** The versions that come with what is read: those of listings. */
const VERSIONS = { get: () => '1' };

/** A file whose listing has the version that comes with it. */
const settled = (path: string, facts: Partial<IEntry> = {}) =>
  entry(path, { version: '1', ...facts });

describe('a file', () => {
  it('is read once', async () => {
    const { files, look, reads } = caching({ versions: VERSIONS });
    files.set('a', 'x');
    const first = look();
    expect(first.peek(settled('a'))).toBeUndefined();
    await expect(
      Promise.all([first.read(settled('a')), first.read(settled('a'))])
    ).resolves.toEqual(['x', 'x']);
    await expect(look().read(settled('a'))).resolves.toBe('x');
    expect(look().peek(settled('a'))).toBe('x');
    expect(reads()).toEqual(['a']);
  });

  it.each<[string, Partial<IEntry>]>([
    ['time', { lastModified: '2026-01-01T00:00:01Z' }],
    ['size', { size: 2 }],
    ['unknown size', { size: undefined }],
    ['version', { version: '2' }]
  ])('is read again with another %s', async (_, facts) => {
    const { files, look, reads } = caching({ versions: VERSIONS });
    files.set('a', 'x');
    await look().read(settled('a'));
    files.set('a', 'y');
    const changed = settled('a', facts);
    expect(look().peek(changed)).toBeUndefined();
    await expect(look().read(changed)).resolves.toBe('y');
    expect(reads()).toHaveLength(2);
  });

  it.each([
    ['its own version', '1', 1],
    ['a version that no listing has', '1?', 3],
    ['no version', undefined, 3]
  ])(
    'that was read with %s is read again, or not',
    async (_, version, times) => {
      const versions = { get: () => version };
      const { cache, files, look, reads } = caching({ versions });
      const of = settled('a');
      for (let i = 0; i < 3; i++) {
        files.set('a', `x${i}`);
        const one = look();
        const expected = times === 1 ? 'x0' : `x${i}`;
        await expect(one.read(of)).resolves.toBe(expected);
        // Of one moment, all is the same.
        files.set('a', 'later');
        await expect(one.read(of)).resolves.toBe(expected);
        expect(one.peek(of)).toBe(expected);
        expect(cache.isDoubtful(of, moment())).toBe(times > 1);
      }
      expect(reads()).toHaveLength(times);
    }
  );

  it('that was read, and has changed, is doubtful', async () => {
    const { cache, files, look } = caching();
    const of = entry('a');
    expect(cache.isDoubtful(of, 0)).toBe(false);
    files.set('a', 'x');
    await look().read(of);
    expect(cache.isDoubtful({ ...of, size: 2 }, 1e9)).toBe(true);
    expect(cache.isDoubtful(of, 1e9)).toBe(true);
  });

  it('that vanished is null, and not kept', async () => {
    const { files, look } = caching();
    files.set('a', 'x');
    await look().read(entry('a'));
    files.delete('a');
    await expect(look().read(entry('a', { size: 2 }))).resolves.toBeNull();
    expect(look().peek(entry('a'))).toBeUndefined();
    files.set('a', 'y');
    await expect(look().read(entry('a', { size: 2 }))).resolves.toBe('y');
  });

  it('may be empty, or bytes', async () => {
    const { files, look, reads } = caching({ versions: VERSIONS });
    files.set('a', '');
    files.set('b', Uint8Array.of(0xff));
    for (let i = 0; i < 2; i++) {
      await expect(look().read(settled('a', { size: 0 }))).resolves.toBe('');
      await expect(look().read(settled('b'))).resolves.toEqual(
        Uint8Array.of(0xff)
      );
    }
    expect(reads()).toEqual(['a', 'b']);
  });

  it('that cannot be read says why, and is tried again', async () => {
    const { files, look } = caching();
    files.set('a', new Error('a: offline'));
    const one = look();
    await expect(
      Promise.allSettled([one.read(entry('a')), one.read(entry('a'))])
    ).resolves.toMatchObject([
      { reason: { message: 'a: offline' } },
      { reason: { message: 'a: offline' } }
    ]);
    files.set('a', 'x');
    await expect(one.read(entry('a'))).resolves.toBe('x');
  });
});

describe('a file that is too large', () => {
  const LIMIT = 32 * 1024 * 1024;

  it('is not read', async () => {
    const { look, reads } = caching();
    await expect(
      look().read(entry('big', { size: LIMIT + 1 }))
    ).rejects.toThrow(/^big: 33554433 bytes are more than the 33554432 /);
    expect(reads()).toEqual([]);
  });

  it.each([[undefined], [1]])(
    'is not kept, where its listing said %p',
    async size => {
      const { files, look } = caching();
      files.set('big', new Uint8Array(LIMIT + 1));
      await expect(look().read(entry('big', { size }))).rejects.toThrow('big:');
      expect(look().peek(entry('big', { size }))).toBeUndefined();
    }
  );

  it('is not one of just the limit', async () => {
    const { files, look } = caching();
    files.set('a', new Uint8Array(LIMIT));
    const data = await look().read(entry('a', { size: LIMIT }));
    expect(data).toHaveLength(LIMIT);
  });
});

describe('an open document', () => {
  it('wins over the file, and the file over a closed one', async () => {
    const texts = new Map([['a', 'unsaved']]);
    const { cache, files, look, reads } = caching({ texts });
    files.set('a', 'saved');
    expect(look().peek(entry('a'))).toBe('unsaved');
    await expect(look().read(entry('a'))).resolves.toBe('unsaved');
    const kept = cache.open(entry('a'));
    expect(kept).toEqual(makeContent('unsaved'));
    expect(cache.open(entry('a'))).toBe(kept);
    texts.set('a', '');
    await expect(look().read(entry('a'))).resolves.toBe('');
    expect(reads()).toEqual([]);
    texts.delete('a');
    expect(look().peek(entry('a'))).toBeUndefined();
    await expect(look().read(entry('a'))).resolves.toBe('saved');
    texts.set('a', 'again');
    expect(look().peek(entry('a'))).toBe('again');
    expect(reads()).toEqual(['a']);
  });
});

describe('memory', () => {
  it('is bounded: what was read first is forgotten first', async () => {
    const names = Array.from({ length: 10 }, (_, i) => `f${i}`);
    const versions = new Map(names.map(name => [name, '1']));
    const { files, look } = caching({ versions });
    const size = 30 * 1024 * 1024;
    const bytes = new Uint8Array(size);
    const entries = names.map(name => settled(name, { size }));
    const kept = () =>
      entries.filter(of => look().peek(of) !== undefined).map(of => of.path);
    for (const of of entries.slice(0, 8)) {
      files.set(of.path, bytes);
      await look().read(of);
    }
    expect(kept()).toHaveLength(8);
    files.set('f8', bytes);
    await look().read(entries[8]);
    expect(kept()).toEqual(['f1', 'f2', 'f3', 'f4', 'f5', 'f6', 'f7', 'f8']);
    // Read again, it is the newest; and it counts once.
    const changed = { ...entries[1], version: '2' };
    versions.set('f1', '2');
    await look().read({ ...changed });
    files.set('f1', bytes);
    await look().read(changed);
    expect(look().peek(changed)).toHaveLength(size);
    expect(kept()).toHaveLength(7);
    files.set('f9', bytes);
    await look().read(entries[9]);
    expect(kept()).not.toContain('f2');
    expect(look().peek(changed)).toHaveLength(size);
  });
});
