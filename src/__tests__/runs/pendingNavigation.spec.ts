import { PageConfig } from '@jupyterlab/coreutils';

import * as here from '../../runs/errors/pendingNavigation';

/** The page that opens. */
let takeNavigation: (typeof here)['takeNavigation'];

beforeEach(async () => {
  await jest.isolateModulesAsync(async () => {
    ({ takeNavigation } = await import('../../runs/errors/pendingNavigation'));
  });
});

const ADA = 'http://hub/user/ada/';
const NAVIGATION = { path: 'pkg/a.py', cell: null, line: 3 };

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

describe('a navigation', () => {
  it('is told once to the page with its document', () => {
    here.leaveNavigation(NAVIGATION, ADA);
    expect(takeNavigation('pkg/other.py', ADA)).toBeNull();
    expect(takeNavigation('pkg/a.py', ADA)).toMatchObject(NAVIGATION);
    expect(takeNavigation('pkg/a.py', ADA)).toBeNull();
  });

  it('is not of the page that left it', () => {
    here.leaveNavigation(NAVIGATION, ADA);
    expect(here.takeNavigation('pkg/a.py', ADA)).toBeNull();
    expect(takeNavigation('pkg/a.py', ADA)).toMatchObject(NAVIGATION);
  });

  it('may be in a cell', () => {
    here.leaveNavigation({ path: 'n.ipynb', cell: 'c1', line: 1 }, ADA);
    expect(takeNavigation('n.ipynb', ADA)).toMatchObject({ cell: 'c1' });
  });

  it('is of one server', () => {
    here.leaveNavigation(NAVIGATION, ADA);
    expect(takeNavigation('pkg/a.py', 'http://hub/user/bob/')).toBeNull();
  });

  it('is forgotten when no page opens', () => {
    jest.useFakeTimers();
    here.leaveNavigation(NAVIGATION, ADA);
    jest.advanceTimersByTime(61 * 1000);
    expect(takeNavigation('pkg/a.py', ADA)).toBeNull();
  });

  it.each(['', '{', 'null', '3', '[]'])('is not read from %p', stored => {
    here.leaveNavigation(NAVIGATION, ADA);
    localStorage.setItem(localStorage.key(0)!, stored);
    expect(takeNavigation('pkg/a.py', ADA)).toBeNull();
    // Nor kept for ever.
    here.leaveNavigation({ ...NAVIGATION, path: 'b.py' }, ADA);
    expect(localStorage).toHaveLength(1);
  });

  it('may be left before another page has taken the one before', () => {
    const navigations = ['a.py', 'b c.py', 'é.py'].map((path, n) => ({
      path,
      cell: null,
      line: n + 1
    }));
    navigations.forEach(navigation => here.leaveNavigation(navigation, ADA));
    for (const navigation of navigations) {
      expect(takeNavigation(navigation.path, ADA)).toMatchObject(navigation);
    }
    expect(localStorage).toHaveLength(0);
  });

  it('is the last one of its document', () => {
    here.leaveNavigation(NAVIGATION, ADA);
    here.leaveNavigation({ ...NAVIGATION, line: 7 }, ADA);
    expect(takeNavigation('pkg/a.py', ADA)).toMatchObject({ line: 7 });
    expect(takeNavigation('pkg/a.py', ADA)).toBeNull();
  });

  it('is removed when it is old, and nothing of others is', () => {
    jest.useFakeTimers();
    localStorage.setItem('other', 'x');
    here.leaveNavigation(NAVIGATION, ADA);
    here.leaveNavigation({ ...NAVIGATION, path: 'b.py' }, ADA);
    jest.advanceTimersByTime(61 * 1000);
    here.leaveNavigation({ ...NAVIGATION, path: 'c.py' }, ADA);
    expect(localStorage).toHaveLength(2);
    expect(localStorage.getItem('other')).toBe('x');
    expect(takeNavigation('c.py', ADA)).not.toBeNull();
  });

  it.each(['setItem', 'getItem', 'removeItem', 'key'] as const)(
    'is no reason to fail where storage is blocked for %s',
    method => {
      const warn = jest.spyOn(console, 'warn').mockImplementation();
      here.leaveNavigation(NAVIGATION, ADA);
      jest.spyOn(Storage.prototype, method).mockImplementation(() => {
        throw new DOMException('blocked', 'SecurityError');
      });
      here.leaveNavigation(NAVIGATION, ADA);
      takeNavigation('pkg/a.py', ADA);
      expect(warn).toHaveBeenCalled();
    }
  );
});
