/**
 * The extension in JupyterLite: no Jupyter server, files in the browser.
 */
import type { IJupyterLabPageFixture } from '@jupyterlab/galata';
import { test as plainTest } from '@playwright/test';

import { Complaints } from '../complaints';
import { environment } from '../environment';
import type { IDeephavenOption } from '../fixtures';
import { Extension, expect } from '../fixtures';
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

test('JupyterLite: a folder in the browser is served, edited and imported', async ({
  deephaven,
  extension,
  page
}) => {
  const complaints = new Complaints(page);
  const open = async () => {
    await page.goto(`${environment('LITE_URL')}/lab/index.html`);
    await page.waitForFunction(() => 'jupyterapp' in window);
    await page.evaluate(() => window.jupyterapp.restored);
  };
  await open();
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
  await open();
  await extension.show();
  await expect(extension.served.getByRole('listitem')).toContainText('pkg');
  await expect(extension.servers.getByLabel('Not connected')).toBeVisible();
  expect([...complaints.ours, ...complaints.others]).toEqual([]);
});
