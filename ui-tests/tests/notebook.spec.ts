/**
 * Cells of a notebook that run in Deephaven, their outputs, and inserted code.
 */
import { galata } from '@jupyterlab/galata';
import type { Locator, Page } from '@playwright/test';

import { expect, test } from '../fixtures';

const CELLS = [
  'from served_nb import WHERE\nprint("in", WHERE)\n' +
    'from deephaven import empty_table\nt_cell = empty_table(1)',
  '1 / 0',
  'print("never")'
];

/** A code cell. */
function codeCell(source: string, index: number) {
  return {
    cell_type: 'code',
    id: `c${index}`,
    metadata: {},
    execution_count: null,
    outputs: [],
    source
  };
}

/** A notebook whose kernel has nothing to do with it. */
const NOTEBOOK = {
  cells: [
    { cell_type: 'markdown', id: 'm', metadata: {}, source: '# Text' },
    ...CELLS.map(codeCell)
  ],
  metadata: { kernelspec: { name: 'python3', display_name: 'Python 3' } },
  nbformat: 4,
  nbformat_minor: 5
};

/** A notebook of one cell. */
function notebookOf(source: string): string {
  return JSON.stringify({ ...NOTEBOOK, cells: [codeCell(source, 0)] });
}

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
  await output.getByRole('button', { name: 't_cell' }).click();
  await expect(page.locator('.jp-DeephavenVariable-count:visible')).toHaveText(
    '1 row'
  );
  await page.notebook.activate('cells.ipynb');

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

/** Our button in the toolbars that are in sight. */
function runButton(within: Page | Locator): Locator {
  return within.getByRole('button', { name: /^Run the selected code cells/ });
}

test('the toolbar’s button runs the cells of its own notebook', async ({
  deephaven,
  extension,
  page,
  workspace
}) => {
  await workspace.write({
    'left.ipynb': notebookOf('print("from the left")'),
    'right.ipynb': notebookOf('print("from the right")')
  });
  await extension.connect(deephaven);
  for (const [name, mode] of [
    ['left', 'tab-after'],
    ['right', 'split-right']
  ]) {
    await page.evaluate(
      ([path, mode]) =>
        window.jupyterapp.commands
          .execute('docmanager:open', { path, options: { mode } })
          .then(() => undefined),
      [`${workspace.path}/${name}.ipynb`, mode]
    );
  }
  const panels = page.locator('.jp-NotebookPanel:visible');
  const panel = (name: string) => panels.filter({ hasText: `the ${name}` });
  await panel('right').locator('.cm-content').click();
  const names = await panel('right')
    .locator('.jp-NotebookPanel-toolbar [data-jp-item-name]')
    .evaluateAll(items =>
      items.map(item => item.getAttribute('data-jp-item-name'))
    );
  // With core's buttons that run cells, after them.
  expect(names.indexOf('deephaven-run-cell')).toBe(
    names.indexOf('restart-and-run') + 1
  );
  // The other notebook is the current one.
  await runButton(panel('left')).click();
  await expect(panel('left').locator('.jp-Cell-outputArea')).toHaveText(
    'from the left\n'
  );
  await expect(panel('right').locator('.jp-OutputArea-child')).toHaveCount(0);
  await runButton(panel('right')).click();
  await expect(panel('right').locator('.jp-Cell-outputArea')).toHaveText(
    'from the right\n'
  );
});

test.describe('with the button removed in the settings', () => {
  test.use({
    mockSettings: {
      ...galata.DEFAULT_SETTINGS,
      '@jupyterlab/notebook-extension:panel': {
        toolbar: [{ name: 'deephaven-run-cell', disabled: true }]
      }
    }
  });

  test('a notebook’s toolbar has core’s buttons only', async ({
    page,
    workspace
  }) => {
    await workspace.write({ 'plain.ipynb': notebookOf('1') });
    await page.notebook.openByPath(`${workspace.path}/plain.ipynb`);
    await page.getByRole('button', { name: /^Run this cell/ }).waitFor();
    await expect(runButton(page)).toHaveCount(0);
  });
});

test('code for pydeephaven is inserted, for the server and without its key', async ({
  deephaven,
  extension,
  page,
  workspace
}) => {
  await workspace.write({
    'client.ipynb': JSON.stringify(NOTEBOOK),
    'client.py': 'done = True\n',
    'standing_nb.py': ''
  });
  await extension.connect(deephaven);
  await extension.execute('serve', {
    paths: [`${workspace.path}/standing_nb.py`]
  });
  await page.notebook.openByPath(`${workspace.path}/client.ipynb`);
  const cells = page.getByRole('main').locator('.jp-Cell');
  await expect(cells).toHaveCount(4);
  await extension.show();
  await extension.servers.getByRole('listitem').click({ button: 'right' });
  await page
    .getByRole('menuitem', { name: 'Insert Code for pydeephaven' })
    .click();
  await expect(cells).toHaveCount(5);
  const inserted = cells.nth(1).locator('.cm-content');
  await expect(inserted).toContainText('from pydeephaven import Session');
  const { hostname, port } = new URL(deephaven.url);
  await expect(inserted).toContainText(`host="${hostname}",`);
  await expect(inserted).toContainText(`port=${port},`);
  await expect(inserted).toContainText('os.environ.get("DEEPHAVEN_PSK")');
  await expect(inserted).not.toContainText(deephaven.key);
  // The published plugin serves nothing to other clients.
  const importing = 'session.run_script("import standing_nb")';
  if (deephaven.plugin === 'ours') {
    await expect(inserted).toContainText(importing);
  } else {
    await expect(inserted).not.toContainText(importing);
  }

  // Also in one that has just been made.
  await page.evaluate(async () => {
    const { commands } = window.jupyterapp;
    await commands.execute('notebook:create-new', { kernelName: 'python3' });
    await commands.execute('jupyterlab-deephaven:insert-client-code', {
      server: 'Test'
    });
  });
  await expect(
    page.locator('.jp-Notebook:visible .jp-Cell').nth(1)
  ).toContainText('from pydeephaven import Session');

  // In an editor, at the cursor.
  await page.evaluate(
    path =>
      window.jupyterapp.commands
        .execute('docmanager:open', { path })
        .then(() => undefined),
    `${workspace.path}/client.py`
  );
  const code = await extension.execute<string>('insert-client-code', {
    server: 'Test'
  });
  expect(code).toMatch(/^# pip install pydeephaven\n/);
  const editor = page.locator('.jp-FileEditor .cm-content');
  await expect(editor).toContainText('from pydeephaven import Session');
  await expect(editor).toContainText('done = True');
});
