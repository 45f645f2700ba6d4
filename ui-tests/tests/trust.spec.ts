/**
 * What of a server runs in the page: its API only where it is known or trusted,
 * and its own pages only while it is connected.
 */
import type { Page } from '@playwright/test';

import { expect, test } from '../fixtures';

/** Let the server hand out another API: its own, with a line behind it, which can be set. */
async function changeApi(page: Page): Promise<(line: string) => void> {
  let line = '';
  await page.route('**/jsapi/dh-core.js', async route => {
    const response = await route.fetch();
    const body = `${await response.text()}\n${line}`;
    await route.fulfill({ response, body });
  });
  return next => {
    line = next;
  };
}

/** What the page was told by an API that ran. */
function ran(page: Page): Promise<unknown> {
  return page.evaluate(() => (globalThis as { ran?: unknown }).ran);
}

test('an API that is not on the list runs only once the user trusts it, and no other one', async ({
  deephaven,
  extension,
  page
}) => {
  const handOut = await changeApi(page);
  handOut('globalThis.ran = "first";');
  await extension.execute('add-server', {
    name: 'Test',
    url: deephaven.url,
    auth: 'psk'
  });
  const connect = () =>
    extension
      .execute('connect', {
        server: 'Test',
        credentials: { type: 'psk', token: deephaven.key }
      })
      .then(
        () => 'connected',
        (reason: Error) => reason.message
      );
  const dialog = page.getByRole('dialog');
  const cancel = dialog.getByRole('button', { name: 'Cancel' });
  const trust = dialog.getByRole('button', { name: 'Trust and Connect' });

  let connecting = connect();
  await expect(dialog).toContainText('not on the list of Deephaven’s releases');
  expect(await ran(page)).toBeUndefined();
  await cancel.click();
  expect(await connecting).toContain('Connecting was cancelled.');
  await extension.show();
  await expect(extension.servers).toContainText('It was not run.');
  expect(await ran(page)).toBeUndefined();

  connecting = connect();
  await trust.click();
  expect(await connecting).toBe('connected');
  expect(await ran(page)).toBe('first');

  // Nobody is asked of the same one again.
  await extension.execute('disconnect', { server: 'Test' });
  expect(await connect()).toBe('connected');

  await extension.execute('disconnect', { server: 'Test' });
  handOut('globalThis.ran = "second";');
  connecting = connect();
  await expect(dialog).toContainText('has changed since you trusted it');
  await cancel.click();
  expect(await connecting).toContain('Connecting was cancelled.');
  expect(await ran(page)).toBe('first');

  // The context menu takes trust back by this command.
  handOut('globalThis.ran = "first";');
  await extension.execute('forget-trust', { server: 'Test' });
  connecting = connect();
  await expect(dialog).toContainText('not on the list');
  await cancel.click();
  await connecting;
});

test('a page of the server goes when the server disconnects, and comes back', async ({
  deephaven,
  extension,
  page
}) => {
  await extension.connect(deephaven);
  await extension.run(
    'import deephaven.plot.express as dx\nfrom deephaven import empty_table\n' +
      'plot = dx.line(empty_table(9).update("X = i"), x="X", y="X")'
  );
  await extension.execute('open-variable', { server: 'Test', name: 'plot' });
  const frame = page.locator('iframe[title="plot on Test"]');
  await expect(frame).toBeVisible();
  // It is signed in by this page.
  await expect(
    frame.contentFrame().locator('.js-plotly-plot').first()
  ).toBeVisible({ timeout: 60000 });
  await extension.execute('disconnect', { server: 'Test' });
  await expect(frame).toHaveCount(0);
  await expect(page.getByText('Connect to Test to see plot.')).toBeVisible();
  await extension.signIn(deephaven);
  await expect(frame).toBeVisible();
});
