/**
 * The pictures of the documentation: not tests, but they fail where what they
 * show is not there.
 */
import { galata } from '@jupyterlab/galata';
import type { Locator } from '@playwright/test';

import { environment } from '../environment';
import type { Extension } from '../fixtures';
import { expect, test as extensionTest } from '../fixtures';
import type { ITheme } from './pictures';
import { FOLDER, makeTables, makeWorkspace, savePicture } from './pictures';

/** Where the pictures show Deephaven: the configuration maps it. */
const URL = 'http://localhost:10000';

const TABLES = ['prices', 'trends', 'latest_trends', 'sectors'];

const test = extensionTest.extend<{ theme: ITheme; save: Save }>({
  theme: ['light', { option: true }],
  // Playwright wants a pattern, also where nothing is needed.
  // eslint-disable-next-line no-empty-pattern
  tmpPath: async ({}, use) => {
    const remove = await makeWorkspace();
    await use(FOLDER);
    await remove();
  },
  mockSettings: async ({ theme }, use) => {
    await use({
      ...galata.DEFAULT_SETTINGS,
      '@jupyterlab/apputils-extension:themes': {
        theme: theme === 'light' ? 'JupyterLab Light' : 'JupyterLab Dark'
      }
    });
  },
  save: async ({ page, theme }, use) => {
    await use((name, part) => savePicture(page, theme, name, part));
  }
});

/** Saves a picture of a part of the page, or of all of it. */
type Save = (name: string, part?: Locator) => Promise<void>;

async function addServer(extension: Extension): Promise<void> {
  await extension.execute('add-server', {
    name: 'Demo',
    url: URL,
    auth: 'psk'
  });
}

async function signIn(extension: Extension): Promise<void> {
  await extension.execute('connect', {
    server: 'Demo',
    credentials: { type: 'psk', token: environment('DEEPHAVEN_PSK') }
  });
}

async function connect(extension: Extension): Promise<void> {
  await addServer(extension);
  await signIn(extension);
}

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

  test('connecting', async ({ extension, page, save }) => {
    await page.route('**/jsapi/dh-core.js*', () => undefined);
    await addServer(extension);
    await extension.execute('serve', { paths: [`${FOLDER}/market`] });
    await extension.show();
    signIn(extension).catch(() => undefined);
    await expect(extension.servers).toContainText('Connecting');
    await save('sidebar-connecting', extension.sidebar);
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
  await expect(form.getByRole('alert')).toContainText('refused the key');
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
  await workspace.write({ 'my-pkg/__init__.py': '' });
  await extension.chooseInFileBrowser('my-pkg', 'Serve to Deephaven');
  const notice = page.getByRole('alert').filter({ hasText: '“my-pkg”' });
  await notice.hover();
  await save('serve-refused', notice);
});

test('settings', async ({ extension, page, save }) => {
  await page.setViewportSize({ width: 1200, height: 900 });
  await connect(extension);
  await extension.execute('serve', { paths: [`${FOLDER}/market`] });
  for (const [query, name] of [
    ['Deephaven Servers', 'settings-servers'],
    ['Deephaven Served Modules', 'settings-served']
  ]) {
    await page.evaluate(
      query =>
        window.jupyterapp.commands.execute('settingeditor:open', { query }),
      query
    );
    const panel = page.locator('.jp-SettingsPanel').last();
    await expect(panel).toContainText(query);
    await save(name, panel);
    await page.evaluate(() =>
      window.jupyterapp.commands.execute('application:close')
    );
  }
});
