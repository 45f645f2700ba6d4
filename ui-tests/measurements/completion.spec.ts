/**
 * How long a user waits for completions: from the key until they are shown,
 * while the worker is idle and while a script runs. Run it by
 * `python3 dev.py test ui -- --config=ui-tests/measurements.config.ts completion.spec.ts`.
 * What came out last is in benchmarks/results/completion.md.
 */
import type { IJupyterLabPageFixture } from '@jupyterlab/galata';

import { expect, test } from '../fixtures';

/** How often each is measured. */
const ROUNDS = 15;

const CASES: readonly (readonly [string, string])[] = [
  ['variable of the session', 'price_l'],
  ['method of a table', 'prices.natural'],
  ['served module', 'import shel'],
  ['name in a served module', 'from shelf.feeds import lo'],
  ['column of a table', 'prices.where("Sy'],
  ['column of a chain', 'prices.update("Total = 1").where("Tot']
];

/** A text of this many lines is above what is written. */
const LINES = 500;

/** Milliseconds from asking until something is shown. */
async function wait(
  page: IJupyterLabPageFixture,
  text: string
): Promise<number> {
  await page.keyboard.press('Escape');
  return page.evaluate(async text => {
    interface IEditor {
      model: { sharedModel: { setSource(text: string): void } };
      getPositionAt(offset: number): object;
      setCursorPosition(position: object): void;
      focus(): void;
    }
    const { commands, shell } = window.jupyterapp;
    const widget = shell.currentWidget as never as {
      content: { editor: IEditor };
    };
    const { editor } = widget.content;
    editor.model.sharedModel.setSource(text);
    editor.setCursorPosition(editor.getPositionAt(text.length));
    editor.focus();
    const begun = performance.now();
    let asked = -Infinity;
    const isShown = () =>
      document.querySelector(
        '.jp-Completer:not(.lm-mod-hidden) .jp-Completer-match'
      );
    while (!isShown()) {
      // JupyterLab drops an answer that takes longer: then a user asks again.
      if (performance.now() - asked > 1200) {
        asked = performance.now();
        void commands.execute('completer:invoke-file');
      }
      await new Promise(requestAnimationFrame);
    }
    return performance.now() - begun;
  }, text);
}

function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return Math.round(sorted[Math.floor(sorted.length / 2)]);
}

test('completions', async ({ deephaven, extension, page, workspace }) => {
  await workspace.write({
    'shelf/feeds.py': 'def load_feed(name, limit=10):\n    pass\n',
    'written.py': ''
  });
  await extension.connect(deephaven);
  await extension.execute('serve', { paths: [`${workspace.path}/shelf`] });
  const { error } = await extension.run(
    'from deephaven import empty_table\nprice_limit = 4\n' +
      'prices = empty_table(5).update(["Sym = `A`", "Price = 1.5 * i"])'
  );
  expect(error).toBeNull();
  await extension.open('written.py');
  const above = Array.from(
    { length: LINES },
    (_, i) => `value_${i} = [${i}, "a text", {"key": ${i}}]\n`
  ).join('');

  const measure = async (name: string) => {
    for (const [what, text] of CASES) {
      const times: number[] = [];
      for (let i = 0; i < ROUNDS; i += 1) {
        times.push(await wait(page, above + text));
      }
      const most = Math.round(Math.max(...times));
      console.log(`${name} | ${what} | ${median(times)} ms | ${most} ms`);
    }
  };
  console.log(
    `first of the page | ${Math.round(await wait(page, `${above}price_l`))} ms`
  );
  await measure('idle');
  const running = extension.run(
    'import time\nprint("begun")\nwhile True:\n    sum(range(10000))\n    time.sleep(0.001)'
  );
  await expect(extension.lastRun).toContainText('begun');
  await measure('while a script runs');
  await extension.execute('stop-run');
  await running;
});
