/**
 * Notebooks with a Deephaven kernel, for tests.
 */
import type { IJupyterLabPageFixture } from '@jupyterlab/galata';
import type { NotebookPanel } from '@jupyterlab/notebook';
import type { Locator } from '@playwright/test';

import type { Workspace } from './fixtures';
import { expect } from './fixtures';

/** The kernel of the server that the tests add. */
export const KERNEL = {
  name: 'deephaven-test',
  display_name: 'Deephaven: Test'
};

/** Write a notebook with a kernel. */
export async function writeNotebook(
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
export function cell(page: IJupyterLabPageFixture, index: number): Locator {
  return page.locator('.jp-NotebookPanel:visible .jp-CodeCell').nth(index);
}

/** What stands below a cell. */
export function output(page: IJupyterLabPageFixture, index: number): Locator {
  return cell(page, index).locator('.jp-Cell-outputArea');
}

/** What stands before a cell. */
export function prompt(page: IJupyterLabPageFixture, index: number): Locator {
  return cell(page, index).locator('.jp-InputArea-prompt');
}

/** Open a notebook and wait for its kernel. */
export async function open(
  page: IJupyterLabPageFixture,
  workspace: Workspace,
  name: string,
  kernel = KERNEL.display_name
): Promise<void> {
  await page.evaluate(async path => {
    await window.jupyterapp.restored;
    await window.jupyterapp.commands.execute('docmanager:open', { path });
  }, `${workspace.path}/${name}`);
  await expectKernel(page, kernel);
}

/** Wait until the notebook in sight has a kernel that is idle. */
export async function expectKernel(
  page: IJupyterLabPageFixture,
  name: string
): Promise<void> {
  await expect(kernelButton(page)).toHaveText(name);
  // The page shows these before there is a kernel.
  await expect
    .poll(() =>
      page.evaluate(() => {
        const { currentWidget } = window.jupyterapp.shell;
        const { sessionContext } = currentWidget as unknown as NotebookPanel;
        return sessionContext.session?.kernel?.status;
      })
    )
    .toBe('idle');
}

/** The button of a notebook's toolbar with the name of its kernel. */
export function kernelButton(page: IJupyterLabPageFixture): Locator {
  return page.locator('.jp-NotebookPanel:visible .jp-Toolbar-kernelName');
}

/** Reload the page, which comes back as it was left. */
export async function reload(page: IJupyterLabPageFixture): Promise<void> {
  await page.reload({ waitForIsReady: false } as never);
  await page.waitForFunction(() => window.jupyterapp !== undefined);
  await page.evaluate(() => window.jupyterapp.restored);
}

/** Begin a command of JupyterLab's: some end with the cells that they run. */
export async function begin(
  page: IJupyterLabPageFixture,
  command: string
): Promise<void> {
  await page.evaluate(command => {
    void window.jupyterapp.commands.execute(command);
  }, command);
}
