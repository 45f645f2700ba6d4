/**
 * The sidebar's lists by the keyboard alone, and taking back what it did.
 */
import AxeBuilder from '@axe-core/playwright';
import type { Locator, Page } from '@playwright/test';

import { environment } from '../environment';
import { expect, test } from '../fixtures';

/** The row of a list that has a text of its own. */
function rowOf(list: Locator, text: string): Locator {
  return list
    .getByRole('listitem')
    .filter({ has: list.page().getByText(text, { exact: true }) });
}

/** Open the context menu with a key and give what it offers of ours. */
async function offeredBy(page: Page, key: string): Promise<string[]> {
  await page.keyboard.press(key);
  const menu = page.getByRole('menu').last();
  await expect(menu).toBeVisible();
  const items = await menu.getByRole('menuitem').allTextContents();
  await page.keyboard.press('Escape');
  await expect(menu).toBeHidden();
  return items.filter(item => item !== '' && !item.startsWith('Shift+'));
}

test('served modules are switched, shown and removed, and removing is undone', async ({
  extension,
  page,
  workspace
}) => {
  await workspace.write({
    'alpha/__init__.py': '',
    'beta/__init__.py': '',
    'gamma/__init__.py': ''
  });
  const at = (name: string) => `${workspace.path}/${name}`;
  await extension.execute('serve', { paths: [at('alpha')] });
  await extension.execute('serve', { paths: [at('beta')], contents: true });
  await extension.execute('serve', { paths: [at('gamma')] });
  await extension.show();
  const { served } = extension;
  const rows = served.getByRole('listitem');
  const alpha = rowOf(served, 'alpha');
  const beta = rowOf(served, 'Contents of beta');
  const gamma = rowOf(served, 'gamma');
  await expect(rows).toHaveCount(3);

  // Where there are few, no filter is above them.
  await expect(
    extension.sidebar.getByLabel('Filter served modules')
  ).toHaveCount(0);
  await alpha.focus();
  await page.keyboard.press('ArrowDown');
  await expect(beta).toBeFocused();
  await page.keyboard.press('Space');
  await expect(beta.getByRole('switch')).not.toBeChecked();
  await expect(beta).toBeFocused();

  // Tab goes on to the controls of the row, and then out of the list.
  await page.keyboard.press('Tab');
  await expect(
    beta.getByRole('button', { name: 'Stop serving Contents of beta' })
  ).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(beta.getByRole('switch')).toBeFocused();
  await page.keyboard.press('Tab');
  expect(
    await served.evaluate(list => list.contains(document.activeElement))
  ).toBe(false);
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('ArrowLeft');
  await expect(beta).toBeFocused();

  for (const key of ['ContextMenu', 'Shift+F10']) {
    expect(await offeredBy(page, key)).toEqual([
      'Serve This',
      'Show in File Browser',
      'Stop Serving'
    ]);
    await expect(beta).toBeFocused();
  }
  const { violations } = await new AxeBuilder({ page })
    .include('.jp-DeephavenServed')
    .analyze();
  expect(violations).toEqual([]);

  await page.keyboard.press('Delete');
  await expect(rows).toHaveCount(2);
  await expect(gamma).toBeFocused();
  const notice = page
    .getByRole('alert')
    .filter({ hasText: 'The contents of “beta” are no longer served.' });
  await notice.getByRole('button', { name: 'Undo' }).click();
  await expect(rows.nth(1)).toContainText('Contents of beta');
  await expect(beta.getByRole('switch')).not.toBeChecked();

  // From the menu it is the same.
  await gamma.focus();
  await page.keyboard.press('ContextMenu');
  await page.getByRole('menuitem', { name: 'Stop Serving' }).click();
  await expect(rows).toHaveCount(2);
  await expect(beta).toBeFocused();
  await page
    .getByRole('alert')
    .filter({ hasText: '“gamma” is no longer served.' })
    .getByRole('button', { name: 'Undo' })
    .click();
  await expect(rows.nth(2)).toContainText('gamma');

  await alpha.focus();
  await page.keyboard.press('Enter');
  await expect(extension.inFileBrowser('__init__.py')).toBeVisible();
});

