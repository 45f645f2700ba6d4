/**
 * The example as the pictures show it: its folder, its server, its themes.
 */
import { galata } from '@jupyterlab/galata';
import type { Locator } from '@playwright/test';

import { environment } from '../environment';
import type { Extension } from '../fixtures';
import { test as extensionTest } from '../fixtures';
import type { ITheme } from './pictures';
import { FOLDER, makeWorkspace, savePicture, THEMES } from './pictures';

/** Where the pictures show Deephaven: the configuration maps it. */
export const URL = 'http://localhost:10000';

/** A test that makes a picture. */
export const test = extensionTest.extend<{ theme: ITheme; save: Save }>({
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
      '@jupyterlab/apputils-extension:themes': { theme: THEMES[theme] }
    });
  },
  save: async ({ page, theme }, use) => {
    await use((name, part) => savePicture(page, theme, name, part));
  }
});

/** Saves a picture of a part of the page, or of all of it. */
type Save = (name: string, part?: Locator) => Promise<void>;

/** Add the server. */
export async function addServer(extension: Extension): Promise<void> {
  await extension.execute('add-server', {
    name: 'Demo',
    url: URL,
    auth: 'psk'
  });
}

/** Connect to the server that was added. */
export async function signIn(extension: Extension): Promise<void> {
  await extension.execute('connect', {
    server: 'Demo',
    credentials: { type: 'psk', token: environment('DEEPHAVEN_PSK') }
  });
}

/** Add the server and connect to it. */
export async function connect(extension: Extension): Promise<void> {
  await addServer(extension);
  await signIn(extension);
}
