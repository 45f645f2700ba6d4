import type { IIndexLimits } from '../../modules/moduleIndex';
import { buildIndex, listServed } from '../../modules/moduleIndex';
import { findTopLevel } from '../../modules/topLevel';
import { isKey } from '../../protocol/content';
import { makeContent } from '../../protocol/content';
import { FileCache } from '../../tree/fileCache';
import { FileView } from '../../tree/fileView';
import { IgnoreRules } from '../../tree/ignoreRules';
import { TimeSlicer } from '../../tree/timeSlicer';
import type { IServedRoot } from '../../tree/types';
import type { Content } from '../helpers/stores';
import { MemoryStore } from '../helpers/stores';

const NFD = 'gro\u0308\u00dfe';
const NFC = NFD.normalize('NFC');
const PKG: IServedRoot[] = [{ name: 'pkg', path: 'pkg' }];
const UNKNOWN = expect.stringMatching(/^\?\d*:/);

/** The index of some files. */
async function indexOf(
  files: Record<string, Content> | MemoryStore,
  options: {
    roots?: IServedRoot[];
    ignore?: string[];
    limits?: Partial<IIndexLimits>;
    cache?: FileCache;
  } = {}
) {
  const store = files instanceof MemoryStore ? files : new MemoryStore(files);
  const cache = options.cache ?? new FileCache(store, null);
  const rules = new IgnoreRules(options.ignore ?? []);
  const view = new FileView(store, cache, rules);
  const limits = { folders: 1000, entries: 10000, ...options.limits };
  const roots = options.roots ?? PKG;
  const trees = await listServed(view, roots, limits);
  const topLevel = await findTopLevel(view, roots, limits.folders);
  const index = await buildIndex(trees, topLevel, view, new TimeSlicer());
  const paths = [...index.files.keys()]
    .map(path => path.replace('/jupyter/', ''))
    .sort();
  /** The versions of folders. */
  const folders = Object.fromEntries(
    [...index.files]
      .filter(([path]) => path.endsWith('/'))
      .map(([path, version]) => [path.replace('/jupyter/', ''), version])
  );
  return { cache, folders, index, paths, store, view };
}

describe('the index', () => {
  it('has all files, whatever they are', async () => {
    const files = {
      'pkg/__init__.py': '',
      'pkg/a.py': 'beside the package',
      'pkg/a/__init__.py': '',
      'pkg/n/data.txt': '',
      'pkg/0001_initial.py': '',
      'pkg/is.py': '',
      'pkg/my-mod.py': '',
      'pkg/a.b.py': '',
      'pkg/static-1/deep/b.css': '',
      'pkg/_speed.cpython-311-x86_64-linux-gnu.so': Uint8Array.of(0x7f),
      'pkg/old.pyc': '',
      'pkg/foo-1.0.dist-info/METADATA': '',
      'pkg/foo.egg-info/PKG-INFO': '',
      'pkg/a b/c:d#e%20?.txt': '',
      'pkg/__proto__': ''
    };
    const { index, paths } = await indexOf(files);
    expect(paths).toEqual(Object.keys(files).sort());
    expect(index.names).toEqual(new Map([['pkg', ['/jupyter']]]));
    expect([...index.files.values()]).toEqual(paths.map(() => UNKNOWN));
  });

  it('has no file that is ignored', async () => {
    const { paths, store } = await indexOf(
      {
        'pkg/__init__.py': '',
        'pkg/secret.py': '',
        'pkg/.env': '',
        'pkg/venv/a.py': '',
        'pkg/sub/__init__.py': '',
        'pkg/sub/local.txt': ''
      },
      { ignore: ['secret.py', '.*', 'venv/', 'sub/local.txt'] }
    );
    expect(paths).toEqual(['pkg/__init__.py', 'pkg/sub/__init__.py']);
    expect(store.log).toEqual(['list pkg', 'list pkg/sub']);
  });

  it('has composed names', async () => {
    const { paths } = await indexOf({
      [`pkg/${NFD}/${NFD}.py`]: '',
      [`pkg/m/${NFC}.py`]: 'composed',
      [`pkg/m/${NFD}.py`]: ''
    });
    expect(paths).toEqual([`pkg/${NFC}/${NFC}.py`, `pkg/m/${NFC}.py`]);
  });

  it('has empty folders', async () => {
    const { folders, paths } = await indexOf(
      { 'pkg/a/b/': '', 'pkg/c/ignored.log': '', 'pkg/d/x': '' },
      { ignore: ['*.log'] }
    );
    expect(folders).toEqual({ 'pkg/a/b/': '', 'pkg/c/': '' });
    expect(paths).toEqual(['pkg/a/b/', 'pkg/c/', 'pkg/d/x']);
  });
});

