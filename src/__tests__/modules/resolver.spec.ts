import {
  ORIGIN_ROOT,
  cellPath,
  originOf,
  pathOfOrigin,
  pathOfWire,
  placeOfOrigin,
  wirePath,
  withOrigins
} from '../../protocol/origin';
import { resolving } from '../helpers/resolving';

const NFD = 'gro\u0308\u00dfe';
const NFC = NFD.normalize('NFC');

describe('the order of resolution', () => {
  it('prefers a regular package to a module', async () => {
    const { resolver } = resolving({
      'pkg/a.py': 'module',
      'pkg/a/__init__.py': 'package'
    });
    await expect(resolver.resolve('pkg.a')).resolves.toMatchObject({
      kind: 'package',
      name: 'pkg.a',
      origin: '/jupyter:/pkg/a/__init__.py',
      source: 'package',
      locations: ['/jupyter:/pkg/a']
    });
  });

  it('prefers a module to a namespace package', async () => {
    const { resolver } = resolving({
      'pkg/a.py': 'module',
      'pkg/a/b.py': 'hidden by the module'
    });
    await expect(resolver.resolve('pkg.a')).resolves.toMatchObject({
      kind: 'module',
      name: 'pkg.a',
      origin: '/jupyter:/pkg/a.py',
      source: 'module',
      locations: []
    });
    await expect(resolver.resolve('pkg.a.b')).resolves.toBeNull();
  });

  it('takes a folder without __init__.py for a namespace package', async () => {
    const { resolver } = resolving({ 'pkg/a/b.py': 'module' });
    for (const [name, folder] of [
      ['pkg', 'pkg'],
      ['pkg.a', 'pkg/a']
    ]) {
      await expect(resolver.resolve(name)).resolves.toEqual({
        kind: 'namespace',
        name,
        locations: [`/jupyter:/${folder}`]
      });
    }
    await expect(resolver.resolve('pkg.a.b')).resolves.toMatchObject({
      source: 'module'
    });
  });

  it('takes folders and files called like the other for what they are', async () => {
    const { resolver } = resolving({
      'pkg/__init__.py/x.txt': '',
      'pkg/a.py/x.txt': '',
      'pkg/b': 'a file without a suffix'
    });
    await expect(resolver.resolve('pkg')).resolves.toMatchObject({
      kind: 'namespace'
    });
    await expect(resolver.resolve('pkg.a')).resolves.toBeNull();
    await expect(resolver.resolve('pkg.b')).resolves.toBeNull();
  });
});

describe('served roots', () => {
  it('may be a single file, alone in its folder', async () => {
    const { resolver, store } = resolving(
      { 'dir/tool.py': 'tool', 'dir/other.py': 'other' },
      { roots: [{ name: 'tool', path: 'dir/tool.py' }] }
    );
    await expect(resolver.resolve('tool')).resolves.toMatchObject({
      kind: 'module',
      origin: '/jupyter:/dir/tool.py',
      source: 'tool'
    });
    for (const name of ['other', 'tool.other', 'dir', 'dir.tool']) {
      await expect(resolver.resolve(name)).resolves.toBeNull();
    }
    expect(store.log).not.toContain('read dir/other.py');
  });

  it('may lie at the top', async () => {
    const { resolver } = resolving(
      { 'tool.py': 'tool' },
      { roots: [{ name: 'tool', path: 'tool.py' }] }
    );
    await expect(resolver.resolve('tool')).resolves.toMatchObject({
      origin: '/jupyter:/tool.py'
    });
  });

  it('may lie on drives', async () => {
    const { resolver } = resolving(
      { 'RTC:dir/pkg/__init__.py': 'p', 'RTC:tool.py': 't' },
      {
        roots: [
          { name: 'pkg', path: 'RTC:dir/pkg' },
          { name: 'tool', path: 'RTC:tool.py' }
        ]
      }
    );
    await expect(resolver.resolve('pkg')).resolves.toMatchObject({
      origin: '/jupyter:/RTC:dir/pkg/__init__.py',
      locations: ['/jupyter:/RTC:dir/pkg']
    });
    await expect(resolver.resolve('tool')).resolves.toMatchObject({
      source: 't'
    });
  });

  it('are found by their own names, and only by those', async () => {
    const { resolver, store } = resolving({ 'pkg/a.py': '', 'other/b.py': '' });
    for (const name of ['other', 'other.b', 'a', 'pk', 'pkga', 'PKG', '']) {
      await expect(resolver.resolve(name)).resolves.toBeNull();
    }
    expect(store.log).toEqual([]);
  });

  it('may be gone', async () => {
    const { resolver } = resolving(
      {},
      {
        roots: [
          { name: 'pkg', path: 'pkg' },
          { name: 'tool', path: 'dir/tool.py' }
        ]
      }
    );
    for (const name of ['pkg', 'pkg.a', 'tool']) {
      await expect(resolver.resolve(name)).resolves.toBeNull();
    }
  });
});

describe('names', () => {
  it('find files whose names are stored decomposed', async () => {
    const { resolver } = resolving({
      [`pkg/${NFD}/${NFD}.py`]: 'decomposed',
      [`pkg/${NFD}/__init__.py`]: 'package'
    });
    await expect(resolver.resolve(`pkg.${NFC}`)).resolves.toMatchObject({
      kind: 'package',
      origin: `/jupyter:/pkg/${NFD}/__init__.py`
    });
    await expect(resolver.resolve(`pkg.${NFC}.${NFC}`)).resolves.toMatchObject({
      source: 'decomposed'
    });
  });

  it('prefer the file of the very same name', async () => {
    const { resolver } = resolving({
      [`pkg/${NFD}.py`]: 'decomposed',
      [`pkg/${NFC}.py`]: 'composed'
    });
    await expect(resolver.resolve(`pkg.${NFC}`)).resolves.toMatchObject({
      source: 'composed'
    });
  });

  it('are case-sensitive', async () => {
    const { resolver } = resolving({ 'pkg/Mod.py': '' });
    await expect(resolver.resolve('pkg.mod')).resolves.toBeNull();
    await expect(resolver.resolve('pkg.Mod')).resolves.not.toBeNull();
  });
});

