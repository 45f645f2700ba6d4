/**
 * The notebook of the demo, run whole; and a cell that outlives its page.
 */
import { cp } from 'node:fs/promises';
import { join } from 'node:path';

import { environment } from '../environment';
import { expect, test } from '../fixtures';
import { begin, open, output, reload, writeNotebook } from '../kernelNotebook';

const EXAMPLE = join(__dirname, '../../examples/workspace');

test('the notebook of the demo: values, a live table, and pandas', async ({
  deephaven,
  extension,
  page,
  workspace
}) => {
  const folder = join(environment('JUPYTER_ROOT'), workspace.path);
  await cp(EXAMPLE, folder, { recursive: true });
  await extension.connect(deephaven, 'Demo');
  await extension.execute('serve', { paths: [`${workspace.path}/market`] });
  await open(page, workspace, 'market.ipynb', 'Deephaven: Demo');
  await begin(page, 'notebook:run-all-cells');
  await expect(output(page, 0)).toContainText("'up'");
  await expect(output(page, 1).locator('canvas.grid-canvas')).toBeVisible();
  // Pages leave what is far below out of the document.
  await page.keyboard.press('Control+End');
  await expect(output(page, 2).locator('table')).toContainText('Company');
  await expect(output(page, 2).locator('table')).toContainText('ALDR');
});

test('a cell that runs while its page reloads goes on in the output panel', async ({
  deephaven,
  extension,
  page,
  workspace
}) => {
  await extension.connect(deephaven);
  // It goes with the test's folder, so that no other test waits for it.
  await workspace.write({ 'goes-on': '' });
  const file = join(environment('JUPYTER_ROOT'), workspace.path, 'goes-on');
  await writeNotebook(workspace, 'on.ipynb', [
    'import os, time\nprint("begun")\n' +
      `while os.path.exists(${JSON.stringify(file)}): time.sleep(0.05)`
  ]);
  await open(page, workspace, 'on.ipynb');
  await begin(page, 'notebook:run-all-cells');
  await expect(output(page, 0)).toContainText('begun');
  await reload(page);
  await extension.execute('show-output');
  await extension.execute('connect', {
    server: 'Test',
    credentials: { type: 'psk', token: deephaven.key }
  });
  const { lastRun } = extension;
  await expect(lastRun).toContainText('begun');
  await lastRun.getByRole('button', { name: /^Stop/ }).click();
  await expect(lastRun).toContainText('stopped after');
});
