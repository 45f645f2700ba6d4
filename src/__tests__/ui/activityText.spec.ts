import { nullTranslator } from '@jupyterlab/translation';

import type { IDeephavenServer } from '../../tokens';
import {
  activityText,
  bytesText,
  namesActivity,
  receiptText
} from '../../ui/activityText';

const trans = nullTranslator.load('test');

const NOTHING = {
  sent: 0,
  bytes: 0,
  unchanged: 0,
  requested: [],
  missing: [],
  seconds: 0
};

it.each([
  [0, '0 B'],
  [999, '999 B'],
  [1234, '1.2 kB'],
  [123456, '123 kB'],
  [12345678, '12.3 MB']
])('%p bytes are %p', (bytes, text) => {
  expect(bytesText(bytes, trans)).toBe(text);
});

describe('a receipt', () => {
  it('of a run that imports nothing served is empty', () => {
    expect(receiptText({ ...NOTHING, seconds: 1 }, trans)).toBe('');
  });

  it('says what was sent, there, asked for and not there', () => {
    expect(
      receiptText(
        {
          sent: 3,
          bytes: 1500,
          unchanged: 12,
          requested: ['a.late', 'a.none', 'b', 'c', 'd'],
          missing: ['a.none'],
          seconds: 0.0512
        },
        trans
      )
    ).toBe(
      'sent 3 files (1.5 kB) · 12 files up to date · the worker asked for a.late, b, c and 1 more · not served: a.none · ready in 0.05 s'
    );
    expect(
      receiptText({ ...NOTHING, sent: 1, bytes: 9, unchanged: 1 }, trans)
    ).toBe('sent 1 file (9 B) · 1 file up to date · ready in 0.00 s');
  });
});

it('what was sent of names is summed for each server', () => {
  const last = new Date(2026, 0, 1, 12, 3, 4);
  const one = { files: 2, bytes: 300, requested: 1, missing: 0, last: null };
  const server = (name: string, byName: [string, object][] | null) =>
    ({
      config: { name },
      connection: byName && {
        activity: { total: one, byName: new Map(byName) }
      }
    }) as unknown as IDeephavenServer;
  const servers = [
    server('Test', [
      ['a', one],
      ['b', { ...one, missing: 1, last }],
      ['c', one]
    ]),
    server('Idle', []),
    server('Off', null)
  ];
  expect(namesActivity(['a', 'b'], servers, trans)).toEqual([
    `Test: sent 4 files (600 B) · last at ${last.toLocaleTimeString()} · 2 asked for by the worker · 1 of them not served`
  ]);
  expect(activityText({ ...one, files: 0, requested: 0 }, trans)).toBe('');
});
