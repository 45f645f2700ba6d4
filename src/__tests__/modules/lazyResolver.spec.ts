import { LazyResolver } from '../../modules/lazyResolver';
import { resolving } from '../helpers/resolving';

function lazily() {
  const { resolver, store } = resolving({ 'pkg/__init__.py': 'old' });
  const load = jest.fn(async () => resolver);
  return { lazy: new LazyResolver(load), load, resolver, store };
}

it('is loaded once, by whoever asks first', async () => {
  const { lazy, load } = lazily();
  lazy.forget();
  expect(load).not.toHaveBeenCalled();
  const answers = await Promise.all([
    lazy.resolve('pkg'),
    lazy.prepare('import pkg'),
    lazy.snapshot('import pkg'),
    lazy.survey(),
    lazy.topLevel(),
    lazy.read(['/jupyter/pkg/__init__.py']),
    lazy.data('/jupyter/pkg/__init__.py'),
    lazy.list('/jupyter/pkg'),
    lazy.ahead('/jupyter/pkg/__init__.py')
  ]);
  expect(answers).toMatchObject([
    { name: 'pkg' },
    ['pkg'],
    { names: new Map([['pkg', ['/jupyter']]]) },
    { names: ['pkg'] },
    { owners: new Map([['pkg', [{ path: 'pkg' }]]]) },
    [{ data: 'old' }],
    { version: expect.any(String) },
    new Map([['/jupyter/pkg/__init__.py', expect.any(String)]]),
    { names: new Map([['pkg', ['/jupyter']]]) }
  ]);
  expect(load).toHaveBeenCalledTimes(1);
});

it.each([[false], [true]])(
  'holds what there is, loaded before: %s',
  async isLoaded => {
    const { lazy, store } = lazily();
    if (isLoaded) {
      await lazy.topLevel();
    }
    const release = lazy.hold();
    await lazy.resolve('pkg');
    store.files.set('pkg/__init__.py', 'new');
    store.times.set('pkg/__init__.py', '2026-02-02T00:00:00Z');
    await expect(lazy.resolve('pkg')).resolves.toMatchObject({ source: 'old' });
    release();
    await Promise.resolve();
    await expect(lazy.resolve('pkg')).resolves.toMatchObject({ source: 'new' });
  }
);

it('is tried again where it could not be loaded', async () => {
  const { lazy, load } = lazily();
  load.mockRejectedValueOnce(new Error('no such chunk'));
  const release = lazy.hold();
  await expect(lazy.resolve('pkg')).rejects.toThrow('no such chunk');
  release();
  await expect(lazy.resolve('pkg')).resolves.toMatchObject({ name: 'pkg' });
});
