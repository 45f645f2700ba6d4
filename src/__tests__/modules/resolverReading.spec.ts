import { PromiseDelegate } from '@lumino/coreutils';

import { resolving } from '../helpers/resolving';

describe('hold', () => {
  const files = { 'pkg/__init__.py': '', 'pkg/a.py': 'a', 'pkg/b.py': 'b' };
  const listings = (log: string[]) =>
    log.filter(line => line === 'list pkg').length;

  it('lists a folder once until released', async () => {
    const { resolver, store } = resolving(files);
    const release = resolver.hold();
    await resolver.resolve('pkg');
    await resolver.resolve('pkg.a');
    await Promise.all([resolver.resolve('pkg.b'), resolver.resolve('pkg.c')]);
    expect(listings(store.log)).toBe(1);
    release();
  });

  it('is not needed to see a new file', async () => {
    const { resolver, store } = resolving(files);
    await expect(resolver.resolve('pkg.c')).resolves.toBeNull();
    store.files.set('pkg/c.py', 'c');
    await expect(resolver.resolve('pkg.c')).resolves.not.toBeNull();
  });

  it('keeps the view, and what was read', async () => {
    const { resolver, store } = resolving(files);
    const release = resolver.hold();
    await resolver.resolve('pkg.a');
    store.files.set('pkg/c.py', 'c');
    store.files.set('pkg/a.py', 'newer');
    await expect(resolver.resolve('pkg.c')).resolves.toBeNull();
    await expect(resolver.resolve('pkg.a')).resolves.toMatchObject({
      source: 'a'
    });
    release();
    await expect(resolver.resolve('pkg.c')).resolves.not.toBeNull();
    await expect(resolver.resolve('pkg.a')).resolves.toMatchObject({
      source: 'newer'
    });
  });

  it('does not outlast the serving', async () => {
    const { resolver, roots } = resolving(files);
    const release = resolver.hold();
    await expect(resolver.resolve('pkg.a')).resolves.not.toBeNull();
    roots.length = 0;
    await expect(resolver.resolve('pkg.a')).resolves.toBeNull();
    release();
  });

  it('lets a program be prepared: its imports then ask nothing', async () => {
    const { resolver, store } = resolving({
      ...files,
      'pkg/a.py': 'from . import b, nothing\nimport elsewhere'
    });
    const release = resolver.hold();
    await resolver.prepare('import pkg.a');
    expect(store.log).toContain('read pkg/b.py');
    store.log.length = 0;
    for (const name of ['pkg', 'pkg.a', 'pkg.b', 'pkg.nothing']) {
      await resolver.resolve(name);
    }
    expect(store.log).toEqual([]);
    release();
  });

  it('begins with a new view, also within another', async () => {
    const { resolver, store } = resolving(files);
    const first = resolver.hold();
    await resolver.resolve('pkg.a');
    store.files.set('pkg/c.py', 'c');
    const second = resolver.hold();
    await expect(resolver.resolve('pkg.c')).resolves.not.toBeNull();
    first();
    await resolver.resolve('pkg.a');
    expect(listings(store.log)).toBe(2);
    second();
    await resolver.resolve('pkg.a');
    await resolver.resolve('pkg.a');
    expect(listings(store.log)).toBe(4);
  });

  it('may be released twice', async () => {
    const { resolver, store } = resolving(files);
    const first = resolver.hold();
    const second = resolver.hold();
    first();
    first();
    await resolver.resolve('pkg.a');
    await resolver.resolve('pkg.b');
    expect(listings(store.log)).toBe(1);
    second();
  });

  it('does not keep a listing that failed', async () => {
    const { resolver, store } = resolving(files);
    const list = store.list.bind(store);
    store.list = () => Promise.reject(new Error('offline'));
    const release = resolver.hold();
    await expect(resolver.resolve('pkg.a')).rejects.toThrow('offline');
    store.list = list;
    await expect(resolver.resolve('pkg.a')).resolves.not.toBeNull();
    release();
  });

  it('keeps its own listing when one of an earlier hold fails late', async () => {
    const { resolver, store } = resolving(files);
    const list = store.list.bind(store);
    let fail: (reason: Error) => void = () => undefined;
    const asked = new Promise<void>(resolve => {
      store.list = () =>
        new Promise((_, reject) => {
          fail = reject;
          resolve();
        });
    });
    const first = resolver.hold();
    const late = resolver.resolve('pkg.a');
    await asked;
    store.list = list;
    const second = resolver.hold();
    await resolver.resolve('pkg.a');
    fail(new Error('offline'));
    await expect(late).rejects.toThrow('offline');
    await resolver.resolve('pkg.a');
    expect(listings(store.log)).toBe(1);
    first();
    second();
  });
});

