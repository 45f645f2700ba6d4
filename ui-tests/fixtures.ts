/**
 * Galata's test with a Deephaven to test against, files on disk, and the
 * extension as a user sees it.
 */
import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import type { IJupyterLabPageFixture } from '@jupyterlab/galata';
import { test as galataTest } from '@jupyterlab/galata';
import type { Locator, Page } from '@playwright/test';

import type { IRunResult } from '../src/tokens';
import { environment } from './environment';

export { expect } from '@jupyterlab/galata';

/** The Deephaven to test against. */
export interface IDeephavenOption {
  url: string;
  key: string;
  plugin: 'ours' | 'published';
}

/** A folder of the Jupyter server, written to as another program would. */
export class Workspace {
  /** @param path - the folder, as the Jupyter server names it. */
  constructor(readonly path: string) {}

  /** Write files, by their paths below the folder. */
  async write(files: Record<string, string | Uint8Array>): Promise<void> {
    for (const [name, contents] of Object.entries(files)) {
      const file = this._onDisk(name);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, contents);
    }
  }

  /** Make a link. */
  async link(name: string, target: string): Promise<void> {
    await symlink(target, this._onDisk(name));
  }

  /** Remove a file or a folder. */
  async remove(name: string): Promise<void> {
    await rm(this._onDisk(name), { recursive: true });
  }

  private _onDisk(name: string): string {
    return join(environment('JUPYTER_ROOT'), this.path, name);
  }
}

/** The extension as a user sees it. */
export class Extension {
  constructor(readonly page: IJupyterLabPageFixture) {}

  /** The sidebar. */
  get sidebar(): Locator {
    return this.page.getByRole('region', { name: 'Deephaven', exact: true });
  }

  /** The sidebar's list of servers. */
  get servers(): Locator {
    return this.sidebar.getByRole('list', { name: 'Servers', exact: true });
  }

  /** The sidebar's list of served modules. */
  get served(): Locator {
    return this.sidebar.getByRole('list', { name: 'Served modules' });
  }

  /** The last run in the output panel. */
  get lastRun(): Locator {
    return this.page.locator('.jp-DeephavenOutput-run').last();
  }

  /** Show the sidebar. */
  async show(): Promise<void> {
    await this.page.sidebar.openTab('jupyterlab-deephaven-sidebar');
  }

  /** Execute a command; rejects as the command does. */
  async execute<T>(
    command: string,
    args: Record<string, unknown> = {}
  ): Promise<T> {
    return this.page.evaluate(
      ([command, args]) =>
        window.jupyterapp.commands.execute(
          `jupyterlab-deephaven:${command}`,
          args as never
        ) as Promise<never>,
      [command, args] as const
    );
  }

  /** Add a Deephaven and connect to it, by commands. */
  async connect(deephaven: IDeephavenOption, name = 'Test'): Promise<void> {
    await this.execute('add-server', {
      name,
      url: deephaven.url,
      auth: 'psk'
    });
    await this.signIn(deephaven, name);
  }

  /** Connect a server that is in the settings, as after a reload. */
  async signIn(deephaven: IDeephavenOption, name = 'Test'): Promise<void> {
    await this.execute('connect', {
      server: name,
      credentials: { type: 'psk', token: deephaven.key }
    });
  }

  /** Run code, by the command. */
  async run(code: string): Promise<IRunResult> {
    return this.execute('run-code', { code });
  }

  /** Open a file of the folder that the file browser shows. */
  async open(name: string): Promise<void> {
    const { page } = this;
    await page.sidebar.openTab('filebrowser');
    await page.filebrowser.refresh();
    await this.inFileBrowser(name).dblclick();
    await page.getByRole('main').locator('.cm-content').waitFor();
  }

  /** An entry of the file browser. */
  inFileBrowser(name: string): Locator {
    return this.page
      .locator('.jp-DirListing-item')
      .filter({ has: this.page.getByText(name, { exact: true }) });
  }

  /** Right-click an entry of the file browser and choose from the menu. */
  async chooseInFileBrowser(name: string, item: string): Promise<void> {
    const { page } = this;
    await page.sidebar.openTab('filebrowser');
    await page.filebrowser.refresh();
    await this.inFileBrowser(name).click({ button: 'right' });
    await page.getByRole('menuitem', { name: item, exact: true }).click();
  }
}

/** Open a JupyterLab in a page that is not Galata's, as it was left. */
export async function openLab(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await page.waitForFunction(() => window.jupyterapp !== undefined);
  await page.evaluate(() => window.jupyterapp.restored);
}

/** Galata's test, with a Deephaven. */
export const test = galataTest.extend<{
  deephaven: IDeephavenOption;
  workspace: Workspace;
  extension: Extension;
}>({
  deephaven: [{ url: '', key: '', plugin: 'ours' }, { option: true }],
  workspace: async ({ tmpPath }, use) => {
    await use(new Workspace(tmpPath));
  },
  extension: async ({ page }, use) => {
    await use(new Extension(page));
  }
});
