/**
 * The pictures of the documentation: not tests, but they fail where what they
 * show is not there.
 */
import { expect } from '../fixtures';
import { addServer, connect, test, URL } from './demo';
import { FOLDER, makeTables } from './pictures';

const TABLES = ['prices', 'trends', 'latest_trends', 'sectors'];

test.beforeEach(async ({ page }) => {
  await page.sidebar.setWidth(300);
});

test('main: after a run', async ({ extension, page, save }) => {
  // So that four variables fit.
  await page.setViewportSize({ width: 1200, height: 790 });
  await connect(extension);
  await extension.execute('serve', { paths: [`${FOLDER}/market`] });
  // Once before, as the worker's first run takes seconds.
  await makeTables(extension);
  await extension.run(
    `for name in ${JSON.stringify(TABLES)}:\n    globals().pop(name, None)`
  );
  await extension.execute('clear-output');
  await extension.open('run_market.py');
  await page
    .getByRole('tab', { name: 'Launcher' })
    .locator('.lm-TabBar-tabCloseIcon')
    .click();
  await page
    .getByRole('main')
    .getByRole('button', { name: /Run this Python file in Deephaven/ })
    .click();
  await expect(extension.lastRun).toContainText('The market is open');
  for (const name of TABLES) {
    await expect(
      extension.lastRun.getByText(name, { exact: true })
    ).toBeVisible();
  }
  await extension.show();
  await save('main');
});

test.describe('sidebar', () => {
  // Nothing in a section is cut off.
  test.use({ viewport: { width: 1200, height: 620 } });

  test('nothing configured', async ({ extension, save }) => {
    await extension.show();
    await save('sidebar-empty', extension.sidebar);
  });

  test('connected', async ({ extension, save }) => {
    await connect(extension);
    await extension.execute('serve', {
      paths: [`${FOLDER}/market`, `${FOLDER}/run_market.py`]
    });
    await makeTables(extension);
    await extension.execute('set-serving', {
      path: `${FOLDER}/run_market.py`,
      enabled: false
    });
    await extension.show();
    await expect(extension.servers).toContainText('Connected');
    await save('sidebar-connected', extension.sidebar);
  });

  test('a warning at a row', async ({ extension, page, save, workspace }) => {
    await page.setViewportSize({ width: 1200, height: 900 });
    await workspace.write({ 'notes/today.md': '' });
    await extension.execute('serve', {
      paths: [`${FOLDER}/market`, `${FOLDER}/notes`]
    });
    await extension.show();
    await expect(extension.served).toContainText('No Python files');
    await save('sidebar-warning', extension.served);
  });

  test('failed', async ({ extension, page, save }) => {
    await page.route(`${URL}/jsapi/dh-core.js*`, route =>
      route.abort('connectionrefused')
    );
    await extension.execute('serve', { paths: [`${FOLDER}/market`] });
    await extension.show();
    await connect(extension).catch(() => undefined);
    await expect(extension.servers).toContainText(
      'No Deephaven server answers'
    );
    await save('sidebar-failed', extension.sidebar);
  });
});

test('form: sign in', async ({ extension, page, save }) => {
  await addServer(extension);
  await extension.show();
  await extension.servers
    .getByRole('button', { name: 'Connect to Demo' })
    .click();
  const form = page.getByRole('dialog');
  await save('sign-in-form', form.locator('.jp-Dialog-content'));

  await form.getByLabel('Key', { exact: true }).fill('not the key');
  await page.keyboard.press('Enter');
  await expect(form.getByRole('alert')).toContainText('Wrong key');
  await save('sign-in-refused', form.locator('.jp-Dialog-content'));
});

test('form: add a server', async ({ extension, page, save }) => {
  await extension.show();
  await extension.sidebar
    .getByRole('button', { name: 'Add Server…' })
    .first()
    .click();
  await save('add-server-form', page.locator('.jp-Dialog-content'));
});

test('refusal of a folder that Python cannot import', async ({
  extension,
  page,
  save,
  workspace
}) => {
  await workspace.write({ 'my.pkg/__init__.py': '' });
  await extension.chooseInFileBrowser('my.pkg', 'Serve to Deephaven');
  const notice = page.getByRole('alert').filter({ hasText: '“my.pkg”' });
  await notice.hover();
  await save('serve-refused', notice);
});
