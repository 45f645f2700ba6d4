/**
 * Playwright's test with the extension, for pages in which other extensions
 * change how documents are loaded, saved or run: nothing is mocked in them.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';

import type { IJupyterLabPageFixture } from '@jupyterlab/galata';
import type { Page } from '@playwright/test';
import { test as base } from '@playwright/test';

import { environment } from './environment';
import type { IDeephavenOption } from './fixtures';
import { Extension, openLab, Workspace } from './fixtures';

export { expect } from '@playwright/test';

/** Where JupyterLab is. */
export const LAB = `${environment('JUPYTER_URL')}/lab`;

/** The test. */
export const test = base.extend<{
  deephaven: IDeephavenOption;
  workspace: Workspace;
  extension: Extension;
}>({
  deephaven: [{ url: '', key: '', plugin: 'ours' }, { option: true }],
  // Playwright wants a pattern, also where nothing is needed.
  // eslint-disable-next-line no-empty-pattern
  workspace: async ({}, use) => {
    const folder = await mkdtemp(join(environment('JUPYTER_ROOT'), 'beside-'));
    await use(new Workspace(basename(folder)));
    await rm(folder, { recursive: true });
  },
  extension: async ({ deephaven, page }, use) => {
    await openLab(page, `${LAB}?reset`);
    // Only what every page has is used of it.
    const extension = new Extension(page as unknown as IJupyterLabPageFixture);
    await extension.connect(deephaven);
    await use(extension);
    await extension.execute('remove-server', { server: 'Test' });
  }
});

/** Open a document. */
export async function openDocument(
  page: Page,
  path: string,
  factory = 'default'
): Promise<void> {
  await page.evaluate(
    async args => {
      // Gives nothing back: some widgets are too large to be told.
      await window.jupyterapp.commands.execute('docmanager:open', args);
    },
    { path, factory }
  );
}
