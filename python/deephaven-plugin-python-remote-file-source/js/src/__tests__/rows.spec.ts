import { describe, expect, it } from 'vitest';

import { EMPTY_LOG, updateLog } from '../fetchLog';
import {
  count,
  findFetches,
  findModules,
  formatMs,
  goneClients,
  idleClients,
  moduleRows,
  outcomeLabel,
  shortId
} from '../rows';
import { client, info } from './answers';

describe('moduleRows', () => {
  it('has a row for each name and client, sorted', () => {
    const a = client('aaaaaaaa...', {
      foreground: ['tools', 'kit'],
      standing: ['kit'],
      revision: 3,
      modules: 1234
    });
    const b = client('bbbbbbbb...', { displaced: ['kit'], revision: 1 });
    const rows = moduleRows(info(['kit', 'tools'], b, a));
    expect(
      rows.map(row => [row.name, row.client, row.statuses.join()])
    ).toEqual([
      ['kit', 'aaaaaaaa', 'foreground,standing'],
      ['kit', 'bbbbbbbb', 'displaced'],
      ['tools', 'aaaaaaaa', 'foreground']
    ]);
    expect(rows[0]).toMatchObject({
      isConnected: true,
      revision: '3',
      modules: '1,234'
    });
    expect(new Set(rows.map(({ key }) => key)).size).toBe(3);
  });

  it('has neither revision nor modules of clients without the extension', () => {
    const [row] = moduleRows(info(['a'], client('x', { foreground: ['a'] })));
    expect(row).toMatchObject({ revision: '', modules: '' });
  });

  it('has the names of a client that is gone', () => {
    const gone = client('x', { isConnected: false, foreground: ['a'] });
    const [row] = moduleRows(info(['a'], gone));
    expect(row).toMatchObject({ isConnected: false, client: 'x' });
  });

  it('has names that no client serves now', () => {
    const [row] = moduleRows(info(['a'], client('x')));
    expect(row).toMatchObject({ statuses: ['configured'], client: '' });
  });

  it('has the plain names of the published plugin', () => {
    const rows = moduleRows({ fullNames: ['b', 'a'], clients: null });
    expect(rows.map(({ name }) => name)).toEqual(['a', 'b']);
  });

  it('has no rows where nothing is served', () => {
    expect(moduleRows(info([], client('x')))).toEqual([]);
  });
});

it('knows clients that are idle and clients that are gone', () => {
  const all = info(
    ['a'],
    client('serves', { standing: ['a'] }),
    client('idle...'),
    client('gone...', { isConnected: false, foreground: ['a'] })
  );
  expect(idleClients(all)).toEqual(['idle']);
  expect(goneClients(all)).toEqual(['gone']);
});

describe('searching', () => {
  const rows = moduleRows(
    info(
      [],
      client('12ab', { foreground: ['market', 'tools'] }),
      client('34cd', { standing: ['market'] })
    )
  );

  it.each([
    ['', 3],
    ['  ', 3],
    ['MARK', 2],
    ['market 34', 1],
    ['12ab', 2],
    ['mark.t', 0]
  ])('finds modules by “%s”', (search, expected) => {
    expect(findModules(rows, search)).toHaveLength(expected);
  });

  it('finds imports by name, client and outcome', () => {
    const { fetches } = updateLog(EMPTY_LOG, [
      client('12ab...', {
        fetched: [
          { name: 'kit.a', ms: 1, outcome: 'fetched' },
          { name: 'kit.b', ms: 1, outcome: 'failed' }
        ]
      })
    ]);
    expect(findFetches(fetches, 'kit', '')).toHaveLength(2);
    expect(findFetches(fetches, 'kit', 'failed')[0].name).toBe('kit.b');
    expect(findFetches(fetches, '12AB', 'missing')).toEqual([]);
  });
});

describe('words', () => {
  it.each([
    [0, '0 ms'],
    [0.04, '0.0 ms'],
    [4.46, '4.5 ms'],
    [9.96, '10 ms'],
    [12.5, '13 ms'],
    [10003.2, '10,003 ms']
  ])('writes %d as %s', (ms, expected) => {
    expect(formatMs(ms)).toBe(expected);
  });

  it('calls outcomes by their labels, unknown ones as they are', () => {
    expect(outcomeLabel('store')).toBe('From the store');
    expect(outcomeLabel('guessed')).toBe('guessed');
  });

  it('shortens ids and counts', () => {
    expect(shortId('2f1d8a3e...')).toBe('2f1d8a3e');
    expect(shortId('cn')).toBe('cn');
    expect(count(1, 'client is', 'clients are')).toBe('1 client is');
    expect(count(1200, 'client is', 'clients are')).toBe('1,200 clients are');
  });
});
