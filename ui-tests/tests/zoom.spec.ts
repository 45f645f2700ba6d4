/**
 * The extension at 200 % zoom, in a window of 1280 by 800 pixels.
 */
import type { Locator } from '@playwright/test';

import { expect, test } from '../fixtures';

test.use({ viewport: { width: 640, height: 400 }, deviceScaleFactor: 2 });

/** How many lines of a text lie in a panel's sight. */
async function linesInSight(panel: Locator, text: Locator): Promise<number> {
  const box = (await panel.boundingBox())!;
  const printed = (await text.boundingBox())!;
  const bottom = Math.min(box.y + box.height, printed.y + printed.height, 400);
  const height = await text.evaluate(node =>
    parseFloat(getComputedStyle(node).lineHeight)
  );
  return (bottom - Math.max(box.y, printed.y)) / height;
}

test('at 200 % zoom a run shows some lines of what it prints', async ({
  deephaven,
  extension,
  page,
  workspace
}) => {
  await workspace.write({
    'zoomed.py':
      'from deephaven import empty_table\nt = empty_table(1)\n' +
      'for line in range(30): print("line", line)\n'
  });
  await extension.connect(deephaven);
  const path = `${workspace.path}/zoomed.py`;
  await page.evaluate(async path => {
    await window.jupyterapp.commands.execute('docmanager:open', { path });
  }, path);
  await extension.execute('run-file', { path, server: 'Test' });
  const panel = page.locator('.jp-DeephavenOutput');
  const text = extension.lastRun.locator('pre').first();
  await expect(text).toContainText('line 29');
  await expect(extension.lastRun).toContainText('Created');
  await expect.poll(() => linesInSight(panel, text)).toBeGreaterThan(3);
  // The editor has some as well.
  expect(
    await linesInSight(
      page.locator('.jp-FileEditor'),
      page.locator('.jp-FileEditor .cm-content')
    )
  ).toBeGreaterThan(2.5);
});

test('at 200 % zoom the sidebar and its forms are within reach', async ({
  deephaven,
  extension,
  page,
  workspace
}) => {
  await workspace.write({ 'zoomed/__init__.py': '' });
  await extension.execute('add-server', {
    name: 'Test',
    url: deephaven.url,
    auth: 'psk'
  });
  await extension.execute('serve', { paths: [`${workspace.path}/zoomed`] });
  await extension.show();
  const rows = [extension.servers, extension.served].map(list =>
    list.getByRole('listitem').first()
  );
  for (const row of rows) {
    await row.scrollIntoViewIfNeeded();
    await expect(row).toBeInViewport({ ratio: 0.9 });
  }

  await extension.servers
    .getByRole('button', { name: 'Connect to Test' })
    .click();
  const dialog = page.getByRole('dialog');
  const isWithinReach = async (accept: string) => {
    for (const part of [
      dialog.locator('.jp-Dialog-header'),
      dialog.locator('.jp-Dialog-footer').getByText('Cancel'),
      dialog.getByRole('button', { name: accept, exact: true })
    ]) {
      await expect(part).toBeInViewport({ ratio: 1 });
    }
  };
  await isWithinReach('Connect');
  const key = dialog.getByLabel('Key', { exact: true });
  await expect(key).toBeInViewport({ ratio: 1 });
  await key.fill('wrong');
  await dialog.getByRole('button', { name: 'Connect', exact: true }).click();
  await expect(dialog.getByRole('alert')).toContainText('Wrong key.');
  await isWithinReach('Connect');
  await expect(key).toBeInViewport({ ratio: 1 });
  await page.keyboard.press('Escape');

  const adding = extension.execute('add-server').catch(String);
  await isWithinReach('Add and Connect');
  await dialog.getByLabel('Route').scrollIntoViewIfNeeded();
  await expect(dialog.getByLabel('Route')).toBeInViewport({ ratio: 1 });
  await page.keyboard.press('Escape');
  await adding;
});