test('servers are connected, made the current one and removed', async ({
  deephaven,
  extension,
  page
}) => {
  await extension.execute('add-server', {
    name: 'Other',
    url: environment('DEEPHAVEN_PUBLISHED_URL'),
    auth: 'psk'
  });
  await extension.execute('connect', {
    server: 'Other',
    credentials: {
      type: 'psk',
      token: environment('DEEPHAVEN_PUBLISHED_PSK')
    }
  });
  await extension.execute('add-server', {
    name: 'Test',
    url: deephaven.url,
    auth: 'psk'
  });
  await extension.show();
  const { servers } = extension;
  const named = (name: string) =>
    servers.locator(`[data-jp-deephaven-server="${name}"]`);
  const other = named('Other');
  const mine = named('Test');
  await expect(other).toContainText('runs here');

  await other.focus();
  await page.keyboard.press('End');
  await expect(mine).toBeFocused();
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').getByLabel('Key').fill(deephaven.key);
  await page.keyboard.press('Enter');
  await expect(mine).toContainText('Connected');
  await expect(other).toContainText('runs here');
  await page.keyboard.press('Enter');
  await expect(mine).toContainText('runs here');
  await expect(mine).toBeFocused();

  // Both are connected: Enter ends no connection.
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Enter');
  await expect(other).toContainText('runs here');
  await expect(mine).not.toContainText('runs here');
  await expect(mine).toContainText('Connected');
  await page.keyboard.press('ArrowDown');
  expect(await offeredBy(page, 'ContextMenu')).toContain('Remove…');
  await expect(mine).toBeFocused();

  await page.keyboard.press('Delete');
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('Remove “Test”?');
  await page.keyboard.press('Escape');
  await expect(mine).toBeFocused();
  await page.keyboard.press('Delete');
  await dialog.getByRole('button', { name: 'Remove' }).click();
  await expect(mine).toHaveCount(0);
  await expect(other).toBeFocused();

  // After the last one, what says how to go on.
  await page.keyboard.press('Delete');
  await dialog.getByRole('button', { name: 'Remove' }).click();
  await expect(
    page.locator('.jp-DeephavenServers', {
      hasText: 'Add the Deephaven server'
    })
  ).toBeFocused();
});

test('of hundreds of variables few are in the page, and all are reached', async ({
  deephaven,
  extension,
  page
}) => {
  await extension.connect(deephaven);
  await extension.run(
    'from deephaven import empty_table\n' +
      'for i in range(300):\n' +
      '    globals()[f"many_{i:03}"] = empty_table(i)\n' +
      'del i\n'
  );
  try {
    await extension.show();
    const list = extension.sidebar.getByRole('list', {
      name: 'Variables of Test'
    });
    const rows = list.getByRole('listitem');
    const filter = extension.sidebar.getByLabel('Filter variables');
    await filter.fill('many_');
    await expect(rows.first()).toHaveAttribute('aria-setsize', '300');
    expect(await rows.count()).toBeLessThan(60);

    await filter.press('ArrowDown');
    await expect(rowOf(list, 'many_000')).toBeFocused();
    await page.keyboard.press('End');
    const last = rowOf(list, 'many_299');
    await expect(last).toBeFocused();
    await expect(last).toBeInViewport({ ratio: 0.9 });
    await page.keyboard.press('ArrowUp');
    await expect(rowOf(list, 'many_298')).toBeFocused();
    expect(await offeredBy(page, 'ContextMenu')).toEqual([
      'Open Variable',
      'Open Beside',
      'Delete Variable'
    ]);
    await page.keyboard.press('Delete');
    await expect(rowOf(list, 'many_298')).toHaveCount(0);
    await expect(last).toBeFocused();
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect(rowOf(list, 'many_298')).toHaveCount(1);
    await rowOf(list, 'many_298').focus();
    await page.keyboard.press('Enter');
    await expect(page.getByRole('tab', { name: 'many_298' })).toBeVisible();
    await expect(
      page.locator('.jp-DeephavenVariable-count:visible')
    ).toContainText('298 rows');
  } finally {
    await extension.run('for i in range(300): del globals()[f"many_{i:03}"]');
  }
});
