/**
 * The browser tests: against both server plugins, and without a browser.
 *
 * `python3 dev.py test ui` starts the servers and sets the environment.
 */
import { defineConfig } from '@playwright/test';

import { environment } from './environment';
import type { IDeephavenOption } from './fixtures';

const OURS: IDeephavenOption = {
  url: environment('DEEPHAVEN_URL'),
  key: environment('DEEPHAVEN_PSK'),
  plugin: 'ours'
};
const PUBLISHED: IDeephavenOption = {
  url: environment('DEEPHAVEN_PUBLISHED_URL'),
  key: environment('DEEPHAVEN_PUBLISHED_PSK'),
  plugin: 'published'
};

export default defineConfig<{ deephaven: IDeephavenOption }>({
  testDir: './tests',
  outputDir: './test-results',
  // They need other extensions in JupyterLab: see devtools/versions.py.
  testIgnore: ['companions', 'drives', 'executors']
    .filter(flow => !process.env.TESTED_VERSION?.startsWith(flow))
    .map(flow => `**/${flow}.spec.ts`),
  // They end tests that hang; a shared machine may be several times slower.
  timeout: 240000,
  expect: { timeout: 30000 },
  // The tests share two Deephaven workers, each of which runs one script at a
  // time: side by side they would only wait for each other.
  workers: 1,
  forbidOnly: !!process.env.CI,
  use: {
    baseURL: environment('JUPYTER_URL'),
    viewport: { width: 1280, height: 800 },
    // A trace takes a quarter of a test's time: see CONTRIBUTING.md.
    trace: 'off',
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: process.env.CHROMIUM_PATH,
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync'
      ]
    }
  },
  projects: [
    { name: 'our plugin', use: { deephaven: OURS } },
    {
      name: 'published plugin',
      // Where its dialect differs, and with `dev.py test --full` all that it can.
      testMatch: process.env.FULL_TESTS
        ? /(imports|kernel-runs|log|main-path|run|node-client|notebook-frames|random-edits|tables)\.spec\.ts/
        : /(imports|kernel-runs|log|main-path|node-client|random-edits)\.spec\.ts/,
      use: { deephaven: PUBLISHED }
    }
  ]
});
