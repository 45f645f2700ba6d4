import { JupyterUnavailableError } from '../../files/jupyterUnavailable';
import { ServeError } from '../../serving/servedChanges';
import { serving } from '../helpers/serving';

const FILES = {
  'a/pkg/__init__.py': '1',
  'b/pkg/__init__.py': '2',
  'c/pkg/__init__.py': '3',
  'a/tool.py': 't',
  'b/tool/x.py': 'x',
  'my-pkg/x.py': '',
  'a"b/x.py': '',
  'class/x.py': '',
  'ﬁle/x.py': '',
  'dir.py/x.py': '',
  '.py': '',
  'docs/readme.md': '',
  'notes.txt': '',
  'RTC:d/far/__init__.py': 'far'
};

async function failure(promise: Promise<unknown>): Promise<ServeError> {
  const reason = await promise.then(
    () => null,
    error => error
  );
  expect(reason).toBeInstanceOf(ServeError);
  return reason;
}

describe('serve', () => {
  it('serves folders and files by their names', async () => {
    const { saved, served } = serving(FILES);
    const changed = jest.fn();
    served.changed.connect(changed);
    await served.serve(['a/pkg', 'a/tool.py', 'RTC:d/far']);
    expect(saved()).toEqual(['a/pkg', 'a/tool.py', 'RTC:d/far']);
    expect(served.names).toEqual(['pkg', 'tool', 'far']);
    expect(served.entries[0]).toEqual({
      path: 'a/pkg',
      name: 'pkg',
      contents: false,
      names: ['pkg'],
      enabled: true,
      problem: null
    });
    expect(changed).toHaveBeenCalled();
    await expect(
      (await served.provider()).resolve('pkg')
    ).resolves.toMatchObject({
      source: '1'
    });
    await expect(
      (await served.provider()).resolve('far')
    ).resolves.toMatchObject({
      source: 'far'
    });
  });

  it.each(['/a/pkg', 'a/pkg/', './a/pkg', 'a//pkg', 'a/../a/pkg'])(
    'takes %p for a/pkg',
    async path => {
      const { saved, served } = serving(FILES, [{ path: 'a/pkg' }]);
      await served.serve([path]);
      expect(saved()).toEqual(['a/pkg']);
    }
  );

  it('switches on what was off, and serving as a whole', async () => {
    const { served } = serving(FILES, [{ path: 'a/pkg', enabled: false }], {
      serving: false
    });
    expect(served.names).toEqual([]);
    await served.serve(['a/pkg']);
    expect(served.serving).toBe(true);
    expect(served.names).toEqual(['pkg']);
  });

  it.each([
    ['my.pkg', '“my.pkg”', 'no dots', '“my_pkg”'],
    ['deephaven', '“deephaven”', 'Deephaven itself needs this name'],
    ['x/json.py', '“json”', 'Python itself needs this name'],
    ['dir.py', '“dir.py”', '“dir_py”'],
    ['.py', '“.py”', '“py”'],
    ['', 'topmost folder', 'inside it'],
    ['/', 'topmost folder', 'inside it'],
    ['RTC:', 'topmost folder', 'inside it'],
    ['a/nope', 'no file or folder', '“a/nope”'],
    ['notes', 'no file or folder', '“notes”']
  ])('refuses %p with a reason', async (path, ...words) => {
    const { saved, served } = serving(FILES);
    const { message } = await failure(served.serve([path]));
    for (const word of words) {
      expect(message).toContain(word);
    }
    expect(saved()).toEqual([]);
  });

  it.each(['my-pkg', 'a"b', 'class', 'ﬁle', '0001'])(
    'takes %p, which import_module can import',
    async path => {
      const { served } = serving({ [`${path}/__init__.py`]: '' });
      await served.serve([path]);
      expect(served.names).toEqual([path]);
      expect(served.entries[0].problem).toBeNull();
    }
  );

  it('refuses a file that is no Python, by its name', async () => {
    const { served } = serving({ notes: '' });
    const reason = await failure(served.serve(['notes']));
    expect(reason.message).toContain('neither a folder nor a Python file');
    expect(reason.path).toBe('notes');
  });

  it('changes nothing when one of several cannot be served', async () => {
    const { saved, served } = serving(FILES, [], { serving: false });
    const reason = await failure(served.serve(['a/pkg', 'my.pkg']));
    expect(reason.path).toBe('my.pkg');
    expect(saved()).toEqual([]);
    expect(served.serving).toBe(false);
  });

  it('loses none of several at the same time', async () => {
    const { saved, served } = serving(FILES, [{ path: 'x/gone' }]);
    await Promise.all([
      served.serve(['a/pkg']),
      served.stop(['x/gone']),
      served.serve(['a/tool.py']),
      served.serve(['RTC:d/far'])
    ]);
    expect(saved().sort()).toEqual(['RTC:d/far', 'a/pkg', 'a/tool.py']);
  });
});

