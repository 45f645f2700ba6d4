import { JupyterUnavailableError } from '../../files/jupyterUnavailable';
import { serving } from '../helpers/serving';

const FILES = {
  'lib/alpha.py': 'A = 1',
  'lib/pkg/__init__.py': '',
  'more/alpha.py': 'A = 2',
  'more/beta.py': '',
  'own/beta/__init__.py': '',
  'docs/readme.md': '',
  'dir.py/x.py': ''
};

it('the contents of folders are served, and kept in the settings as such', async () => {
  const { served, settings } = serving(FILES, [{ path: 'own/beta' }]);
  await served.serve(['lib'], { contents: true });
  expect(settings.value.modules).toEqual([
    { path: 'own/beta', enabled: true },
    { path: 'lib', enabled: true, contents: true }
  ]);
  expect(served.entries[1]).toEqual({
    path: 'lib',
    name: 'lib',
    contents: true,
    names: ['alpha', 'pkg'],
    enabled: true,
    problem: null
  });
  expect(served.names).toEqual(['beta', 'alpha', 'pkg']);
  await expect(
    (await served.provider()).resolve('alpha')
  ).resolves.toMatchObject({
    source: 'A = 1'
  });
  await served.setServing(false, 'lib');
  expect(settings.value.modules[1]).toEqual({
    path: 'lib',
    enabled: false,
    contents: true
  });
  expect(served.names).toEqual(['beta']);
});

it('a folder is served in one way at a time', async () => {
  const { served, settings } = serving(FILES);
  await served.serve(['lib']);
  expect(served.names).toEqual(['lib']);
  await served.serve(['lib'], { contents: true });
  expect(served.names).toEqual(['alpha', 'pkg']);
  expect(settings.value.modules).toHaveLength(1);
  await served.serve(['lib']);
  expect(settings.value.modules).toEqual([{ path: 'lib', enabled: true }]);
});

it('says which names are imported from elsewhere', async () => {
  const { served } = serving(FILES);
  await served.serve(['lib', 'more'], { contents: true });
  await served.serve(['own/beta']);
  await served.findProblems();
  const [lib, more] = served.entries;
  expect(lib.problem).toBeNull();
  expect(more.names).toEqual([]);
  expect(more.problem).toBe(
    'Imported from elsewhere: alpha from “lib”, beta from “own/beta”. To import it from here, rename one of them, or switch the other off.'
  );
  await served.setServing(false, 'lib');
  await served.findProblems();
  expect(served.entries[1].problem).not.toContain('alpha');
  expect(served.entries[1].names).toEqual(['alpha']);
});

it('says which names the worker needs itself', async () => {
  const { served } = serving({ 'lib/os.py': '', 'lib/a.py': '' });
  await served.serve(['lib'], { contents: true });
  expect(served.entries[0]).toMatchObject({
    names: ['a'],
    problem:
      'Not served from here: os. Deephaven or Python itself needs these names. Rename them.'
  });
});

it('notices the names of new files in any listing', async () => {
  const { served, store } = serving(FILES);
  await served.serve(['lib'], { contents: true });
  const changed = jest.fn();
  served.changed.connect(changed);
  store.files.set('lib/fresh.py', '');
  await (await served.provider()).snapshot('');
  expect(served.names).toEqual(['alpha', 'fresh', 'pkg']);
  expect(changed).toHaveBeenCalledTimes(1);
  await (await served.provider()).snapshot('');
  expect(changed).toHaveBeenCalledTimes(1);
});

it('keeps the names while the Jupyter server is away', async () => {
  const { served, store } = serving(FILES);
  await served.serve(['lib'], { contents: true });
  const changed = jest.fn();
  served.changed.connect(changed);
  store.list = async path => {
    throw new JupyterUnavailableError(path);
  };
  const { names } = await (await served.provider()).snapshot('');
  expect([...names.keys()]).toEqual(['alpha', 'pkg']);
  expect(served.names).toEqual(['alpha', 'pkg']);
  expect(changed).not.toHaveBeenCalled();
  await expect((await served.provider()).resolve('alpha')).rejects.toThrow(
    'lib: the Jupyter server does not answer'
  );
});

it.each([
  ['lib/alpha.py', 'no folder'],
  ['dir.py', 'name of a Python file'],
  ['nowhere', 'There is no file or folder']
])('the contents of %p are refused: %p', async (path, words) => {
  const { saved, served } = serving(FILES);
  await expect(served.serve([path], { contents: true })).rejects.toThrow(words);
  expect(saved()).toEqual([]);
});

it('says so where there is nothing to import, or no folder', async () => {
  const { served, store } = serving(FILES);
  await served.serve(['docs'], { contents: true });
  expect(served.entries[0].problem).toContain('No Python');
  store.files.delete('docs/readme.md');
  await served.findProblems();
  expect(served.entries[0].problem).toContain('not found');
});

it('does not serve what is no folder, whatever the settings say', () => {
  const { served } = serving(FILES, [{ path: 'dir.py', contents: true }]);
  expect(served.entries[0].problem).toContain('Rename the folder');
  expect(served.names).toEqual([]);
});
