import { IgnoreRules } from '../../sources/ignoreRules';
import { Pace } from '../../sources/pace';
import { sortEntries } from '../../sources/servedFolder';
import type { IEntry } from '../../sources/types';

const NFD = 'gro\u0308\u00dfe';
const NFC = NFD.normalize('NFC');

/** Entries by their names; those of folders end in a slash. */
function entries(...names: string[]): IEntry[] {
  return names.map(name => ({
    name: name.replace(/(.)\/$/, '$1'),
    path: `pkg/${name}`,
    isFolder: name.endsWith('/') && name !== '/',
    lastModified: ''
  }));
}

/** What a folder's entries are taken for. */
async function sorted(
  names: string[],
  options: { segments?: string[]; ignore?: string[] } = {}
) {
  const { files, folders, init, modules, packages, size } = await sortEntries(
    entries(...names),
    options.segments ?? [],
    new IgnoreRules(options.ignore ?? []),
    new Pace()
  );
  const named = (map: ReadonlyMap<string, IEntry>) =>
    Object.fromEntries([...map].map(([name, entry]) => [name, entry.name]));
  return {
    init: init?.name ?? null,
    modules: named(modules),
    packages: named(packages),
    files: files.map(({ name }) => name),
    folders: folders.map(({ name }) => name),
    size
  };
}

const NOTHING = {
  init: null,
  modules: {},
  packages: {},
  files: [],
  folders: []
};

it('modules, packages, data and folders of data are told apart', async () => {
  const names = ['a.py', 'sub/', '__init__.py', 'd.csv', 'my-data/', 'x', '.e'];
  expect(await sorted(names)).toEqual({
    init: '__init__.py',
    modules: { a: 'a.py', __init__: '__init__.py' },
    packages: { sub: 'sub' },
    files: ['d.csv', 'x', '.e'],
    folders: ['my-data'],
    size: 7
  });
});

it.each([
  ['a.py/', { folders: ['a.py'] }],
  ['__init__.py/', { folders: ['__init__.py'] }],
  ['__init__/', { packages: { __init__: '__init__' } }],
  ['a', { files: ['a'] }],
  ['a.PY', { files: ['a.PY'] }],
  ['a.pyc', { files: ['a.pyc'] }],
  ['.py', { files: ['.py'] }],
  ['a.b.py', { files: ['a.b.py'] }],
  ['a-b.py', { files: ['a-b.py'] }],
  ['1a/', { folders: ['1a'] }],
  ['class.py', { files: ['class.py'] }],
  ['match.py', { modules: { match: 'match.py' } }],
  ['None/', { folders: ['None'] }],
  ['\ufb01.py', { files: ['\ufb01.py'] }],
  ['a .py', { files: ['a .py'] }],
  ['a\n.py', { files: ['a\n.py'] }],
  ['__proto__.py', { modules: { ['__proto__']: '__proto__.py' } }],
  ['__proto__/', { packages: { ['__proto__']: '__proto__' } }]
])('%j is what Python takes it for', async (name, expected) => {
  expect(await sorted([name])).toEqual({ ...NOTHING, size: 1, ...expected });
});

it.each(['', '.', '..', '/', 'a/b.py', '../a.py', '/etc', 'a//'])(
  '%j is no name of an entry',
  async name => {
    for (const isFolder of [false, true]) {
      const entry = { name, path: 'x', isFolder, lastModified: '' };
      const rules = new IgnoreRules([]);
      const folder = await sortEntries([entry], [], rules, new Pace());
      expect([...folder.modules, ...folder.packages]).toEqual([]);
      expect([...folder.files, ...folder.folders]).toEqual([]);
      expect(folder.size).toBe(0);
    }
  }
);

describe('names in two normal forms', () => {
  it('are composed for Python', async () => {
    expect(await sorted([`${NFD}.py`, `${NFD}/`])).toEqual({
      ...NOTHING,
      modules: { [NFC]: `${NFD}.py` },
      packages: { [NFC]: NFD },
      size: 2
    });
  });

  it.each([[[NFD, NFC]], [[NFC, NFD]]])(
    'mean the composed one, whichever comes first',
    async order => {
      expect(await sorted(order.map(name => `${name}.py`))).toEqual({
        ...NOTHING,
        modules: { [NFC]: `${NFC}.py` },
        files: [`${NFD}.py`],
        size: 2
      });
      expect(await sorted(order.map(name => `${name}/`))).toEqual({
        ...NOTHING,
        packages: { [NFC]: NFC },
        folders: [NFD],
        size: 2
      });
    }
  );
});

describe('what is ignored', () => {
  it('is nowhere, and does not count', async () => {
    const names = ['__init__.py', 'a.py', 'sub/', 'x-y/', '.env', 'b.py'];
    const ignore = ['__init__.py', 'a.py', 'sub/', 'x-*', '.*'];
    expect(await sorted(names, { ignore })).toEqual({
      ...NOTHING,
      modules: { b: 'b.py' },
      size: 1
    });
  });

  it('depends on where the folder is', async () => {
    const ignore = ['/a.py', 'deep/b.py'];
    const modules = async (segments: string[]) => {
      const folder = await sorted(['a.py', 'b.py'], { ignore, segments });
      return Object.keys(folder.modules);
    };
    expect(await modules([])).toEqual(['b']);
    expect(await modules(['deep'])).toEqual(['a']);
    expect(await modules(['other', 'deep'])).toEqual(['a', 'b']);
  });

  it('may be a file or a folder of the same name', async () => {
    expect(await sorted(['a', 'a/'], { ignore: ['a/'] })).toEqual({
      ...NOTHING,
      files: ['a'],
      size: 1
    });
  });
});
