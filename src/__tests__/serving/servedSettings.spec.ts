import { readFileSync } from 'fs';
import { join } from 'path';

import { SERVED_DEFAULTS } from '../../serving/servedSettings';
import { settle } from '../helpers/fakeChannel';
import { serving } from '../helpers/serving';

const FILES = {
  'a/pkg/__init__.py': '1',
  'b/pkg/__init__.py': '2',
  'a/tool.py': 't'
};

describe('settings edited by hand', () => {
  it('may leave out whether an entry is on', () => {
    const { served } = serving(FILES, [{ path: 'a/pkg' }]);
    expect(served.entries).toMatchObject([{ path: 'a/pkg', enabled: true }]);
    expect(served.names).toEqual(['pkg']);
  });

  it.each([[null], ['a/tool.py'], [7], [{}], [{ path: 7 }], [{ path: null }]])(
    'may hold %j, which is no entry',
    async raw => {
      const { saved, served } = serving(FILES, [raw, { path: 'a/pkg' }]);
      expect(served.names).toEqual(['pkg']);
      await served.serve(['a/tool.py']);
      expect(saved()).toEqual(['a/pkg', 'a/tool.py']);
    }
  );

  it.each(['/a/pkg', 'a/pkg/', './a/pkg', 'a//pkg'])(
    'may spell a path %p',
    async path => {
      const { saved, served } = serving(FILES, [{ path }]);
      expect(served.entries).toMatchObject([{ path: 'a/pkg', name: 'pkg' }]);
      await expect(
        (await served.provider()).resolve('pkg')
      ).resolves.toMatchObject({
        origin: '/jupyter:/a/pkg/__init__.py'
      });
      await served.stop(['a/pkg']);
      expect(saved()).toEqual([]);
    }
  );

  it('may hold a path twice: the first one counts', () => {
    const { served } = serving(FILES, [
      { path: 'a/pkg' },
      { path: 'a/pkg/', enabled: false }
    ]);
    expect(served.entries).toHaveLength(1);
    expect(served.names).toEqual(['pkg']);
    expect(served.entries[0].problem).toBeNull();
  });

  it('may hold a name twice: the first one that is on is served', async () => {
    const { served } = serving(FILES, [{ path: 'a/pkg' }, { path: 'b/pkg' }]);
    expect(served.names).toEqual(['pkg']);
    expect(served.entries.map(({ problem }) => problem)).toEqual([
      null,
      'Not served: “a/pkg” is served under the same name. Switch one of them off, or rename it.'
    ]);
    await expect(
      (await served.provider()).resolve('pkg')
    ).resolves.toMatchObject({
      source: '1'
    });
    await served.setServing(false, 'a/pkg');
    expect(served.entries.map(({ problem }) => problem)).toEqual([null, null]);
    await expect(
      (await served.provider()).resolve('pkg')
    ).resolves.toMatchObject({
      source: '2'
    });
  });

  it('may hold a name that Python cannot import', () => {
    const { served } = serving(FILES, [
      { path: 'x/my.pkg' },
      { path: '' },
      { path: 'x/jpy' }
    ]);
    expect(served.names).toEqual([]);
    expect(served.entries.map(({ problem }) => problem)).toEqual([
      expect.stringContaining('my_pkg'),
      expect.stringContaining('module names have no dots'),
      expect.stringContaining('Deephaven itself needs this name')
    ]);
  });

  it('take effect at once', async () => {
    const { served, settings } = serving(FILES, [{ path: 'a/pkg' }]);
    const changed = jest.fn();
    served.changed.connect(changed);
    await settings.set('ignore', ['__init__.py']);
    expect(changed).toHaveBeenCalledTimes(1);
    await expect(
      (await served.provider()).resolve('pkg')
    ).resolves.toMatchObject({
      kind: 'namespace'
    });
    await settings.set('modules', []);
    await expect((await served.provider()).resolve('pkg')).resolves.toBeNull();
  });
});

