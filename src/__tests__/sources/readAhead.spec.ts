import { PromiseDelegate } from '@lumino/coreutils';

import { makeContent } from '../../protocol/content';
import { Parts } from '../../sources/readAhead';
import type { IServedSnapshot } from '../../sources/types';
import { resolving } from '../helpers/resolving';

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
      parts.note(read(16));
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
    parts.note(null);
    expect(onPart).not.toHaveBeenCalled();
    parts.note(read(256));
    parts.note(read(256));
    expect(onPart).toHaveBeenCalledTimes(1);
    let isOver = false;
    const end = parts.end().then(() => (isOver = true));
    await Promise.resolve();
    expect(isOver).toBe(false);
    part.resolve();
    await end;
    parts.note(read(1));
    expect(onPart).toHaveBeenCalledTimes(2);
  });

  it('that fail make the end fail', async () => {
    const parts = new Parts(() => Promise.reject(new Error('no')));
    parts.note(read(256));
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
    for (const { contents, modules, taken } of parts) {
      const versions = [...modules.values()].map(({ version }) => version);
      // The index refers to them, and to the others as unknown.
      expect(versions.filter(of => of && contents.has(of))).toHaveLength(
        contents.size
      );
      expect(modules.size).toBe(all.modules.size);
      expect(taken).toBe(all.taken);
    }
  });

  it('comes at once where it is known', async () => {
    const { resolver } = resolving(files);
    await resolver.snapshot(program.join('\n'));
    const onPart = jest.fn();
    const { contents } = await resolver.snapshot(program.join('\n'), onPart);
    expect(contents.size).toBe(9);
    expect(onPart).not.toHaveBeenCalled();
  });
});

describe('data files', () => {
  const served = {
    'pkg/__init__.py': '',
    'pkg/small.pem': 'small',
    'pkg/young.log': 'young',
    'pkg/large.csv': 'large',
    'pkg/picture.png': Uint8Array.of(0x89, 0xff)
  };

  /** A store that reads many files at once, if it can, and its resolver. */
  function storing(readsMany: boolean) {
    const { resolver, store } = resolving({ ...served });
    store.sizes.set('pkg/large.csv', 512 * KIBIBYTE + 1);
    store.times.set('pkg/young.log', new Date().toISOString());
    const readMany = async (paths: readonly string[]) =>
      new Map(
        await Promise.all(
          paths.map(async path => [path, await store.read(path)] as const)
        )
      );
    if (readsMany) {
      Object.assign(store, { readMany });
    }
    /** Read ahead, and tell what was read. */
    const read = async () => {
      store.log.length = 0;
      const survey = await resolver.survey();
      const budget = { files: 9, bytes: 9 * KIBIBYTE };
      await survey.read(budget, () => undefined, new AbortController().signal);
      const { known } = await survey.snapshot();
      return {
        known: [...known.values()].map(({ data }) => data).sort(),
        reads: store.log.filter(line => line.startsWith('read'))
      };
    };
    return { read, resolver, store };
  }

  it('are read ahead where they are small and at rest', async () => {
    const { read } = storing(true);
    expect((await read()).known).toEqual(['', 'small']);
  });

  it('are not where each costs a request', async () => {
    const { read } = storing(false);
    expect((await read()).known).toEqual(['']);
  });

  it('are read again when they have changed, if somebody asked', async () => {
    const { read, resolver, store } = storing(true);
    await read();
    const change = () => {
      store.files.set('pkg/small.pem', 'other');
      store.times.set('pkg/small.pem', new Date().toISOString());
    };
    change();
    expect((await read()).reads).toEqual([]);
    await resolver.file('/jupyter:/pkg/small.pem');
    change();
    expect((await read()).reads).toContain('read pkg/small.pem');
  });
});
