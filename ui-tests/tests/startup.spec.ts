/**
 * What a page asks Deephaven for before the user connects: nothing.
 */
import { galata } from '@jupyterlab/galata';

import { expect, test } from '../fixtures';

test.use({
  autoGoto: false,
  mockSettings: async ({ deephaven }, use) => {
    await use({
      ...galata.DEFAULT_SETTINGS,
      'jupyterlab-deephaven:servers': {
        servers: [{ name: 'Test', url: deephaven.url, auth: 'psk' }]
      }
    });
  }
});

test('a configured server is asked for nothing until the user connects', async ({
  deephaven,
  extension,
  page,
  workspace
}) => {
  const asked: string[] = [];
  const record = (url: string) => {
    if (new URL(url).port === new URL(deephaven.url).port) {
      asked.push(url);
    }
  };
  page.on('request', request => record(request.url()));
  page.on('websocket', socket => record(socket.url()));
  await workspace.write({ 'idle.py': 'print("idle")\n' });
  await page.goto(`tree/${workspace.path}`);
  await extension.execute('serve', { paths: [`${workspace.path}/idle.py`] });
  await extension.open('idle.py');
  await extension.execute('show-output');
  await page.sidebar.openTab('jp-running-sessions');
  await extension.show();
  await expect(extension.servers.getByLabel('Not connected')).toBeVisible();
  await expect(extension.served.getByRole('listitem')).toHaveCount(1);
  expect(asked).toEqual([]);

  await extension.signIn(deephaven);
  expect(asked.length).toBeGreaterThan(0);
});
