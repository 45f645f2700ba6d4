/**
 * What a user does first: serve a folder, connect, run a script, edit, again.
 */
import { expect, test } from '../fixtures';

/** A package with nested packages, relative and absolute imports. */
const SHOP = {
  'shop/__init__.py': 'from .pricing import price\n',
  'shop/pricing/__init__.py': 'from .rules import price\n',
  'shop/pricing/rules.py':
    'from ..settings import RATE\nimport shop.text.labels as labels\n\n' +
    'def price(x):\n    return labels.euro(x * RATE)\n',
  'shop/settings.py': 'RATE = 2\n',
  // No __init__.py: a namespace package.
  'shop/text/labels.py': 'def euro(x):\n    return f"{x} EUR"\n',
  'report.py':
    'import shop\nfrom deephaven import new_table\n' +
    'from deephaven.column import string_col\n\n' +
    'print("price:", shop.price(21))\n' +
    'prices = new_table([string_col("Price", [shop.price(21)])])\n'
};

test('serve a folder, connect, run a script, see its output and table', async ({
  deephaven,
  extension,
  page,
  workspace
}) => {
  await workspace.write(SHOP);
  await extension.execute('add-server', {
    name: 'Test',
    url: deephaven.url,
    auth: 'auto'
  });

  // Serve, from the file browser.
  await extension.chooseInFileBrowser('shop', 'Serve to Deephaven');
  await extension.show();
  const entry = extension.served.getByRole('listitem');
  await expect(entry).toContainText('shop');
  await expect(entry).toContainText(`${workspace.path}/shop`);
  await expect(entry.getByRole('switch')).toBeChecked();

  // Connect, from the sidebar, with the form.
  await extension.servers
    .getByRole('button', { name: 'Connect to Test' })
    .click();
  const form = page.getByRole('dialog');
  await form.getByLabel('Key', { exact: true }).fill(deephaven.key);
  await form.getByRole('button', { name: 'Connect' }).click();
  await expect(extension.servers.getByRole('listitem')).toContainText(
    deephaven.plugin === 'ours'
      ? /Connected · server plugin \d+\.\d+\.\d+/
      : 'Connected · published server plugin'
  );

  // Run, from the editor's toolbar. The worker remembers earlier tests.
  await extension.run('prices = None');
  await extension.open('report.py');
  await page
    .getByRole('main')
    .getByRole('button', { name: /Run this Python file in Deephaven/ })
    .click();
  await expect(extension.lastRun).toContainText('price: 42 EUR');
  await expect(extension.lastRun).toContainText('Created');
  await expect(
    extension.lastRun.getByText('prices', { exact: true })
  ).toBeVisible();
  await expect(extension.lastRun).toContainText(`${workspace.path}/report.py`);
});

test('a run sees files saved, unsaved, and changed by another program', async ({
  deephaven,
  extension,
  page,
  workspace
}) => {
  await workspace.write(SHOP);
  await extension.connect(deephaven);
  await extension.execute('serve', { paths: [`${workspace.path}/shop`] });
  const priced = async () =>
    (await extension.run('import shop; print(shop.price(21))')).output.trim();
  expect(await priced()).toBe('42 EUR');

  // Unsaved: typed into an editor.
  await page.filebrowser.open(`${workspace.path}/shop/settings.py`);
  const editor = page.getByRole('main').locator('.cm-content');
  await editor.fill('RATE = 3\n');
  expect(await priced()).toBe('63 EUR');

  // Saved.
  await page.menu.clickMenuItem('File>Save Python File');
  await expect(page.locator('.jp-mod-dirty')).toHaveCount(0);
  expect(await priced()).toBe('63 EUR');

  // Changed on disk while it is open, without changes, in the editor.
  await workspace.write({ 'shop/settings.py': 'RATE = 4\n' });
  expect(await priced()).toBe('84 EUR');

  // Added, and removed, by another program.
  await workspace.write({
    'shop/settings/__init__.py': 'from .rate import RATE\n',
    'shop/settings/rate.py': 'RATE = 5\n'
  });
  expect(await priced()).toBe('105 EUR');
  await workspace.remove('shop/settings');
  expect(await priced()).toBe('84 EUR');
});

test('what is not served any more cannot be imported', async ({
  deephaven,
  extension,
  workspace
}) => {
  await workspace.write(SHOP);
  await extension.connect(deephaven);
  await extension.execute('serve', { paths: [`${workspace.path}/shop`] });
  expect((await extension.run('import shop')).error).toBeNull();

  // Switched off, and on again: a run need not wait until that is saved.
  await extension.show();
  const toggle = extension.served.getByRole('switch', { name: 'Serve shop' });
  await toggle.uncheck();
  await expect(toggle).not.toBeChecked();
  expect((await extension.run('import shop')).error).toContain(
    "ModuleNotFoundError: No module named 'shop'"
  );
  await toggle.check();
  await expect(toggle).toBeChecked();
  expect((await extension.run('import shop')).error).toBeNull();

  // All of serving, off and on.
  const all = extension.sidebar.getByRole('switch', { name: 'Serve modules' });
  await all.uncheck();
  await expect(extension.sidebar).toContainText('Serving is off');
  expect((await extension.run('import shop')).error).toContain(
    'ModuleNotFoundError'
  );
  await all.check();
  await expect(extension.sidebar).not.toContainText('Serving is off');

  // Removed, from the file browser.
  await extension.chooseInFileBrowser('shop', 'Stop Serving');
  await extension.show();
  await expect(extension.sidebar).toContainText('right-click a folder');
  expect((await extension.run('import shop')).error).toContain(
    "ModuleNotFoundError: No module named 'shop'"
  );
});

test('several folders and .py files are served at once', async ({
  deephaven,
  extension,
  page,
  workspace
}) => {
  await workspace.write({
    ...SHOP,
    'lib/tools/__init__.py': 'NAME = "tools"\n',
    'lib/solo.py': 'NAME = "solo"\n'
  });
  await extension.connect(deephaven);
  await page.filebrowser.openDirectory(`${workspace.path}/lib`);
  await page.sidebar.openTab('filebrowser');
  await page.filebrowser.refresh();
  const item = (name: string) => extension.inFileBrowser(name);
  await item('tools').click();
  await item('solo.py').click({ modifiers: ['ControlOrMeta'] });
  await item('solo.py').click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Serve to Deephaven' }).click();
  await extension.show();
  await expect(extension.served.getByRole('listitem')).toHaveCount(2);
  const { output } = await extension.run(
    'import tools, solo; print(tools.NAME, solo.NAME)'
  );
  expect(output).toBe('tools solo\n');
});
