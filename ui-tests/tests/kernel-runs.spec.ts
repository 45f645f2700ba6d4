/**
 * Cells of a notebook with a Deephaven kernel, also where the server's plugin is
 * not ours.
 */
import { expect, test } from '../fixtures';
import { begin, open, output, prompt, writeNotebook } from '../kernelNotebook';

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
