/**
 * Beside extensions that load and save documents in their own ways: what is in
 * an open document is what runs, whoever typed it.
 */
import type { Page } from '@playwright/test';

import { expect, LAB, openDocument, test } from '../besideOthers';
import { openLab } from '../fixtures';

const CODE = 'import told\nprint(told.X)';

test.afterEach(async ({ extension, workspace }) => {
  await extension.execute('stop-serving', {
    paths: [`${workspace.path}/told.py`]
  });
});

/** Put a text in place of an editor's. */
async function type(page: Page, text: string): Promise<void> {
  const editor = page.locator('.cm-content:visible').first();
  await editor.click();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.insertText(text);
  await expect(editor).toHaveText(text);
}

test('shared documents: what another user typed runs, and what is on the disk', async ({
  browser,
  extension,
  page,
  workspace
}) => {
  await workspace.write({ 'told.py': 'X = 1' });
  const path = `${workspace.path}/told.py`;
  await extension.execute('serve', { paths: [path] });
  await openDocument(page, path);
  await expect(page.locator('.cm-content:visible')).toHaveText('X = 1');
  expect((await extension.run(CODE)).output).toBe('1\n');

  const context = await browser.newContext();
  const other = await context.newPage();
  await openLab(other, `${LAB}?reset`);
  await openDocument(other, path);
  await expect(other.locator('.cm-content:visible')).toHaveText('X = 1');
  await type(other, 'X = 2');
  await expect(page.locator('.cm-content:visible')).toHaveText('X = 2');
  expect((await extension.run(CODE)).output).toBe('2\n');
  await context.close();

  // Saved by itself, then changed by another program.
  await expect(page.locator('.jp-Document.jp-mod-dirty')).toHaveCount(0);
  await workspace.write({ 'told.py': 'X = 3' });
  await expect.poll(async () => (await extension.run(CODE)).output).toBe('3\n');
});

test('a .py file open as a notebook and in an editor: the text typed last runs', async ({
  extension,
  page,
  workspace
}) => {
  await workspace.write({ 'told.py': '# %%\nX = 1\n' });
  const path = `${workspace.path}/told.py`;
  await extension.execute('serve', { paths: [path] });
  expect((await extension.run(CODE)).output).toBe('1\n');
  await openDocument(page, path, 'Jupytext Notebook');
  await page
    .getByRole('dialog')
    .getByRole('button', { name: 'No Kernel' })
    .click();
  await type(page, 'X = 2');
  expect((await extension.run(CODE)).output).toBe('2\n');
  await openDocument(page, path, 'Editor');
  await type(page, 'X = 3');
  expect((await extension.run(CODE)).output).toBe('3\n');
});