describe('a survey', () => {
  const files = { 'pkg/__init__.py': 'from . import a', 'pkg/a.py': 'a' };

  beforeEach(() => {
    jest.useFakeTimers({ doNotFake: ['performance'] });
  });

  afterEach(() => {
    jest.useRealTimers();
  });

  it('leaves listing to a run that begins at the same time', async () => {
    const { resolver, store } = resolving(files);
    const surveys = Promise.all([resolver.survey(), resolver.survey()]);
    const release = resolver.hold();
    // The run's listing takes longer than a survey waits.
    const { list } = store;
    const answer = new PromiseDelegate<void>();
    const listed = jest.fn(async (path: string) => {
      await answer.promise;
      return list.call(store, path);
    });
    store.list = listed;
    const run = resolver.snapshot('import pkg');
    await jest.advanceTimersByTimeAsync(200);
    answer.resolve();
    const [one] = await surveys;
    expect(one.names).toEqual(['pkg']);
    expect((await run).contents.size).toBe(2);
    expect(listed.mock.calls).toEqual([['pkg']]);
    release();
  });

  it('waits for the files that a run needs', async () => {
    const { resolver, store } = resolving(files);
    const release = resolver.hold();
    const { read } = store;
    const answer = new PromiseDelegate<void>();
    store.read = async path => {
      await answer.promise;
      return read.call(store, path);
    };
    const run = resolver.snapshot('import pkg');
    const surveyed = jest.fn();
    const survey = resolver.survey().finally(surveyed);
    await jest.advanceTimersByTimeAsync(200);
    expect(surveyed).not.toHaveBeenCalled();
    answer.resolve();
    // However slow the machine is, what waits for a timer may begin only now.
    while (surveyed.mock.calls.length === 0) {
      await jest.advanceTimersByTimeAsync(50);
    }
    await expect(survey).resolves.toMatchObject({ names: ['pkg'] });
    expect((await run).contents.size).toBe(2);
    release();
  });
});

