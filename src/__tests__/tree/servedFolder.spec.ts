import { IgnoreRules } from '../../tree/ignoreRules';
import { sortEntries } from '../../tree/servedFolder';
import { TimeSlicer } from '../../tree/timeSlicer';
import type { IEntry } from '../../tree/types';

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

/** A folder's entries: their names in the store, by composed names. */
async function sorted(
  names: string[],
  options: { segments?: string[]; ignore?: string[] } = {}
) {
  const { files, folders, size } = await sortEntries(
    entries(...names),
    options.segments ?? [],
    new IgnoreRules(options.ignore ?? []),
    new TimeSlicer()
  );
  const named = (map: ReadonlyMap<string, IEntry>) =>
    Object.fromEntries([...map].map(([name, entry]) => [name, entry.name]));
  return { files: named(files), folders: named(folders), size };
}

it('files and folders are told apart, whatever they are called', async () => {
  const names = ['a.py', 'sub/', 'd.csv', 'my-data/', 'x', '.e', '0001_a.py'];
  expect(await sorted(names)).toEqual({
    files: {
      'a.py': 'a.py',
      'd.csv': 'd.csv',
      x: 'x',
      '.e': '.e',
      '0001_a.py': '0001_a.py'
    },
    folders: { sub: 'sub', 'my-data': 'my-data' },
    size: 7
  });
});

it.each(['class.py', 'a b.py', 'a\n.py', 'ﬁ.py', '__proto__', '...', 'a.PY'])(
  '%j is a name of a file and of a folder',
  async name => {
    expect(await sorted([name, `${name}/`])).toEqual({
      files: { [name]: name },
      folders: { [name]: name },
      size: 2
    });
  }
);

it.each([
  '',
  '.',
  '..',
  '/',
  'a/b.py',
  '../a.py',
  '/etc',
  'a//',
  'a\0.py',
  '\ud800.py',
  'x'.repeat(256),
  'ß'.repeat(128)
])('%j is no name of an entry', async name => {
  for (const isFolder of [false, true]) {
    const entry = { name, path: 'x', isFolder, lastModified: '' };
    const rules = new IgnoreRules([]);
    const folder = await sortEntries([entry], [], rules, new TimeSlicer());
    expect([...folder.files, ...folder.folders]).toEqual([]);
    expect(folder.size).toBe(0);
  }
});

describe('names in two normal forms', () => {
  it('are composed for Python', async () => {
    expect(await sorted([`${NFD}.py`, `${NFD}/`])).toEqual({
      files: { [`${NFC}.py`]: `${NFD}.py` },
      folders: { [NFC]: NFD },
      size: 2
    });
  });

  it.each([[[NFD, NFC]], [[NFC, NFD]]])(
    'mean the composed one, whichever comes first',
    async order => {
      expect(await sorted(order)).toEqual({
        files: { [NFC]: NFC },
        folders: {},
        size: 1
      });
    }
  );
});

describe('what is ignored', () => {
  it('is nowhere, and does not count', async () => {
    const names = ['__init__.py', 'a.py', 'sub/', 'x-y/', '.env', 'b.py'];
    const ignore = ['__init__.py', 'a.py', 'sub/', 'x-*', '.*'];
    expect(await sorted(names, { ignore })).toEqual({
      files: { 'b.py': 'b.py' },
      folders: {},
      size: 1
    });
  });

  it('depends on where the folder is', async () => {
    const ignore = ['/a.py', 'deep/b.py'];
    const files = async (segments: string[]) => {
      const folder = await sorted(['a.py', 'b.py'], { ignore, segments });
      return Object.keys(folder.files);
    };
    expect(await files([])).toEqual(['b.py']);
    expect(await files(['deep'])).toEqual(['a.py']);
    expect(await files(['other', 'deep'])).toEqual(['a.py', 'b.py']);
  });

  it('may be a file or a folder of the same name', async () => {
    expect(await sorted(['a', 'a/'], { ignore: ['a/'] })).toEqual({
      files: { a: 'a' },
      folders: {},
      size: 1
    });
  });
});
