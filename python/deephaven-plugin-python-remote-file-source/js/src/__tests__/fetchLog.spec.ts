import { describe, expect, it } from 'vitest';

import type { IFetchLog } from '../fetchLog';
import { EMPTY_LOG, LOG_SIZE, updateLog } from '../fetchLog';
import { client, imports } from './answers';

function names(log: IFetchLog): string {
  return log.fetches.map(({ name }) => name).join(' ');
}

/** The log after one client's lists, one after the other. */
function after(...lists: string[]): IFetchLog {
  return lists.reduce(
    (log, list) =>
      updateLog(log, [
        client('a', { fetched: imports(...list.split(' ').filter(Boolean)) })
      ]),
    EMPTY_LOG
  );
}

describe('updateLog', () => {
  it('has the newest first', () => {
    expect(names(after('x y'))).toBe('y x');
  });

  it.each([
    ['the same list', ['x y', 'x y'], 'y x'],
    ['more', ['x y', 'x y z'], 'z y x'],
    ['the oldest lost', ['x y z', 'y z v'], 'v z y x'],
    ['all lost', ['x y', 'v w'], 'w v y x'],
    ['repetition', ['x', 'x x', 'x x x'], 'x x x'],
    ['an end that looks like the beginning', ['x y x', 'x y x y'], 'y x y x'],
    ['a client that starts over', ['x y', '', 'x'], 'x y x'],
    ['a shorter list', ['x y z', 'z'], 'z y x']
  ])('takes %s', (_, lists, expected) => {
    expect(names(after(...lists))).toBe(expected);
  });

  it('keeps clients apart, and the imports of those that are gone', () => {
    const a = client('a', { fetched: imports('x') });
    const b = client('b', { fetched: imports('x') });
    let log = updateLog(EMPTY_LOG, [a]);
    log = updateLog(log, [a, b]);
    log = updateLog(log, [b]);
    expect(log.fetches.map(fetch => fetch.client)).toEqual(['b', 'a']);
    const numbers = log.fetches.map(fetch => fetch.number);
    expect(numbers).toEqual([1, 0]);
  });

  it('is bounded', () => {
    const many = Array.from({ length: LOG_SIZE }, (_, i) => `m${i}`);
    const log = after(many.join(' '), [...many.slice(1), 'last'].join(' '));
    expect(log.fetches).toHaveLength(LOG_SIZE);
    expect(log.fetches[0].name).toBe('last');
    expect(log.fetches[LOG_SIZE - 1].name).toBe('m1');
  });

  it('is the same list when nothing is new', () => {
    const log = after('x');
    expect(after('x', 'x').fetches).toEqual(log.fetches);
    const a = client('a', { fetched: imports('x') });
    expect(updateLog(log, [a]).fetches).toBe(log.fetches);
  });
});
