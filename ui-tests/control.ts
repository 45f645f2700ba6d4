/**
 * Servers that a test stops and starts.
 */
import type { Page } from '@playwright/test';

import { environment } from './environment';

/** The variables that name the controls of servers. */
export type Control =
  'DEEPHAVEN_OURS_CONTROL' | 'JUPYTER_CONTROL' | 'JUPYTER_PROXYING_CONTROL';

/** Stop a server now, and start it again after `use`, however that ends. */
export async function whileStopped(
  control: Control,
  use: () => Promise<void>
): Promise<void> {
  const url = environment(control);
  await post(`${url}/stop`);
  try {
    await use();
  } finally {
    await post(`${url}/start`);
  }
}

/** Close JupyterLab's word that its server was away, however late it comes. */
export async function closeConnectionErrors(page: Page): Promise<void> {
  const dialog = page
    .locator('.jp-Dialog')
    .filter({ hasText: 'Server Connection Error' });
  await page.addLocatorHandler(dialog, () =>
    dialog.getByRole('button', { name: 'Close' }).click()
  );
}

async function post(url: string): Promise<void> {
  const response = await fetch(url, { method: 'POST' });
  if (!response.ok) {
    throw new Error(`${url}: ${response.status} ${await response.text()}`);
  }
}
