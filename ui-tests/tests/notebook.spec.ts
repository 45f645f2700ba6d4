/**
 * Cells of a notebook that run in Deephaven, and their outputs.
 */
import type { Locator } from '@playwright/test';

import { expect, test } from '../fixtures';

const CELLS = [
  'from served_nb import WHERE\nprint("in", WHERE)\n' +
    'from deephaven import empty_table\nt_cell = empty_table(1)',
  '1 / 0',
  'print("never")'
];

/** A notebook whose kernel has nothing to do with it. */
const NOTEBOOK = {
  cells: [
    { cell_type: 'markdown', id: 'm', metadata: {}, source: '# Text' },
    ...CELLS.map((source, index) => ({
      cell_type: 'code',
      id: `c${index}`,
      metadata: {},
      execution_count: null,
      outputs: [],
      source
    }))
  ],
  metadata: { kernelspec: { name: 'python3', display_name: 'Python 3' } },
  nbformat: 4,
  nbformat_minor: 5
};

test('selected cells run in Deephaven, with their output below them', async ({
  deephaven,
  extension,
  page,
  workspace
}) => {
  await workspace.write({
    'cells.ipynb': JSON.stringify(NOTEBOOK),
    'served_nb.py': 'WHERE = "served"\n'
  });
  await extension.connect(deephaven);
  await extension.run('t_cell = None');
  await extension.execute('clear-output');
  await extension.execute('serve', {
    paths: [`${workspace.path}/served_nb.py`]
  });
  await page.notebook.openByPath(`${workspace.path}/cells.ipynb`);
  const cell = (index: number): Locator =>
    page.locator('.jp-NotebookPanel:visible .jp-Cell').nth(index);

  // One, by the context menu.
  await cell(1).locator('.cm-content').click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Run Cell in Deephaven' }).click();
  const output = cell(1).locator('.jp-Cell-outputArea');
  await expect(output).toContainText('in served');
  await expect(output).toContainText('Created t_cell');

  // Several: up to the first that fails.
  await cell(2).locator('.jp-InputPrompt').click();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Shift+ArrowDown');
  await page.menu.clickMenuItem('Run>Run 2 Cells in Deephaven');
  await expect(cell(2).locator('.jp-Cell-outputArea')).toContainText(
    'ZeroDivisionError: division by zero'
  );
  await expect(cell(2).locator('.jp-InputPrompt')).toHaveText('[ ]:');
  await expect(cell(3).locator('.jp-OutputArea-child')).toHaveCount(0);

  // The star stands there while it runs.
  await cell(3).locator('.cm-content').fill('import time; time.sleep(3)');
  await page.keyboard.press('Control+Alt+Enter');
  await expect(cell(3).locator('.jp-InputPrompt')).toHaveText('[*]:');
  await expect(cell(3).locator('.jp-InputPrompt')).toHaveText('[ ]:');

  // The panel has the runs by their names, but does not come up for them.
  await extension.execute('show-output');
  await expect(extension.lastRun).toContainText('cells.ipynb, cell 4');
});
