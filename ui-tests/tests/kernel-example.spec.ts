/**
 * The notebook of the demo, run whole; and a cell that outlives its page.
 */
import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { environment } from '../environment';
import type { Workspace } from '../fixtures';
import { expect, test } from '../fixtures';
import { relay } from '../relay';
import {
  begin,
  open,
  output,
  prompt,
  reload,
  writeNotebook
} from '../kernelNotebook';

const EXAMPLE = join(__dirname, '../../examples/workspace');

/** Code that goes on until a file is removed, which goes with the test's folder. */
async function lasting(workspace: Workspace) {
  await workspace.write({ 'goes-on': '' });
  const file = join(environment('JUPYTER_ROOT'), workspace.path, 'goes-on');
  const code =
    'import os, time\nprint("begun")\n' +
    `while os.path.exists(${JSON.stringify(file)}): time.sleep(0.05)\n`;
  return { code, end: () => rm(file) };
}

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

test('a cell that runs while its page reloads goes on below the cell', async ({
  deephaven,
  extension,
  page,
  workspace
}) => {
  await extension.connect(deephaven);
  const { code, end } = await lasting(workspace);
  await writeNotebook(workspace, 'on.ipynb', [
    code + 'print("ended")\n"value"',
    'print("next")'
  ]);
  await open(page, workspace, 'on.ipynb');
  await begin(page, 'notebook:run-all-cells');
  await expect(output(page, 0)).toContainText('begun');
  await reload(page);
  await extension.signIn(deephaven);
  await expect(output(page, 0)).toContainText('begun');
  await expect(prompt(page, 0)).toHaveText('[*]:');
  await end();
  await expect(output(page, 0)).toContainText('ended');
  await expect(output(page, 0)).toContainText("'value'");
  await expect(prompt(page, 0)).toHaveText('[1]:');
  // What waited has gone with the page.
  await expect(output(page, 1)).toHaveText('');
});

test('a cell goes on when its connection was lost', async ({
  deephaven,
  extension,
  page,
  workspace
}) => {
  const network = await relay(deephaven.url);
  try {
    await extension.connect({ ...deephaven, url: network.url });
    await extension.show();
    const { code, end } = await lasting(workspace);
    await writeNotebook(workspace, 'lost.ipynb', [
      code + '"value"',
      'print("next")'
    ]);
    await open(page, workspace, 'lost.ipynb');
    await begin(page, 'notebook:run-all-cells');
    await expect(output(page, 0)).toContainText('begun');
    network.cut();
    await expect(extension.servers).toContainText('trying again');
    await expect(prompt(page, 0)).toHaveText('[*]:');
    await expect(extension.servers).toContainText('Connected');
    await end();
    await expect(output(page, 0)).toContainText("'value'");
    await expect(prompt(page, 0)).toHaveText('[1]:');
    await expect(output(page, 1)).toHaveText('next\n');
  } finally {
    await network.close();
  }
});

test('a cell that goes on after a reload can be interrupted', async ({
  deephaven,
  extension,
  page,
  workspace
}) => {
  await extension.connect(deephaven);
  await writeNotebook(workspace, 'stop.ipynb', [
    'import time\nprint("begun")\nwhile True: time.sleep(0.05)'
  ]);
  await open(page, workspace, 'stop.ipynb');
  await begin(page, 'notebook:run-all-cells');
  await expect(output(page, 0)).toContainText('begun');
  await reload(page);
  await extension.signIn(deephaven);
  await expect(prompt(page, 0)).toHaveText('[*]:');
  await begin(page, 'notebook:interrupt-kernel');
  await expect(output(page, 0)).toContainText('KeyboardInterrupt');
  await expect(prompt(page, 0)).toHaveText('[1]:');
});
