/**
 * The picture of a connection through the Jupyter server.
 */
import { expect, test as base } from '@playwright/test';

import { environment } from '../environment';
import { Extension } from '../fixtures';
import type { ITheme } from './pictures';
import {
  FOLDER,
  makeTables,
  makeWorkspace,
  savePicture,
  THEMES
} from './pictures';

/** The JupyterLab with jupyter-server-proxy, which has no Galata. */
const PROXYING = environment('JUPYTER_PROXYING_URL');
const TOKEN = environment('JUPYTER_PROXYING_TOKEN');

/** The width of a sidebar, and of what is left of it. */
const WIDTH = 300;
const ICONS = 33;

const test = base.extend<{ theme: ITheme }>({
  theme: ['light', { option: true }]
});

test.use({ viewport: { width: 1200, height: 620 } });

test('sidebar: connected through Jupyter', async ({ page, theme }) => {
  const remove = await makeWorkspace();
  await page.goto(`${PROXYING}/lab/workspaces/picture?reset&token=${TOKEN}`);
  await page.waitForFunction(() => window.jupyterapp !== undefined);
  await page.evaluate(
    theme =>
      window.jupyterapp.restored
        .then(() =>
          window.jupyterapp.commands.execute('apputils:change-theme', { theme })
        )
        .then(() => undefined),
    THEMES[theme]
  );
  const extension = new Extension(page as never);
  await extension.execute('show-sidebar');
  const handle = page.locator(
    '#jp-main-split-panel > .lm-SplitPanel-handle:not(.lm-mod-hidden)'
  );
  await handle.first().hover();
  await page.mouse.down();
  await page.mouse.move(ICONS + WIDTH, 300);
  await page.mouse.up();

  const paths = [`${FOLDER}/market`];
  await extension.execute('serve', { paths });
  await extension.execute('add-server', {
    name: 'Demo',
    // The configuration of that JupyterLab knows it.
    url: 'http://deephaven:10000',
    auth: 'psk',
    connection: 'jupyter'
  });
  await extension.execute('connect', {
    server: 'Demo',
    credentials: { type: 'psk', token: environment('DEEPHAVEN_PSK') }
  });
  await makeTables(extension);
  await expect(extension.servers).toContainText('Connected through Jupyter');
  await savePicture(page, theme, 'sidebar-proxy', extension.sidebar);

  // Both are kept on the disk there.
  await extension.execute('remove-server', { server: 'Demo' });
  await extension.execute('stop-serving', { paths });
  await remove();
});
