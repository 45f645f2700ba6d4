import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { dirname, join } from 'path';

import { originOf } from '../../sources/origin';
import type { IServedRoot } from '../../sources/types';
import { askPython } from '../helpers/python';
import { resolving, resolverOf } from '../helpers/resolving';
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
    for (const name of [
      'lib',
      'lib.tool',
      'data',
      'build',
      'other',
      '__init__',
      '__main__',
      'my-script'
    ]) {
      expect([name, await found(name)]).toEqual([name, null]);
    }
  });

  it('are in the index, with the names that a run is to serve', async () => {
    const { resolver } = resolving(FILES, OPTIONS);
    const index = await resolver.snapshot('import tool');
    expect(index.names).toEqual(['helper', 'pkg', 'tool', 'company']);
    expect(
      [...index.modules.keys()]
        .filter(name => !name.endsWith('__init__'))
        .sort()
    ).toEqual([
      'company',
      'company.project',
      'helper',
      'pkg',
      'pkg.deep',
      'tool'
    ]);
    // What the program imports goes with it, and nothing else.
    expect(index.contents.size).toBe(2);
    expect(await resolver.prepare('import tool')).toEqual(index.names);
    // Beside modules there may be data, which they read by their `__file__`.
    expect(await resolver.file(originOf('lib/notes.txt'))).toMatchObject({
      size: 1
    });
    expect(await resolver.file(originOf('lib/build/old.py'))).toBeNull();
    expect(await resolver.file(originOf('other.py'))).toBeNull();
  });

  it('have a new file at the next run, without being told', async () => {
    const { resolver, store } = resolving({ ...FILES }, OPTIONS);
    const release = resolver.hold();
    expect((await resolver.snapshot('')).names).not.toContain('fresh');
    store.files.set('lib/fresh.py', '');
    // The run sees what there was when it began.
    expect(await resolver.resolve('fresh')).toBeNull();
    release();
    expect((await resolver.snapshot('')).names).toContain('fresh');
    expect(await resolver.resolve('fresh')).toMatchObject({ kind: 'module' });
  });

  it.each(['', 'RTC:'])('may be those of the topmost folder %p', async path => {
    const { resolver } = resolving(
      { [`${path}a.py`]: '', [`${path}b/__init__.py`]: '' },
      { roots: [{ name: null, path }] }
    );
    const { modules, names } = await resolver.snapshot('');
    expect(names).toEqual(['a', 'b']);
    expect(modules.get('a')).toMatchObject({ origin: originOf(`${path}a.py`) });
    expect(await resolver.file(originOf(`${path}a.py`))).not.toBeNull();
    expect(await resolver.file(originOf(`${path}b/__init__.py`))).toBeDefined();
  });

  it('are never looked for outside of the folder', async () => {
    const { store } = resolving(FILES, OPTIONS);
    const watched = new WatchedStore(store, ['lib']);
    const resolver = resolverOf(watched, CONTENTS, OPTIONS);
    for (const name of ['other', '..other', 'lib', 'pkg.deep', 'tool.x']) {
      await resolver.resolve(name);
    }
    await resolver.file(originOf('lib/../other.py'));
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
    expect((await resolver.snapshot('')).names).toEqual(['other']);
  });

  it('are looked into within bounds', async () => {
    const files = Object.fromEntries(
      Array.from({ length: 150 }, (_, i) => [`lib/p${i}/data.txt`, ''])
    );
    const { resolver, store } = resolving(files, { roots: CONTENTS });
    const { names } = await resolver.snapshot('');
    // Those that nobody looked into may be packages.
    expect(names.length).toBeGreaterThan(0);
    expect(names.length).toBeLessThan(60);
    expect(store.log.length).toBeLessThan(110);
  });
});

describe('of one name', () => {
  const files = {
    'a/x.py': '',
    'a/n/m.py': '',
    'a/both.py': '',
    'b/x.py': '',
    'b/n/__init__.py': '',
    'b/both/__init__.py': '',
    'own/x/__init__.py': ''
  };
  const originsOf = async (roots: IServedRoot[]) => {
    const { resolver } = resolving(files, { roots });
    const { modules, names } = await resolver.snapshot('');
    for (const name of names) {
      const module = await resolver.resolve(name);
      // The answer to a question is that of the index.
      expect(module).toMatchObject({
        kind: modules.get(name)!.kind,
        ...(modules.get(name)!.origin && { origin: modules.get(name)!.origin })
      });
    }
    return Object.fromEntries(
      names.map(name => [name, modules.get(name)!.origin?.slice(10)])
    );
  };
  const a = { name: null, path: 'a' };
  const b = { name: null, path: 'b' };

  it('the first folder wins, but a namespace package gives way', async () => {
    expect(await originsOf([a, b])).toEqual({
      x: 'a/x.py',
      both: 'a/both.py',
      n: 'b/n/__init__.py'
    });
    expect(await originsOf([b, a])).toEqual({
      x: 'b/x.py',
      both: 'b/both/__init__.py',
      n: 'b/n/__init__.py'
    });
  });

  it('what is served by its own name comes first, wherever it stands', async () => {
    expect(await originsOf([a, { name: 'x', path: 'own/x' }])).toMatchObject({
      x: 'own/x/__init__.py',
      both: 'a/both.py'
    });
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
