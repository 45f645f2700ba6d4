/**
 * The picture of Notebook 7: a notebook with a table below it.
 */
import { expect } from '../fixtures';
import { connect, test as labTest } from './demo';
import { closeOutput, FOLDER, NOTEBOOK } from './pictures';

const test = labTest.extend({
  waitForApplication: async ({ baseURL }, use) => {
    await use(async page => {
      await page.locator('#main-panel').waitFor();
    });
  }
});

test.use({ appPath: '', autoGoto: false });

test('Notebook 7: a cell and its table', async ({
  extension,
  page,
  save,
  workspace
}) => {
  await page.setViewportSize({ width: 1100, height: 700 });
  await workspace.write({ 'returns.ipynb': NOTEBOOK });
  await page.goto(`notebooks/${FOLDER}/returns.ipynb`);
  const cell = page.locator('.jp-Notebook .jp-CodeCell').first();
  await cell.locator('.cm-content').waitFor();
  await connect(extension);
  await extension.execute('serve', { paths: [`${FOLDER}/market`] });
  await extension.run('returns = None');
  await closeOutput(extension);
  await page
    .getByRole('button', { name: /^Run the selected code cells/ })
    .click();
  await cell.getByRole('button', { name: 'returns' }).click();
  await expect(page.locator('.jp-DeephavenVariable-count')).toHaveText(
    '250 rows'
  );
  await page.menu.clickMenuItem('View>Show Deephaven Sidebar');
  await expect(extension.servers).toContainText('Connected');
  await save('notebook7');
  // The other pictures do not have it.
  await extension.run('del returns');
});
