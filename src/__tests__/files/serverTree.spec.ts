import { JupyterFileStore } from '../../files/fileStore';
import type { ServerExtension } from '../../files/serverExtension';
import type { Get } from '../helpers/fakeContents';
import { fakeContents } from '../helpers/fakeContents';
import { FakeServerExtension } from '../helpers/fakeServerExtension';
import { resolverOf } from '../helpers/resolving';
import { MemoryStore } from '../helpers/stores';

const FILES = {
  'pkg/__init__.py': 'from . import a, sub',
  'pkg/a.py': 'a = 1',
  'pkg/sub/__init__.py': '',
  'pkg/sub/raw.py': Uint8Array.of(0xff, 0x00),
  'pkg/secret.py': 'ignored',
  'home/tool.py': 'tool = 1',
  'home/other.py': 'not served'
};

/** A store over a server with the part; the contents are the same files. */
function storeWithPart() {
  const memory = new MemoryStore(FILES);
  const part = new FakeServerExtension(memory);
  const get = jest.fn<ReturnType<Get>, Parameters<Get>>(
    async (path, options) => {
      const local = path.replace(/^\w+:/, '');
      if (options?.type === 'directory') {
        const entries = await memory.list(local);
        return {
          path,
          content: entries?.map(entry => ({
            ...entry,
            path: path.slice(0, path.length - local.length) + entry.path,
            type: entry.isFolder ? 'directory' : 'file',
            last_modified: entry.lastModified
          }))
        };
      }
      return { path, format: 'text', content: await memory.read(local) };
    }
  );
  const { contents } = fakeContents(get, 'RTC', 'Cloud');
  const store = new JupyterFileStore(
    contents,
    part as unknown as ServerExtension
  );
  return { get, memory, part, store };
}

let warn: jest.SpyInstance;

beforeEach(() => {
  warn = jest.spyOn(console, 'warn').mockImplementation();
});

afterEach(() => {
  warn.mockRestore();
});

describe('the names of a folder’s contents', () => {
  it('are found with one request, also for the published plugin', async () => {
    const { get, part, store } = storeWithPart();
    const resolver = resolverOf(store, [{ name: null, path: '' }]);
    expect(await resolver.prepare('import pkg')).toEqual(['home', 'pkg']);
    const lists = part.requests.filter(({ endpoint }) => endpoint === 'list');
    expect(lists).toHaveLength(1);
    expect(get).not.toHaveBeenCalled();
  });
});

describe('listTree', () => {
  it.each(['', 'RTC:'])('lists the topmost folder %p as well', async top => {
    const { store } = storeWithPart();
    const { folders } = await store.listTree!([top], []);
    expect([...folders.keys()].sort()).toEqual(
      ['', 'home', 'pkg', 'pkg/sub'].map(path => top + path)
    );
    expect(folders.get(`${top}pkg/sub`)).toMatchObject([
      { path: `${top}pkg/sub/__init__.py` },
      { path: `${top}pkg/sub/raw.py` }
    ]);
  });

  it('gives all folders of the roots, by the paths of their drive', async () => {
    const { store } = storeWithPart();
    const { folders } = await store.listTree!(
      ['pkg', 'RTC:home/tool.py', 'nowhere'],
      ['secret.py']
    );
    expect([...folders.keys()].sort()).toEqual([
      'RTC:home',
      'nowhere',
      'pkg',
      'pkg/sub'
    ]);
    expect(folders.get('nowhere')).toBeNull();
    expect(folders.get('RTC:home')).toMatchObject([
      { name: 'tool.py', path: 'RTC:home/tool.py', isFolder: false, size: 8 }
    ]);
    expect(folders.get('pkg')?.map(({ path }) => path)).toEqual([
      'pkg/__init__.py',
      'pkg/a.py',
      'pkg/sub'
    ]);
  });

  it('asks only for what has changed', async () => {
    const { memory, part, store } = storeWithPart();
    const first = await store.listTree!(['pkg'], []);
    memory.files.set('pkg/a.py', 'a = 22');
    const second = await store.listTree!(['pkg'], []);
    expect(second.folders.get('pkg/sub')).toEqual(first.folders.get('pkg/sub'));
    expect(
      second.folders.get('pkg')?.find(({ name }) => name === 'a.py')?.size
    ).toBe(6);
    const { known } = part.requests[1].body as { known: object };
    expect(Object.keys(known).sort()).toEqual(['pkg', 'pkg/sub']);
  });

  it('leaves other drives to their own contents', async () => {
    const { get, part, store } = storeWithPart();
    const resolver = resolverOf(store, [{ name: 'pkg', path: 'Cloud:pkg' }]);
    const { files } = await resolver.snapshot('import pkg');
    expect([...files.keys()]).toContain('/Cloud/pkg/sub/raw.py');
    expect(get.mock.calls.map(([path]) => path)).toContain('Cloud:pkg/sub');
    expect(
      part.requests.flatMap(({ body }) => (body as { roots?: [] }).roots ?? [])
    ).toEqual([]);
  });

  it('is no longer there when the part has gone', async () => {
    const { part, store } = storeWithPart();
    part.isThere = false;
    expect(store.listTree).toBeUndefined();
    expect(store.readMany).toBeUndefined();
    expect(store.watchTree).toBeUndefined();
  });
});

