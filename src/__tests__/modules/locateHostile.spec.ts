import { originOf, wirePath } from '../../protocol/origin';
import { FILES, TARGETS, TRAVERSALS, watching } from '../helpers/hostile';
import { Random } from '../helpers/random';
import { fileOf, resolverOf } from '../helpers/resolving';
import { MemoryStore, WatchedStore } from '../helpers/stores';

const NFD = 'gro\u0308\u00dfe';
const NFC = NFD.normalize('NFC');

/** Everything that is there, also to be found: data, and what is no module. */
const WORLD: Record<string, string> = {
  ...FILES,
  'home/pkg/static-1/deep/x.css': 'served',
  'home/pkg/static-1/.hidden/x.css': 'SECRET',
  'home/pkg/sub/venv/x.txt': 'SECRET',
  [`home/pkg/${NFD}/${NFC}.txt`]: 'served'
};

/** The paths below the served roots that are not ignored. */
const SERVED = [
  'home/pkg/__init__.py',
  'home/pkg/a.py',
  'home/pkg/sub/__init__.py',
  'home/pkg/sub/b.py',
  'home/pkg/data.csv',
  'home/pkg/Upper.py',
  'home/pkg/STRASSE.py',
  'home/pkg/static-1/deep/x.css',
  `home/pkg/${NFD}/${NFC}.txt`,
  'home/tool.py',
  'RTC:dir/shared/__init__.py'
];

const PATHS = new Set(SERVED.map(wirePath));

