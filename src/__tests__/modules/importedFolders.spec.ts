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

/** Whether a file is in the index. */
function has(snapshot: ISnapshot, path: string): boolean {
  return snapshot.files.has(`/jupyter/${path}`);
}

/** Whether a file is in the index, with its content. */
function hasContent(snapshot: ISnapshot, path: string): boolean {
  const version = snapshot.files.get(`/jupyter/${path}`);
  return snapshot.contents.has(String(version));
}

it('what a program imports from beyond the limits is sent with it', async () => {
  const { resolver, store } = resolving(FILES);
  const before = await resolver.snapshot('import pkg');
  expect(has(before, 'pkg/s1299/a.py')).toBe(false);
  expect(before.files.get('/jupyter/pkg/s1299/')).toBe('?');
  const snapshot = await resolver.snapshot('import pkg.s1299.deep.b');
  for (const name of ['__init__', 'b', 'c']) {
    expect(hasContent(snapshot, `pkg/s1299/deep/${name}.py`)).toBe(true);
  }
  expect(snapshot.files.has('/jupyter/pkg/s1299/')).toBe(false);
  expect(has(snapshot, 'pkg/s1298/a.py')).toBe(false);
  // It is still there when nothing of it is imported, and all else is known.
  const survey = await resolver.survey(true);
  expect(has(await survey.snapshot(), 'pkg/s1299/deep/c.py')).toBe(true);
  store.log.length = 0;
  await resolver.survey(true);
  expect(store.log.length).toBeLessThan(150);
  resolver.forget();
  const later = await resolver.snapshot('import pkg');
  expect(has(later, 'pkg/s1299/deep/c.py')).toBe(false);
});

it('what the worker lists itself stays in the index', async () => {
  const { resolver } = resolving(FILES);
  const listed = await resolver.list('/jupyter/pkg/s1299/deep');
  expect([...listed!.keys()].sort()).toEqual(
    ['__init__', 'b', 'c'].map(name => `/jupyter/pkg/s1299/deep/${name}.py`)
  );
  expect(has(await resolver.snapshot(''), 'pkg/s1299/deep/c.py')).toBe(true);
  expect(await resolver.list('/jupyter/pkg/none')).toBeNull();
  expect(await resolver.list('/jupyter/pkg/__init__.py')).toBeNull();
});

it('a folder of many entries is no obstacle', async () => {
  const many = Object.fromEntries(
    Array.from({ length: 3000 }, (_, i) => [`pkg/m${i}.py`, ''])
  );
  const { resolver } = resolving({ ...many, 'pkg/first.py': 'import pkg.m7' });
  const snapshot = await resolver.snapshot('import pkg.first');
  expect(hasContent(snapshot, 'pkg/m7.py')).toBe(true);
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
  expect(has(await survey.snapshot(), 'pkg/a.py')).toBe(true);
});