describe('reading', () => {
  it('finds nothing when the file vanished after the listing', async () => {
    const { resolver, store } = resolving({
      'pkg/__init__.py': '',
      'pkg/a.py': ''
    });
    const release = resolver.hold();
    await resolver.resolve('pkg');
    store.files.delete('pkg/a.py');
    await expect(resolver.resolve('pkg.a')).resolves.toBeNull();
    release();
  });

  it('finds nothing when the folder vanished after the listing', async () => {
    const { resolver, store } = resolving({
      'pkg/a.py': '',
      'pkg/sub/b.py': ''
    });
    const release = resolver.hold();
    await resolver.resolve('pkg.a');
    store.files.delete('pkg/sub/b.py');
    await expect(resolver.resolve('pkg.sub')).resolves.toBeNull();
    await expect(resolver.resolve('pkg.sub.b')).resolves.toBeNull();
    release();
  });

  it('decodes bytes', async () => {
    const source = Uint8Array.from('# coding: latin-1\ns = "\xe9"', character =>
      character.charCodeAt(0)
    );
    const { resolver } = resolving({ 'pkg/a.py': source });
    await expect(resolver.resolve('pkg.a')).resolves.toMatchObject({
      source: '# coding: latin-1\ns = "é"'
    });
  });

  it('fails with a message that names the file', async () => {
    const { resolver } = resolving({ 'pkg/a.py': Uint8Array.of(0xff) });
    const module = await resolver.resolve('pkg.a');
    expect(() => module?.kind === 'module' && module.source).toThrow(
      'pkg/a.py: not valid utf-8'
    );
  });

  it('passes an error of the store on', async () => {
    const { resolver, store } = resolving({ 'pkg/a.py': '' });
    store.read = () => Promise.reject(new Error('pkg/a.py: no'));
    await expect(resolver.resolve('pkg.a')).rejects.toThrow('pkg/a.py: no');
  });

  it('reads an empty file as an empty module', async () => {
    const { resolver } = resolving({ 'pkg/a.py': '' });
    await expect(resolver.resolve('pkg.a')).resolves.toMatchObject({
      source: ''
    });
  });

  it('takes the text of an open document, without reading the file', async () => {
    const text = jest.fn(() => 'unsaved');
    const { resolver, store } = resolving(
      { 'pkg/a.py': Uint8Array.of(0xff) },
      { documents: { text } }
    );
    await expect(resolver.resolve('pkg.a')).resolves.toMatchObject({
      source: 'unsaved'
    });
    expect(text).toHaveBeenCalledWith(
      expect.objectContaining({ path: 'pkg/a.py' }),
      expect.any(Function)
    );
    expect(store.log).not.toContain('read pkg/a.py');
  });

  it('takes also an empty text of an open document', async () => {
    const { resolver } = resolving(
      { 'pkg/a.py': 'saved' },
      { documents: { text: () => '' } }
    );
    await expect(resolver.resolve('pkg.a')).resolves.toMatchObject({
      source: ''
    });
  });

  it('takes the file where no document is newer', async () => {
    const { resolver } = resolving(
      { 'pkg/a.py': 'saved' },
      { documents: { text: () => null } }
    );
    await expect(resolver.resolve('pkg.a')).resolves.toMatchObject({
      source: 'saved'
    });
  });

  it('asks for open documents of served files only', async () => {
    const text = jest.fn(() => null);
    const { resolver } = resolving(
      { 'pkg/a.py': '', 'pkg/secret.py': '', 'other/b.py': '' },
      { documents: { text }, ignore: ['secret.py'] }
    );
    for (const name of ['pkg', 'pkg.secret', 'pkg.none', 'other.b', 'b']) {
      await resolver.resolve(name);
    }
    expect(text).not.toHaveBeenCalled();
  });

  it('refuses a file that is too large, unread, naming it', async () => {
    const { resolver, store } = resolving({ 'pkg/a.py': '', 'pkg/b.py': '' });
    store.sizes.set('pkg/a.py', 32 * 1024 * 1024 + 1);
    store.sizes.set('pkg/b.py', 32 * 1024 * 1024);
    await expect(resolver.resolve('pkg.a')).rejects.toThrow(
      /pkg\/a\.py: .*bytes/
    );
    expect(store.log).not.toContain('read pkg/a.py');
    await expect(resolver.resolve('pkg.b')).resolves.not.toBeNull();
  });

  it('refuses a large file also where the store tells no size', async () => {
    const { resolver, store } = resolving({
      'pkg/a.py': new Uint8Array(32 * 1024 * 1024 + 1)
    });
    store.sizes.set('pkg/a.py', undefined);
    await expect(resolver.resolve('pkg.a')).rejects.toThrow(
      /pkg\/a\.py: .*bytes/
    );
  });

  it('reads nothing for packages without a text', async () => {
    const { resolver, store } = resolving({ 'pkg/a/b.py': '' });
    await resolver.resolve('pkg');
    await resolver.resolve('pkg.a');
    expect(store.log.filter(line => line.startsWith('read'))).toEqual([]);
  });
});