/** Paths as no index has them. */
function hostilePaths(): string[] {
  const origins = new Set<string>();
  const bases = [
    '',
    '/',
    '/jupyter',
    '/jupyter/',
    'jupyter/',
    '/jupyter:/',
    '/JUPYTER/',
    '/jupyter/home/pkg',
    '/jupyter/home/pkg/',
    '/jupyter/home/pkg/sub/',
    '/jupyter/home/tool.py/',
    '/RTC/dir/shared/',
    '/jupyter/RTC/dir/shared/',
    '/jupyter~/home/pkg/',
    '/jupyter/home/pkg/static-1/deep/'
  ];
  for (const base of bases) {
    for (const traversal of TRAVERSALS) {
      for (const target of TARGETS) {
        origins.add(base + traversal + target);
      }
      origins.add(base + traversal);
      origins.add(`${base}${traversal}a.py`);
      origins.add(`${base}sub/${traversal}b.py`);
    }
  }
  for (const path of Object.keys(WORLD)) {
    // Right as a path, but no origin; and what is not served.
    origins.add(path);
    origins.add(`/${path}`);
    origins.add(`file://${path}`);
    origins.add(originOf(path));
    origins.add(wirePath(path));
  }
  for (const origin of PATHS) {
    const local = origin.slice('/jupyter/'.length);
    for (const other of [
      origin.toUpperCase(),
      origin.toLowerCase(),
      origin.replace(/a/g, '\uff41'),
      origin.replace(/a/g, '\u0430'),
      origin.replace(/s/g, '\u017f'),
      origin.replace(/S/g, '\u017f'),
      origin.normalize('NFC'),
      origin.normalize('NFD'),
      origin.replace(/\//g, '//'),
      origin.replace(/\//g, '\\'),
      origin.replace(/\//g, '/./'),
      origin.replace(/\//g, '%2f'),
      origin.replace(/\/(?=[^/]*$)/, '/../' + 'pkg/'),
      encodeURIComponent(origin),
      encodeURI(origin) + '?',
      `/jupyter//${local}`,
      `/jupyter/./${local}`,
      `/jupyter/x/../${local}`,
      `/jupyter/RTC:${local}`,
      `/RTC/${local}`,
      `/jupyter/C:${local}`
    ]) {
      origins.add(other);
    }
    for (const tail of [
      '/',
      '/.',
      '/..',
      '/x',
      '.',
      ' ',
      '\0',
      '\n',
      '%00',
      '::$DATA',
      '~',
      '#',
      '?'
    ]) {
      origins.add(origin + tail);
      origins.add(tail + origin);
    }
  }
  for (const name of ['__proto__', 'constructor', 'toString', '0']) {
    origins.add(`/jupyter/home/pkg/${name}`);
    origins.add(`/jupyter/home/pkg/${name}/x`);
  }
  origins.add('/jupyter/home/pkg' + '/sub'.repeat(1e5));
  origins.add('/jupyter/home/pkg/' + 'a'.repeat(1e6));
  origins.add('/jupyter/home/pkg/' + '../'.repeat(1e5) + 'secret.py');
  const random = new Random(6);
  const pieces = [...TRAVERSALS, ...TARGETS, ...bases, 'pkg', '/', '/', 'a.py'];
  for (let i = 0; i < 3000; i++) {
    origins.add(random.text(pieces, 6));
    origins.add(`/jupyter/home/pkg/${random.text(pieces, 4)}`);
  }
  return [...origins].filter(origin => !PATHS.has(origin.normalize('NFC')));
}

describe('hostile paths', () => {
  const origins = hostilePaths();

  it('are many', () => {
    expect(origins.length).toBeGreaterThan(5000);
  });

  it.each([false, true])(
    'find nothing and touch nothing that is not served (in a hold: %p)',
    async isHeld => {
      const { store, resolver } = watching(WORLD);
      const release = isHeld ? resolver.hold() : () => undefined;
      const found: string[] = [];
      for (const origin of origins) {
        const answers = [
          (await resolver.read([origin]))[0],
          await resolver.data(origin)
        ];
        if (answers.some(answer => answer !== null)) {
          found.push(origin);
        }
      }
      release();
      expect(found).toEqual([]);
      expect(store.violations).toEqual([]);
      expect(store.reads).toBe(0);
    }
  );

  it('leave the served ones served, which are those of the index', async () => {
    const { store, resolver } = watching(WORLD);
    for (const path of SERVED) {
      expect(await fileOf(resolver, path)).toMatchObject({ data: WORLD[path] });
      const { bytes } = (await resolver.data(wirePath(path)))!;
      expect(new TextDecoder().decode(bytes)).toBe(WORLD[path]);
    }
    expect(store.violations).toEqual([]);
    const { files } = await resolver.snapshot('');
    expect(new Set(files.keys())).toEqual(PATHS);
    expect(store.violations).toEqual([]);
  });

  it('of other places cost no listing', async () => {
    const { store, resolver } = watching(WORLD);
    const list = jest.spyOn(store, 'list');
    for (const origin of [
      '',
      '/',
      '/etc/passwd',
      'home/pkg/a.py',
      '/jupyter',
      '/jupyter/home/pkg',
      '/jupyter/home/pkg2/__init__.py',
      '/jupyter/home/tool.py.py',
      '/jupyter/home/tool/__init__.py',
      '/RTC/dir/secret.py'
    ]) {
      expect(await resolver.read([origin])).toEqual([null]);
      expect(await resolver.data(origin)).toBeNull();
      expect(await resolver.list(`${origin}x`)).toBeNull();
    }
    expect(list).not.toHaveBeenCalled();
  });
});

describe('a store with dangerous entries', () => {
  it('is not asked for a path that an entry makes up', async () => {
    const inner = new MemoryStore({ 'pkg/a.py': 'served', 'secret.py': 'no' });
    const store = new WatchedStore(inner, ['pkg']);
    const list = inner.list.bind(inner);
    const bad = (name: string, isFolder: boolean) => ({
      name,
      path: `pkg/${name}`,
      isFolder,
      lastModified: ''
    });
    inner.list = async path => [
      ...((await list(path)) ?? []),
      bad('../secret.py', false),
      bad('..', true),
      bad('.', true),
      bad('', true),
      bad('/', true)
    ];
    const resolver = resolverOf(store, [{ name: 'pkg', path: 'pkg' }]);
    for (const tail of [
      '../secret.py',
      './a.py',
      '/a.py',
      '//a.py',
      '..',
      ''
    ]) {
      expect(await resolver.read([`/jupyter/pkg/${tail}`])).toEqual([null]);
    }
    const { files } = await resolver.snapshot('');
    expect([...files.keys()]).toEqual(['/jupyter/pkg/a.py']);
    expect(store.violations).toEqual([]);
    expect(store.reads).toBe(0);
  });
});

describe('a file', () => {
  it('that was listed and vanished is none', async () => {
    const inner = new MemoryStore({ 'pkg/d.csv': 'x' });
    const resolver = resolverOf(inner, [{ name: 'pkg', path: 'pkg' }]);
    const release = resolver.hold();
    await resolver.snapshot('');
    inner.files.delete('pkg/d.csv');
    expect(await fileOf(resolver, 'pkg/d.csv')).toBeNull();
    expect(await resolver.data('/jupyter/pkg/d.csv')).toBeNull();
    release();
  });

  it('that cannot be read says why', async () => {
    const inner = new MemoryStore({ 'pkg/d.csv': 'x' });
    const resolver = resolverOf(inner, [{ name: 'pkg', path: 'pkg' }]);
    inner.read = () => Promise.reject(new Error('pkg/d.csv: no'));
    expect(await fileOf(resolver, 'pkg/d.csv')).toEqual(
      new Error('pkg/d.csv: no')
    );
    await expect(resolver.data('/jupyter/pkg/d.csv')).rejects.toThrow(
      'pkg/d.csv: no'
    );
  });

  it('in a root within another is found through either', async () => {
    const inner = new MemoryStore({ 'proj/pkg/d.csv': 'x' });
    const roots = [
      { name: 'proj', path: 'proj' },
      { name: 'pkg', path: 'proj/pkg' }
    ];
    // Ignored below the one, served by the other.
    const resolver = resolverOf(inner, roots, { ignore: ['/pkg/d.csv'] });
    expect(await fileOf(resolver, 'proj/pkg/d.csv')).toMatchObject({
      data: 'x'
    });
  });
});
