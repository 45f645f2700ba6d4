/**
 * The extension in JupyterLite: no Jupyter server, files in the browser.
 */
import type { IJupyterLabPageFixture } from '@jupyterlab/galata';
import type { NotebookPanel } from '@jupyterlab/notebook';
import type { Page } from '@playwright/test';
import { test as plainTest } from '@playwright/test';

import { Complaints } from '../complaints';
import { environment } from '../environment';
import type { IDeephavenOption } from '../fixtures';
import { Extension, expect } from '../fixtures';
import { begin, cell, expectKernel, output, prompt } from '../kernelNotebook';
import { Table } from '../table';

/** The extension in a page that nothing is mocked in. */
class LiteExtension extends Extension {
  /** Write a file, as an editor of the page would. */
  async write(path: string, content: string): Promise<void> {
    await this.page.evaluate(
      async ([path, content]) => {
        const { contents } = window.jupyterapp.serviceManager;
        await contents.save(path, { type: 'file', format: 'text', content });
      },
      [path, content] as const
    );
  }

  async show(): Promise<void> {
    await this.execute('show-sidebar');
  }
}

const test = plainTest.extend<{
  deephaven: IDeephavenOption;
  extension: LiteExtension;
}>({
  deephaven: [{ url: '', key: '', plugin: 'ours' }, { option: true }],
  extension: async ({ page }, use) => {
    // Only what every page has is used of it.
    await use(new LiteExtension(page as unknown as IJupyterLabPageFixture));
  }
});

/** Open the site, or open it again. */
async function openSite(page: Page): Promise<void> {
  await page.goto(`${environment('LITE_URL')}/lab/index.html`);
  await page.waitForFunction(() => 'jupyterapp' in window);
  await page.evaluate(() => window.jupyterapp.restored);
}

test('JupyterLite: a folder in the browser is served, edited and imported', async ({
  deephaven,
  extension,
  page
}) => {
  const complaints = new Complaints(page);
  await openSite(page);
  await page.evaluate(() =>
    window.jupyterapp.serviceManager.contents.save('pkg', { type: 'directory' })
  );
  await extension.write('pkg/__init__.py', 'from .settings import RATE\n');
  await extension.write('pkg/settings.py', 'RATE = 2\n');
  await extension.inFileBrowser('pkg').click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Serve to Deephaven' }).click();
  await extension.show();
  await expect(extension.served.getByRole('listitem')).toContainText('pkg');

  await extension.connect(deephaven);
  const run = 'import pkg\nprint(pkg.__file__, pkg.RATE)';
  const { error, output } = await extension.run(run);
  expect(error).toBeNull();
  expect(output).toMatch(/^\/.*\/jupyter\/pkg\/__init__\.py 2\n$/);
  await expect(extension.lastRun).toContainText('pkg/__init__.py 2');
  await extension.write('pkg/settings.py', 'RATE = 3\n');
  expect((await extension.run(run)).output).toContain('pkg/__init__.py 3');

  await extension.run(
    'from deephaven import empty_table\nsmall = empty_table(7).update("Row = ii")'
  );
  const table = await Table.open(extension, 'small');
  await table.expectCell(6, 'Row', '6');
  await expect(table.rows).toHaveText('7 rows');

  // The browser keeps servers and what is served, but no key.
  await openSite(page);
  await extension.show();
  await expect(extension.served.getByRole('listitem')).toContainText('pkg');
  await expect(extension.servers.getByLabel('Not connected')).toBeVisible();
  expect([...complaints.ours, ...complaints.others]).toEqual([]);
});

test('JupyterLite: a notebook with a Deephaven kernel', async ({
  deephaven,
  extension,
  page: plain
}) => {
  const { page } = extension;
  const complaints = new Complaints(plain);
  await openSite(plain);
  await extension.connect(deephaven);
  await page
    .locator('.jp-Launcher .jp-LauncherCard[data-category="Notebook"]', {
      hasText: 'Deephaven: Test'
    })
    .click();
  await expectKernel(page, 'Deephaven: Test');
  let index = 0;
  /** Run code in the last cell, which makes another one. */
  const run = async (code: string) => {
    await cell(page, index).locator('.cm-content').click();
    await page.keyboard.insertText(code);
    await page.keyboard.press('Shift+Enter');
    return index++;
  };
  const value = output(page, 0).locator('.jp-OutputArea-output');
  await run('1 + 1');
  await expect(value).toHaveText('2');
  await expect(prompt(page, 0)).toHaveText('[1]:');

  const table = await run(
    'from deephaven import empty_table\nempty_table(3).update("Row = ii")'
  );
  await expect(output(page, table).locator('canvas.grid-canvas')).toBeVisible();

  const asking = await run('print("Hello", input("Name: "))');
  await output(page, asking).locator('input').fill('Ada');
  await page.keyboard.press('Enter');
  await expect(output(page, asking)).toContainText('Hello Ada');

  const endless = await run('while True:\n    pass');
  await expect(prompt(page, endless)).toHaveText('[*]:');
  await begin(page, 'notebook:interrupt-kernel');
  await expect(output(page, endless)).toContainText('KeyboardInterrupt');

  await page.evaluate(async () => {
    const { currentWidget } = window.jupyterapp.shell;
    const { sessionContext } = currentWidget as unknown as NotebookPanel;
    await sessionContext.session!.kernel!.restart();
  });
  await expect(page.getByText(/^The kernel counts from 1 again/)).toBeVisible();
  const restarted = await run('print("again")');
  await expect(output(page, restarted)).toHaveText('again\n');
  await expect(prompt(page, restarted)).toHaveText('[1]:');

  // A notebook that comes back finds its kernel, and nobody is asked for a key.
  await page.evaluate(() => {
    const { currentWidget } = window.jupyterapp.shell;
    return (currentWidget as unknown as NotebookPanel).context.save();
  });
  await openSite(plain);
  await expectKernel(page, 'Deephaven: Test');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await extension.signIn(deephaven);
  await cell(page, 0).locator('.cm-content').click();
  await page.keyboard.press('Control+Enter');
  await expect(prompt(page, 0)).toHaveText('[1]:');
  await expect(value).toHaveText('2');
  expect([...complaints.ours, ...complaints.others]).toEqual([]);
});