describe('served roots', () => {
  it('may be files', async () => {
    const { index, paths, store } = await indexOf(
      { 'dir/tool.py': 't', 'dir/other.py': '', 'dir/x.csv': '' },
      {
        roots: [
          { name: 'tool', path: 'dir/tool.py' },
          { name: 'gone', path: 'dir/gone.py' }
        ]
      }
    );
    expect(paths).toEqual(['dir/tool.py']);
    expect(store.log).toEqual(['list dir']);
    expect(index.names.get('tool')).toEqual(['/jupyter/dir']);
  });

  it('may be gone', async () => {
    expect((await indexOf({})).paths).toEqual([]);
  });

  it('may be on drives', async () => {
    const { index } = await indexOf(
      { 'RTC:a/pkg/x.py': '', 'RTC:y.py': '', 'jupyter:z.py': '' },
      {
        roots: [
          { name: 'pkg', path: 'RTC:a/pkg' },
          { name: null, path: 'RTC:' },
          { name: 'z', path: 'jupyter:z.py' }
        ]
      }
    );
    expect(index.names).toEqual(
      new Map([
        ['pkg', ['/RTC/a']],
        ['z', ['/jupyter~']],
        ['a', ['/RTC']],
        ['y', ['/RTC']]
      ])
    );
    expect([...index.files.keys()].sort()).toEqual([
      '/RTC/a/pkg/x.py',
      '/RTC/y.py',
      '/jupyter~/z.py'
    ]);
  });

  it('may lie in each other', async () => {
    const { folders, index, paths } = await indexOf(
      {
        'proj/__init__.py': '',
        'proj/pkg/__init__.py': '',
        'proj/pkg/a.py': '',
        'proj/pkg/only.py': '',
        'proj/pkg/d/x.py': ''
      },
      {
        roots: [
          { name: 'proj', path: 'proj' },
          { name: 'pkg', path: 'proj/pkg' }
        ],
        // Relative to each.
        ignore: ['/pkg/only.py', '/a.py', '/pkg/d/x.py']
      }
    );
    expect(index.names).toEqual(
      new Map([
        ['proj', ['/jupyter']],
        ['pkg', ['/jupyter/proj']]
      ])
    );
    expect(folders).toEqual({});
    expect(paths).toEqual([
      'proj/__init__.py',
      'proj/pkg/__init__.py',
      'proj/pkg/a.py',
      'proj/pkg/d/x.py',
      'proj/pkg/only.py'
    ]);
  });
});

