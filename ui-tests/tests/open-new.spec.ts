/**
 * What a run creates opens by itself, where the settings say so.
 */
import { galata } from '@jupyterlab/galata';
import type { Locator } from '@playwright/test';

import type { Extension } from '../fixtures';
import { expect, test as labTest } from '../fixtures';

const test = labTest.extend<{ openNew: string }>({
  openNew: ['never', { option: true }],
  mockSettings: async ({ openNew }, use) => {
    await use({
      ...galata.DEFAULT_SETTINGS,
      'jupyterlab-deephaven:results': { openNew }
    });
  }
});

/** A program that creates tables of these names. */
function creates(...names: string[]): string {
  return [
    'from deephaven import empty_table',
    ...names.map(name => `${name} = empty_table(1)`)
  ].join('\n');
}

/** Run a program from the editor, with the keyboard. */
async function runInEditor(extension: Extension, code: string): Promise<void> {
  const editor = extension.page.locator('.jp-FileEditor .cm-content');
  await editor.fill(code);
  await editor.press('Control+Alt+Shift+Enter');
}

/** The editor is in sight, and who types goes on typing there. */
async function expectToType({ page }: Extension): Promise<void> {
  await expect(page.locator('.jp-FileEditor .cm-content')).toBeFocused();
  await page.keyboard.press('Control+End');
  await page.keyboard.type('# on');
  await expect(page.locator('.jp-FileEditor .cm-content')).toContainText(
    '# on'
  );
}

/** The tab of a document or a variable. */
function tab({ page }: Extension, name: string): Locator {
  return page.getByRole('main').getByRole('tab', { name, exact: true });
}

/** The names of the tabs that are in one area with a tab. */
function beside(extension: Extension, name: string): Promise<string[]> {
  return tab(extension, name)
    .locator('xpath=ancestor::*[@role="tablist"]')
    .getByRole('tab')
    .allInnerTexts();
}

test.beforeEach(async ({ deephaven, extension, workspace }) => {
  await workspace.write({ 'new.py': '' });
  await extension.connect(deephaven);
  await extension.run('a = b = c = d = e = f = None');
  await extension.open('new.py');
});

test('by default nothing opens', async ({ extension }) => {
  await runInEditor(extension, creates('a', 'b'));
  await expect(
    extension.lastRun.getByRole('button', { name: 'a', exact: true })
  ).toBeVisible();
  await extension.execute('open-variable', { server: 'Test', name: 'b' });
  await expect(tab(extension, 'b')).toBeVisible();
  await expect(tab(extension, 'a')).toHaveCount(0);
});

test.describe('in tabs', () => {
  test.use({ openNew: 'tab' });

  test('what a run creates opens behind the editor, five at most', async ({
    extension,
    page
  }) => {
    await runInEditor(extension, creates('a', 'b', 'c', 'd', 'e', 'f'));
    await expect(tab(extension, 'e')).toBeVisible();
    expect(await beside(extension, 'new.py')).toEqual(
      expect.arrayContaining(['new.py', 'a', 'b', 'c', 'd', 'e'])
    );
    await expectToType(extension);
    await expect(tab(extension, 'f')).toHaveCount(0);
    await expect(page.locator('.jp-DeephavenVariable:visible')).toHaveCount(0);

    // What is there already is not new.
    await extension.run('f = None');
    await runInEditor(extension, `${creates('a')}\nprint("again")`);
    await expect(extension.lastRun).toContainText('again');
    await expect(tab(extension, 'a')).toHaveCount(1);
  });
});

test.describe('beside', () => {
  test.use({ openNew: 'beside' });

  test('what runs create opens beside the editor, in one place', async ({
    extension,
    page
  }) => {
    await runInEditor(extension, creates('a', 'b'));
    await expect(tab(extension, 'b')).toBeVisible();
    await expectToType(extension);
    await runInEditor(extension, creates('c'));
    await expect(tab(extension, 'c')).toBeVisible();
    expect((await beside(extension, 'a')).sort()).toEqual(['a', 'b', 'c']);
    await expectToType(extension);
    await expect(page.locator('.jp-DeephavenVariable:visible')).toHaveCount(1);
    const table = await page
      .locator('.jp-DeephavenVariable:visible')
      .boundingBox();
    const editor = await page.locator('.jp-FileEditor').boundingBox();
    expect(table!.x).toBeGreaterThanOrEqual(editor!.x + editor!.width);
  });
});
