/**
 * Stopping runs: by the button, the command and the keyboard; running, waiting,
 * and in calls of Java and C.
 */
import { expect, test } from '../fixtures';

const ENDLESS = 'print("begun")\nwhile True:\n    pass';

test.beforeEach(async ({ deephaven, extension }) => {
  await extension.connect(deephaven);
});

test('an endless loop ends by the button, and the next run is whole', async ({
  extension
}) => {
  const endless = extension.run(ENDLESS);
  const { lastRun } = extension;
  await expect(lastRun).toContainText('begun');
  await expect(lastRun).toContainText(/· \d+ s/);
  await lastRun.getByRole('button', { name: 'Stop print("begun")' }).click();
  expect((await endless).error).toContain('KeyboardInterrupt');
  await expect(lastRun).toContainText('stopped after');
  await expect(lastRun.getByRole('button', { name: /^Stop/ })).toHaveCount(0);
  const next = await extension.run(
    'total = sum(range(3_000_000))\nprint(total)'
  );
  expect(next).toMatchObject({ error: null, output: '4499998500000\n' });
});

test('a run that waits is removed, by its button; the one before goes on', async ({
  extension
}) => {
  const first = extension.run('import time\ntime.sleep(3)\nprint("whole")');
  const second = extension.run('print("never")').catch(String);
  const { lastRun } = extension;
  await expect(lastRun).toContainText('waiting for import time');
  await lastRun.getByRole('button', { name: /^Stop/ }).click();
  expect(await second).toContain('stopped before it began');
  await expect(lastRun).toContainText('stopped before it began');
  expect(await first).toMatchObject({ error: null, output: 'whole\n' });
});

test('a call that waits in Java is interrupted', async ({ extension }) => {
  const waiting = extension.run(
    'import jpy\nprint("begun")\n' +
      'jpy.get_type("java.lang.Thread").sleep(600_000)'
  );
  await expect(extension.lastRun).toContainText('begun');
  await extension.execute('stop-run', { server: 'Test' });
  expect((await waiting).error).not.toBeNull();
  await expect(extension.lastRun).toContainText('stopped after');
  // Nothing is left of the interruption.
  const { error } = await extension.run(
    'jpy.get_type("java.lang.Thread").sleep(10)'
  );
  expect(error).toBeNull();
});

test('an endless cell ends by the button of its notebook', async ({
  extension,
  page,
  workspace
}) => {
  await workspace.write({
    'endless.ipynb': JSON.stringify({
      cells: [
        {
          cell_type: 'code',
          execution_count: null,
          id: 'c1',
          metadata: {},
          outputs: [],
          source: ENDLESS
        }
      ],
      metadata: {
        kernelspec: {
          name: 'python3',
          display_name: 'Python 3',
          language: 'python'
        }
      },
      nbformat: 4,
      nbformat_minor: 5
    })
  });
  await page.notebook.openByPath(`${workspace.path}/endless.ipynb`);
  const stop = page
    .locator('.jp-NotebookPanel-toolbar')
    .getByRole('button', { name: 'Stop the code that runs in Deephaven' });
  await expect(stop).toBeDisabled();
  const cell = extension.execute('run-cell', { server: 'Test' });
  await expect(page.locator('.jp-OutputArea-output')).toContainText('begun');
  await stop.click();
  await cell;
  await expect(page.locator('.jp-OutputArea').first()).toContainText(
    'KeyboardInterrupt'
  );
  await expect(stop).toBeDisabled();
});

test('the keyboard stops; without a run there is nothing to stop', async ({
  extension,
  page
}) => {
  const endless = extension.run(ENDLESS);
  await expect(extension.lastRun).toContainText('begun');
  await page.keyboard.press('ControlOrMeta+Alt+.');
  expect((await endless).error).toContain('KeyboardInterrupt');
  await expect(
    extension.execute('stop-run', { server: 'Test' })
  ).rejects.toThrow('Nothing runs that could be stopped.');
});
