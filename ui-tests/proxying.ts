/**
 * What the tests of connecting through the Jupyter server share: a JupyterLab
 * below the prefix of a hub, with a token, and a Deephaven that only it reaches.
 */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';

import type { Locator, Page } from '@playwright/test';
import { expect, test as base } from '@playwright/test';

import { closeConnectionErrors } from './control';
import { environment } from './environment';
import type { IDeephavenOption } from './fixtures';
import { Extension, openLab, Workspace } from './fixtures';
import { Table } from './table';
import type { ITlsRelay } from './tlsRelay';
import { relayTls } from './tlsRelay';

/** What the tests call the server. */
export const NAME = 'Test';
/** A host that the proxying JupyterLab alone has heard of. */
export const HOST = 'deephaven.test';

/** A JupyterLab with jupyter-server-proxy, a prefix and a token. */
export const PROXYING = environment('JUPYTER_PROXYING_URL');
export const TOKEN = environment('JUPYTER_PROXYING_TOKEN');

/** Playwright's test, with settings on the disk, other than in most tests. */
export const test = base.extend<{
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

/** Open a JupyterLab as who got its address from it: with the token. */
export function openWithToken(page: Page, url: string): Promise<void> {
  return openLab(page, `${url}/lab/workspaces/proxy?reset&token=${TOKEN}`);
}

/** Add a Deephaven, connect to it, and show the sidebar. */
export async function connect(
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
export function agreeing(page: Page): Locator {
  return page.getByRole('button', { name: 'Agree and Connect' });
}

/** Serve a module, import it, and open a table that it makes. */
export async function useIt(
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