describe('parts of a namespace package', () => {
  const PARTS = {
    'a/ns/one.py': '',
    'b/ns/two.py': '',
    'c/ns/__init__.py': '',
    'd/ns.py': ''
  };

  it('are served together', async () => {
    const { served } = serving(PARTS);
    await served.serve(['a/ns']);
    await served.serve(['b/ns']);
    expect(served.entries.map(({ problem }) => problem)).toEqual([null, null]);
    expect(served.names).toEqual(['ns']);
    const { files, names } = await (await served.provider()).snapshot('');
    expect(names.get('ns')).toEqual(['/jupyter/a', '/jupyter/b']);
    expect([...files.keys()]).toEqual([
      '/jupyter/a/ns/one.py',
      '/jupyter/b/ns/two.py'
    ]);
  });

  it.each(['c/ns', 'd/ns.py'])('leave no place for %p', async path => {
    const { served } = serving(PARTS);
    await served.serve(['a/ns', 'b/ns']);
    expect((await failure(served.serve([path]))).conflict).toBe('a/ns');
    await served.serve([path], { replace: true });
    expect(served.entries.map(entry => entry.path)).toEqual([path]);
  });

  it('give way to a package, and come back', async () => {
    const { served, store } = serving(PARTS, [
      { path: 'a/ns' },
      { path: 'b/ns' }
    ]);
    await served.findProblems();
    store.files.set('b/ns/__init__.py', '');
    await served.findProblems();
    expect(served.entries.map(({ problem }) => problem)).toEqual([
      expect.stringContaining('“b/ns” is served under the same name'),
      null
    ]);
    expect(
      (await (await served.provider()).snapshot('')).names.get('ns')
    ).toEqual(['/jupyter/b']);
    await served.setServing(false, 'b/ns');
    expect(served.entries[0].problem).toBeNull();
    expect(served.entries[0].names).toEqual(['ns']);
  });
});

describe('modules that are kept loaded', () => {
  it('are those of paths, by their full names', async () => {
    const { served } = serving(FILES, [
      { path: 'a/pkg' },
      { path: 'a/tool.py' },
      { path: 'lib', contents: true },
      { path: 'off', enabled: false }
    ]);
    const expected = {
      'a/pkg': ['pkg'],
      'a/pkg/__init__.py': ['pkg'],
      'a/pkg/sub': ['pkg.sub'],
      'a/pkg/sub/0001-x.py': ['pkg.sub.0001-x'],
      'a/pkg/foo-1.0.dist-info': [],
      'a/tool.py': ['tool'],
      lib: [],
      'lib/x.py': ['x'],
      'lib/p/x.py': ['p.x'],
      'a/pkg2': [],
      off: [],
      'off/x.py': []
    };
    for (const [path, names] of Object.entries(expected)) {
      expect([path, served.modulesOf(path)]).toEqual([path, names]);
    }
  });

  it('are saved, and sent', async () => {
    const { served, settings } = serving(FILES, [{ path: 'a/pkg' }]);
    const changed = jest.fn();
    served.changed.connect(changed);
    await served.setKeepLoaded(['pkg.a', 'pkg'], true);
    expect(changed).toHaveBeenCalled();
    expect(settings.value.keepLoaded).toEqual(['pkg.a', 'pkg']);
    expect((await (await served.provider()).snapshot('')).keep).toEqual([
      'pkg.a',
      'pkg'
    ]);
    await served.setKeepLoaded(['pkg.a'], false);
    expect(served.keepLoaded).toEqual(['pkg']);
  });
});

describe('a name that is taken', () => {
  it('is refused, naming the path that has it', async () => {
    const { saved, served } = serving(FILES, [{ path: 'a/pkg' }]);
    const reason = await failure(served.serve(['b/pkg']));
    expect(reason.message).toContain('“pkg”');
    expect(reason.message).toContain('“a/pkg”');
    expect(reason).toMatchObject({ path: 'b/pkg', conflict: 'a/pkg' });
    expect(saved()).toEqual(['a/pkg']);
  });

  it('may be that of a file and a folder, or of one call', async () => {
    const { served } = serving(FILES);
    await served.serve(['a/tool.py']);
    await failure(served.serve(['b/tool']));
    await failure(served.serve(['a/pkg', 'b/pkg']));
    expect(served.names).toEqual(['tool']);
  });

  it('is free while the entry that has it is switched off', async () => {
    const { saved, served } = serving(FILES, [{ path: 'a/pkg' }]);
    await served.setServing(false, 'a/pkg');
    await served.serve(['b/pkg']);
    expect(saved()).toEqual(['a/pkg', 'b/pkg']);
    expect(served.names).toEqual(['pkg']);
    // Both on: the first one is served, the other says why it is not.
    await served.setServing(true, 'a/pkg');
    expect(served.entries.map(({ problem }) => problem)).toEqual([
      null,
      'Not served: “a/pkg” is served under the same name. Switch one of them off, or rename it.'
    ]);
  });

  it('is taken by one of two calls at the same time', async () => {
    const { saved, served } = serving(FILES);
    const results = await Promise.allSettled([
      served.serve(['a/pkg']),
      served.serve(['b/pkg'])
    ]);
    expect(results.map(({ status }) => status).sort()).toEqual([
      'fulfilled',
      'rejected'
    ]);
    expect(saved()).toHaveLength(1);
  });

  it('is replaced on demand', async () => {
    const { saved, served } = serving(FILES, [
      { path: 'a/pkg' },
      { path: 'a/tool.py' },
      { path: 'b/pkg' }
    ]);
    await served.serve(['c/pkg'], { replace: true });
    expect(saved()).toEqual(['a/tool.py', 'c/pkg']);
    await expect(
      (await served.provider()).resolve('pkg')
    ).resolves.toMatchObject({
      source: '3'
    });
  });
});

