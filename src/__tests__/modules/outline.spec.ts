import { resolving } from '../helpers/resolving';

const FILES = {
  'pkg/__init__.py': 'A = 1',
  'pkg/__main__.py': '',
  'pkg/config.py': 'B = 2',
  'pkg/0001_initial.py': '',
  'pkg/notes.txt': '',
  'pkg/sub/deep.py': 'C = 3',
  'pkg/data/a.csv': '',
  'src/tool.py': 'D = 4',
  'src/more/__init__.py': ''
};

const ROOTS = [
  { name: 'pkg', path: 'pkg' },
  { name: null, path: 'src' }
];

describe('the outline of a module', () => {
  it.each([
    ['', null, ['pkg', 'more', 'tool']],
    ['pkg', 'A = 1', ['config', 'sub']],
    ['pkg.config', 'B = 2', []],
    ['pkg.sub', null, ['deep']],
    ['tool', 'D = 4', []],
    ['more', '', []]
  ])('of %j', async (name, source, submodules) => {
    const { resolver } = resolving(FILES, { roots: ROOTS });
    await expect(resolver.outline(name)).resolves.toEqual({
      source,
      submodules
    });
  });

  it.each(['missing', 'pkg.missing', 'pkg.config.x', '..'])(
    'is none for %j',
    async name => {
      const { resolver } = resolving(FILES, { roots: ROOTS });
      await expect(resolver.outline(name)).resolves.toBeNull();
    }
  );

  it('merges the parts of a namespace package', async () => {
    const { resolver } = resolving(
      { 'a/ns/one.py': '', 'b/ns/two.py': '', 'b/ns/in/x.py': '' },
      {
        roots: [
          { name: null, path: 'a' },
          { name: null, path: 'b' }
        ]
      }
    );
    await expect(resolver.outline('ns')).resolves.toEqual({
      source: null,
      submodules: ['one', 'two']
    });
  });

  it('shows what has changed while a run has what was there before', async () => {
    const { resolver, store } = resolving({ 'pkg/a.py': 'A = 1' });
    const release = resolver.hold();
    await resolver.resolve('pkg.a');
    store.files.set('pkg/a.py', 'B = 2');
    store.times.set('pkg/a.py', '2026-01-02T00:00:00Z');
    await expect(resolver.outline('pkg.a')).resolves.toMatchObject({
      source: 'B = 2'
    });
    release();
  });
});