describe('renaming', () => {
  it.each([
    ['a/pkg', 'a/lib', ['a/lib', 'a/tool.py', 'ab/x.py']],
    ['a', 'z', ['z/pkg', 'z/tool.py', 'ab/x.py']],
    ['a/tool.py', 'b/tool2.py', ['a/pkg', 'b/tool2.py', 'ab/x.py']],
    ['a/pk', 'a/no', ['a/pkg', 'a/tool.py', 'ab/x.py']],
    ['a/pkg/sub', 'a/no', ['a/pkg', 'a/tool.py', 'ab/x.py']]
  ])('%s to %s is followed', async (from, to, paths) => {
    const { rename, saved, served } = serving(FILES, [
      { path: 'a/pkg', enabled: false },
      { path: 'a/tool.py' },
      { path: 'ab/x.py' }
    ]);
    rename(from, to);
    await settle();
    expect(saved()).toEqual(paths);
    expect(served.entries.map(({ enabled }) => enabled)).toEqual([
      false,
      true,
      true
    ]);
  });

  it('is not lost among other changes', async () => {
    const { rename, saved, served } = serving(FILES, [{ path: 'a/pkg' }]);
    const serve = served.serve(['a/tool.py']);
    rename('a/pkg', 'a/lib');
    await serve;
    await settle();
    expect(saved()).toEqual(['a/lib', 'a/tool.py']);
  });

  it('to a name that is taken shows as a problem', async () => {
    const { rename, served } = serving(FILES, [
      { path: 'a/pkg' },
      { path: 'c/lib' }
    ]);
    rename('c/lib', 'c/pkg');
    await settle();
    expect(served.names).toEqual(['pkg']);
    expect(served.entries[1].problem).toContain('“a/pkg”');
  });
});

describe('the defaults in the code', () => {
  it('are those of the schema, which they stand in for', () => {
    const { properties } = JSON.parse(
      readFileSync(join(__dirname, '../../../schema/served.json'), 'utf8')
    );
    expect(
      Object.fromEntries(
        Object.entries<{ default: unknown }>(properties).map(([key, value]) => [
          key,
          value.default
        ])
      )
    ).toEqual(SERVED_DEFAULTS);
  });
});

describe('what was stopped', () => {
  const list = () => [
    { path: 'a/pkg', enabled: false },
    { path: 'b', enabled: true, contents: true },
    { path: 'a/tool.py', enabled: true }
  ];

  it('is restored as it was, where it was', async () => {
    const { served, settings } = serving(FILES, list());
    const stopped = await served.stop(['a/pkg', 'b/']);
    expect(stopped).toMatchObject([
      { path: 'a/pkg', enabled: false, contents: false },
      { path: 'b', enabled: true, contents: true }
    ]);
    await served.restore(stopped);
    expect(settings.value.modules).toEqual(list());
  });

  it('returns behind what was before it, however the list has changed', async () => {
    const { saved, served } = serving(FILES, list());
    const tool = await served.stop(['a/tool.py']);
    const b = await served.stop(['b']);
    await served.serve(['b/pkg'], { replace: true });
    await served.restore(tool);
    expect(saved()).toEqual(['a/pkg', 'a/tool.py', 'b/pkg']);
    await served.restore(b);
    expect(saved()).toEqual(['a/pkg', 'b', 'a/tool.py', 'b/pkg']);
  });

  it('stays as it is where it is served again meanwhile', async () => {
    const { served, settings } = serving(FILES, list());
    const stopped = await served.stop(['b']);
    expect(await served.stop(['b'])).toEqual([]);
    await served.serve(['b/pkg']);
    await served.serve(['b'], { contents: true });
    await served.setServing(false, 'b');
    const before = settings.value.modules;
    await served.restore(stopped);
    expect(settings.value.modules).toEqual(before);
  });
});
