/**
 * Makes the pictures of the documentation, into docs/images.
 *
 * `python3 dev.py test ui -- --config=ui-tests/screenshots.config.ts` starts
 * the servers, sets the environment and runs it.
 */
import { defineConfig } from '@playwright/test';

import { environment } from './environment';
import browserTests from './playwright.config';
import type { ITheme } from './screenshots/pictures';

const { use } = browserTests;

const { host } = new URL(environment('DEEPHAVEN_URL'));

export default defineConfig<{ theme: ITheme }>({
  testDir: './screenshots',
  outputDir: './screenshots/test-results',
  timeout: 90000,
  expect: { timeout: 15000 },
  workers: 1,
  use: {
    ...use,
    viewport: { width: 1200, height: 750 },
    deviceScaleFactor: 2,
    trace: 'off',
    launchOptions: {
      ...use?.launchOptions,
      args: [
        ...(use?.launchOptions?.args ?? []),
        `--host-resolver-rules=MAP localhost:10000 ${host}`
      ]
    }
  },
  projects: [
    { name: 'light', use: { theme: 'light' } },
    { name: 'dark', use: { theme: 'dark' } },
    {
      name: 'high contrast',
      use: { theme: 'high-contrast' },
      grep: /main/
    }
  ]
});
