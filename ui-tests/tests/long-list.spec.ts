/**
 * A list of hundreds of served modules: all there, few of them in the page.
 */
import AxeBuilder from '@axe-core/playwright';
import { galata } from '@jupyterlab/galata';

import { expect, test } from '../fixtures';

const NAMES = Array.from(
  { length: 400 },
  (_, i) => `module_${String(i).padStart(3, '0')}`
);

test.use({
  autoGoto: false,
  mockSettings: async ({ tmpPath }, use) => {
    await use({
      ...galata.DEFAULT_SETTINGS,
      'jupyterlab-deephaven:served': {
        // Every other one is missing, so that rows differ in height.
        modules: NAMES.map(name => ({ path: `${tmpPath}/${name}.py` }))
      }
    });
  }
});

test('a long list has the rows in sight, and those that are looked for', async ({
  extension,
  page,
  workspace
}) => {
  await workspace.write(
    Object.fromEntries(
      NAMES.filter((_, i) => i % 2).map(name => [`${name}.py`, ''])
    )
  );
  await page.goto();
  await extension.show();
  const rows = extension.served.getByRole('listitem');
  const row = (name: string) =>
    rows.filter({ has: page.getByText(name, { exact: true }) });
  await expect(row('module_000')).toContainText('File not found');
  await expect(row('module_000')).toHaveAttribute('aria-setsize', '400');
  expect(await rows.count()).toBeLessThan(100);

  // To the end, over rows that have not been in the page before.
  await row('module_000').hover();
  const last = row('module_399');
  await expect(async () => {
    await page.mouse.wheel(0, 5000);
    await expect(last).toBeInViewport({ timeout: 200 });
  }).toPass();
  await expect(last).toHaveAttribute('aria-posinset', '400');
  await expect(row('module_010')).toHaveCount(0);
  expect(await rows.count()).toBeLessThan(100);
  const { violations } = await new AxeBuilder({ page: page as never })
    .include('.jp-DeephavenServed')
    .analyze();
  expect(violations).toEqual([]);

  // By the keyboard, row by row, over rows that are not in the page yet.
  await last.focus();
  for (let i = 0; i < 30; i++) {
    await page.keyboard.press('ArrowUp');
  }
  const above = row('module_369');
  await expect(above).toBeFocused();
  await expect(above).toBeInViewport({ ratio: 0.9 });
  await page.keyboard.press('Home');
  await expect(row('module_000')).toBeFocused();
  await expect(row('module_000')).toBeInViewport({ ratio: 0.9 });
  await page.keyboard.press('PageDown');
  await page.keyboard.press('PageUp');
  await expect(row('module_000')).toBeFocused();
  await page.keyboard.press('End');
  await expect(last).toBeFocused();
  await expect(last).toBeInViewport({ ratio: 0.9 });
  await expect(row('module_398')).toBeVisible();

  // Scrolled out of sight, it keeps the focus, and the next key is its own.
  await last.hover();
  await expect(async () => {
    await page.mouse.wheel(0, -5000);
    await expect(row('module_000')).toBeInViewport({ timeout: 200 });
  }).toPass();
  await expect(last).toBeFocused();
  await page.keyboard.press('ArrowUp');
  await expect(row('module_398')).toBeFocused();
  await expect(row('module_398')).toBeInViewport({ ratio: 0.9 });

  await extension.sidebar.getByLabel('Filter served modules').fill('_123');
  await expect(rows).toHaveCount(1);
  await expect(row('module_123')).toBeInViewport();
});
