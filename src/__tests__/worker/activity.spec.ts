import { makeContent } from '../../protocol/content';
import { IndexSync } from '../../protocol/indexSync';
import { ActivityLog } from '../../worker/activity';
import { resolving } from '../helpers/resolving';

const FILES = {
  'pkg/__init__.py': 'import pkg.a',
  'pkg/a.py': 'A = 1',
  'other/__init__.py': 'O = 1'
};

const ROOTS = [
  { name: 'pkg', path: 'pkg' },
  { name: 'other', path: 'other' }
];

/** A log, and a way to push what a program needs. */
function logging() {
  const { resolver } = resolving(FILES, { roots: ROOTS });
  const sync = new IndexSync(async () => null);
  const log = new ActivityLog();
  const push = async (program: string) => {
    const snapshot = await resolver.snapshot(program);
    log.recordRunPush(sync.push(snapshot), snapshot);
  };
  return { log, push };
}

it('a run’s receipt has what was sent for it, and what was there', async () => {
  const { log, push } = logging();
  await push('import other');
  log.begin();
  await push('import pkg, other');
  log.recordReady();
  expect(log.end()).toEqual({
    sent: 2,
    bytes: FILES['pkg/__init__.py'].length + FILES['pkg/a.py'].length,
    unchanged: 1,
    requested: [],
    missing: [],
    seconds: expect.any(Number)
  });
  log.begin();
  await push('import pkg, other');
  expect(log.end()).toMatchObject({ sent: 0, bytes: 0, unchanged: 3 });
});

it('what is sent meanwhile, for whichever import, is in the sums only', async () => {
  const { resolver } = resolving(FILES, { roots: ROOTS });
  const snapshot = await resolver.snapshot('import other');
  const log = new ActivityLog();
  log.begin();
  log.recordPush(new IndexSync(async () => null).push(snapshot), snapshot);
  expect(log.end()).toMatchObject({ sent: 0, bytes: 0, unchanged: 0 });
  expect(log.total).toMatchObject({ files: 1 });
});

it('what the worker asks for is in the receipt of the run that it falls into', () => {
  const { log } = logging();
  log.recordFetch({ name: '/jupyter/pkg/before.py', bytes: 7 });
  log.begin();
  log.recordFetch({ name: '/jupyter/pkg/late.py', bytes: 5 });
  log.recordFetch({ name: '/jupyter/pkg/none.py', bytes: null });
  log.recordFetch({ name: '/jupyter/pkg/none.py', bytes: null });
  expect(log.end()).toMatchObject({
    sent: 1,
    bytes: 5,
    requested: ['pkg/late.py', 'pkg/none.py'],
    missing: ['pkg/none.py']
  });
  expect(log.total).toMatchObject({
    files: 2,
    bytes: 12,
    requested: 4,
    missing: 2
  });
});

it('the sums are kept by top-level name', async () => {
  const { log, push } = logging();
  expect(log.total.last).toBeNull();
  await push('import pkg, other');
  log.recordFetch({ name: '/jupyter/pkg/x.csv', bytes: 10 });
  // As servers without the extension ask.
  log.recordFetch({ name: 'pkg.x', bytes: 10 });
  expect(log.byName.get('other')).toMatchObject({
    files: 1,
    bytes: makeContent(FILES['other/__init__.py']).size,
    requested: 0
  });
  expect(log.byName.get('pkg')).toMatchObject({ files: 4, requested: 2 });
  expect(log.total).toMatchObject({ files: 5, last: expect.any(Date) });
});
