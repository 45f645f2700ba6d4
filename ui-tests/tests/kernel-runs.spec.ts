/**
 * Cells of a notebook with a Deephaven kernel, also where the server's plugin is
 * not ours.
 */
import { galata } from '@jupyterlab/galata';

import { expect, test } from '../fixtures';
import {
  begin,
  cell,
  open,
  output,
  prompt,
  writeNotebook
} from '../kernelNotebook';

test('a notebook runs in Deephaven: output, error, counts and the queue', async ({
  deephaven,
  extension,
  page,
  workspace
}) => {
  await extension.connect(deephaven);
  await workspace.write({ 'served_k.py': 'WHERE = "served"\n' });
  await extension.execute('serve', {
    paths: [`${workspace.path}/served_k.py`]
  });
  await writeNotebook(workspace, 'run.ipynb', [
    'from served_k import WHERE\nprint("in", WHERE)',
    'import sys\nprint("to err", file=sys.stderr)',
    'def fail():\n    return 1 / 0\nfail()',
    'print("never")'
  ]);
  await open(page, workspace, 'run.ipynb');
  await begin(page, 'notebook:run-all-cells');
  await expect(output(page, 0)).toContainText('in served\n');
  const lacking = output(page, 0).getByText('install our server plugin there');
  await expect(lacking).toHaveCount(deephaven.plugin === 'ours' ? 0 : 1);
  await expect(output(page, 1)).toHaveText('to err\n');
  await expect(output(page, 2)).toContainText('ZeroDivisionError');
  await expect(prompt(page, 0)).toHaveText('[1]:');
  await expect(prompt(page, 2)).toHaveText('[3]:');
  await expect(prompt(page, 3)).toHaveText('[ ]:');
  await expect(output(page, 3).locator('.jp-OutputArea-child')).toHaveCount(0);
});

test.describe('with variables of its own', () => {
  test.use({
    mockSettings: {
      ...galata.DEFAULT_SETTINGS,
      'jupyterlab-deephaven:kernel': { variables: 'own-with-tables' }
    }
  });

  test('a notebook sees no others, and shows its tables to them', async ({
    deephaven,
    extension,
    page,
    workspace
  }) => {
    await extension.connect(deephaven);
    await extension.run('told_o = "of the session"');
    await writeNotebook(workspace, 'own.ipynb', [
      'from deephaven import empty_table\n' +
        'limit_o = 3\nown_o = empty_table(5).where("i < limit_o")',
      'print(own_o.size, "told_o" in globals())'
    ]);
    await open(page, workspace, 'own.ipynb');
    await begin(page, 'notebook:run-all-cells');
    if (deephaven.plugin !== 'ours') {
      await expect(output(page, 1)).toHaveText('3 True\n');
      await expect(output(page, 0)).toContainText('install our server plugin');
      return;
    }
    await expect(output(page, 1)).toHaveText('3 False\n');
    const seen = await extension.run(
      'print(own_o.size, "limit_o" in globals())'
    );
    expect(seen.output).toBe('3 False\n');
    await cell(page, 1).locator('.cm-content').click();
    await page.keyboard.press('End');
    await page.keyboard.type(';lim');
    await page.keyboard.press('Tab');
    await expect(page.locator('.jp-Completer')).toContainText('limit_o');
    await page.keyboard.press('Escape');
    await begin(page, 'notebook:restart-kernel');
    await page.getByRole('button', { name: 'Confirm Kernel Restart' }).click();
    const isThere = 'print("own_o" in globals())';
    await expect
      .poll(async () => (await extension.run(isThere)).output)
      .toBe('False\n');
  });
});
