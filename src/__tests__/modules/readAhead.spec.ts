import { PromiseDelegate } from '@lumino/coreutils';

import { areSmall, Parts, smallData, within } from '../../modules/readAhead';
import { makeContent } from '../../protocol/content';
import type { IReadBudget, IServedSnapshot } from '../../tree/types';
import { fileOf, resolving } from '../helpers/resolving';
import { readingMany } from '../helpers/stores';

const KIBIBYTE = 1024;

/** What was read, as large as said. */
function read(kibibytes: number) {
  return { ...makeContent(''), size: kibibytes * KIBIBYTE };
}

describe('parts', () => {
  it('are made of 256 KiB, or of a share of all, as that grows', async () => {
    const sizes: number[] = [];
    let sum = 0;
    const parts = new Parts(async () => {
      sizes.push(sum);
      sum = 0;
    });
    for (let i = 0; i < 400; i++) {
      sum += 16;
      parts.record(read(16));
      await parts.end();
    }
    expect(sizes.slice(0, 5)).toEqual([256, 256, 256, 256, 256]);
    expect(sizes[5]).toBe(320);
    expect(sizes[sizes.length - 1]).toBeGreaterThan(800);
  });

  it('come one after the other, and are waited for', async () => {
    const part = new PromiseDelegate<void>();
    const onPart = jest.fn(() => part.promise);
    const parts = new Parts(onPart);
    parts.record(null);
    expect(onPart).not.toHaveBeenCalled();
    parts.record(read(256));
    parts.record(read(256));
    expect(onPart).toHaveBeenCalledTimes(1);
    let isOver = false;
    const end = parts.end().then(() => (isOver = true));
    await Promise.resolve();
    expect(isOver).toBe(false);
    part.resolve();
    await end;
    parts.record(read(1));
    expect(onPart).toHaveBeenCalledTimes(2);
  });

  it('that fail make the end fail', async () => {
    const parts = new Parts(() => Promise.reject(new Error('no')));
    parts.record(read(256));
    await expect(parts.end()).rejects.toThrow('no');
  });
});

describe('a snapshot of much that is not known', () => {
  const LENGTH = 100 * KIBIBYTE;
  const files = Object.fromEntries(
    Array.from({ length: 9 }, (_, i) => [
      `pkg/m${i}.py`,
      `${i}`.padEnd(LENGTH, '#')
    ])
  );
  const program = Array.from({ length: 9 }, (_, i) => `import pkg.m${i}`);

  it('comes in parts, each with all that is known by then', async () => {
    const { resolver } = resolving(files);
    const parts: IServedSnapshot[] = [];
    const all = await resolver.snapshot(program.join('\n'), part =>
      parts.push(part)
    );
    expect(parts).not.toEqual([]);
    const sizes = [...parts, all].map(({ contents }) => contents.size);
    expect(sizes).toEqual([...sizes].sort((a, b) => a - b));
    expect(sizes[0]).toBe(3);
    expect(sizes[sizes.length - 1]).toBe(9);
    for (const { contents, files, taken } of parts) {
      const versions = [...files.values()];
      // The index refers to them, and to the others as unknown.
      expect(versions.filter(of => contents.has(of))).toHaveLength(
        contents.size
      );
      expect(files.size).toBe(all.files.size);
      expect(taken).toBe(all.taken);
    }
  });

  it('comes at once where it is known', async () => {
    const { resolver, store } = resolving(files);
    readingMany(store);
    await resolver.snapshot(program.join('\n'));
    const onPart = jest.fn();
    const { contents } = await resolver.snapshot(program.join('\n'), onPart);
    expect(contents.size).toBe(9);
    expect(onPart).not.toHaveBeenCalled();
  });
});

describe('what fits into a budget', () => {
  const files = (...sizes: (number | undefined)[]) =>
    sizes.map((size, i) => ({
      name: `${i}`,
      path: `${i}`,
      isFolder: false,
      lastModified: '',
      size
    }));
  const names = (sizes: (number | undefined)[], of: IReadBudget) =>
    within(files(...sizes), of)
      .map(({ name }) => name)
      .join('');

  it('is what comes first, without what is too large by itself', () => {
    expect(names([4, 20, 5, 2, 1], { files: 9, bytes: 10 })).toBe('024');
    expect(names([1, 1, 1], { files: 2, bytes: 10 })).toBe('01');
    expect(names([undefined, 1], { files: 9, bytes: 0 })).toBe('0');
    expect(names([1], { files: 0, bytes: 9 })).toBe('');
  });

  it('decides what is sent with a run', () => {
    const mebibyte = 2 ** 20;
    expect(areSmall(files(mebibyte, 3 * mebibyte))).toBe(true);
    expect(areSmall(files(mebibyte, 3 * mebibyte + 1))).toBe(false);
    const data = files(2 * mebibyte, 1, 3 * mebibyte, 4);
    const sizes = smallData(files(mebibyte), data).map(({ size }) => size);
    expect(sizes).toEqual([1, 4, 2 * mebibyte]);
  });
});

