import type { ISnapshot } from '../../protocol/indexSync';
import { resolving } from '../helpers/resolving';

/** More folders than are listed ahead, and one more below the last. */
const FILES = {
  'pkg/__init__.py': '',
  ...Object.fromEntries(
    Array.from({ length: 300 }, (_, i) => [`pkg/s${1000 + i}/a.py`, ''])
  ),
  'pkg/s1299/deep/__init__.py': '',
  'pkg/s1299/deep/b.py': 'from . import c',
  'pkg/s1299/deep/c.py': ''
};

/** Whether a module is in the index, with its content. */
function hasContent(snapshot: ISnapshot, name: string): boolean {
  const { version } = snapshot.modules.get(name) ?? {};
  return snapshot.contents.has(String(version));
}

it('what a program imports from beyond the limits is sent with it', async () => {
  const { resolver, store } = resolving(FILES);
  const before = await resolver.snapshot('import pkg');
  expect(before.modules.has('pkg.s1299.a')).toBe(false);
  const snapshot = await resolver.snapshot('import pkg.s1299.deep.b');
  for (const name of ['deep', 'deep.b', 'deep.c']) {
    expect(hasContent(snapshot, `pkg.s1299.${name}`)).toBe(true);
  }
  expect(snapshot.modules.has('pkg.s1298.a')).toBe(false);
  // It is still there when nothing of it is imported, and all else is known.
  const survey = await resolver.survey(true);
  expect((await survey.snapshot()).modules.has('pkg.s1299.deep.c')).toBe(true);
  store.log.length = 0;
  await resolver.survey(true);
  expect(store.log.length).toBeLessThan(150);
  resolver.forget();
  const later = await resolver.snapshot('import pkg');
  expect(later.modules.has('pkg.s1299.deep.c')).toBe(false);
});

it('a folder of many entries is no obstacle', async () => {
  const many = Object.fromEntries(
    Array.from({ length: 3000 }, (_, i) => [`pkg/m${i}.py`, ''])
  );
  const { resolver } = resolving({ ...many, 'pkg/first.py': 'import pkg.m7' });
  const snapshot = await resolver.snapshot('import pkg.first');
  expect(hasContent(snapshot, 'pkg.m7')).toBe(true);
});

it('ignored entries leave room for others', async () => {
  const logs = Object.fromEntries(
    Array.from({ length: 3000 }, (_, i) => [`pkg/${i}.log`, ''])
  );
  const { resolver } = resolving(
    { ...logs, 'pkg/a.py': '' },
    { ignore: ['*.log'] }
  );
  const survey = await resolver.survey(true);
  expect((await survey.snapshot()).modules.has('pkg.a')).toBe(true);
});
