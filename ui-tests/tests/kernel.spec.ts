/**
 * Notebooks and consoles whose kernel is a Deephaven server.
 */
import type { IJupyterLabPageFixture } from '@jupyterlab/galata';
import type { NotebookPanel } from '@jupyterlab/notebook';

import { expect, test } from '../fixtures';
import {
  begin,
  cell,
  expectKernel,
  kernelButton,
  open,
  output,
  prompt,
  reload,
  writeNotebook
} from '../kernelNotebook';

test('interrupting the kernel ends an endless loop, and restarting counts from 1', async ({
  deephaven,
  extension,
  page,
  workspace
}) => {
  await extension.connect(deephaven);
  await writeNotebook(workspace, 'stop.ipynb', [
    'print("looping")\nwhile True:\n    pass',
    'print("never")'
  ]);
  await open(page, workspace, 'stop.ipynb');
  await begin(page, 'notebook:run-all-cells');
  await expect(output(page, 0)).toContainText('looping');
  await expect(prompt(page, 0)).toHaveText('[*]:');
  await begin(page, 'notebook:interrupt-kernel');
  await expect(output(page, 0)).toContainText('KeyboardInterrupt');
  await expect(prompt(page, 0)).toHaveText('[1]:');
  await expect(prompt(page, 1)).toHaveText('[ ]:');

  await page.evaluate(async () => {
    const { currentWidget } = window.jupyterapp.shell;
    const { sessionContext } = currentWidget as unknown as NotebookPanel;
    await sessionContext.session!.kernel!.restart();
  });
  await cell(page, 1).locator('.cm-content').click();
  await page.keyboard.press('Shift+Enter');
  await expect(output(page, 1)).toHaveText('never\n');
  await expect(prompt(page, 1)).toHaveText('[1]:');
  await expect(page.getByText(/^The kernel counts from 1 again/)).toBeVisible();
});

test('a reload brings back the same kernel and session', async ({
  deephaven,
  extension,
  page,
  workspace
}) => {
  await extension.connect(deephaven);
  await writeNotebook(workspace, 'again.ipynb', [
    'kept_k = 41',
    'print(kept_k)'
  ]);
  await open(page, workspace, 'again.ipynb');
  await cell(page, 0).locator('.cm-content').click();
  await page.keyboard.press('Shift+Enter');
  await expect(prompt(page, 0)).toHaveText('[1]:');
  const ids = () =>
    page.evaluate(() => {
      const { sessions } = window.jupyterapp.serviceManager;
      return [...sessions.running()].map(
        ({ id, kernel, path }) => `${id} ${kernel?.id} ${path}`
      );
    });
  const before = await ids();
  expect(before).toHaveLength(1);
  await page.evaluate(async () => {
    await window.jupyterapp.commands.execute('docmanager:save');
  });
  await reload(page);
  await expect.poll(ids).toEqual(before);
  await extension.signIn(deephaven);
  await open(page, workspace, 'again.ipynb');
  await cell(page, 1).locator('.cm-content').click();
  await page.keyboard.press('Shift+Enter');
  await expect(output(page, 1)).toHaveText('41\n');
  await expect(prompt(page, 1)).toHaveText('[2]:');
});

/** Choose another kernel in the dialog of the notebook in sight. */
async function chooseKernel(
  page: IJupyterLabPageFixture,
  name: string
): Promise<void> {
  await kernelButton(page).click();
  const dialog = page.locator('.jp-Dialog');
  await dialog.locator('select').selectOption({ label: name });
  await dialog.getByRole('button', { name: /^Select/ }).click();
  await expectKernel(page, name);
}

test('a notebook goes from a kernel of Jupyter’s to ours and back', async ({
  deephaven,
  extension,
  page,
  workspace
}) => {
  await extension.connect(deephaven);
  const where = 'import sys\nprint("deephaven" in sys.modules)';
  await writeNotebook(workspace, 'both.ipynb', [where], {
    name: 'python3',
    display_name: 'Python 3'
  });
  await page.notebook.openByPath(`${workspace.path}/both.ipynb`);
  await expectKernel(page, 'Python 3 (ipykernel)');
  const run = async (expected: string) => {
    await cell(page, 0).locator('.cm-content').click();
    await page.keyboard.press('Control+Enter');
    await expect(output(page, 0)).toHaveText(expected);
  };
  await run('False\n');
  const session = () =>
    page.evaluate(async () => {
      const { sessions } = window.jupyterapp.serviceManager;
      await sessions.refreshRunning();
      return [...sessions.running()].map(
        ({ id, kernel }) => `${id} ${kernel?.name}`
      );
    });
  const [before] = await session();
  const id = before.split(' ')[0];
  await chooseKernel(page, 'Deephaven: Test');
  await run('True\n');
  expect(await session()).toEqual([`${id} deephaven-test`]);
  await chooseKernel(page, 'Python 3 (ipykernel)');
  await run('False\n');
  expect(await session()).toEqual([`${id} python3`]);
  await chooseKernel(page, 'Deephaven: Test');
  await run('True\n');
  expect(await session()).toEqual([`${id} deephaven-test`]);
  await begin(page, 'kernelmenu:shutdown');
  await expect.poll(session).toEqual([]);
});

