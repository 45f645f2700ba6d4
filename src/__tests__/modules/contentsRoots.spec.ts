import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { dirname, join } from 'path';

import { originOf, wirePath } from '../../protocol/origin';
import type { IServedRoot } from '../../tree/types';
import { askPython } from '../helpers/python';
import { fileOf, resolving, resolverOf } from '../helpers/resolving';
import { DiskStore, WatchedStore } from '../helpers/stores';

const CONTENTS: IServedRoot[] = [{ name: null, path: 'lib' }];

const FILES = {
  'lib/tool.py': 'import helper\n',
  'lib/helper.py': 'H = 1\n',
  'lib/pkg/__init__.py': '',
  'lib/pkg/deep.py': '',
  'lib/pkg.py': 'hidden by the package',
  'lib/company/project/__init__.py': '',
  'lib/data/table.csv': '',
  'lib/my-script.py': '',
  'lib/notes.txt': 'n',
  'lib/__init__.py': '',
  'lib/__main__.py': '',
  'lib/.hidden.py': '',
  'lib/build/old.py': '',
  'other.py': ''
};

const OPTIONS = { roots: CONTENTS, ignore: ['.*', 'build/'] };

describe('the contents of a folder', () => {
  it('are found by their own names', async () => {
    const { resolver } = resolving(FILES, OPTIONS);
    const found = async (name: string) => {
      const module = await resolver.resolve(name);
      return module && [module.kind, ...module.locations].join(' ');
    };
    expect(await found('tool')).toBe('module');
    expect(await found('pkg')).toBe(`package ${originOf('lib/pkg')}`);
    expect(await found('pkg.deep')).toBe('module');
    expect(await found('company')).toBe(`namespace ${originOf('lib/company')}`);
    expect(await found('company.project')).toMatch('package');
    // Only by `importlib.import_module`.
    expect(await found('my-script')).toBe('module');
    for (const name of [
      'lib',
      'lib.tool',
      'data',
      'build',
      'other',
      '__init__',
      '__main__'
    ]) {
      expect([name, await found(name)]).toEqual([name, null]);
    }
  });

  it('are in the index, with the names that a run is to serve', async () => {
    const { resolver } = resolving(FILES, OPTIONS);
    const index = await resolver.snapshot('import tool');
    const names = ['company', 'helper', 'my-script', 'pkg', 'tool'];
    expect(index.names).toEqual(
      new Map(names.map(name => [name, ['/jupyter/lib']]))
    );
    expect([...index.files.keys()].sort()).toEqual(
      Object.keys(FILES)
        .filter(path => /^lib\/(?!\.|build)/.test(path))
        .map(path => `/jupyter/${path}`)
        .sort()
    );
    // What the program imports goes with it, and nothing else.
    expect(index.contents.size).toBe(2);
    expect([...(await resolver.prepare('import tool'))].sort()).toEqual(names);
    // Beside modules there may be data, which they read by their `__file__`.
    expect(await fileOf(resolver, 'lib/notes.txt')).toMatchObject({
      size: 1
    });
    expect(await fileOf(resolver, 'lib/build/old.py')).toBeNull();
    expect(await fileOf(resolver, 'other.py')).toBeNull();
  });

  it('have a new file at the next run, without being told', async () => {
    const { resolver, store } = resolving({ ...FILES }, OPTIONS);
    const release = resolver.hold();
    const names = async () => [...(await resolver.snapshot('')).names.keys()];
    expect(await names()).not.toContain('fresh');
    store.files.set('lib/fresh.py', '');
    // The run sees what there was when it began.
    expect(await resolver.resolve('fresh')).toBeNull();
    release();
    expect(await names()).toContain('fresh');
    expect(await resolver.resolve('fresh')).toMatchObject({ kind: 'module' });
  });

  it.each(['', 'RTC:'])('may be those of the topmost folder %p', async path => {
    const { resolver } = resolving(
      { [`${path}a.py`]: '', [`${path}b/__init__.py`]: '' },
      { roots: [{ name: null, path }] }
    );
    const { files, names } = await resolver.snapshot('');
    const folder = wirePath(path);
    expect(names).toEqual(
      new Map([
        ['a', [folder]],
        ['b', [folder]]
      ])
    );
    expect([...files.keys()]).toEqual([
      `${folder}/a.py`,
      `${folder}/b/__init__.py`
    ]);
    expect(await fileOf(resolver, `${path}a.py`)).not.toBeNull();
    expect(await fileOf(resolver, `${path}b/__init__.py`)).not.toBeNull();
  });

  it('are never looked for outside of the folder', async () => {
    const { store } = resolving(FILES, OPTIONS);
    const watched = new WatchedStore(store, ['lib']);
    const resolver = resolverOf(watched, CONTENTS, OPTIONS);
    for (const name of ['other', '..other', 'lib', 'pkg.deep', 'tool.x']) {
      await resolver.resolve(name);
    }
    await fileOf(resolver, 'lib/../other.py');
    await resolver.snapshot('import other, tool');
    expect(watched.violations).toEqual([]);
  });

  it('that cannot be listed are no names, and spoil no others', async () => {
    const { resolver, store } = resolving(FILES, {
      roots: [...CONTENTS, { name: 'other', path: 'other.py' }]
    });
    const list = store.list.bind(store);
    store.list = path =>
      path === 'lib' ? Promise.reject(new Error('offline')) : list(path);
    expect([...(await resolver.snapshot('')).names.keys()]).toEqual(['other']);
  });

  it('are looked into within bounds', async () => {
    const files = Object.fromEntries(
      Array.from({ length: 150 }, (_, i) => [`lib/p${i}/data.txt`, ''])
    );
    const { resolver, store } = resolving(files, { roots: CONTENTS });
    const { names } = await resolver.snapshot('');
    // Those that nobody looked into may be packages.
    expect(names.size).toBeGreaterThan(0);
    expect(names.size).toBeLessThan(60);
    expect(store.log.length).toBeLessThan(110);
  });
});

