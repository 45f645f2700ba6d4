/**
 * Figures in tabs, drawn by Deephaven's own chart.
 */
import type { Locator } from '@playwright/test';

import type { Extension } from '../fixtures';
import { expect, test } from '../fixtures';

const figure = (title: string, series: string) => `
from deephaven import empty_table
from deephaven.plot.figure import Figure
waves = (
    Figure()
    .chart_title(title="${title}")
    .plot_xy(
        series_name="${series}",
        t=empty_table(100).update(["X = i", "Y = Math.sin(i / 10.0)"]),
        x="X",
        y="Y",
    )
    .plot_xy(
        series_name="straight",
        t=empty_table(100).update(["X = i", "Y = i / 100.0"]),
        x="X",
        y="Y",
    )
    .show()
)
`;

/** The drawing in the tab in sight. */
function plot({ page }: Extension): Locator {
  return page.getByRole('img', { name: 'Plot waves' });
}

test.beforeEach(async ({ deephaven, extension }) => {
  await extension.connect(deephaven);
});

test('a figure is drawn in its tab, and follows runs', async ({
  extension,
  page
}) => {
  await extension.run(figure('Waves', 'sine'));
  await extension.execute('open-variable', { server: 'Test', name: 'waves' });
  await expect(plot(extension).getByText('Waves')).toBeVisible();
  await expect(plot(extension).getByText('sine')).toBeVisible();
  await expect(plot(extension).locator('.scatterlayer .trace')).toHaveCount(2);
  const area = (await plot(extension).boundingBox())!;
  const drawing = plot(extension).locator('.js-plotly-plot');
  const { height, width } = (await drawing.boundingBox())!;
  expect([Math.round(width), Math.round(height)]).toEqual([
    Math.round(area.width),
    Math.round(area.height)
  ]);

  await extension.run(figure('Other waves', 'other'));
  await expect(plot(extension).getByText('Other waves')).toBeVisible();
  await expect(plot(extension).getByText('sine')).toHaveCount(0);

  await extension.run('del waves');
  await expect(page.getByText('waves no longer exists')).toBeVisible();
  await expect(plot(extension).getByText('Other waves')).toBeVisible();
});

test('a figure takes the theme, and its colours can be told from each other', async ({
  extension,
  page
}) => {
  await extension.run(figure('Waves', 'sine'));
  await extension.execute('open-variable', { server: 'Test', name: 'waves' });
  const title = plot(extension).locator('.gtitle');
  const color = () =>
    title.evaluate(node => getComputedStyle(node).fill.match(/\d+/g)!);
  await expect(title).toBeVisible();
  expect(Number((await color())[0])).toBeLessThan(100);
  await page.theme.setDarkTheme();
  await expect
    .poll(async () => Number((await color())[0]))
    .toBeGreaterThan(150);
  await page.theme.setLightTheme();
});