describe('stop and setServing', () => {
  it('removes what is served and passes over what is not', async () => {
    const { saved, served } = serving(FILES, [
      { path: 'a/pkg' },
      { path: 'a/tool.py' }
    ]);
    await served.stop(['/a/pkg/', 'b/pkg', 'a']);
    expect(saved()).toEqual(['a/tool.py']);
    await expect((await served.provider()).resolve('pkg')).resolves.toBeNull();
  });

  it('switches one entry', async () => {
    const { saved, served } = serving(FILES, [
      { path: 'a/pkg' },
      { path: 'a/tool.py' }
    ]);
    await served.setServing(false, 'a/pkg/');
    expect(served.names).toEqual(['tool']);
    expect(saved()).toEqual(['a/pkg', 'a/tool.py']);
    await expect((await served.provider()).resolve('pkg')).resolves.toBeNull();
    await served.setServing(true, 'a/pkg');
    expect(served.names).toEqual(['pkg', 'tool']);
  });

  it('switches all, and keeps which were on', async () => {
    const { served } = serving(FILES, [
      { path: 'a/pkg', enabled: false },
      { path: 'a/tool.py' }
    ]);
    await served.setServing(false);
    expect(served.names).toEqual([]);
    await expect((await served.provider()).resolve('tool')).resolves.toBeNull();
    await served.setServing(true);
    expect(served.names).toEqual(['tool']);
  });

  it('fails for a path that is not served', async () => {
    const { served } = serving(FILES);
    const reason = await failure(served.setServing(true, 'a/pkg'));
    expect(reason.message).toBe('“a/pkg” is not served.');
  });
});

describe('problems', () => {
  it.each([
    ['docs', 'No Python files in'],
    ['/docs/', 'No Python files in'],
    ['a/pkg', null]
  ])('of %p: %p', async (path, problem) => {
    const { served } = serving(FILES);
    await served.serve([path]);
    expect(served.entries[0].problem).toEqual(
      problem === null ? null : expect.stringContaining(problem)
    );
  });

  it('are looked for and go away', async () => {
    const { served, store } = serving(FILES, [
      { path: 'docs' },
      { path: 'a/gone' },
      { path: 'b/gone2', enabled: false }
    ]);
    await served.findProblems();
    const problems = () => served.entries.map(({ problem }) => problem);
    expect(problems()).toEqual([
      expect.stringContaining('No Python'),
      expect.stringContaining('not found'),
      null
    ]);
    store.files.set('docs/a.py', '');
    store.files.set('a/gone/a.py', '');
    await served.findProblems();
    expect(problems()).toEqual([null, null, null]);
  });

  it('go away when the Jupyter server is back', async () => {
    jest.useFakeTimers();
    try {
      const { served, store } = serving(FILES, [{ path: 'a/pkg' }]);
      await served.findProblems();
      const watch = served.watch();
      await jest.advanceTimersByTimeAsync(10000);
      const { list } = store;
      store.list = async path => {
        throw new JupyterUnavailableError(path);
      };
      await served.findProblems();
      await jest.advanceTimersByTimeAsync(60000);
      expect(served.entries[0].problem).toContain('does not answer');
      const filesChanged = jest.fn();
      served.filesChanged.connect(filesChanged);
      store.list = list;
      await jest.advanceTimersByTimeAsync(20000);
      expect(served.entries[0].problem).toBeNull();
      expect(filesChanged).toHaveBeenCalledTimes(1);
      watch.dispose();
    } finally {
      jest.useRealTimers();
    }
  });

  it('of listing a folder do not undo or hide that it is served', async () => {
    const { served, store } = serving(FILES);
    store.list = () => Promise.reject(new Error('offline'));
    await served.serve(['a/pkg']);
    expect(served.entries).toMatchObject([
      { path: 'a/pkg', problem: expect.stringContaining('could not list') }
    ]);
  });
});
