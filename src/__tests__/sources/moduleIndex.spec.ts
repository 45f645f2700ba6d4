import { isKey } from '../../protocol/content';
import { FileCache } from '../../sources/fileCache';
import { FileView } from '../../sources/fileView';
import { IgnoreRules } from '../../sources/ignoreRules';
import type { IIndexLimits } from '../../sources/moduleIndex';
import { buildIndex, listServed } from '../../sources/moduleIndex';
import { Pace } from '../../sources/pace';
import { findTopLevel } from '../../sources/topLevel';
import type { IServedRoot } from '../../sources/types';
import { makeContent } from '../../protocol/content';
import type { Content } from '../helpers/stores';
import { MemoryStore } from '../helpers/stores';

const NFD = 'gro\u0308\u00dfe';
const NFC = NFD.normalize('NFC');
const PKG: IServedRoot[] = [{ name: 'pkg', path: 'pkg' }];

/** The index of some files, without those of `__init__` as a module. */
async function indexOf(
  files: Record<string, Content> | MemoryStore,
  options: {
    roots?: IServedRoot[];
    ignore?: string[];
    limits?: Partial<IIndexLimits>;
    cache?: FileCache;
    inits?: boolean;
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
  const index = await buildIndex(trees, topLevel, view, new Pace());
  /** Such as `package pkg/__init__.py complete`. */
  const modules = Object.fromEntries(
    [...index.modules]
      .filter(([name]) => options.inits || !name.endsWith('.__init__'))
      .map(([name, { complete, kind, locations, origin }]) => [
        name,
        [
          kind,
          (origin ?? locations!.join()).replace('/jupyter:/', ''),
          ...(complete ? ['complete'] : [])
        ].join(' ')
      ])
  );
  const paths = [...index.files.keys()]
    .map(origin => origin.replace('/jupyter:/', ''))
    .sort();
  return { cache, index, modules, paths, store, view };
}

describe('the kinds of modules', () => {
  it('are found in CPython’s order', async () => {
    const { modules, paths } = await indexOf({
      'pkg/__init__.py': '',
      'pkg/a.py': 'hidden by the package',
      'pkg/a/__init__.py': '',
      'pkg/a/c.py': '',
      'pkg/b.py': '',
      'pkg/b/c.py': 'hidden by the module',
      'pkg/b/c/__init__.py': '',
      'pkg/n/c.py': '',
      'pkg/n/data.txt': ''
    });
    expect(modules).toEqual({
      pkg: 'package pkg/__init__.py complete',
      'pkg.a': 'package pkg/a/__init__.py complete',
      'pkg.a.c': 'module pkg/a/c.py',
      'pkg.b': 'module pkg/b.py',
      'pkg.n': 'namespace pkg/n complete',
      'pkg.n.c': 'module pkg/n/c.py'
    });
    // What no module is may still be read.
    expect(paths).toEqual([
      'pkg/a.py',
      'pkg/b/c.py',
      'pkg/b/c/__init__.py',
      'pkg/n/data.txt'
    ]);
  });

  it('have their fields', async () => {
    const { index } = await indexOf({ 'pkg/n/a.py': 'x' }, { inits: true });
    expect([...index.modules.values()]).toEqual(
      expect.arrayContaining([
        {
          kind: 'namespace',
          locations: ['/jupyter:/pkg/n'],
          complete: true
        },
        {
          kind: 'module',
          origin: '/jupyter:/pkg/n/a.py',
          version: expect.stringMatching(/^\?.*2026/)
        }
      ])
    );
  });

  it('have __init__ as a module, too', async () => {
    const { modules } = await indexOf(
      { 'pkg/__init__.py': '', 'pkg/n/a.py': '', 'pkg/m.py': '' },
      { inits: true }
    );
    expect(modules).toMatchObject({
      pkg: 'package pkg/__init__.py complete',
      'pkg.__init__': 'module pkg/__init__.py'
    });
    expect(Object.keys(modules)).toHaveLength(5);
  });

  it('may be called __init__, and no file', async () => {
    const { modules } = await indexOf(
      { 'pkg/__init__/a.py': '', 'pkg/__init__.py/x': '' },
      { inits: true }
    );
    expect(modules).toEqual({
      pkg: 'namespace pkg complete',
      'pkg.__init__': 'namespace pkg/__init__ complete',
      'pkg.__init__.a': 'module pkg/__init__/a.py'
    });
  });

  it('are those of composed names', async () => {
    const { modules, paths } = await indexOf({
      [`pkg/${NFD}/${NFD}.py`]: '',
      [`pkg/m/${NFC}.py`]: '',
      [`pkg/m/${NFD}.py`]: ''
    });
    expect(modules).toEqual({
      pkg: 'namespace pkg complete',
      [`pkg.${NFC}`]: `namespace pkg/${NFD} complete`,
      [`pkg.${NFC}.${NFC}`]: `module pkg/${NFD}/${NFD}.py`,
      'pkg.m': 'namespace pkg/m complete',
      [`pkg.m.${NFC}`]: `module pkg/m/${NFC}.py`
    });
    expect(paths).toEqual([`pkg/m/${NFD}.py`]);
  });
});

describe('data files', () => {
  it('are those in any folder', async () => {
    const { modules, paths } = await indexOf({
      'pkg/__init__.py': '',
      'pkg/a.csv': '',
      'pkg/static-1/deep/b.css': '',
      'pkg/static-1/code.py': '',
      'pkg/static-1/deep/__init__.py': '',
      'pkg/a-b.py': '',
      'pkg/class.py': ''
    });
    expect(modules).toEqual({ pkg: 'package pkg/__init__.py complete' });
    expect(paths).toEqual([
      'pkg/a-b.py',
      'pkg/a.csv',
      'pkg/class.py',
      'pkg/static-1/code.py',
      'pkg/static-1/deep/__init__.py',
      'pkg/static-1/deep/b.css'
    ]);
  });

  it('and modules are left out that are ignored', async () => {
    const { modules, paths, store } = await indexOf(
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
    expect(Object.keys(modules)).toEqual(['pkg.sub', 'pkg']);
    expect(paths).toEqual([]);
    expect(store.log).toEqual(['list pkg', 'list pkg/sub']);
  });
});

describe('served roots', () => {
  it('may be files', async () => {
    const { index, modules, paths, store } = await indexOf(
      { 'dir/tool.py': 't', 'dir/other.py': '', 'dir/x.csv': '' },
      {
        roots: [
          { name: 'tool', path: 'dir/tool.py' },
          { name: 'gone', path: 'dir/gone.py' }
        ]
      }
    );
    expect(modules).toEqual({ tool: 'module dir/tool.py' });
    expect(paths).toEqual([]);
    expect(store.log).toEqual(['list dir']);
    expect(index.modules.get('tool')).not.toHaveProperty('complete');
  });

  it('may be gone', async () => {
    const { modules, paths } = await indexOf({});
    expect({ modules, paths }).toEqual({ modules: {}, paths: [] });
  });

  it('may lie in each other', async () => {
    const { modules, paths } = await indexOf(
      {
        'proj/__init__.py': '',
        'proj/pkg/__init__.py': '',
        'proj/pkg/a.py': '',
        'proj/pkg/only.py': '',
        'proj/pkg/d.csv': ''
      },
      {
        roots: [
          { name: 'proj', path: 'proj' },
          { name: 'pkg', path: 'proj/pkg' }
        ],
        // Relative to each.
        ignore: ['/pkg/only.py', '/a.py']
      }
    );
    expect(modules).toEqual({
      proj: 'package proj/__init__.py complete',
      'proj.pkg': 'package proj/pkg/__init__.py complete',
      'proj.pkg.a': 'module proj/pkg/a.py',
      pkg: 'package proj/pkg/__init__.py complete',
      'pkg.only': 'module proj/pkg/only.py'
    });
    expect(paths).toEqual(['proj/pkg/d.csv']);
  });
});

describe('what is not listed', () => {
  const files = {
    'pkg/__init__.py': '',
    'pkg/a/__init__.py': '',
    'pkg/a/b/__init__.py': '',
    'pkg/a/b/c/__init__.py': '',
    'pkg/a/b.py': 'a package or not'
  };

  it('leaves its parent incomplete, and only that', async () => {
    const { modules, paths } = await indexOf(files, { limits: { folders: 2 } });
    expect(modules).toEqual({
      pkg: 'package pkg/__init__.py complete',
      'pkg.a': 'package pkg/a/__init__.py'
    });
    expect(paths).toEqual(['pkg/a/b.py']);
  });

  it('may be so for its entries', async () => {
    const { modules } = await indexOf(files, { limits: { entries: 5 } });
    expect(Object.keys(modules)).toEqual(['pkg.a', 'pkg']);
    expect(modules['pkg.a']).toBe('package pkg/a/__init__.py');
  });

  it('may be so for an error, which others do not share', async () => {
    const store = new MemoryStore(files);
    const list = store.list.bind(store);
    store.list = async path => {
      if (path === 'pkg/a/b') {
        throw new Error('forbidden');
      }
      return list(path);
    };
    const { modules } = await indexOf(store);
    expect(modules).toEqual({
      pkg: 'package pkg/__init__.py complete',
      'pkg.a': 'package pkg/a/__init__.py'
    });
  });

  it('does not matter where no module can be', async () => {
    const store = new MemoryStore({ 'pkg/a.py': '', 'pkg/my-data/x': '' });
    const list = store.list.bind(store);
    store.list = path =>
      path === 'pkg' ? list(path) : Promise.reject(new Error('forbidden'));
    const { modules } = await indexOf(store);
    expect(modules.pkg).toBe('namespace pkg complete');
  });

  it('may be a whole root', async () => {
    const roots = [
      { name: 'pkg', path: 'pkg' },
      { name: 'two', path: 'two' },
      { name: 'tool', path: 'tool.py' }
    ];
    const { modules } = await indexOf(
      { 'pkg/a.py': '', 'two/a.py': '', 'tool.py': '' },
      { roots, limits: { folders: 1 } }
    );
    expect(Object.keys(modules)).toEqual(['pkg.a', 'pkg', 'tool']);
  });

  it('is what lies deepest, where there is too much', async () => {
    const many = Object.fromEntries(
      Array.from({ length: 40 }, (_, i) => [`pkg/s${i}/deep/a.py`, ''])
    );
    const { modules, store } = await indexOf(many, { limits: { folders: 41 } });
    expect(modules.pkg).toBe('namespace pkg complete');
    expect(modules['pkg.s39']).toBe('namespace pkg/s39');
    expect(store.log.length).toBeLessThan(50);
  });
});

describe('versions', () => {
  const files = { 'pkg/a.py': 'a', 'pkg/d.csv': 'd' };
  const versions = ({ index }: Awaited<ReturnType<typeof indexOf>>) => [
    index.modules.get('pkg.a')?.version,
    index.files.get('/jupyter:/pkg/d.csv')
  ];

  it('are those of the contents that are known', async () => {
    const store = new MemoryStore(files);
    const first = await indexOf(store);
    expect(store.log.filter(line => line.startsWith('read'))).toEqual([]);
    expect(first.index.known.size).toBe(0);
    const { modules, files: data } = (await first.view.folder('pkg', []))!;
    await first.view.read(modules.get('a')!);
    await first.view.read(data[0]);
    const second = await indexOf(store, first);
    const contents = [makeContent('a'), makeContent('d')];
    const keys = contents.map(({ key }) => key);
    expect(versions(second)).toEqual(keys);
    expect([...second.index.known.keys()].sort()).toEqual([...keys].sort());
    expect(versions(first)).not.toEqual(keys);
  });

  it('that are unknown change with what a listing shows', async () => {
    const store = new MemoryStore(files);
    const first = versions(await indexOf(store));
    expect(versions(await indexOf(store))).toEqual(first);
    store.times.set('pkg/a.py', '2026-01-01T00:00:01Z');
    store.sizes.set('pkg/d.csv', 7);
    const second = versions(await indexOf(store));
    expect(second[0]).not.toBe(first[0]);
    expect(second[1]).not.toBe(first[1]);
    expect(second.filter(version => isKey(version!))).toEqual([]);
  });

  it('do not change for a file that was read while it changed', async () => {
    const store = new MemoryStore(files);
    store.times.set('pkg/a.py', new Date().toISOString());
    const first = await indexOf(store);
    const { modules } = (await first.view.folder('pkg', []))!;
    await first.view.read(modules.get('a')!);
    const [known] = versions({
      ...first,
      index: await buildIndex(
        await listServed(first.view, PKG, { folders: 9, entries: 99 }),
        await findTopLevel(first.view, PKG, 9),
        first.view,
        new Pace()
      )
    });
    expect(known).toBe(makeContent('a').key);
    jest.useFakeTimers({ now: Date.now() + 1000 });
    jest.advanceTimersByTime(1e7);
    try {
      const second = await indexOf(store, first);
      expect(versions(second)[0]).toBe(known);
      expect(store.log.filter(line => line === 'read pkg/a.py')).toHaveLength(
        2
      );
      // Nothing that nobody has read.
      expect(store.log).not.toContain('read pkg/d.csv');
      await indexOf(store, first);
      expect(store.log.filter(line => line === 'read pkg/a.py')).toHaveLength(
        2
      );
    } finally {
      jest.useRealTimers();
    }
  });
});
