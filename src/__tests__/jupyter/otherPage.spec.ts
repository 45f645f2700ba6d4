import { PageConfig } from '@jupyterlab/coreutils';

import * as here from '../../jupyter/otherPage';

/** The page that opens. */
let takeGoal: (typeof here)['takeGoal'];

beforeEach(async () => {
  await jest.isolateModulesAsync(async () => {
    ({ takeGoal } = await import('../../jupyter/otherPage'));
  });
});

const ADA = 'http://hub/user/ada/';
const GOAL = { path: 'pkg/a.py', cell: null, line: 3 };

beforeEach(() => {
  localStorage.clear();
});

afterEach(() => {
  jest.useRealTimers();
  PageConfig.setOption('notebookPage', '');
});

it('other pages are opened where a page has one document', () => {
  expect(here.opensOtherPages()).toBe(false);
  PageConfig.setOption('notebookPage', 'edit');
  expect(here.opensOtherPages()).toBe(true);
});

describe('a goal', () => {
  it('is told once to the page with its document', () => {
    here.leaveGoal(GOAL, ADA);
    expect(takeGoal('pkg/other.py', ADA)).toBeNull();
    expect(takeGoal('pkg/a.py', ADA)).toMatchObject(GOAL);
    expect(takeGoal('pkg/a.py', ADA)).toBeNull();
  });

  it('is not of the page that left it', () => {
    here.leaveGoal(GOAL, ADA);
    expect(here.takeGoal('pkg/a.py', ADA)).toBeNull();
    expect(takeGoal('pkg/a.py', ADA)).toMatchObject(GOAL);
  });

  it('may be in a cell', () => {
    here.leaveGoal({ path: 'n.ipynb', cell: 'c1', line: 1 }, ADA);
    expect(takeGoal('n.ipynb', ADA)).toMatchObject({ cell: 'c1' });
  });

  it('is of one server', () => {
    here.leaveGoal(GOAL, ADA);
    expect(takeGoal('pkg/a.py', 'http://hub/user/bob/')).toBeNull();
  });

  it('is forgotten when no page opens', () => {
    jest.useFakeTimers();
    here.leaveGoal(GOAL, ADA);
    jest.advanceTimersByTime(61 * 1000);
    expect(takeGoal('pkg/a.py', ADA)).toBeNull();
  });

  it.each(['', '{', 'null', '3', '[]'])('is not read from %p', stored => {
    localStorage.setItem('jupyterlab-deephaven:go-to', stored);
    expect(takeGoal('pkg/a.py', ADA)).toBeNull();
  });
});
