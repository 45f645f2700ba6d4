/**
 * Measures what the extension costs a page that it is in.
 *
 * `python3 dev.py test ui -- --config=ui-tests/measurements.config.ts` starts
 * the servers, sets the environment and runs it. No number makes it fail.
 */
import { defineConfig } from '@playwright/test';

import type { IDeephavenOption } from './fixtures';
import browserTests from './playwright.config';

const { use, projects, timeout, expect } = browserTests;

export default defineConfig<{ deephaven: IDeephavenOption }>({
  testDir: './measurements',
  outputDir: './measurements/test-results',
  timeout,
  expect,
  workers: 1,
  use: { ...use, trace: 'off' },
  projects: projects?.filter(({ name }) => name === 'our plugin')
});
