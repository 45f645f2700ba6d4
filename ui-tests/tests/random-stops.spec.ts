/**
 * Runs that are stopped at random moments: none of the stops strikes another
 * run, of the same client or of another one.
 */
import { expect, test } from '@playwright/test';

import { Random } from '../../src/__tests__/helpers/random';
import type { IDeephavenOption } from '../fixtures';
import { NodeClient } from '../nodeClient';

const nodeTest = test.extend<{ deephaven: IDeephavenOption }>({
  deephaven: [{ url: '', key: '', plugin: 'ours' }, { option: true }]
});

const STOPS = process.env.FULL_TESTS ? 200 : 30;

/** Programs that end by themselves, or never, in Python, C and Java. */
const PROGRAMS = [
  'pass',
  'sum(range(100_000))',
  'while True:\n    pass',
  'for i in range(1_000_000):\n    i * i',
  'import time\nwhile True:\n    time.sleep(0.001)',
  'import jpy\njpy.get_type("java.lang.Thread").sleep(600_000)',
  'from deephaven import empty_table\n' +
    'while True:\n    empty_table(1000).update("X = i * 2")',
  'while True:\n    try:\n        while True:\n            pass\n' +
    '    finally:\n        sum(range(1000))'
];

const UNHARMED =
  'total = 0\nfor i in range(20_000):\n    total += i\nprint(total)';

nodeTest('random stops', async ({ deephaven }) => {
  nodeTest.setTimeout(STOPS * 4000);
  const seed = Number(process.env.RANDOM_EDITS_SEED ?? 1);
  const random = new Random(seed);
  const client = await NodeClient.connect(deephaven, {});
  const other = await NodeClient.connect(deephaven, {});
  try {
    for (let i = 0; i < STOPS; i++) {
      const program = random.pick(PROGRAMS);
      const where = `seed ${seed}, stop ${i}, of ${JSON.stringify(program)}`;
      const stopper = new AbortController();
      const { signal } = stopper;
      const stopped = client.run(program, { signal }).then(
        ({ error }) => error,
        // Nothing was sent yet.
        reason => (reason === signal.reason ? null : Promise.reject(reason))
      );
      const beside = other.run(UNHARMED);
      await new Promise(resolve => setTimeout(resolve, random.below(150)));
      stopper.abort();
      const error = await stopped;
      expect(error ?? 'KeyboardInterrupt', where).toMatch(
        /KeyboardInterrupt|[Ii]nterrupted|Cancel/
      );
      const after = await client.run(UNHARMED);
      for (const { error, output } of [await beside, after]) {
        expect(error, where).toBeNull();
        expect(output, where).toContain('199990000\n');
      }
    }
  } finally {
    client.close();
    other.close();
  }
});
