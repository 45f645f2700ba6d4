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
  await expect(kernelButton(page)).toHaveText(/Deephaven: Test/);
}

/** The button of a notebook's toolbar with the name of its kernel. */
function kernelButton(page: IJupyterLabPageFixture): Locator {
  return page.locator('.jp-NotebookPanel:visible .jp-Toolbar-kernelName');
}

async function execute(
  page: IJupyterLabPageFixture,
  command: string,
  args: Record<string, unknown> = {}
): Promise<void> {
  await page.evaluate(
    async ([command, args]) => {
      await window.jupyterapp.commands.execute(command, args as never);
    },
    [command, args] as const
  );
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
  await execute(page, 'notebook:run-all-cells');
  await expect(output(page, 0)).toHaveText('in served\n');
  await expect(output(page, 1)).toHaveText('to err\n');
  await expect(output(page, 2)).toContainText('ZeroDivisionError');
  await expect(prompt(page, 0)).toHaveText('[1]:');
  await expect(prompt(page, 2)).toHaveText('[3]:');
  await expect(prompt(page, 3)).toHaveText('[ ]:');
  await expect(output(page, 3).locator('.jp-OutputArea-child')).toHaveCount(0);
});