describe('of one name', () => {
  const files = {
    'a/x.py': '',
    'a/n/m.py': '',
    'a/both.py': '',
    'a/ns/one.py': '',
    'b/x.py': '',
    'b/n/__init__.py': '',
    'b/both/__init__.py': '',
    'b/ns/two.py': '',
    'c/ns/data.csv': '',
    'own/x/__init__.py': '',
    'own/ns/three.py': '',
    'own/n/four.py': ''
  };
  /** The folders that each name is imported from. */
  const foldersOf = async (roots: IServedRoot[]) => {
    const { resolver } = resolving(files, { roots });
    const { files: index, names } = await resolver.snapshot('');
    expect([...names.values()].flat().every(path => path !== '/')).toBe(true);
    return {
      index,
      resolver,
      folders: Object.fromEntries(
        [...names].map(([name, of]) => [
          name,
          of.map(path => path.replace('/jupyter/', '')).join()
        ])
      )
    };
  };
  const a = { name: null, path: 'a' };
  const b = { name: null, path: 'b' };
  const c = { name: null, path: 'c' };

  it('the first folder wins, but a namespace package gives way', async () => {
    expect((await foldersOf([a, b, c])).folders).toEqual({
      x: 'a',
      both: 'a',
      n: 'b',
      ns: 'a,b,c'
    });
    expect((await foldersOf([c, b, a])).folders).toEqual({
      x: 'b',
      both: 'b',
      n: 'b',
      ns: 'c,b,a'
    });
    // A folder without code is no name.
    expect((await foldersOf([c])).folders).toEqual({});
  });

  it('what is served by its own name comes first, wherever it stands', async () => {
    const own = { name: 'x', path: 'own/x' };
    expect((await foldersOf([a, own])).folders).toMatchObject({
      x: 'own',
      both: 'a'
    });
    const ns = { name: 'ns', path: 'own/ns' };
    expect((await foldersOf([a, ns, b])).folders.ns).toBe('own,a,b');
    const n = { name: 'n', path: 'own/n' };
    const { folders, index } = await foldersOf([n, b]);
    expect(folders.n).toBe('b');
    // What is not imported is not served.
    expect([...index.keys()]).not.toContain('/jupyter/own/n/four.py');
  });

  it('parts of a namespace package are found in each', async () => {
    const roots = [
      { name: 'ns', path: 'own/ns' },
      { name: 'ns', path: 'a/ns' }
    ];
    const { folders, resolver } = await foldersOf([...roots, b]);
    expect(folders.ns).toBe('own,a,b');
    for (const name of ['one', 'two', 'three']) {
      expect(await resolver.resolve(`ns.${name}`)).not.toBeNull();
    }
    expect(await resolver.resolve('ns')).toMatchObject({
      kind: 'namespace',
      locations: ['own/ns', 'a/ns', 'b/ns'].map(originOf)
    });
  });

  it('of the worker are no names', async () => {
    const { resolver } = resolving(
      { 'lib/os.py': '', 'lib/jpy/__init__.py': '', 'lib/ok.py': '' },
      { roots: CONTENTS }
    );
    const { names } = await resolver.snapshot('');
    expect([...names.keys()]).toEqual(['ok']);
    const { contents, refused } = await resolver.topLevel();
    expect(contents.get('lib')).toEqual(['ok']);
    expect(refused.get('lib')).toEqual(['jpy', 'os']);
  });

  it('CPython finds the same on sys.path', async () => {
    const disk = mkdtempSync(join(tmpdir(), 'contents-'));
    try {
      for (const [name, text] of Object.entries(files)) {
        mkdirSync(dirname(join(disk, name)), { recursive: true });
        writeFileSync(join(disk, name), text);
      }
      const store = new DiskStore(disk);
      const names = ['x', 'n', 'both', 'a', 'own'];
      for (const order of [
        ['a', 'b'],
        ['b', 'a']
      ]) {
        const expected = askPython<(string | null)[]>(
          [
            'import os',
            'from importlib.machinery import PathFinder',
            'path = [os.path.join(data["disk"], p) for p in data["order"]]',
            'specs = [PathFinder.find_spec(n, path) for n in data["names"]]',
            'answer = [s and os.path.relpath(s.origin, data["disk"])',
            '          .replace(os.sep, "/") for s in specs]'
          ].join('\n'),
          { disk, order, names }
        );
        const resolver = resolverOf(
          store,
          order.map(path => ({ name: null, path }))
        );
        const found = await Promise.all(
          names.map(async name => {
            const module = await resolver.resolve(name);
            return module && 'origin' in module ? module.origin : null;
          })
        );
        expect(found).toEqual(
          expected.map(path => (path === null ? null : originOf(path)))
        );
      }
    } finally {
      rmSync(disk, { recursive: true });
    }
  });
});
