/**
 * The extension in Notebook 7, whose pages are a file browser, a notebook, or
 * an editor each.
 */
import { Complaints } from '../complaints';
import type { IDeephavenOption } from '../fixtures';
import { Extension, expect, test as labTest } from '../fixtures';
import { cell, expectKernel, output, prompt } from '../kernelNotebook';
import { menuGroups, RUN_GROUP } from '../menuGroups';

/** The extension in a page of Notebook 7. */
class NotebookExtension extends Extension {
  async show(): Promise<void> {
    await this.page.menu.clickMenuItem('View>Show Deephaven Sidebar');
    await expect(this.sidebar).toBeVisible();
  }
}

const test = labTest.extend<{ complaints: Complaints }>({
  complaints: async ({ page }, use) => {
    await use(new Complaints(page));
  },
  extension: async ({ page }, use) => {
    await use(new NotebookExtension(page));
  },
  waitForApplication: async ({ baseURL }, use) => {
    await use(async page => {
      await page.locator('#main-panel').waitFor();
    });
  }
});

test.use({ appPath: '', autoGoto: false });

/** A notebook with one cell, by default with a kernel that it does not need. */
function notebook(
  source: string,
  kernelspec = { name: 'python3', display_name: 'Python 3' }
): string {
  return JSON.stringify({
    cells: [
      {
        cell_type: 'code',
        id: 'c',
        metadata: {},
        execution_count: null,
        outputs: [],
        source
      }
    ],
    metadata: { kernelspec },
    nbformat: 4,
    nbformat_minor: 5
  });
}

async function connect(
  extension: Extension,
  deephaven: IDeephavenOption
): Promise<void> {
  await extension.connect(deephaven);
  await extension.run('t_page = None');
}

test('Notebook 7: the file browser serves a folder', async ({
  complaints,
  extension,
  page,
  workspace
}) => {
  await workspace.write({ 'pkg/__init__.py': '' });
  await page.goto(`tree/${workspace.path}`);
  await extension.inFileBrowser('pkg').click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Serve to Deephaven' }).click();
  await expect(
    extension.inFileBrowser('pkg').getByLabel('Served to Deephaven')
  ).toBeVisible();
  await extension.show();
  await expect(extension.served.getByRole('listitem')).toContainText('pkg');
  expect(complaints.ours).toEqual([]);
});

test('Notebook 7: a server is the kernel of a notebook', async ({
  complaints,
  deephaven,
  extension,
  page,
  workspace
}) => {
  const source = 'from deephaven import empty_table\nempty_table(2)';
  await workspace.write({
    'kernel.ipynb': notebook(source, {
      name: 'deephaven-test',
      display_name: 'Deephaven: Test'
    })
  });
  await page.goto(`tree/${workspace.path}`);
  await extension.execute('add-server', {
    name: 'Test',
    url: deephaven.url,
    auth: 'psk'
  });
  await page.goto(`notebooks/${workspace.path}/kernel.ipynb`);
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Key').fill(deephaven.key);
  await dialog.getByRole('button', { name: 'Connect' }).click();
  await expectKernel(page, 'Deephaven: Test');
  await cell(page, 0).locator('.cm-content').click();
  await page.keyboard.press('Control+Enter');
  await expect(prompt(page, 0)).toHaveText('[1]:');
  await expect(output(page, 0).locator('canvas')).toBeVisible();
  await expect(output(page, 0)).toContainText('2 rows');
  expect(complaints.ours).toEqual([]);
});

test('Notebook 7: a cell runs, and its table opens below the notebook', async ({
  complaints,
  deephaven,
  extension,
  page,
  workspace
}) => {
  await workspace.write({
    'served_page.py': 'WHERE = "served"\n',
    'page.ipynb': notebook(
      'from served_page import WHERE\nprint("in", WHERE)\n' +
        'from deephaven import empty_table\n' +
        't_page = empty_table(5).update("Square = i * i")'
    )
  });
  await page.goto(`notebooks/${workspace.path}/page.ipynb`);
  const cell = page.locator('.jp-Notebook .jp-CodeCell');
  await cell.locator('.cm-content').waitFor();
  await connect(extension, deephaven);
  await extension.execute('serve', {
    paths: [`${workspace.path}/served_page.py`]
  });
  await page
    .getByRole('button', { name: /^Run the selected code cells/ })
    .click();
  const output = cell.locator('.jp-Cell-outputArea');
  await expect(output).toContainText('in served');
  await expect(output).toContainText('Created t_page');
  await output.getByRole('button', { name: 't_page' }).click();
  const table = page.locator('#jp-down-stack .jp-DeephavenVariable');
  await expect(table).toBeVisible();
  await expect(page.locator('.jp-DeephavenVariable-count')).toHaveText(
    '5 rows'
  );
  expect((await table.boundingBox())!.height).toBeGreaterThan(200);
  expect(complaints.ours).toEqual([]);
});

