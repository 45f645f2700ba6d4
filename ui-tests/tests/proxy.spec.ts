/**
 * Connecting through the Jupyter server: chosen where the browser cannot go
 * itself, below the prefix of a hub, with a token, and what is said where it
 * is not possible.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { expect } from '@playwright/test';

import { environment } from '../environment';
import {
  agreeing,
  connect,
  HOST,
  NAME,
  openWithToken,
  PROXYING,
  TOKEN,
  test,
  useIt
} from '../proxying';

/** A JupyterLab that lets everybody in, and has no jupyter-server-proxy. */
const PLAIN = environment('JUPYTER_URL');

test.use({ ignoreHTTPSErrors: true });

/** A process that is no Deephaven: what it hears of requests. */
async function eavesdrop(): Promise<{
  port: number;
  heard: string[];
  close(): void;
}> {
  const heard: string[] = [];
  const server = createServer((request, response) => {
    heard.push([request.url, ...request.rawHeaders].join(' '));
    response.setHeader('Content-Type', 'text/html');
    response.end('<p>Not Deephaven.</p>');
  });
  await new Promise<void>(resolve => {
    server.listen(0, 'localhost', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return { port, heard, close: () => server.close() };
}

test('below a prefix, with a token: connects, serves, imports, opens a table', async ({
  deephaven,
  extension,
  hidden,
  page,
  workspace
}) => {
  await openWithToken(page, PROXYING);
  await connect(extension, deephaven, { url: hidden });
  await expect(extension.servers).toContainText('Connected through Jupyter');
  await expect(
    extension.servers.getByTitle(`${hidden}, through the Jupyter server`)
  ).not.toHaveCount(0);
  await useIt(extension, workspace);

  await extension.run(
    'from deephaven import empty_table\nimport deephaven.plot.express as dx\n' +
      'from deephaven.plot.figure import Figure\n' +
      'squares = empty_table(9).update(["X = i", "Y = i * i"])\n' +
      'drawn = Figure().chart_title(title="Squares")' +
      '.plot_xy("S", t=squares, x="X", y="Y").show()\n' +
      'plot = dx.line(squares, x="X", y="Y")'
  );
  await extension.execute('open-variable', { server: NAME, name: 'drawn' });
  const drawn = page.getByRole('img', { name: 'Plot drawn' });
  await expect(drawn.getByText('Squares')).toBeVisible();
  // The axis suits the points.
  await expect(drawn.locator('.ytick').getByText('60')).toBeVisible();

  // What Deephaven's own pages show is not shown; a message says so.
  await extension.execute('open-variable', { server: NAME, name: 'plot' });
  const notice = page.locator('.jp-DeephavenVariable-notice:visible');
  await expect(notice).toContainText('needs a direct connection');
  await expect(notice.getByRole('button')).toHaveCount(0);
});

test('an https page connects to an http server through Jupyter', async ({
  deephaven,
  extension,
  hidden,
  https,
  page,
  workspace
}) => {
  await openWithToken(page, await https(PROXYING));
  await connect(extension, deephaven, { url: hidden });
  await expect(extension.servers).toContainText('Connected through Jupyter');
  await useIt(extension, workspace);
});

test('without jupyter-server-proxy, words say what to install', async ({
  deephaven,
  extension,
  hidden,
  https,
  page
}) => {
  await openWithToken(page, await https(PLAIN));
  await expect(connect(extension, deephaven, { url: hidden })).rejects.toThrow(
    `the browser refuses the http server ${hidden}.`
  );
  await expect(extension.servers).toContainText(
    'pip install jupyter-server-proxy'
  );
  // Where the browser may go there, but finds nothing.
  await page.goto('about:blank');
  await openWithToken(page, PLAIN);
  await expect(
    extension.execute('connect', {
      server: NAME,
      credentials: { type: 'psk', token: deephaven.key }
    })
  ).rejects.toThrow(
    /No Deephaven server answers at .* pip install jupyter-server-proxy/
  );
});

test('a host that the Jupyter server may not go to: words say how to allow it', async ({
  deephaven,
  extension,
  page
}) => {
  await openWithToken(page, PROXYING);
  await expect(
    connect(extension, deephaven, {
      url: 'http://elsewhere.test:10000',
      connection: 'jupyter'
    })
  ).rejects.toThrow(
    /may not connect to “elsewhere\.test”.*c\.ServerProxy\.host_allowlist/
  );
});

test('the form asks for the way, which is taken also where it need not be', async ({
  deephaven,
  extension,
  page
}) => {
  await openWithToken(page, PROXYING);
  await extension.execute('show-sidebar');
  await extension.sidebar
    .getByRole('button', { name: 'Add Server…' })
    .first()
    .click();
  const form = page.getByRole('dialog');
  await form.getByLabel('URL').fill(deephaven.url);
  await form.getByLabel('Name').fill(NAME);
  await form
    .getByLabel('Route', { exact: true })
    .selectOption('Through the Jupyter server');
  await form.getByRole('button', { name: 'Add and Connect' }).click();
  await form.getByLabel('Key').fill('wrong');
  await page.keyboard.press('Enter');
  await expect(form.getByRole('alert')).toContainText('Wrong key');
  await form.getByLabel('Key').fill(deephaven.key);
  await page.keyboard.press('Enter');
  await expect(extension.servers).toContainText('Connected through Jupyter');
});

test('where the browser can go there itself, it does', async ({
  deephaven,
  extension,
  page
}) => {
  await openWithToken(page, PROXYING);
  await connect(extension, deephaven, { url: deephaven.url });
  await expect(extension.servers).toContainText('Connected · ');
});

test('a server below a path is connected to directly', async ({
  deephaven,
  extension,
  page,
  workspace
}) => {
  await openWithToken(page, PROXYING);
  // As any proxy would, this one puts it below a path.
  const { port } = new URL(deephaven.url);
  const url = `${PROXYING}/proxy/${port}`;
  await connect(extension, deephaven, {
    url: `${url}/ide/`,
    connection: 'direct'
  });
  await expect(extension.servers).toContainText(url);
  await expect(extension.servers).toContainText('Connected · ');
  await useIt(extension, workspace);
});

test('a process behind Jupyter hears nothing before the user agrees, and no credentials then', async ({
  extension,
  page
}) => {
  const { close, heard, port } = await eavesdrop();
  await openWithToken(page, PROXYING);
  await extension.execute('show-sidebar');
  await extension.execute('add-server', {
    name: NAME,
    url: `http://${HOST}:${port}`
  });
  const connect = () =>
    extension
      .execute('connect', { server: NAME })
      .then(String, (reason: Error) => reason.message);
  const dialog = page.getByRole('dialog');
  let outcome = connect();
  await expect(dialog).toContainText('This browser does not reach');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  expect(await outcome).toContain('Connecting was cancelled.');
  expect(heard).toEqual([]);

  // Nor after a no, of which nobody asks again.
  outcome = connect();
  await dialog.getByRole('button', { name: 'From This Browser Only' }).click();
  expect(await outcome).toContain('No Deephaven server answers at');
  expect(await connect()).toContain('No Deephaven server answers at');
  expect(heard).toEqual([]);

  await extension.execute('forget-trust', { server: NAME });
  outcome = connect();
  await expect(dialog).toContainText('but not your Jupyter credentials');
  await agreeing(page).click();
  expect(await outcome).toContain('No Deephaven server answers at');
  expect(heard).not.toEqual([]);
  for (const request of heard) {
    expect(request).not.toMatch(/authorization|cookie|xsrf|token/i);
    expect(request).not.toContain(TOKEN);
  }
  close();
});

test('without our server extension, whoever listens is said to get the credentials', async ({
  extension,
  page
}) => {
  const { close, heard, port } = await eavesdrop();
  // As of a Jupyter server that has jupyter-server-proxy alone.
  await page.route('**/lab/workspaces/**', async route => {
    const response = await route.fetch();
    const body = (await response.text()).replace(
      '"jupyterlabDeephavenProxy"',
      '"another"'
    );
    await route.fulfill({ response, body });
  });
  await openWithToken(page, PROXYING);
  await extension.execute('add-server', {
    name: NAME,
    url: `http://${HOST}:${port}`
  });
  const outcome = extension
    .execute('connect', { server: NAME })
    .catch(() => undefined);
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText(
    'Whoever listens there receives your Jupyter credentials'
  );
  expect(heard).toEqual([]);
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await outcome;
  expect(heard).toEqual([]);
  close();
});
