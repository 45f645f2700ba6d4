/**
 * Tracebacks below the cells of a notebook, whose frames open what they name.
 */
import type { Locator } from '@playwright/test';

import { expect, test } from '../fixtures';

const SUMS = '# one\n\ndef total(x):\n    return sum(x) + missing\n';
const FIRST =
  'from nb_broken.sums import total\n\ndef twice(x):\n    return 2 * total(x)\nprint("defined")';
const SECOND = 'print("begins")\n\ntwice([1])';

/** What a kernel has left below a cell. */
const KERNEL_ERROR = {
  output_type: 'error',
  ename: 'ValueError',
  evalue: 'no',
  traceback: [
    'Traceback (most recent call last):',
    '  File "/home/someone/nb_broken/sums.py", line 4, in total',
    'ValueError: no'
  ]
};

function notebook(): string {
  return JSON.stringify({
    cells: [FIRST, SECOND, 'of_a_kernel()'].map((source, index) => ({
      cell_type: 'code',
      id: `c${index}`,
      metadata: {},
      execution_count: null,
      outputs: index === 2 ? [KERNEL_ERROR] : [],
      source
    })),
    metadata: { kernelspec: { name: 'python3', display_name: 'Python 3' } },
    nbformat: 4,
    nbformat_minor: 5
  });
}

test('the frames below a cell open files and cells, also when the notebook is opened again', async ({
  deephaven,
  extension,
  page,
  workspace
}) => {
  const path = `${workspace.path}/cells.ipynb`;
  await workspace.write({
    'cells.ipynb': notebook(),
    'nb_broken/sums.py': SUMS
  });
  await extension.connect(deephaven);
  await extension.execute('serve', { paths: [`${workspace.path}/nb_broken`] });
  const open = () =>
    page.evaluate(
      path =>
        window.jupyterapp.commands
          .execute('docmanager:open', { path })
          .then(() => undefined),
      path
    );
  const cell = (index: number): Locator =>
    page.locator('.jp-NotebookPanel:visible .jp-Cell').nth(index);
  const frame = (name: string): Locator =>
    cell(1).locator('.jp-Cell-outputArea').getByRole('button', { name });
  const served = `File "/jupyter:/${workspace.path}/nb_broken/sums.py", line 4`;
  const cursor = page.locator('#jp-main-statusbar').getByText(/^Ln \d+/);

  await open();
  await cell(0).locator('.cm-content').click();
  await page.keyboard.press('Control+Alt+Enter');
  await expect(cell(0).locator('.jp-Cell-outputArea')).toContainText('defined');
  await cell(1).locator('.cm-content').click();
  await page.keyboard.press('Control+Alt+Enter');
  await expect(cell(1).locator('.jp-Cell-outputArea')).toContainText(
    "NameError: name 'missing' is not defined"
  );

  // By the keyboard.
  await frame(served).focus();
  await page.keyboard.press('Enter');
  const editor = page.locator('.jp-FileEditor:visible');
  await expect(editor.locator('.jp-DeephavenMark-line')).toContainText(
    'return sum(x) + missing'
  );
  await expect(cursor).toContainText('Ln 4');

  // In the panel of runs as well.
  if (deephaven.plugin === 'ours') {
    await extension.execute('show-output');
    await extension.lastRun
      .getByRole('button', { name: 'cells.ipynb#cell-id=c1", line 3' })
      .click();
    await expect(cursor).toContainText('Ln 3');
  }

  // In the file it is an error like any other.
  await page.notebook.activate('cells.ipynb');
  await page.notebook.save();
  const saved = await page.request.get(`api/contents/${path}`);
  const { outputs } = (await saved.json()).content.cells[1];
  const error = outputs.find(
    (output: { output_type: string }) => output.output_type === 'error'
  );
  expect(Object.keys(error).sort()).toEqual(Object.keys(KERNEL_ERROR).sort());
  expect(error.traceback.join('\n')).toContain(served);

  // What is opened again has nothing but the file to go by.
  await page.activity.closeAll();
  await page.reload({ waitForIsReady: false } as never);
  await page.locator('#jupyterlab-splash').waitFor({ state: 'detached' });
  await open();
  await frame(served).click();
  await expect(editor).toContainText('def total');
  await expect(cursor).toContainText('Ln 4');

  // Those of kernels are as JupyterLab makes them.
  await page.notebook.activate('cells.ipynb');
  const kernel = cell(2).locator('.jp-Cell-outputArea');
  await expect(kernel).toContainText('/home/someone/nb_broken/sums.py');
  await expect(kernel.getByRole('button')).toHaveCount(0);

  // The published plugin calls every program the same.
  if (deephaven.plugin !== 'ours') {
    await expect(frame('cell-id')).toHaveCount(0);
    return;
  }
  const active = page.locator(
    '.jp-NotebookPanel:visible .jp-Cell.jp-mod-active'
  );
  await frame('cells.ipynb#cell-id=c0", line 4').click();
  await expect(active).toContainText('def twice');
  await expect(cursor).toContainText('Ln 4');
  await frame('cells.ipynb#cell-id=c1", line 3').press('Enter');
  await expect(active).toContainText('begins');
  await expect(cursor).toContainText('Ln 3');

  await cell(0).locator('.jp-InputPrompt').click();
  await page.keyboard.press('d');
  await page.keyboard.press('d');
  await expect(page.locator('.jp-NotebookPanel:visible .jp-Cell')).toHaveCount(
    2
  );
  await page
    .locator('.jp-NotebookPanel:visible')
    .getByRole('button', { name: 'cells.ipynb#cell-id=c0", line 4' })
    .click();
  await expect(
    page.getByText(`The cell is no longer in “${path}”.`)
  ).toBeVisible();
});
