/**
 * A connection through the Jupyter server that is lost: Deephaven dies, the
 * browser alone loses it, Jupyter restarts.
 */
import { expect } from '@playwright/test';

import { whileStopped } from '../control';
import {
  agreeing,
  connect,
  NAME,
  openWithToken,
  PROXYING,
  test,
  useIt
} from '../proxying';

test.use({ ignoreHTTPSErrors: true });

test('a server that dies is noticed through Jupyter, and is back by itself', async ({
  deephaven,
  extension,
  hidden,
  page,
  workspace
}) => {
  await openWithToken(page, PROXYING);
  await connect(extension, deephaven, { url: hidden });
  const running = extension.run('import time\ntime.sleep(600)').then(
    () => 'resolved',
    (reason: Error) => reason.message
  );
  await expect(extension.lastRun.getByLabel('Running')).toBeVisible();
  await whileStopped('DEEPHAVEN_OURS_CONTROL', async () => {
    expect(await running).toContain(
      'The connection to “Test” ended while the code ran.'
    );
    await expect(
      extension.execute('connect', { server: NAME })
    ).rejects.toThrow(
      `The Jupyter server reaches no Deephaven server at ${hidden}.`
    );
    await expect(extension.servers).toContainText(
      'Lost the connection: trying again'
    );
  });
  // The key is still known, and nobody does anything.
  await expect(extension.servers).toContainText('Connected through Jupyter', {
    timeout: 70000
  });
  await useIt(extension, workspace);
});

test('a server that the browser loses is not looked for behind Jupyter', async ({
  deephaven,
  extension,
  page
}) => {
  await openWithToken(page, PROXYING);
  const { origin, port } = new URL(deephaven.url);
  await connect(extension, deephaven, { url: deephaven.url });
  await expect(extension.servers).toContainText('Connected · ');
  const proxied: string[] = [];
  page.on('request', request => {
    if (request.url().includes(`/proxy/${port}/`)) {
      proxied.push(request.url());
    }
  });
  // From now on, only the Jupyter server finds something at that address.
  const refuse = `${origin}/**`;
  await page.route(refuse, route => route.abort());
  await whileStopped('DEEPHAVEN_OURS_CONTROL', async () => {
    await expect(extension.servers).toContainText('trying again');
  });
  for (const attempt of ['first', 'second']) {
    await test.step(`the ${attempt} time`, () =>
      expect(extension.execute('connect', { server: NAME })).rejects.toThrow(
        /No Deephaven server answers at .*from this browser only/
      ));
  }
  await expect(extension.servers).toContainText(
    'To try through Jupyter, disconnect and connect again.'
  );
  expect(proxied).toEqual([]);

  // A user who reconnects is told of the route, and gives the key for it.
  await extension.sidebar
    .getByRole('button', { name: `Stop trying to connect to ${NAME}` })
    .click();
  await extension.sidebar
    .getByRole('button', { name: `Connect to ${NAME}` })
    .click();
  await agreeing(page).click();
  const form = page.getByRole('dialog');
  await expect(form).toContainText('what you enter goes through that server');
  await form.getByLabel('Key').fill(deephaven.key);
  await page.keyboard.press('Enter');
  await expect(extension.servers).toContainText('Connected through Jupyter');
  expect(proxied).not.toEqual([]);

  // It is another form where the browser finds the server again.
  await page.unroute(refuse);
  await extension.execute('disconnect', { server: NAME });
  await extension.sidebar
    .getByRole('button', { name: `Connect to ${NAME}` })
    .click();
  await expect(form).toContainText('from this browser');
  await form.getByLabel('Key').press('Escape');
  await expect(form).toHaveCount(0);
});

test('a Jupyter server that restarts takes the connection along, and gives it back', async ({
  deephaven,
  extension,
  hidden,
  page,
  workspace
}) => {
  await openWithToken(page, PROXYING);
  await connect(extension, deephaven, { url: hidden });
  await workspace.write({ 'kept/__init__.py': 'X = 1\n' });
  const paths = [`${workspace.path}/kept`];
  await extension.execute('serve', { paths });
  await whileStopped('JUPYTER_PROXYING_CONTROL', async () => {
    await expect(extension.servers).toContainText(
      'Lost the connection: trying again'
    );
    await expect(
      extension.execute('connect', { server: NAME })
    ).rejects.toThrow('The Jupyter server does not answer.');
    await workspace.write({ 'kept/__init__.py': 'X = 2\n' });
  });
  // The key is still known, and nobody does anything.
  await expect(extension.servers).toContainText('Connected through Jupyter', {
    timeout: 70000
  });
  const code = 'import kept; print(kept.X)';
  expect(await extension.run(code)).toMatchObject({ output: '2\n' });
  await useIt(extension, workspace);

  // A page of the new server has what was set up with the one before.
  await openWithToken(page, PROXYING);
  await extension.execute('show-sidebar');
  await expect(extension.served).toContainText('kept');
  await extension.execute('connect', {
    server: NAME,
    credentials: { type: 'psk', token: deephaven.key }
  });
  expect(await extension.run(code)).toMatchObject({ output: '2\n' });
});