describe('data files', () => {
  const served = {
    'pkg/__init__.py': 'init',
    'pkg/small.pem': 'small',
    'pkg/young.log': 'young',
    'pkg/large.csv': 'large',
    'pkg/picture.png': Uint8Array.of(0x89, 0xff)
  };

  /** A store that reads many files at once, if it can, and its resolver. */
  function storing(readsMany: boolean) {
    const { resolver, store } = resolving({ ...served });
    store.sizes.set('pkg/large.csv', 8 * KIBIBYTE);
    if (readsMany) {
      readingMany(store);
      const list = store.list.bind(store);
      const listTree = async () => ({
        folders: new Map([['pkg', await list('pkg')]])
      });
      Object.assign(store, { listTree });
    }
    /** Read ahead, and tell what was read. */
    const read = async (kibibytes = 9) => {
      store.log.length = 0;
      const survey = await resolver.survey();
      const budget = { files: 9, bytes: kibibytes * KIBIBYTE };
      await survey.read(budget, () => undefined, new AbortController().signal);
      const { known } = await survey.snapshot();
      return {
        known: [...known.values()].map(({ data }) => data),
        reads: store.log.filter(line => line.startsWith('read'))
      };
    };
    return { read, resolver, store };
  }

  it.each([[true], [false]])(
    'are read ahead, the smallest first',
    async readsMany => {
      const { read } = storing(readsMany);
      const { known, reads } = await read();
      expect(reads).toEqual([
        'read pkg/__init__.py',
        'read pkg/picture.png',
        'read pkg/small.pem',
        'read pkg/young.log',
        'read pkg/large.csv'
      ]);
      expect(known).toEqual([
        'init',
        'small',
        'young',
        'large',
        served['pkg/picture.png']
      ]);
    }
  );

  it('are not read ahead again when they change, as logs do', async () => {
    const { read, store } = storing(true);
    await read();
    for (const text of ['log 1', 'log 12', 'log 123']) {
      store.files.set('pkg/young.log', text);
      const { known, reads } = await read();
      expect(reads).toEqual([]);
      expect(known).not.toContain('young');
    }
  });

  it('are not beyond the budget, however often it is looked', async () => {
    const { read } = storing(true);
    expect((await read(1)).known).not.toContain('large');
    expect((await read(1)).reads).toEqual([]);
  });

  it('are sent with a run that is small', async () => {
    const { resolver } = storing(true);
    const { contents } = await resolver.snapshot('import pkg');
    expect([...contents.values()].map(({ data }) => data).sort()).toEqual(
      Object.values(served).sort()
    );
  });

  it('are read again when they have changed, if somebody asked', async () => {
    const { read, resolver, store } = storing(true);
    await read();
    const change = () => {
      store.files.set('pkg/small.pem', `${Math.random()}`);
    };
    change();
    expect((await read()).reads).toEqual([]);
    await fileOf(resolver, 'pkg/small.pem');
    change();
    expect((await read()).reads).toContain('read pkg/small.pem');
  });

  it.each([true, false])(
    'that seem to be the same are read again, unless that is certain: %p',
    async isCertain => {
      const { read, resolver, store } = storing(isCertain);
      await read();
      store.log.length = 0;
      await resolver.snapshot('');
      expect(store.log.includes('read pkg/small.pem')).toBe(!isCertain);
    }
  );
});

describe('what the worker asks for at once', () => {
  const files = {
    'pkg/a.py': 'a',
    'pkg/b.py': 'b',
    'pkg/c.bin': 'c',
    'pkg/d.py': 'd'
  };
  const PATHS = ['a.py', 'b.py', 'c.bin', 'd.py'].map(
    name => `/jupyter/pkg/${name}`
  );

  it('is answered up to 1 MiB, but always the first', async () => {
    const { resolver, store } = resolving(files);
    readingMany(store);
    const data = async (...paths: string[]) =>
      (await resolver.read(paths)).map(
        content => content && 'data' in content && content.data
      );
    expect(await data(...PATHS)).toEqual(['a', 'b', 'c', 'd']);
    store.sizes.set('pkg/c.bin', 2 * KIBIBYTE * KIBIBYTE);
    expect(await data(...PATHS)).toEqual(['a', 'b']);
    expect(await data(...PATHS.slice(2))).toEqual(['c']);
    expect(await data('/jupyter/pkg/none', ...PATHS)).toEqual([null, 'a', 'b']);
  });

  it('is the first alone, and what is known, where each is a request', async () => {
    const { resolver, store } = resolving(files);
    const release = resolver.hold();
    expect(await resolver.read(PATHS)).toHaveLength(1);
    await fileOf(resolver, 'pkg/b.py');
    expect(await resolver.read(PATHS)).toHaveLength(2);
    expect(store.log.filter(line => line.startsWith('read'))).toHaveLength(2);
    release();
  });
});

describe('a large file', () => {
  it('is read without being kept', async () => {
    const { resolver, store } = resolving({ 'pkg/large.bin': 'größe' });
    store.sizes.set('pkg/large.bin', 100 * KIBIBYTE * KIBIBYTE);
    const file = await resolver.data('/jupyter/pkg/large.bin');
    expect(new TextDecoder().decode(file?.bytes)).toBe('größe');
    const again = await resolver.data('/jupyter/pkg/large.bin');
    expect(again?.version).toBe(file?.version);
    store.times.set('pkg/large.bin', '2026-01-02T00:00:00Z');
    const later = await resolver.data('/jupyter/pkg/large.bin');
    expect(later?.version).not.toBe(file?.version);
    expect(store.log.filter(line => line.startsWith('read'))).toHaveLength(3);
  });
});
