import { IgnoreRules } from '../../tree/ignoreRules';
import { holdsPython } from '../../tree/scan';
import type { Content } from '../helpers/stores';
import { MemoryStore } from '../helpers/stores';

function scan(files: Record<string, Content>, patterns: string[] = []) {
  const store = new MemoryStore(files);
  return holdsPython(store, new IgnoreRules(patterns), 'pkg');
}

describe('holdsPython', () => {
  it.each([
    ['a module', 'pkg/a.py'],
    ['a package', 'pkg/__init__.py'],
    ['a nested module', 'pkg/a/b/c.py'],
    ['a file of any name', 'pkg/my-script.py'],
    ['a folder of any name', 'pkg/my-sub/a.py'],
    ['an extension module', 'pkg/a.abi3.so'],
    ['a name stored decomposed', 'pkg/gro\u0308\u00dfe.py'],
    ['a folder stored decomposed', 'pkg/gro\u0308\u00dfe/a.py']
  ])('finds %s', async (_, path) => {
    await expect(scan({ [path]: '' })).resolves.toBe('yes');
  });

  it.each([
    ['other files', 'pkg/readme.md'],
    ['nothing', 'pkg/'],
    ['a file that cannot be imported', 'pkg/a.b.py'],
    ['a folder that cannot be imported', 'pkg/foo-1.0.dist-info/a.py'],
    ['a folder called like a file', 'pkg/a.py/b.py']
  ])('finds none in %s', async (_, path) => {
    await expect(scan({ [path]: '' })).resolves.toBe('no');
  });

  it('finds none among ignored files and folders', async () => {
    const files = { 'pkg/a.py': '', 'pkg/build/b.py': '' };
    await expect(scan(files, ['a.py', 'build/'])).resolves.toBe('no');
  });

  it('lists no ignored folder', async () => {
    const store = new MemoryStore({ 'pkg/venv/a.py': '', 'pkg/b/c.txt': '' });
    await holdsPython(store, new IgnoreRules(['venv/']), 'pkg');
    expect(store.log).toEqual(['list pkg', 'list pkg/b']);
  });

  it('knows a missing folder from an empty one', async () => {
    await expect(scan({ 'other/a.py': '' })).resolves.toBe('missing');
  });

  it('takes a folder that vanishes meanwhile for empty', async () => {
    const store = new MemoryStore({ 'pkg/a/x.txt': '' });
    const list = store.list.bind(store);
    store.list = async path => (path === 'pkg/a' ? null : list(path));
    const rules = new IgnoreRules([]);
    await expect(holdsPython(store, rules, 'pkg')).resolves.toBe('no');
  });

  it('gives up after 50 listings', async () => {
    const files: Record<string, string> = {};
    for (let i = 0; i < 1000; i++) {
      files[`pkg/d${i}/x.txt`] = '';
    }
    const store = new MemoryStore(files);
    const rules = new IgnoreRules([]);
    await expect(holdsPython(store, rules, 'pkg')).resolves.toBe('unknown');
    expect(store.log).toHaveLength(50);
  });

  it('looks at shallow folders first', async () => {
    const store = new MemoryStore({
      'pkg/a/b/c/d.py': '',
      'pkg/z/a.py': ''
    });
    await holdsPython(store, new IgnoreRules([]), 'pkg');
    expect(store.log).toEqual(['list pkg', 'list pkg/a', 'list pkg/z']);
  });

  it('reads nothing', async () => {
    const store = new MemoryStore({ 'pkg/a.py': 'x', 'pkg/b.txt': 'y' });
    await holdsPython(store, new IgnoreRules([]), 'pkg');
    expect(store.log).toEqual(['list pkg']);
  });
});
