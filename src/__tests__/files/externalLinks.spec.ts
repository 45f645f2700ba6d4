import { PageConfig } from '@jupyterlab/coreutils';
import { ServerConnection } from '@jupyterlab/services';
import { nullTranslator } from '@jupyterlab/translation';

import { ExternalLinks } from '../../files/externalLinks';
import { JupyterFileStore } from '../../files/fileStore';
import { ServerExtension } from '../../files/serverExtension';
import { linksProblem } from '../../serving/servedProblems';
import type { Get } from '../helpers/fakeContents';
import { fakeContents } from '../helpers/fakeContents';
import { FakeServerExtension } from '../helpers/fakeServerExtension';
import { resolverOf } from '../helpers/resolving';
import { serving } from '../helpers/serving';
import { MemoryStore } from '../helpers/stores';

const trans = nullTranslator.load('test');
const IGNORE = ['venv/'];

/** A store whose server extension knows of a link that leads out. */
function storeWithLink() {
  const memory = new MemoryStore({
    'pkg/a.py': '',
    'pkg/out.py': 'secret',
    'home/tool.py': '',
    'home/other.py': ''
  });
  const part = new FakeServerExtension(memory);
  part.outside = ['pkg/out.py'];
  const get = jest.fn<ReturnType<Get>, Parameters<Get>>(async () => {
    throw new Error('not by the contents');
  });
  const { contents } = fakeContents(get, 'RTC', 'Cloud');
  const store = new JupyterFileStore(
    contents,
    part as unknown as ServerExtension
  );
  const changed = jest.fn();
  store.externalLinks?.changed.connect(changed);
  return { changed, get, memory, part, store };
}

let warn: jest.SpyInstance;

beforeEach(() => {
  warn = jest.spyOn(console, 'warn').mockImplementation();
});

afterEach(() => {
  warn.mockRestore();
});

it.each(['', 'RTC:'])(
  'links that lead out are known once listed, and logged once: %p',
  async drive => {
    const { changed, part, store } = storeWithLink();
    expect(store.externalLinks?.paths).toEqual([]);
    const roots = [`${drive}pkg`];
    await store.listTree!(roots, IGNORE);
    await store.listTree!(roots, IGNORE);
    expect(store.externalLinks?.paths).toEqual([`${drive}pkg/out.py`]);
    expect(changed).toHaveBeenCalledTimes(1);
    expect(warn).toHaveBeenCalledTimes(1);
    part.outside = [];
    const watched = store.watchTree!(
      roots,
      IGNORE,
      new AbortController().signal
    );
    part.waiting.pop()!.resolve();
    await watched;
    expect(store.externalLinks?.paths).toEqual([]);
    expect(changed).toHaveBeenCalledTimes(2);
  }
);

it('what is read or listed alone is within what is served', async () => {
  const { get, part, store } = storeWithLink();
  store.confine(['RTC:pkg', 'home/tool.py', 'Cloud:far'], IGNORE);
  const within = { roots: ['pkg', 'home/tool.py'], ignore: IGNORE };
  const found = await store.readMany!(['RTC:pkg/a.py', 'pkg/out.py']);
  // As if it were not there, and logged.
  expect(found.get('pkg/out.py')).toBeNull();
  expect(found.get('RTC:pkg/a.py')).toMatchObject({ data: '' });
  expect(warn).toHaveBeenCalledWith(
    expect.stringContaining('not read'),
    'pkg/out.py'
  );
  expect(await store.list('RTC:pkg')).toMatchObject([
    { path: 'RTC:pkg/a.py' },
    { path: 'RTC:pkg/out.py' }
  ]);
  // Beside a served file, there is nothing.
  expect(await store.list('home')).toMatchObject([{ path: 'home/tool.py' }]);
  expect(await store.list('pkg/none')).toBeNull();
  expect(part.requests.map(({ body }) => body)).toEqual([
    expect.objectContaining({ within }),
    expect.objectContaining({ within, roots: ['pkg'] }),
    expect.objectContaining({ within, roots: ['home/tool.py'] }),
    expect.objectContaining({ within, roots: ['pkg/none'] })
  ]);
  expect(get).not.toHaveBeenCalled();
});

it('all served files of a folder are listed', async () => {
  const { store } = storeWithLink();
  store.confine(['home/tool.py', 'home/other.py'], []);
  expect(await store.list('home')).toMatchObject([
    { name: 'tool.py' },
    { name: 'other.py' }
  ]);
});

it('nothing is read past a server extension that fails', async () => {
  const { get, part, store } = storeWithLink();
  store.confine(['pkg'], IGNORE);
  part.failure = new Error('500');
  const found = await store.readMany!(['pkg/out.py']);
  expect(String(found.get('pkg/out.py'))).toMatch('could not read this file');
  await expect(store.list('pkg')).rejects.toThrow('could not list this folder');
  const resolver = resolverOf(store, [{ name: 'pkg', path: 'pkg' }]);
  await expect(resolver.resolve('pkg.out')).rejects.toThrow('could not');
  expect(get).not.toHaveBeenCalled();
});

