import { PageConfig } from '@jupyterlab/coreutils';

import * as here from '../../runs/otherPage';

/** The page that opens. */
let takeGoal: (typeof here)['takeGoal'];

beforeEach(async () => {
  await jest.isolateModulesAsync(async () => {
    ({ takeGoal } = await import('../../runs/otherPage'));
  });
});

const ADA = 'http://hub/user/ada/';
const GOAL = { path: 'pkg/a.py', cell: null, line: 3 };

beforeEach(() => {
  localStorage.clear();
});

afterEach(() => {
  jest.restoreAllMocks();
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
    here.leaveGoal(GOAL, ADA);
    localStorage.setItem(localStorage.key(0)!, stored);
    expect(takeGoal('pkg/a.py', ADA)).toBeNull();
    // Nor kept for ever.
    here.leaveGoal({ ...GOAL, path: 'b.py' }, ADA);
    expect(localStorage).toHaveLength(1);
  });

  it('may be left before another page has taken the one before', () => {
    const goals = ['a.py', 'b c.py', 'é.py'].map((path, n) => ({
      path,
      cell: null,
      line: n + 1
    }));
    goals.forEach(goal => here.leaveGoal(goal, ADA));
    for (const goal of goals) {
      expect(takeGoal(goal.path, ADA)).toMatchObject(goal);
    }
    expect(localStorage).toHaveLength(0);
  });

  it('is the last one of its document', () => {
    here.leaveGoal(GOAL, ADA);
    here.leaveGoal({ ...GOAL, line: 7 }, ADA);
    expect(takeGoal('pkg/a.py', ADA)).toMatchObject({ line: 7 });
    expect(takeGoal('pkg/a.py', ADA)).toBeNull();
  });

  it('is removed when it is old, and nothing of others is', () => {
    jest.useFakeTimers();
    localStorage.setItem('other', 'x');
    here.leaveGoal(GOAL, ADA);
    here.leaveGoal({ ...GOAL, path: 'b.py' }, ADA);
    jest.advanceTimersByTime(61 * 1000);
    here.leaveGoal({ ...GOAL, path: 'c.py' }, ADA);
    expect(localStorage).toHaveLength(2);
    expect(localStorage.getItem('other')).toBe('x');
    expect(takeGoal('c.py', ADA)).not.toBeNull();
  });

  it.each(['setItem', 'getItem', 'removeItem', 'key'] as const)(
    'is no reason to fail where storage is blocked for %s',
    method => {
      const warn = jest.spyOn(console, 'warn').mockImplementation();
      here.leaveGoal(GOAL, ADA);
      jest.spyOn(Storage.prototype, method).mockImplementation(() => {
        throw new DOMException('blocked', 'SecurityError');
      });
      here.leaveGoal(GOAL, ADA);
      takeGoal('pkg/a.py', ADA);
      expect(warn).toHaveBeenCalled();
    }
  );
});