test('Notebook 7: the frames below a cell open its line, and files in other tabs', async ({
  complaints,
  deephaven,
  extension,
  page,
  workspace
}) => {
  await workspace.write({
    'nb_broken7.py': 'def total(x):\n    return x + missing\n',
    'page.ipynb': notebook('from nb_broken7 import total\n\ntotal(1)')
  });
  await page.goto(`notebooks/${workspace.path}/page.ipynb`);
  const cell = page.locator('.jp-Notebook .jp-CodeCell');
  await cell.locator('.cm-content').waitFor();
  await connect(extension, deephaven);
  await extension.execute('serve', {
    paths: [`${workspace.path}/nb_broken7.py`]
  });
  await page.menu.clickMenuItem('Run>Run Cell in Deephaven');
  const frames = cell.locator('.jp-Cell-outputArea').getByRole('button');
  await frames.filter({ hasText: 'page.ipynb#cell-id=c", line 3' }).click();
  await expect(cell.locator('.cm-content')).toBeFocused();
  await page.keyboard.type('here = ');
  await expect(cell.locator('.cm-line').nth(2)).toHaveText('here = total(1)');

  const opened = page.context().waitForEvent('page');
  await frames.filter({ hasText: 'nb_broken7.py", line 2' }).click();
  const editor = await opened;
  expect(new URL(editor.url()).pathname).toBe(
    `/edit/${workspace.path}/nb_broken7.py`
  );
  await expect(editor.locator('.cm-content')).toContainText('missing');
  // There, too, the cursor stands at the line, once the page has gone there.
  const lines = editor.locator('.cm-line');
  await expect(async () => {
    await editor.locator('.cm-content').focus();
    await editor.keyboard.type('#');
    await expect(lines.nth(1)).toHaveText(/^#/, { timeout: 500 });
  }).toPass();
  expect(complaints.ours).toEqual([]);
});

test('Notebook 7: an editor runs its file, with the output below it', async ({
  complaints,
  deephaven,
  extension,
  page,
  workspace
}) => {
  await workspace.write({ 'page.py': 'print("from an editor")\n1 / 0\n' });
  await page.goto(`edit/${workspace.path}/page.py`);
  await page.locator('.cm-content').waitFor();
  await connect(extension, deephaven);
  await page
    .getByRole('button', { name: /Run this Python file in Deephaven/ })
    .click();
  await expect(extension.lastRun).toContainText('from an editor');
  await expect(extension.lastRun).toBeInViewport({ ratio: 0.5 });
  const outputTab = page.locator('#jp-down-stack .lm-TabBar-tab');
  const middle = async (part: string) => {
    const box = await outputTab.locator(part).boundingBox();
    return box!.y + box!.height / 2;
  };
  expect(await middle('[data-icon="jupyterlab-deephaven:run"]')).toBeCloseTo(
    await middle('.lm-TabBar-tabLabel'),
    0
  );

  // Its own lines are here, in no other tab.
  await extension.lastRun
    .getByRole('button', { name: /page\.py", line 2$/ })
    .click();
  await expect(page.locator('.cm-content')).toBeFocused();
  await page.keyboard.type('here = ');
  await expect(page.locator('.cm-line').nth(1)).toContainText('here = 1 / 0');
  expect(complaints.ours).toEqual([]);
});

test('Notebook 7: the Run menu has what is ours in one group', async ({
  page,
  workspace
}) => {
  await workspace.write({ 'page.ipynb': notebook('1') });
  await page.goto(`notebooks/${workspace.path}/page.ipynb`);
  await page.locator('.jp-Notebook .jp-CodeCell .cm-content').waitFor();
  expect(await menuGroups(page, 'Run')).toContainEqual(RUN_GROUP);
});
