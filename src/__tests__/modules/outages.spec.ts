import type { IServedRoot } from '../../tree/types';
import { UnavailableError } from '../../tree/unavailable';
import { resolving } from '../helpers/resolving';

const FILES = {
  'pkg/a.py': '',
  'pkg/sub/b.py': '',
  'lib/helper.py': '',
  'tool.py': ''
};

const ROOTS: IServedRoot[] = [
  { name: 'pkg', path: 'pkg' },
  { name: null, path: 'lib' },
  { name: 'tool', path: 'tool.py' }
];

/** A resolver whose store fails to list the folders that have a reason. */
function failing() {
  const { resolver, store } = resolving({ ...FILES }, { roots: ROOTS });
  const reasons = new Map<string, Error>();
  const list = store.list.bind(store);
  store.list = path => {
    const reason = reasons.get(path);
    return reason ? Promise.reject(reason) : list(path);
  };
  const modules = async () => {
    const snapshot = await (await resolver.survey()).snapshot();
    return [...snapshot.files]
      .filter(([, version]) => version !== '?' && version !== '?:')
      .map(([path]) => path.slice('/jupyter/'.length))
      .sort();
  };
  return { modules, reasons, resolver, store };
}

const ALL = ['lib/helper.py', 'pkg/a.py', 'pkg/sub/b.py', 'tool.py'];

describe.each([
  ['a folder', 'pkg'],
  ['the contents of a folder', 'lib'],
  ['a file', '']
])('a survey where %s cannot be listed', (_, path) => {
  it('fails while nobody answers', async () => {
    const { modules, reasons } = failing();
    reasons.set(path, new UnavailableError('away'));
    await expect(modules()).rejects.toThrow('away');
    reasons.clear();
    expect(await modules()).toEqual(ALL);
  });

  it('fails where that could be listed before', async () => {
    const { modules, reasons } = failing();
    expect(await modules()).toEqual(ALL);
    reasons.set(path, new Error('forbidden'));
    await expect(modules()).rejects.toThrow('forbidden');
    reasons.clear();
    expect(await modules()).toEqual(ALL);
  });

  it('has the others where that never could be listed', async () => {
    const { modules, reasons } = failing();
    reasons.set(path, new Error('forbidden'));
    const found = await modules();
    expect(found.length).toBeGreaterThan(0);
    expect(found.length).toBeLessThan(ALL.length);
    // Once more: nothing has been lost.
    expect(await modules()).toEqual(found);
  });
});

it('a survey does without a folder below that is unreadable', async () => {
  const { modules, reasons } = failing();
  await modules();
  reasons.set('pkg/sub', new Error('forbidden'));
  expect(await modules()).toEqual(ALL.filter(name => !/sub/.test(name)));
});

it('a survey fails when nobody answers any more on its way', async () => {
  const { modules, reasons } = failing();
  await modules();
  reasons.set('pkg/sub', new UnavailableError('away'));
  await expect(modules()).rejects.toThrow('away');
});

it('a survey has nothing of what was removed', async () => {
  const { modules, store } = failing();
  await modules();
  store.files.delete('pkg/a.py');
  store.files.delete('pkg/sub/b.py');
  expect(await modules()).toEqual(['lib/helper.py', 'tool.py']);
});

describe('the names in a folder that cannot be listed now', () => {
  it.each([
    ['nobody answers', new UnavailableError('away')],
    ['it is unreadable', new Error('away')]
  ])('are kept when %s, and cannot be imported', async (_, reason) => {
    const { reasons, resolver, store } = failing();
    store.files.set('lib/regular/__init__.py', '');
    await resolver.topLevel();
    reasons.set('lib', reason);
    const names = ['pkg', 'tool', 'helper', 'regular'];
    const snapshot = await resolver.snapshot('import helper');
    expect([...snapshot.names.keys()]).toEqual(names);
    expect(snapshot.files.get('/jupyter/lib/')).toBe('?');
    expect(await resolver.prepare('import helper')).toEqual(names);
    await expect(resolver.resolve('helper')).rejects.toThrow('away');
    // It may have been written meanwhile.
    await expect(resolver.resolve('fresh')).rejects.toThrow('away');
    expect(await resolver.resolve('pkg')).toMatchObject({ kind: 'namespace' });
    reasons.clear();
    expect(await resolver.resolve('helper')).toMatchObject({ kind: 'module' });
    expect(await resolver.resolve('fresh')).toBeNull();
  });

  it('may not be known: then none can be imported', async () => {
    const { reasons, resolver } = failing();
    reasons.set('lib', new UnavailableError('away'));
    expect([...(await resolver.snapshot('')).names.keys()]).toEqual([
      'pkg',
      'tool'
    ]);
    await expect(resolver.resolve('helper')).rejects.toThrow('away');
  });

  it('stay what they were when nobody answers any more on the way', async () => {
    const { reasons, resolver, store } = failing();
    store.files.set('lib/data/table.csv', '');
    await resolver.topLevel();
    reasons.set('lib/data', new UnavailableError('away'));
    const { contents, failures } = await resolver.topLevel();
    expect(contents.get('lib')).toEqual(['helper']);
    expect(failures).toHaveLength(1);
  });
});
