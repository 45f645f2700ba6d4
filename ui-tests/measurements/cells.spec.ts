/**
 * How long a notebook of 100 cells takes with a Deephaven kernel, beside the same
 * code as one script. Run it by
 * `python3 dev.py test ui -- --config=ui-tests/measurements.config.ts cells.spec.ts`.
 * What came out last is in benchmarks/results/cells.md.
 */
import type { IJupyterLabPageFixture } from '@jupyterlab/galata';

import { expect, test } from '../fixtures';
import { open, writeNotebook } from '../kernelNotebook';

/** How often each is measured. */
const ROUNDS = 5;

const CELLS = 100;

/** What each of the cells does, by its number. */
const WORK: readonly (readonly [string, (cell: number) => string])[] = [
  ['an assignment', cell => `x_${cell} = ${cell}`],
  [
    'a table with a formula',
    cell =>
      'from deephaven import empty_table\n' +
      `t_${cell} = empty_table(100_000).update(["X = i * ${cell}", "Y = X % 7"])` +
      '.sum_by("Y")'
  ],
  [
    '0.1 s of Python',
    () =>
      'import time\nend = time.monotonic() + 0.1\nwhile time.monotonic() < end: pass'
  ]
];

/** Run all cells, and tell the milliseconds. */
function runAll(page: IJupyterLabPageFixture): Promise<number> {
  return page.evaluate(async () => {
    const begun = performance.now();
    await window.jupyterapp.commands.execute('notebook:run-all-cells');
    return performance.now() - begun;
  });
}

function median(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
}

test('100 cells', async ({ deephaven, extension, page, workspace }) => {
  test.setTimeout(20 * 60 * 1000);
  await extension.connect(deephaven);
  for (const [what, codeOf] of WORK) {
    const cells = Array.from({ length: CELLS }, (_, cell) => codeOf(cell));
    const name = `${what.replace(/\W+/g, '-')}.ipynb`;
    await writeNotebook(workspace, name, cells);
    await open(page, workspace, name);
    const script = cells.join('\n');
    const asCells: number[] = [];
    const asScript: number[] = [];
    // The first of each is to warm up.
    for (let round = 0; round <= ROUNDS; round += 1) {
      asCells.push(await runAll(page));
      const begun = Date.now();
      const { error } = await extension.run(script);
      asScript.push(Date.now() - begun);
      expect(error).toBeNull();
    }
    const [whole, apart] = [asScript, asCells].map(times =>
      Math.round(median(times.slice(1)))
    );
    console.log(
      `${what} | ${whole} ms | ${apart} ms | ${(apart / whole).toFixed(2)} | ` +
        `${Math.round((apart - whole) / CELLS)} ms a cell`
    );
  }
});
