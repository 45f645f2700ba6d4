/**
 * Notebooks and consoles whose kernel is a Deephaven server.
 */
import type { IJupyterLabPageFixture } from '@jupyterlab/galata';
import type { Locator } from '@playwright/test';

import type { Workspace } from '../fixtures';
import { expect, test } from '../fixtures';

/** The kernel of the server that the tests add. */
const KERNEL = { name: 'deephaven-test', display_name: 'Deephaven: Test' };

/** Write a notebook with a kernel. */
async function writeNotebook(
  workspace: Workspace,
  name: string,
  sources: readonly string[],
  kernelspec = KERNEL
): Promise<void> {
  const cells = sources.map((source, index) => ({
    cell_type: 'code',
    id: `c${index}`,
    metadata: {},
    execution_count: null,
    outputs: [],
    source
  }));
  await workspace.write({
    [name]: JSON.stringify({
      cells,
      metadata: { kernelspec },
      nbformat: 4,
      nbformat_minor: 5
    })
  });
}

/** A code cell of the notebook in sight. */
function cell(page: IJupyterLabPageFixture, index: number): Locator {
  return page.locator('.jp-NotebookPanel:visible .jp-CodeCell').nth(index);
}

function output(page: IJupyterLabPageFixture, index: number): Locator {
  return cell(page, index).locator('.jp-Cell-outputArea');
}

function prompt(page: IJupyterLabPageFixture, index: number): Locator {
  return cell(page, index).locator('.jp-InputArea-prompt');
}

/** Open a notebook and wait for its kernel. */
async function open(
  page: IJupyterLabPageFixture,
  workspace: Workspace,
  name: string
): Promise<void> {
  await page.notebook.openByPath(`${workspace.path}/${name}`);
  await expectKernel(page, 'Deephaven: Test');
}

/** Wait until the notebook in sight has a kernel that is idle. */
async function expectKernel(
  page: IJupyterLabPageFixture,
  name: string
): Promise<void> {
  await expect(kernelButton(page)).toHaveText(name);
  await expect(
    page.locator('.jp-NotebookPanel:visible .jp-Notebook-ExecutionIndicator')
  ).toHaveAttribute('data-status', 'idle');
}

/** The button of a notebook's toolbar with the name of its kernel. */
function kernelButton(page: IJupyterLabPageFixture): Locator {
  return page.locator('.jp-NotebookPanel:visible .jp-Toolbar-kernelName');
}

/** Begin a command of JupyterLab's: some end with the cells that they run. */
async function begin(
  page: IJupyterLabPageFixture,
  command: string
): Promise<void> {
  await page.evaluate(command => {
    void window.jupyterapp.commands.execute(command);
  }, command);
}

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
  await expect(output(page, 0)).toHaveText('in served\n');
  await expect(output(page, 1)).toHaveText('to err\n');
  await expect(output(page, 2)).toContainText('ZeroDivisionError');
  await expect(prompt(page, 0)).toHaveText('[1]:');
  await expect(prompt(page, 2)).toHaveText('[3]:');
  await expect(prompt(page, 3)).toHaveText('[ ]:');
  await expect(output(page, 3).locator('.jp-OutputArea-child')).toHaveCount(0);
});

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
    const panel = window.jupyterapp.shell.currentWidget as unknown as {
      sessionContext: {
        session: { kernel: { restart(): Promise<void> } };
      };
    };
    await panel.sessionContext.session.kernel.restart();
  });
  await cell(page, 1).locator('.cm-content').click();
  await page.keyboard.press('Shift+Enter');
  await expect(output(page, 1)).toHaveText('never\n');
  await expect(prompt(page, 1)).toHaveText('[1]:');
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
  await page.reload();
  await page.waitForFunction(() => window.jupyterapp !== undefined);
  await page.evaluate(() => window.jupyterapp.restored);
  await expect.poll(ids).toEqual(before);
  await extension.execute('connect', {
    server: 'Test',
    credentials: { type: 'psk', token: deephaven.key }
  });
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
  const cancel = () => page.keyboard.press('Escape');
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
  await table(0).getByRole('button', { name: 'Open ticking in a tab' }).click();
  await expect(page.locator('.jp-DeephavenVariable canvas')).toBeVisible();

  await page.notebook.activate('table.ipynb');
  await page.evaluate(async () => {
    await window.jupyterapp.commands.execute('docmanager:save');
  });
  await page.reload();
  await open(page, workspace, 'table.ipynb');
  await expect(output(page, 1)).toContainText(
    'Run the cell again to see the table live.'
  );
  await expect(output(page, 1).locator('table')).toContainText('Square');
});
