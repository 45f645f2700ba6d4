/**
 * What users do with a table beside looking at it, and what a table leaves
 * alone: JupyterLab around it, and the server while nobody looks.
 */
import { readFile } from 'node:fs/promises';

import type { Page } from '@playwright/test';

import { expect, test } from '../fixtures';
import { Table } from '../table';

/** A table of 100,000 rows, and one with a long text. */
const TABLES = `
from deephaven import empty_table
many = empty_table(100_000).update(["Row = ii", "Text = \`a, \\"b\\" \` + ii"])
texts = empty_table(1).update(['Json = \`{"a": [1, 2]}\`'])
`;

/** The styles of JupyterLab's own elements, as the browser computes them. */
function styles(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [
      '#jp-top-panel',
      '.lm-MenuBar-item',
      '.jp-SideBar li',
      '.jp-FileBrowser',
      '.jp-DirListing-headerItem',
      '#jp-main-statusbar',
      '.jp-DeephavenVariable-server',
      '.lm-DockPanel-tabBar .lm-TabBar-tab',
      'body',
      'html'
    ].flatMap(selector => {
      const style = getComputedStyle(document.querySelector(selector)!);
      return Array.from(style)
        .filter(name => !name.startsWith('--'))
        .map(name => `${selector} ${name}: ${style.getPropertyValue(name)}`);
    })
  );
}

test.beforeEach(async ({ deephaven, extension }) => {
  await extension.connect(deephaven);
  await extension.run(TABLES);
});

test('all rows are saved as CSV, in portions', async ({ extension, page }) => {
  // Where no file can be picked, as in Firefox: nothing can click in a picker.
  await page.evaluate(() =>
    Object.assign(window, { showSaveFilePicker: undefined })
  );
  const table = await Table.open(extension, 'many');
  await table.openSidebar('Download CSV');
  const downloading = page.waitForEvent('download');
  await table.tab
    .getByRole('button', { name: 'Download', exact: true })
    .click();
  const download = await downloading;
  expect(download.suggestedFilename()).toMatch(/^many.*\.csv$/);
  const lines = (await readFile(await download.path(), 'utf8')).split('\n');
  expect(lines).toHaveLength(100_002);
  expect(lines[0]).toBe('Row,Text');
  expect(lines[1]).toBe('"0","a, ""b"" 0"');
  expect(lines[100_000]).toBe('"99,999","a, ""b"" 99999"');
});

test('a cell is shown whole', async ({ context, extension, page }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const table = await Table.open(extension, 'texts');
  await table.chooseOfCell(0, 'Json', 'View Cell Contents');
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('Cell Contents');
  await expect(dialog.locator('.cm-line')).toHaveText([
    '{',
    '  "a": [',
    '    1,',
    '    2',
    '  ]',
    '}'
  ]);
  await dialog.getByRole('button', { name: 'Copy' }).click();
  await expect(dialog).toHaveCount(0);
  await expect
    .poll(() => page.evaluate(() => navigator.clipboard.readText()))
    .toBe('{"a": [1, 2]}');
  // The keyboard is in the table again.
  await expect(table.canvas).toBeFocused();
});

test('cells of 1 MB are shown, scrolled and filtered', async ({
  extension
}) => {
  await extension.run(
    'from deephaven import new_table\n' +
      'from deephaven.column import int_col, string_col\n' +
      'large = new_table([int_col("Row", list(range(200))), ' +
      'string_col("Text", [f"{i} " + "x" * 1_000_000 for i in range(200)])])'
  );
  const table = await Table.open(extension, 'large');
  await table.expectCell(0, 'Row', '0');
  await table.canvas.focus();
  await table.clickCell(0, 'Row');
  await extension.page.keyboard.press('Control+ArrowDown');
  await table.expectCell(199, 'Row', '199');
  await table.filter('Row', '>197');
  await expect(table.rows).toHaveText('2 of 200 rows');
});

test('a formula makes a column', async ({ extension, page }) => {
  const table = await Table.open(extension, 'many');
  await table.openSidebar('Custom Columns');
  await table.tab.getByPlaceholder('Column Name').fill('Twice');
  await table.tab.locator('.jp-DeephavenFormula .cm-content').click();
  await page.keyboard.type('Row * 2');
  await table.tab.getByRole('button', { name: 'Save Column' }).click();
  await table.expectColumn('Twice', ['0', '2', '4']);
});

test('the keyboard opens the menu, goes to a row, filters, and leaves', async ({
  extension,
  page
}) => {
  const table = await Table.open(extension, 'many');
  await expect(
    page.getByRole('application', { name: 'Table many' })
  ).toBeVisible();
  await table.clickCell(2, 'Row');
  await page.keyboard.press('ContextMenu');
  await expect(table.menuItem('Copy Cell')).toBeVisible();
  // It listens from the next frame on.
  await expect(table.overlays.locator('.context-menu-container')).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(table.menuItem('Copy Cell')).toHaveCount(0);

  await page.keyboard.press('Control+g');
  await table.tab.getByTestId('goto-row-input').fill('90000');
  await expect.poll(() => table.cell(89_999, 'Row')).toBe('89,999');

  await table.canvas.focus();
  await page.keyboard.press('Control+f');
  // Of the first column with text.
  await page.keyboard.type('*99999');
  await page.keyboard.press('Enter');
  await expect(table.rows).toHaveText('1 of 100,000 rows');

  // JupyterLab has its own keys elsewhere, and here too where they do not clash.
  await table.canvas.focus();
  const files = page.getByRole('region', { name: 'File Browser Section' });
  await expect(files).toBeVisible();
  await page.keyboard.press('Control+b');
  await expect(files).toBeHidden();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Tab');
  await expect(table.canvas).not.toBeFocused();
});

test('a table leads to Deephaven’s web IDE', async ({
  context,
  deephaven,
  extension,
  page
}) => {
  await Table.open(extension, 'many');
  const opening = context.waitForEvent('page');
  await page.getByRole('button', { name: 'Open Deephaven’s web IDE' }).click();
  expect((await opening).url()).toContain(`${deephaven.url}/ide`);
});

test('menus are not cut off at the edge of a tab', async ({
  extension,
  page
}) => {
  await page.setViewportSize({ width: 900, height: 700 });
  const table = await Table.open(extension, 'many');
  await extension.execute('show-output');
  await table.chooseOfCell(0, 'Row');
  const item = table.menuItem('View Cell Contents');
  await expect(item).toBeVisible();
  // What is there is the item, and nothing above it.
  await expect
    .poll(() =>
      item.evaluate(node => {
        const { height, width, x, y } = node.getBoundingClientRect();
        const top = document.elementFromPoint(x + width / 2, y + height / 2);
        return top?.closest('button') === node.closest('button');
      })
    )
    .toBe(true);
});

test('nothing of JupyterLab looks different beside a table', async ({
  extension,
  page
}) => {
  // A tab without a table, of what is not there.
  await extension.run('from deephaven import empty_table\nlater = None');
  await extension.execute('open-variable', {
    server: 'Test',
    name: 'later',
    restored: true,
    activate: true
  });
  await page.locator('.jp-DeephavenVariable:visible').waitFor();
  await page.mouse.move(640, 700);
  const before = await styles(page);
  await extension.run(
    'from deephaven import empty_table\nlater = empty_table(3).update("X = i")'
  );
  await new Table(extension).describe();
  await page.mouse.move(640, 700);
  const after = await styles(page);
  expect(after.filter(line => !before.includes(line))).toEqual([]);
});
