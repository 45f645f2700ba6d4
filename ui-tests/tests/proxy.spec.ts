/**
 * Connecting through the Jupyter server: chosen where the browser cannot go
 * itself, below the prefix of a hub, with a token, and what is said where it
 * is not possible.
 */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename, join } from 'node:path';

import type { Locator, Page } from '@playwright/test';
import { expect, test as base } from '@playwright/test';

import { closeConnectionErrors, whileStopped } from '../control';
import { environment } from '../environment';
import type { IDeephavenOption } from '../fixtures';
import { Extension, openLab, Workspace } from '../fixtures';
import { Table } from '../table';
import type { ITlsRelay } from '../tlsRelay';
import { relayTls } from '../tlsRelay';

/** The name of a server, of which the proxying JupyterLab alone has heard. */
const NAME = 'Test';
const HOST = 'deephaven.test';

/** A JupyterLab with jupyter-server-proxy, a prefix and a token. */
const PROXYING = environment('JUPYTER_PROXYING_URL');
const TOKEN = environment('JUPYTER_PROXYING_TOKEN');

/** One that lets everybody in, and has no jupyter-server-proxy. */
const PLAIN = environment('JUPYTER_URL');

const test = base.extend<{
  deephaven: IDeephavenOption;
  /** The Deephaven's URL, where only the Jupyter server reaches it. */
  hidden: string;
  /** Puts https before a server until the test ends. */
  https: (url: string) => Promise<string>;
  /** The extension, and its settings as they were before the test. */
  extension: Extension;
  workspace: Workspace;
}>({
  deephaven: [{ url: '', key: '', plugin: 'ours' }, { option: true }],
  hidden: async ({ deephaven }, use) => {
    await use(`http://${HOST}:${new URL(deephaven.url).port}`);
  },
  // Playwright wants a pattern, also where nothing is needed.
  // eslint-disable-next-line no-empty-pattern
  https: async ({}, use) => {
    const relays: ITlsRelay[] = [];
    await use(async url => {
      const relay = await relayTls(url);
      relays.push(relay);
      return relay.url;
    });
    await Promise.all(relays.map(relay => relay.close()));
  },
  // The servers are kept in settings on the disk, other than in most tests.
  extension: async ({ https, page, workspace }, use) => {
    // Used by the page to the end.
    void https;
    const extension = new Extension(page as never);
    await closeConnectionErrors(page);
    await use(extension);
    const folder = join(environment('JUPYTER_ROOT'), workspace.path);
    const names = await readdir(folder);
    await extension.execute('stop-serving', {
      paths: names.map(name => `${workspace.path}/${name}`)
    });
    await extension.execute('remove-server', { server: NAME });
  },
  // eslint-disable-next-line no-empty-pattern
  workspace: async ({}, use) => {
    const folder = await mkdtemp(join(environment('JUPYTER_ROOT'), 'proxy-'));
    await use(new Workspace(basename(folder)));
    await rm(folder, { recursive: true });
  }
});

test.use({ ignoreHTTPSErrors: true });

/** Open a JupyterLab as who got its address from it: with the token. */
function openWithToken(page: Page, url: string): Promise<void> {
  return openLab(page, `${url}/lab/workspaces/proxy?reset&token=${TOKEN}`);
}

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

/** Add a Deephaven, connect to it, and show the sidebar. */
async function connect(
  extension: Extension,
  { key }: IDeephavenOption,
  server: { url: string; connection?: string }
): Promise<void> {
  await extension.execute('add-server', { name: NAME, auth: 'psk', ...server });
  await extension.execute('show-sidebar');
  const connected = extension.execute('connect', {
    server: NAME,
    credentials: { type: 'psk', token: key }
  });
  // Asked for where the automatic route does not go from the browser.
  const agree = agreeing(extension.page);
  await Promise.race([connected, agree.waitFor()]);
  if (await agree.isVisible()) {
    await agree.click();
  }
  await connected;
}

/** The button that agrees to go through the Jupyter server. */
function agreeing(page: Page): Locator {
  return page.getByRole('button', { name: 'Agree and Connect' });
}

/** Serve a module, import it, and open a table that it makes. */
async function useIt(
  extension: Extension,
  workspace: Workspace
): Promise<void> {
  const { page } = extension;
  await workspace.write({
    'tables/__init__.py': 'from .made import make\n',
    'tables/made.py':
      'from deephaven import empty_table\n' +
      'def make(rows):\n' +
      '    return empty_table(rows).update("Row = ii")\n'
  });
  const paths = [`${workspace.path}/tables`];
  await extension.execute('serve', { paths });
  expect(
    await extension.run('import tables\nrows = tables.make(20_000)')
  ).toMatchObject({ error: null, created: ['rows'] });
  await extension.execute('open-variable', { server: NAME, name: 'rows' });
  await expect(page.locator('.jp-DeephavenVariable-count:visible')).toHaveText(
    '20,000 rows'
  );
  const table = new Table(extension);
  await table.describe();
  await table.clickCell(0, 'Row');
  await page.keyboard.press('Control+ArrowDown');
  await table.expectCell(19_999, 'Row', '19,999');
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

test('a server that dies is noticed through Jupyter, and is back by itself', async ({
  deephaven,
  extension,
  hidden,
  page,
  workspace
}) => {
  test.setTimeout(180000);
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
  test.setTimeout(180000);
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
  test.setTimeout(180000);
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