describe('ignored files', () => {
  const files = {
    'pkg/__init__.py': '',
    'pkg/secret.py': 'no',
    'pkg/private/__init__.py': 'no',
    'pkg/private/deep/a.py': 'no',
    'pkg/both.py': 'module',
    'pkg/both/__init__.py': 'package',
    [`pkg/${NFD}/a.py`]: 'no'
  };
  const ignore = ['secret.py', 'private/', 'both/', `${NFC}/`];

  it.each([
    'pkg.secret',
    'pkg.private',
    'pkg.private.deep',
    'pkg.private.deep.a',
    `pkg.${NFC}`,
    `pkg.${NFC}.a`
  ])('%s is not found, listed or read', async name => {
    const { resolver, store } = resolving(files, { ignore });
    await expect(resolver.resolve(name)).resolves.toBeNull();
    expect(store.log).toEqual(['list pkg']);
  });

  it('leave the next in order', async () => {
    const { resolver } = resolving(files, { ignore });
    await expect(resolver.resolve('pkg.both')).resolves.toMatchObject({
      kind: 'module'
    });
  });

  it('may be the __init__.py alone', async () => {
    const { resolver } = resolving(files, { ignore: ['__init__.py'] });
    await expect(resolver.resolve('pkg.private')).resolves.toMatchObject({
      kind: 'namespace'
    });
  });
});

describe('paths of the protocol', () => {
  it.each([
    ['a.py', '/jupyter/a.py'],
    ['dir/a b.py', '/jupyter/dir/a b.py'],
    ['', '/jupyter'],
    ['RTC:dir/a.py', '/RTC/dir/a.py'],
    ['RTC:', '/RTC'],
    ['jupyter:a.py', '/jupyter~/a.py'],
    ['jupyter~:a.py', '/jupyter~~/a.py'],
    ['a/b:c.py', '/jupyter/a/b:c.py'],
    ['größe/名前.py', '/jupyter/größe/名前.py']
  ])('of %p is %p, and leads back', (path, wire) => {
    expect(wirePath(path)).toBe(wire);
    expect(pathOfWire(wire)).toBe(path);
  });

  it('have composed names, and no slashes around them', () => {
    expect(wirePath('/gro\u0308\u00dfe/')).toBe('/jupyter/gr\u00f6\u00dfe');
    expect(wirePath('RTC:/a/')).toBe('/RTC/a');
  });

  it.each(['.:a.py', '..:a.py', ':a.py'])('take %p for a file', path => {
    expect(wirePath(path)).toBe(`/jupyter/${path}`);
  });

  it.each(['', '/', 'jupyter/a.py', '//a.py'])('are not %p', wire => {
    expect(pathOfWire(wire)).toBeNull();
  });
});

describe('origins', () => {
  it.each(['a.py', 'dir/a.py', 'RTC:dir/a.py', 'größe 1/a.py'])(
    'lead back to the path %p',
    path => {
      expect(originOf(path).startsWith(ORIGIN_ROOT)).toBe(true);
      expect(pathOfOrigin(originOf(path))).toBe(path);
    }
  );

  it.each(['', 'a.py', '/home/a.py', '<string>', '/jupyter'])(
    'are not %p',
    origin => {
      expect(pathOfOrigin(origin)).toBeNull();
      expect(placeOfOrigin(origin)).toBeNull();
    }
  );

  it.each([
    ['/dev/shm/served-k3j2h1/4/jupyter/a b/c.py', 'a b/c.py'],
    ['/served-a_B/0/jupyter/a.py', 'a.py'],
    ['/tmp/served-x/1/RTC/dir/a.py', 'RTC:dir/a.py'],
    ['/tmp/served-x/1/jupyter~/a.py', 'jupyter:a.py'],
    [
      '/a/served-x/1/jupyter/served-y/2/jupyter/a.py',
      'served-y/2/jupyter/a.py'
    ],
    ['/tmp/served-x/y/jupyter/a.py', null],
    ['/tmp/served-/1/jupyter/a.py', null],
    ['/tmp/served-x/1/a.py', null],
    ['tmp/served-x/1/jupyter/a.py', null]
  ])('of the mirror, %p, lead back to the path %p', (file, path) => {
    expect(pathOfOrigin(file)).toBe(path);
    const text = `  File "${file}", line 3, in f\n    x = "${file}"\n`;
    expect(withOrigins(text)).toBe(
      path === null
        ? text
        : text.replace(`File "${file}"`, `File "${originOf(path)}"`)
    );
  });

  it('lead back to cells of notebooks', () => {
    const id = '6f3f9c1e-0c0c-4b5a-9c77-5b9d6b5ad8a1';
    for (const path of ['a.ipynb', 'RTC:my dir/#cell-id=x/a.ipynb']) {
      expect(placeOfOrigin(originOf(cellPath(path, id)))).toEqual({
        path,
        cell: id
      });
    }
  });

  it.each(['a.py', 'a#cell-id=b/c.py', 'a#cell-id=', '#cell-id=a'])(
    'are of a file where no cell can have the id: %p',
    path => {
      expect(placeOfOrigin(originOf(path))).toEqual({ path, cell: null });
    }
  );
});