describe('a snapshot through the server extension', () => {
  it('takes one listing and one request of files', async () => {
    const { get, part, store } = storeWithPart();
    const resolver = resolverOf(store, [{ name: 'pkg', path: 'pkg' }]);
    const { contents, files } = await resolver.snapshot('import pkg');
    expect(get).not.toHaveBeenCalled();
    // Small as it is, all is sent, whatever the program imports.
    expect([...files.values()].filter(key => !contents.has(key))).toEqual([]);
    expect(part.requests.map(({ endpoint }) => endpoint)).toEqual([
      'list',
      'read'
    ]);
  });

  it('has what a program imports alone, where all is large', async () => {
    const { memory, store } = storeWithPart();
    memory.files.set('pkg/large.py', '#'.repeat(4 * 1024 * 1024));
    const resolver = resolverOf(store, [{ name: 'pkg', path: 'pkg' }]);
    const { contents, files } = await resolver.snapshot('import pkg');
    expect(contents.size).toBe(3);
    expect(files.has('/jupyter/pkg/large.py')).toBe(true);
  });

  it('falls back to the contents when the part has gone', async () => {
    const { get, part, store } = storeWithPart();
    part.isGone = true;
    const resolver = resolverOf(store, [{ name: 'pkg', path: 'pkg' }]);
    const { contents, files } = await resolver.snapshot('import pkg');
    expect(contents.size).toBe(3);
    expect(files.size).toBeGreaterThan(3);
    expect(get).toHaveBeenCalled();
    expect(warn).toHaveBeenCalled();
  });
});

describe('a folder of very many files', () => {
  const filled = (count: number) => {
    const { memory, store } = storeWithPart();
    for (let n = 0; n < count; n += 1) {
      memory.files.set(`pkg/x${n}.csv`, '');
    }
    store.confine(['pkg'], []);
    return store;
  };

  it('is listed', async () => {
    const entries = await filled(60_000).list('pkg');
    expect(entries?.some(({ name }) => name === 'a.py')).toBe(true);
    expect(entries?.length).toBeGreaterThan(60_000);
  });

  it('says so where it has more than can be listed', async () => {
    await expect(filled(200_000).list('pkg')).rejects.toThrow(
      'pkg: the folder has more than 200000 entries'
    );
  });
});

describe('readMany', () => {
  it('gives texts, bytes and what is missing, in as many answers as needed', async () => {
    const { get, part, store } = storeWithPart();
    part.perAnswer = 1;
    const found = await store.readMany!([
      'pkg/a.py',
      'RTC:pkg/a.py',
      'pkg/sub/raw.py',
      'pkg/none.py'
    ]);
    expect(Object.fromEntries(found)).toEqual({
      'pkg/a.py': { data: 'a = 1', version: '5' },
      'RTC:pkg/a.py': { data: 'a = 1', version: '5' },
      'pkg/sub/raw.py': { data: Uint8Array.of(0xff, 0x00), version: '2' },
      'pkg/none.py': null
    });
    expect(get).not.toHaveBeenCalled();
  });

  it('gives versions only where they tell all changes', async () => {
    const { part, store } = storeWithPart();
    const resolver = resolverOf(store, [{ name: 'pkg', path: 'pkg' }]);
    const reads = () =>
      part.requests.filter(({ endpoint }) => endpoint === 'read').length;
    await resolver.snapshot('import pkg');
    await resolver.snapshot('import pkg');
    expect(reads()).toBe(1);
    part.isExact = false;
    const found = await store.readMany!(['pkg/a.py']);
    expect(found.get('pkg/a.py')).toEqual({ data: 'a = 1' });
    const other = resolverOf(store, [{ name: 'pkg', path: 'pkg' }]);
    await other.snapshot('import pkg');
    await other.snapshot('import pkg');
    expect(reads()).toBe(4);
  });

  it('tells which file could not be read, and why', async () => {
    const { part, store } = storeWithPart();
    part.read = async () => ({
      files: { 'pkg/a.py': { error: 'It is too large.' } },
      left: []
    });
    const found = await store.readMany!(['pkg/a.py']);
    expect(found.get('pkg/a.py')).toEqual(
      new Error('pkg/a.py: It is too large.')
    );
  });

  it('ends when the part reads nothing', async () => {
    const { get, part, store } = storeWithPart();
    part.perAnswer = 0;
    const found = await store.readMany!(['pkg/a.py']);
    expect(String(found.get('pkg/a.py'))).toMatch('could not read this file');
    expect(get).not.toHaveBeenCalled();
  });
});

describe('watchTree', () => {
  it('tells whether anything differs from what was listed', async () => {
    const { memory, part, store } = storeWithPart();
    const { signal } = new AbortController();
    await store.listTree!(['pkg', 'nowhere'], []);
    for (const [path, isChanged] of [
      ['home/other.py', false],
      ['pkg/new.py', true]
    ] as const) {
      const watched = store.watchTree!(['pkg', 'nowhere'], [], signal);
      memory.files.set(path, 'new');
      part.waiting.pop()!.resolve();
      await expect(watched).resolves.toBe(isChanged);
    }
  });

  it('tells of a root that has appeared, and of one that has gone', async () => {
    const { memory, part, store } = storeWithPart();
    const { signal } = new AbortController();
    const changed = async () => {
      const watched = store.watchTree!(['fresh'], [], signal);
      part.waiting.pop()!.resolve();
      return watched;
    };
    await store.listTree!(['fresh'], []);
    memory.files.set('fresh/a.py', '');
    await expect(changed()).resolves.toBe(true);
    await store.listTree!(['fresh'], []);
    await expect(changed()).resolves.toBe(false);
    memory.files.delete('fresh/a.py');
    await expect(changed()).resolves.toBe(true);
  });
});
