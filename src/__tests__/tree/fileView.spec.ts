import { FileCache } from '../../tree/fileCache';
import { FileView } from '../../tree/fileView';
import { IgnoreRules } from '../../tree/ignoreRules';
import type { IEntry, IFileStore, ITreeListing } from '../../tree/types';
import { resolverOf } from '../helpers/resolving';
import { MemoryStore } from '../helpers/stores';

function viewing(files: Record<string, string>, ignore: string[] = []) {
  const store: MemoryStore & IFileStore = new MemoryStore(files);
  const rules = new IgnoreRules(ignore);
  return {
    store,
    view: new FileView(store, new FileCache(store, null), rules)
  };
}

/** A store that lists all folders at once, but for some. */
function listingTrees(store: MemoryStore, without: string[] = []) {
  const list = store.list.bind(store);
  const calls: (readonly string[])[][] = [];
  const visit = async (path: string, folders: Map<string, IEntry[] | null>) => {
    if (without.includes(path)) {
      return;
    }
    const entries = await list(path);
    folders.set(path, entries && [...entries]);
    for (const entry of entries ?? []) {
      if (entry.isFolder) {
        await visit(entry.path, folders);
      }
    }
  };
  const listTree: IFileStore['listTree'] = async (roots, ignore) => {
    calls.push([roots, ignore]);
    const folders = new Map<string, IEntry[] | null>();
    for (const root of roots) {
      await visit(root.endsWith('.py') ? store.parent(root) : root, folders);
    }
    store.log.length = 0;
    return { folders };
  };
  Object.assign(store, { listTree });
  return calls;
}

describe('a folder', () => {
  it('is listed once, also where it is served twice', async () => {
    const { store, view } = viewing({ 'a/b/x.py': '' }, ['/b/x.py']);
    const seen = [
      await view.folder('a/b', []),
      await view.folder('a/b', ['b']),
      await view.folder('a/b', [])
    ].map(folder => folder!.files.size);
    expect(seen).toEqual([1, 0, 1]);
    expect(store.log).toEqual(['list a/b']);
  });

  it('that is not there stays so, and one that failed does not', async () => {
    const { store, view } = viewing({});
    await expect(view.folder('a', [])).resolves.toBeNull();
    store.files.set('a/x.py', '');
    await expect(view.folder('a', [])).resolves.toBeNull();
    const list = jest.spyOn(store, 'list');
    list.mockRejectedValueOnce(new Error('offline'));
    await expect(view.folder('b', [])).rejects.toThrow('offline');
    await expect(view.folder('b', [])).resolves.toBeNull();
  });
});

describe('a file by itself', () => {
  it('is found in the listing of its folder', async () => {
    const { store, view } = viewing({
      'd/a.py': '',
      'd/b.py/x': '',
      'c.py': ''
    });
    expect((await view.file('d/a.py'))?.name).toBe('a.py');
    await expect(view.file('d/b.py')).resolves.toBeNull();
    await expect(view.file('d/c.py')).resolves.toBeNull();
    await expect(view.file('gone/c.py')).resolves.toBeNull();
    expect((await view.file('c.py'))?.path).toBe('c.py');
    expect(store.log).toEqual(['list d', 'list gone', 'list ']);
  });
});

it('looks for the open editor of a file once', async () => {
  const store = new MemoryStore({ 'a.py': 'saved' });
  const text = jest.fn(() => 'unsaved');
  const cache = new FileCache(store, { text });
  const look = () => new FileView(store, cache, new IgnoreRules([]));
  const view = look();
  const file = (await view.file('a.py'))!;
  const texts = [view.peek(file), await view.read(file), view.peek(file)];
  expect(texts.map(content => content?.data)).toEqual(Array(3).fill('unsaved'));
  expect(text).toHaveBeenCalledTimes(1);
  text.mockReturnValue('later');
  expect(view.peek(file)?.data).toBe('unsaved');
  expect(look().peek(file)?.data).toBe('later');
});

describe('a tree', () => {
  const FILES = { 'pkg/a.py': '', 'pkg/s/b.py': '', 'tool.py': '' };

  it('is listed once, and then nothing else', async () => {
    const { store, view } = viewing(FILES, ['x']);
    const calls = listingTrees(store);
    await Promise.all([view.listTree(['pkg']), view.listTree(['pkg'])]);
    expect(calls).toEqual([[['pkg'], ['x']]]);
    expect((await view.folder('pkg', []))?.files.size).toBe(1);
    expect((await view.folder('pkg/s', ['s']))?.files.size).toBe(1);
    expect(store.log).toEqual([]);
  });

  it('is no more than what was listed before', async () => {
    const { store, view } = viewing(FILES);
    await view.folder('pkg', []);
    store.files.set('pkg/new.py', '');
    listingTrees(store);
    await view.listTree(['pkg']);
    for (const segments of [[], ['pkg']]) {
      expect((await view.folder('pkg', segments))?.files.size).toBe(1);
    }
  });

  it('lacks what was left out, which is listed by itself', async () => {
    const { store, view } = viewing(FILES);
    listingTrees(store, ['pkg/s']);
    await view.listTree(['pkg']);
    await view.folder('pkg/s', ['s']);
    expect(store.log).toEqual(['list pkg/s']);
  });

  it('is nothing where the store has no such request', async () => {
    const { store, view } = viewing(FILES);
    await view.listTree(['pkg']);
    expect(store.log).toEqual([]);
  });

  it('gives the same snapshot as folder by folder', async () => {
    const roots = [
      { name: 'pkg', path: 'pkg' },
      { name: 'tool', path: 'tool.py' },
      { name: 'gone', path: 'gone' }
    ];
    const one = new MemoryStore(FILES);
    const other = new MemoryStore(FILES);
    const calls = listingTrees(other);
    const snapshots = await Promise.all(
      [one, other].map(store =>
        resolverOf(store, roots).snapshot('import pkg.s')
      )
    );
    expect(snapshots[1].files).toEqual(snapshots[0].files);
    expect(snapshots[1].files.size).toBe(3);
    expect(calls).toHaveLength(1);
    expect(other.log).toEqual([]);
  });
});

it('a listing of trees has an answer for every root', async () => {
  const { store } = viewing({});
  listingTrees(store);
  const tree: ITreeListing = await (store as IFileStore).listTree!(['a'], []);
  expect(tree.folders.get('a')).toBeNull();
});
