/**
 * Runs in the output panel, the sidebar and the status bar: their states, what
 * can be done with each, and what is left of them after a reload.
 */
import { join } from 'node:path';

import { environment } from '../environment';
import { expect, Extension, openLab, test } from '../fixtures';

const WAITING = 'import time\nprint("begun")\nwhile True: time.sleep(0.05)';

test.beforeEach(async ({ deephaven, extension }) => {
  await extension.connect(deephaven);
});

test('the sidebar and the status bar show what runs, and stop it', async ({
  extension,
  page
}) => {
  const status = page.locator('.jp-DeephavenStatus');
  await extension.show();
  await expect(status).toHaveText('Deephaven: Test');
  const endless = extension.run(WAITING);
  const next = extension.run('print("next")');
  await expect(extension.servers).toContainText(
    /import time · \d+ s · 1 waits/
  );
  await expect(status).toHaveText('Deephaven: Test · Running');
  await extension.servers
    .getByRole('button', { name: 'Stop', exact: true })
    .click();
  expect((await endless).error).toContain('KeyboardInterrupt');
  expect(await next).toMatchObject({ error: null, output: 'next\n' });
  await expect(status).toHaveText('Deephaven: Test');
  await expect(extension.servers).not.toContainText('import time');
});

test('a run that waits for another client’s script says so', async ({
  browser,
  deephaven,
  extension,
  page
}) => {
  const context = await browser.newContext();
  const other = new Extension((await context.newPage()) as never);
  await openLab(other.page, `${new URL(page.url()).origin}/lab`);
  await other.connect(deephaven);
  const endless = other.run(WAITING);
  await expect(other.lastRun).toContainText('begun');
  const mine = extension.run('print("mine")');
  await expect(extension.lastRun).toContainText(
    /waiting for another client’s script, \d+ s/
  );
  await other.execute('stop-run', { server: 'Test' });
  await endless;
  expect(await mine).toMatchObject({ error: null, output: 'mine\n' });
  await other.execute('remove-server', { server: 'Test' });
  await context.close();
});

test('a run is collapsed, copied, run again and cleared', async ({
  extension,
  page,
  workspace
}) => {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await workspace.write({ 'told.py': 'print("first")\n' });
  const path = `${workspace.path}/told.py`;
  await extension.execute('run-file', { path, server: 'Test' });
  const { lastRun } = extension;
  const runs = page.locator('.jp-DeephavenOutput-run');
  await expect(lastRun).toContainText('first');

  const fold = lastRun.getByRole('button', {
    name: `Output of ${path}`,
    exact: true
  });
  await fold.click();
  await expect(lastRun.getByText('first')).toBeHidden();
  await expect(fold).toHaveAttribute('aria-expanded', 'false');
  await fold.click();
  await expect(lastRun.getByText('first')).toBeVisible();

  await lastRun
    .getByRole('button', { name: `Copy the output of ${path}` })
    .click();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(
    'first\n'
  );

  // The file as it is now.
  await workspace.write({ 'told.py': 'print("second")\n' });
  await lastRun.getByRole('button', { name: `Run ${path} again` }).click();
  await expect(lastRun).toContainText('second');
  await expect(runs).toHaveCount(2);
  await lastRun.getByRole('button', { name: `Clear ${path}` }).click();
  await expect(runs).toHaveCount(1);
  await expect(lastRun).toContainText('first');

  // Code of no file runs as it was.
  await extension.run('print("text")');
  await extension.execute('run-again');
  await expect(runs).toHaveCount(3);
  await expect(lastRun).toContainText('text');
  await expect(page.locator('.jp-DeephavenAnnouncer')).toHaveText(
    /^print\("text"\) is done after/
  );
});

test('runs are still there after a reload of the page, and go on', async ({
  deephaven,
  extension,
  page,
  workspace
}) => {
  // They go with the test's folder, so that no other test waits for the run.
  const folder = join(environment('JUPYTER_ROOT'), workspace.path);
  await workspace.write({ first: '', second: '' });
  const during = (name: string) =>
    `while os.path.exists(${JSON.stringify(join(folder, name))}): time.sleep(0.05)\n`;
  await extension.run('print("kept")\nraise ValueError("no rate")');
  const code =
    'import os, time\nprint("begun")\n' +
    during('first') +
    'print("went on")\n' +
    during('second');
  void extension.run(code).catch(() => undefined);
  await expect(extension.lastRun).toContainText('begun');
  // Galata would wait for the launcher; the types lack its option.
  await page.reload({ waitForIsReady: false } as never);
  await page.waitForFunction(() => window.jupyterapp !== undefined);
  await page.evaluate(() => window.jupyterapp.restored);
  await extension.execute('show-output');
  const runs = page.locator('.jp-DeephavenOutput-run');
  await expect(runs).toHaveCount(2);
  await expect(runs.first()).toContainText('kept');
  await expect(runs.first()).toContainText('ValueError: no rate');
  await expect(runs.last()).toContainText('begun');
  await expect(runs.last()).toContainText(
    'The page was reloaded while this ran. Connect to Test to see how it goes on.'
  );
  // What it prints meanwhile is not lost.
  await workspace.remove('first');
  await extension.signIn(deephaven);
  await expect(runs.last()).toContainText('went on');
  await expect(runs).toHaveCount(2);
  await runs.last().getByRole('button', { name: /^Stop/ }).click();
  await expect(runs.last()).toContainText('stopped after');
  await expect(runs.last()).not.toContainText('The page was reloaded');
});