describe('a server extension that refuses', () => {
  afterEach(() => {
    PageConfig.setOption('jupyterlabDeephavenEndpoints', '');
  });

  /** A store whose Jupyter server answers so, beside contents with files. */
  function refusing(status: number) {
    PageConfig.setOption('jupyterlabDeephavenEndpoints', '1');
    const get = jest.fn<ReturnType<Get>, Parameters<Get>>(async path => ({
      path,
      format: 'text',
      content: 'followed'
    }));
    const settings = ServerConnection.makeSettings({
      fetch: async () => new Response('{"message": "no"}', { status })
    });
    const store = new JupyterFileStore(
      fakeContents(get, 'RTC').contents,
      new ServerExtension(settings)
    );
    store.confine(['pkg'], IGNORE);
    return { get, store };
  }

  it.each([400, 401, 403, 405, 413, 414, 429, 500, 503])(
    'is a failure, and no reason to follow links (%d)',
    async status => {
      const { get, store } = refusing(status);
      const listed = await store.listTree!(['pkg'], IGNORE);
      expect(listed.folders.size).toBe(0);
      await expect(store.list('pkg')).rejects.toThrow('pkg: ');
      await expect(store.read('pkg/out.py')).rejects.toThrow('pkg/out.py: ');
      const many = await store.readMany!(['pkg/a.py', 'pkg/out.py']);
      expect([...many.values()].map(each => each instanceof Error)).toEqual([
        true,
        true
      ]);
      expect(store.watchTree).toBeDefined();
      expect(get).not.toHaveBeenCalled();
      expect(store.externalLinks?.areFollowed).toBe(false);
    }
  );

  it('has gone if it is not found, which is told', async () => {
    const { get, store } = refusing(404);
    const changed = jest.fn();
    store.externalLinks!.changed.connect(changed);
    await store.listTree!(['pkg'], IGNORE);
    expect(await store.read('pkg/out.py')).toBe('followed');
    expect(get).toHaveBeenCalledTimes(1);
    expect(store.externalLinks?.areFollowed).toBe(true);
    expect(changed).toHaveBeenCalledTimes(1);
    expect(warn).toHaveBeenCalledWith(expect.stringContaining('has gone'));
  });
});

it('a single file, however large, is read where links are known', async () => {
  const { get, store } = storeWithLink();
  store.confine(['pkg'], IGNORE);
  expect(await store.read('pkg/a.py')).toBe('');
  expect(await store.read('pkg/out.py')).toBeNull();
  expect(await store.read('RTC:pkg/none.py')).toBeNull();
  expect(get).not.toHaveBeenCalled();
  await expect(store.read('Cloud:pkg/a.py')).rejects.toThrow('could not read');
  expect(get).toHaveBeenCalledTimes(1);
});

it('a served folder that itself leads out is none', async () => {
  const { part, store } = storeWithLink();
  part.outside = ['home'];
  part.list = async () => ({
    folders: {},
    unchanged: [],
    missing: [],
    outside: ['home'],
    truncated: false
  });
  const { folders } = await store.listTree!(['home'], []);
  expect(folders.get('home')).toBeNull();
  expect(linksProblem('home', ['home'], trans)).toMatch(/Not served/);
});

it('the served modules confine the store, and show its links by the rows', async () => {
  const externalLinks = new ExternalLinks();
  const confine = jest.fn();
  const { served, settings } = serving(
    { 'a/pkg/__init__.py': '', 'tool.py': '', 'off/__init__.py': '' },
    [{ path: 'a/pkg' }, { path: 'tool.py' }, { path: 'off', enabled: false }],
    {
      ignore: IGNORE,
      store: {
        confine,
        externalLinks,
        listTree: async () => {
          externalLinks.record(['a/pkg/out.py']);
          return { folders: new Map() };
        }
      }
    }
  );
  expect(confine).toHaveBeenLastCalledWith(['a/pkg', 'tool.py'], IGNORE);
  await served.findProblems();
  expect(served.entries.map(({ problem }) => problem)).toEqual([
    expect.stringContaining(
      '“out.py” is a symlink to an unserved or ignored place'
    ),
    null,
    null
  ]);
  externalLinks.record([]);
  expect(served.entries[0].problem).toBeNull();
  externalLinks.follow();
  expect(served.entries[0].problem).toMatch(
    /symlinks are followed to any place/
  );
  expect(served.entries[2].problem).toBeNull();
  // What nothing is served of may still be looked at.
  await settings.set('serving', false);
  expect(confine).toHaveBeenLastCalledWith(['a/pkg', 'tool.py'], IGNORE);
});

describe('the words', () => {
  it.each<[string[], RegExp | null]>([
    [[], null],
    [['other/x.py', 'pkgs/y.py'], null],
    [
      ['pkg/sub/x.py'],
      /^“sub\/x\.py” is a symlink to an unserved or ignored place/
    ],
    [['pkg/a', 'pkg/b'], /^2 symlinks lead to.*: a, b\. /],
    [['pkg/a', 'pkg/b', 'pkg/c', 'pkg/d'], /^4 symlinks .*: a, b, c, …\. /]
  ])('of %j', (links, expected) => {
    const problem = linksProblem('pkg', links, trans);
    if (expected) {
      expect(problem).toMatch(expected);
    } else {
      expect(problem).toBeNull();
    }
  });
});