test('a console runs in Deephaven, from the launcher', async ({
  deephaven,
  extension,
  page
}) => {
  await extension.connect(deephaven);
  await begin(page, 'launcher:create');
  const card = page.locator(
    '.jp-Launcher:visible .jp-LauncherCard[data-category="Console"]',
    { hasText: 'Deephaven: Test' }
  );
  await card.click();
  const input = page.locator('.jp-CodeConsole:visible .jp-CodeConsole-input');
  await input.locator('.cm-content').click();
  await page.keyboard.type('print("from a console")');
  await page.keyboard.press('Shift+Enter');
  await expect(
    page.locator('.jp-CodeConsole:visible .jp-OutputArea-output')
  ).toHaveText('from a console\n');
});

test('a kernel of a server that is not connected asks for its key', async ({
  deephaven,
  extension,
  page,
  workspace
}) => {
  await extension.execute('add-server', {
    name: 'Test',
    url: deephaven.url,
    auth: 'psk'
  });
  await writeNotebook(workspace, 'sign-in.ipynb', ['print("in")']);
  await page.notebook.openByPath(`${workspace.path}/sign-in.ipynb`);
  const dialog = page.getByRole('dialog');
  const cancel = () =>
    // The cross is called so as well.
    dialog.getByRole('button', { name: 'Cancel', exact: true }).last().click();
  // At its start, and again when there is something to run.
  await dialog.getByLabel('Key').waitFor();
  await cancel();
  await expectKernel(page, 'Deephaven: Test');
  await cell(page, 0).locator('.cm-content').click();
  await page.keyboard.press('Control+Enter');
  await dialog.getByLabel('Key').waitFor();
  await cancel();
  await expect(output(page, 0)).toContainText(
    'Connecting to “Test” was cancelled, so nothing has run.'
  );
  await page.keyboard.press('Control+Enter');
  await dialog.getByLabel('Key').fill(deephaven.key);
  await dialog.getByRole('button', { name: 'Connect' }).click();
  await expect(output(page, 0)).toHaveText('in\n');
});

test('values, what is displayed, and questions', async ({
  deephaven,
  extension,
  page,
  workspace
}) => {
  await extension.connect(deephaven);
  await writeNotebook(workspace, 'values.ipynb', [
    '1 + 1',
    'hidden = 5\nhidden;',
    'import pandas as pd\npd.DataFrame({"A": [7]})',
    'handle = display("first", display_id=True)\nhandle.update("second")',
    'import asyncio\nawait asyncio.sleep(0, "slept")',
    'name = input("Name: ")\nprint("Hello", name)'
  ]);
  await open(page, workspace, 'values.ipynb');
  await begin(page, 'notebook:run-all-cells');
  await expect(output(page, 0)).toContainText('[1]:');
  await expect(output(page, 0).locator('.jp-OutputArea-output')).toHaveText(
    '2'
  );
  await expect(output(page, 2).locator('table')).toContainText('7');
  await expect(output(page, 3).locator('.jp-OutputArea-output')).toHaveText(
    "'second'"
  );
  await expect(output(page, 4)).toContainText("'slept'");
  await expect(prompt(page, 1)).toHaveText('[2]:');
  await expect(output(page, 1).locator('.jp-OutputArea-child')).toHaveCount(0);
  const line = output(page, 5).locator('input');
  await line.fill('Ada');
  await line.press('Enter');
  await expect(output(page, 5)).toContainText('Hello Ada');
});

