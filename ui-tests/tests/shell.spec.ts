/**
 * The extension in other parts of JupyterLab: status bar, Running panel, file
 * browser, Run menu.
 */
import { expect, test } from '../fixtures';
import { menuGroups, RUN_GROUP } from '../menuGroups';

test('the status bar shows the current server', async ({
  deephaven,
  extension,
  page
}) => {
  const item = page
    .locator('#jp-main-statusbar')
    .getByRole('button', { name: 'Deephaven: Test' });
  await expect(item).toHaveCount(0);
  await extension.connect(deephaven);
  await expect(item.getByLabel('Connected')).toBeVisible();
  await page.sidebar.openTab('filebrowser');
  await item.press('Enter');
  await expect(extension.servers).toBeVisible();
  await extension.execute('disconnect', { server: 'Test' });
  await expect(item.getByLabel('Not connected')).toBeVisible();
});

test('the Running panel shows connected servers, and what they can import', async ({
  deephaven,
  extension,
  page,
  workspace
}) => {
  await workspace.write({ 'pkg/__init__.py': '' });
  await extension.connect(deephaven);
  await extension.execute('serve', { paths: [`${workspace.path}/pkg`] });
  await page.sidebar.openTab('jp-running-sessions');
  const section = page
    .locator('#jp-running-sessions')
    .getByRole('region', { name: 'Deephaven' });
  await expect(section).toContainText('Test');
  await expect(section).toContainText('pkg');
  await section.getByText('Test').hover();
  await section.getByTitle('Disconnect', { exact: true }).click();
  await expect(section).not.toContainText('Test');
  await extension.show();
  await expect(extension.servers.getByLabel('Not connected')).toBeVisible();
});

test('the file browser shows what is served', async ({
  extension,
  page,
  workspace
}) => {
  await workspace.write({
    'pkg/__init__.py': '',
    'other/x.py': '',
    'm.py': ''
  });
  await page.filebrowser.refresh();
  const badge = (name: string) =>
    extension.inFileBrowser(name).getByLabel(/^Served to Deephaven/);
  await expect(badge('pkg')).toHaveCount(0);
  await extension.execute('serve', {
    paths: [`${workspace.path}/pkg`, `${workspace.path}/m.py`]
  });
  await expect(badge('pkg')).toHaveCount(1);
  await expect(badge('m.py')).toHaveCount(1);
  await expect(badge('other')).toHaveCount(0);
  await extension.execute('set-serving', {
    path: `${workspace.path}/pkg`,
    enabled: false
  });
  await expect(badge('pkg')).toHaveAttribute('title', /switched off/);

  // Rows are used again for other files.
  await extension.inFileBrowser('other').dblclick();
  await expect(extension.inFileBrowser('x.py')).toBeVisible();
  await expect(page.locator('.jp-DeephavenBadge')).toHaveCount(0);
});

test('the Run menu has what is ours in one group, below JupyterLab’s own', async ({
  page
}) => {
  const groups = await menuGroups(page, 'Run');
  expect(groups[groups.length - 1]).toEqual(RUN_GROUP);
});