describe('what is not listed', () => {
  const files = {
    'pkg/__init__.py': '',
    'pkg/a/__init__.py': '',
    'pkg/a/b/__init__.py': '',
    'pkg/a/b/c/__init__.py': ''
  };

  it('is said of the outermost folder, and only of that', async () => {
    const { folders, paths } = await indexOf(files, { limits: { folders: 2 } });
    expect(folders).toEqual({ 'pkg/a/b/': '?' });
    expect(paths).toHaveLength(3);
  });

  it('may be so for its entries', async () => {
    const { folders } = await indexOf(files, { limits: { entries: 4 } });
    expect(folders).toEqual({ 'pkg/a/b/': '?' });
  });

  it('may be so for an error, which others do not share', async () => {
    const store = new MemoryStore({ ...files, 'tool.py': '' });
    const list = store.list.bind(store);
    store.list = async path => {
      if (path === 'pkg/a/b' || path === '') {
        throw new Error('forbidden');
      }
      return list(path);
    };
    const roots = [...PKG, { name: 'tool', path: 'tool.py' }];
    const { folders, index } = await indexOf(store, { roots });
    expect(folders).toEqual({ 'pkg/a/b/': '?' });
    // To import it says why.
    expect(index.files.get('/jupyter/tool.py')).toBe('?:');
  });

  it('may be a whole root', async () => {
    const roots = [
      { name: 'pkg', path: 'pkg' },
      { name: 'two', path: 'two' },
      { name: 'tool', path: 'tool.py' }
    ];
    const { paths } = await indexOf(
      { 'pkg/a.py': '', 'two/a.py': '', 'tool.py': '' },
      { roots, limits: { folders: 1 } }
    );
    expect(paths).toEqual(['pkg/a.py', 'tool.py', 'two/']);
  });

  it('is what lies deepest, where there is too much', async () => {
    const many = Object.fromEntries(
      Array.from({ length: 40 }, (_, i) => [`pkg/s${i}/deep/a.py`, ''])
    );
    const { folders, store } = await indexOf(many, { limits: { folders: 41 } });
    expect(folders['pkg/s39/deep/']).toBe('?');
    expect(folders).not.toHaveProperty('pkg/s39/');
    expect(store.log.length).toBeLessThan(50);
  });
});

describe('versions', () => {
  const files = { 'pkg/a.py': 'a', 'pkg/d.csv': 'd' };
  const versions = ({
    index
  }: Pick<Awaited<ReturnType<typeof indexOf>>, 'index'>) => [
    index.files.get('/jupyter/pkg/a.py'),
    index.files.get('/jupyter/pkg/d.csv')
  ];
  const readAll = async (view: FileView, ...names: string[]) => {
    const folder = (await view.folder('pkg', []))!;
    for (const name of names) {
      await view.read(folder.files.get(name)!);
    }
  };

  it('are those of the contents that are known', async () => {
    const store = new MemoryStore(files);
    const first = await indexOf(store);
    expect(store.log.filter(line => line.startsWith('read'))).toEqual([]);
    expect(first.index.known.size).toBe(0);
    await readAll(first.view, 'd.csv', 'a.py');
    const second = await indexOf(store, first);
    const keys = [makeContent('a'), makeContent('d')].map(({ key }) => key);
    expect(versions(second)).toEqual(keys);
    // Python files first.
    expect([...second.index.known.keys()]).toEqual(keys);
    expect(versions(first)).not.toEqual(keys);
  });

  it('that are unknown tell sizes, and change with what a listing shows', async () => {
    const store = new MemoryStore(files);
    const first = versions(await indexOf(store));
    expect(first).toEqual([
      expect.stringMatching(/^\?1:.*2026/),
      expect.stringMatching(/^\?1:/)
    ]);
    expect(versions(await indexOf(store))).toEqual(first);
    store.times.set('pkg/a.py', '2026-01-01T00:00:01Z');
    store.sizes.set('pkg/d.csv', 7);
    const second = versions(await indexOf(store));
    expect(second[0]).not.toBe(first[0]);
    expect(second[1]).toMatch(/^\?7:/);
    expect(second.filter(version => isKey(version!))).toEqual([]);
  });

  it('do not change for a file that has to be read again', async () => {
    const store = new MemoryStore(files);
    const first = await indexOf(store);
    await readAll(first.view, 'a.py');
    const second = await indexOf(store, first);
    expect(versions(second)[0]).toBe(makeContent('a').key);
    expect(store.log.filter(line => line === 'read pkg/a.py')).toHaveLength(2);
    // Nothing that nobody has read.
    expect(store.log).not.toContain('read pkg/d.csv');
  });
});