test('a table in an output is live, and a preview after a reload', async ({
  deephaven,
  extension,
  page,
  workspace
}) => {
  await extension.connect(deephaven);
  await writeNotebook(workspace, 'table.ipynb', [
    'from deephaven import empty_table, time_table\n' +
      'ticking = time_table("PT0.1s").update("N = i")\n' +
      'ticking',
    'empty_table(3).update("Square = i * i")'
  ]);
  await open(page, workspace, 'table.ipynb');
  await begin(page, 'notebook:run-all-cells');
  const table = (index: number) =>
    output(page, index).locator('.jp-DeephavenTableOutput');
  await expect(table(1).locator('canvas')).toBeVisible();
  await expect(table(1)).toContainText('3 rows');
  // One of a variable, and it ticks.
  await expect(table(0).locator('canvas')).toBeVisible();
  const rows = async () => {
    const text = await table(0).locator('span').first().innerText();
    return Number(text.replace(/\D/g, ''));
  };
  const before = await rows();
  await expect.poll(rows).toBeGreaterThan(before);

  // The page scrolls over it, until it is clicked.
  const scrolled = () =>
    page
      .locator('.jp-NotebookPanel:visible .jp-WindowedPanel-outer')
      .evaluate(({ scrollTop }) => scrollTop);
  await page
    .locator('.jp-NotebookPanel:visible .jp-WindowedPanel-outer')
    .evaluate(node => {
      node.scrollTop = 0;
      (document.activeElement as HTMLElement).blur();
    });
  await table(0).locator('canvas').hover();
  await page.mouse.wheel(0, 60);
  await expect.poll(scrolled).toBeGreaterThan(0);
  await table(0).locator('canvas').click();
  await expect(table(0).locator(':focus')).toHaveCount(1);

  await table(0).getByRole('button', { name: 'Open ticking in a tab' }).click();
  await expect(page.locator('.jp-DeephavenVariable canvas')).toBeVisible();

  await page.notebook.activate('table.ipynb');
  await page.evaluate(async () => {
    await window.jupyterapp.commands.execute('docmanager:save');
  });
  await reload(page);
  await open(page, workspace, 'table.ipynb');
  await expect(output(page, 1)).toContainText(
    'Run the cell again to see the table live.'
  );
  await expect(output(page, 1).locator('table')).toContainText('Square');
});

test('names are completed and explained, also while a cell runs', async ({
  deephaven,
  extension,
  page,
  workspace
}) => {
  await extension.connect(deephaven);
  await writeNotebook(workspace, 'names.ipynb', [
    'def spell_of_test(word):\n    "Casts it."\n    return word\n' +
      'import time\nprint("waiting")',
    'print("waiting")\nwhile True:\n    time.sleep(0.1)'
  ]);
  await open(page, workspace, 'names.ipynb');
  await begin(page, 'notebook:run-all-cells');
  await expect(output(page, 1)).toContainText('waiting');
  const [matches, help] = await page.evaluate(async () => {
    const { currentWidget } = window.jupyterapp.shell;
    const { sessionContext } = currentWidget as unknown as NotebookPanel;
    const kernel = sessionContext.session!.kernel!;
    const code = '# \u{1f600}\nx = spell_of_te';
    const cursor_pos = [...code].length;
    const completed = await kernel.requestComplete({ code, cursor_pos });
    const name = 'spell_of_test(';
    const inspected = await kernel.requestInspect({
      code: name,
      cursor_pos: name.length,
      detail_level: 0
    });
    return [completed.content, inspected.content] as object[];
  });
  expect(matches).toMatchObject({
    matches: ['spell_of_test'],
    cursor_start: 8,
    cursor_end: 19
  });
  expect(JSON.stringify(help)).toContain('Casts it.');
  await expect(prompt(page, 1)).toHaveText('[*]:');
  await begin(page, 'notebook:interrupt-kernel');
  await expect(output(page, 1)).toContainText('KeyboardInterrupt');
});

test('nothing that a worker shows runs in the page', async ({
  deephaven,
  extension,
  page,
  workspace
}) => {
  await extension.connect(deephaven);
  const script = '<script>window.wasRun = true</script>';
  const image = '<img src=x onerror=\\"window.wasRun = true\\">';
  await writeNotebook(workspace, 'safe.ipynb', [
    `display({"text/html": "<b>bold</b>${script}${image}"}, raw=True)\n` +
      `display({"text/markdown": "${image}"}, raw=True)\n` +
      'display({"application/javascript": "window.wasRun = true",\n' +
      '         "text/plain": "no script"}, raw=True)'
  ]);
  await open(page, workspace, 'safe.ipynb');
  await begin(page, 'notebook:run-all-cells');
  await expect(output(page, 0).locator('b')).toHaveText('bold');
  await expect(output(page, 0)).toContainText('no script');
  await expect(output(page, 0).locator('script')).toHaveCount(0);
  expect(await page.evaluate(() => 'wasRun' in window)).toBe(false);
});
