/**
 * The pictures of tables and notebooks.
 */
import { expect } from '../fixtures';
import { connect, test } from './demo';
import { closeOutput, FOLDER, makeTables, NOTEBOOK } from './pictures';

test('a table, sorted and filtered', async ({ extension, page, save }) => {
  await page.setViewportSize({ width: 1010, height: 330 });
  await connect(extension);
  await extension.execute('serve', { paths: [`${FOLDER}/market`] });
  await makeTables(extension);
  await page.sidebar.close('left');
  await extension.execute('open-variable', {
    server: 'Demo',
    name: 'latest_trends',
    view: {
      sorts: [{ column: 'Price', isDescending: true }],
      filters: { Price: '>=50' }
    }
  });
  await expect(
    page.locator('.jp-DeephavenVariable-count:visible')
  ).toContainText('of');
  await save('table', page.locator('.jp-MainAreaWidget:visible'));
});

test('a notebook, with names and a traceback', async ({
  extension,
  page,
  save,
  workspace
}) => {
  await page.setViewportSize({ width: 1000, height: 560 });
  await workspace.write({ 'returns.ipynb': NOTEBOOK });
  await connect(extension);
  await extension.execute('serve', { paths: [`${FOLDER}/market`] });
  await extension.run('returns = None');
  await closeOutput(extension);
  await page.notebook.openByPath(`${FOLDER}/returns.ipynb`);
  await page.sidebar.close('left');
  const cell = (index: number) =>
    page.locator('.jp-Notebook .jp-Cell').nth(index);
  for (const [index, text] of [
    'Created returns',
    'ZeroDivisionError'
  ].entries()) {
    await cell(index).locator('.cm-content').click();
    await page
      .getByRole('button', { name: /^Run the selected code cells/ })
      .click();
    await expect(cell(index)).toContainText(text);
  }
  await save('notebook', page.locator('.jp-NotebookPanel'));
  // The other pictures do not have it.
  await extension.run('del returns');
});

test('a notebook whose kernel is a Deephaven server', async ({
  extension,
  page,
  save
}) => {
  await page.setViewportSize({ width: 1200, height: 860 });
  await page.sidebar.setWidth(300);
  await connect(extension);
  await extension.execute('serve', { paths: [`${FOLDER}/market`] });
  await page.evaluate(
    path => window.jupyterapp.commands.execute('docmanager:open', { path }),
    `${FOLDER}/market.ipynb`
  );
  await expect(
    page.locator('.jp-NotebookPanel .jp-Toolbar-kernelName')
  ).toHaveText('Deephaven: Demo');
  await page
    .getByRole('tab', { name: 'Launcher' })
    .locator('.lm-TabBar-tabCloseIcon')
    .click();
  await page.evaluate(() => {
    void window.jupyterapp.commands.execute('notebook:run-all-cells');
  });
  const outputs = page.locator('.jp-CodeCell .jp-Cell-outputArea');
  const grid = outputs.nth(1).locator('canvas.grid-canvas');
  await expect(grid).toBeVisible();
  await extension.show();
  // The table stands in the middle.
  await grid.evaluate(node => node.scrollIntoView({ block: 'center' }));
  await save('kernel');
});
