/**
 * Variables in the sidebar, and tables in tabs.
 */
import type { Locator } from '@playwright/test';

import type { Extension } from '../fixtures';
import { expect, test } from '../fixtures';

/** A table with a column of each kind, more rows than a page could hold. */
const BIG = `
from deephaven import empty_table
big = empty_table(3_000_000).update_view([
    "Row = ii",
    "Exact = 9007199254740993L + ii",
    "Half = (double)ii / 2",
    "Text = ii % 3 == 0 ? null : \`text \` + ii",
    "Even = ii % 2 == 0",
    "Time = '2024-01-02T03:04:05.123456789Z' + ii * SECOND",
])
`;

/** The list of variables in the sidebar. */
function variables({ sidebar }: Extension): Locator {
  return sidebar.getByRole('list', { name: 'Variables of Test' });
}

/** The tab's contents. */
function tab({ page }: Extension): Locator {
  return page.locator('.jp-DeephavenVariable:visible');
}

/** What a screen reader hears of the cell at the cursor. */
function spoken(extension: Extension): Locator {
  return tab(extension).locator('[aria-live]');
}

/** Open a variable and wait for its rows. */
async function open(extension: Extension, name: string): Promise<void> {
  await extension.execute('open-variable', { server: 'Test', name });
  await expect(rows(extension)).toContainText('row');
}

/** The toolbar's count of rows. */
function rows({ page }: Extension): Locator {
  return page.locator('.jp-DeephavenVariable-count:visible');
}

/** Go to the first cell. */
async function toFirstCell(extension: Extension): Promise<void> {
  await extension.page.getByRole('application', { name: /^Table / }).focus();
  await extension.page.keyboard.press('Control+Home');
}

test.beforeEach(async ({ deephaven, extension }) => {
  await extension.connect(deephaven);
});

test('the sidebar lists variables as they come and go', async ({
  extension,
  page
}) => {
  await extension.run('seen = gone = _hidden = None');
  await extension.show();
  await extension.run(
    'from deephaven import empty_table\n' +
      'seen = empty_table(1)\n_hidden = empty_table(1)'
  );
  const list = variables(extension);
  await expect(list.getByText('seen', { exact: true })).toBeVisible();
  await expect(list.getByText('_hidden')).toHaveCount(0);

  await extension.run('gone = empty_table(2)');
  await expect(list.getByText('gone', { exact: true })).toBeVisible();
  await extension.run('del gone');
  await expect(list.getByText('gone', { exact: true })).toHaveCount(0);

  await extension.sidebar
    .getByRole('searchbox', { name: 'Filter variables' })
    .fill('see');
  await list.getByRole('button', { name: 'Open seen' }).click();
  await expect(page.getByRole('tab', { name: 'seen' })).toBeVisible();
  await expect(rows(extension)).toHaveText('1 row');
});

test('a table of millions of rows is shown exactly, sorted and filtered', async ({
  extension,
  page
}) => {
  await extension.run(BIG);
  await open(extension, 'big');
  await expect(rows(extension)).toHaveText('3,000,000 rows');
  await toFirstCell(extension);
  await expect(spoken(extension)).toHaveText('Row, row 0: 0');
  await page.keyboard.press('ArrowRight');
  await expect(spoken(extension)).toHaveText('Exact, row 0: 9007199254740993');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await expect(spoken(extension)).toHaveText('Text, row 0: null');
  await page.keyboard.press('End');
  await expect(spoken(extension)).toHaveText(
    'Time, row 0: 2024-01-02 03:04:05.123456789Z'
  );
  // The last row, three million rows below.
  await page.keyboard.press('Control+End');
  await expect(spoken(extension)).toContainText('row 2999999');
  await toFirstCell(extension);
  await page.keyboard.press('s');
  await page.keyboard.press('s');
  await expect(spoken(extension)).toHaveText('Row, row 0: 2999999');

  const filters = tab(extension).getByRole('group', { name: /Filters/ });
  await filters.getByLabel('Filter Text').fill('text 29999');
  await filters.getByLabel('Filter Text').press('Enter');
  await expect(rows(extension)).toHaveText('75 of 3,000,000 rows');
  await filters.getByLabel('Filter Exact').fill('<9007199254770993');
  await filters.getByLabel('Filter Exact').press('Enter');
  await expect(rows(extension)).toHaveText('1 of 3,000,000 rows');

  await filters.getByLabel('Filter Half').fill('much');
  await filters.getByLabel('Filter Half').press('Enter');
  await expect(tab(extension).getByRole('status')).toHaveText(
    'Filter of Half: “much” is not a number.'
  );
  await expect(filters.getByLabel('Filter Half')).toHaveAttribute(
    'aria-invalid',
    'true'
  );
  await page.getByRole('button', { name: 'Clear Filters' }).click();
  await expect(rows(extension)).toHaveText('3,000,000 rows');
  await expect(tab(extension).getByRole('status')).toBeHidden();

  // A click on the name of the first column: as it was.
  await page
    .getByRole('application', { name: 'Table big' })
    .click({ position: { x: 125, y: 12 } });
  await toFirstCell(extension);
  await expect(spoken(extension)).toHaveText('Row, row 0: 0');
});

test('selected cells are copied for spreadsheets', async ({
  context,
  extension,
  page
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await extension.run(BIG);
  await open(extension, 'big');
  await toFirstCell(extension);
  await expect(spoken(extension)).toHaveText('Row, row 0: 0');
  await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.press('Shift+ArrowDown');
  const copied = () => page.evaluate(() => navigator.clipboard.readText());
  await page.keyboard.press('Control+c');
  await expect.poll(copied).toBe('0\t9007199254740993\n1\t9007199254740994');
});

test('a table ticks, is made again, and goes', async ({ extension, page }) => {
  await extension.run(
    'from deephaven import time_table\nticking = time_table("PT0.2S")'
  );
  await open(extension, 'ticking');
  const count = async () =>
    Number((await rows(extension).textContent())!.replace(/\D/g, ''));
  const before = await count();
  await expect.poll(count).toBeGreaterThan(before);

  await extension.run(
    'from deephaven import empty_table\nticking = empty_table(7).update("New = i")'
  );
  await expect(rows(extension)).toHaveText('7 rows');
  await expect(
    tab(extension).getByRole('textbox', { name: 'Filter New' })
  ).toBeVisible();

  await extension.run('del ticking');
  await expect(tab(extension).getByRole('status')).toContainText(
    'ticking is not there any more'
  );
  await expect(rows(extension)).toHaveText('7 rows');

  await extension.run(
    'from deephaven import empty_table\nticking = empty_table(8).update("New = i")'
  );
  await expect(rows(extension)).toHaveText('8 rows');
  await expect(tab(extension).getByRole('status')).toBeHidden();
  await expect(page.getByRole('tab', { name: 'ticking' })).toHaveCount(1);
});

test('a tab outlives the connection, and the page', async ({
  deephaven,
  extension,
  page
}) => {
  await extension.run(BIG);
  await open(extension, 'big');
  await extension.execute('disconnect', { server: 'Test' });
  await expect(tab(extension).getByRole('status')).toContainText(
    'Not connected to Test: this is how big was.'
  );
  await extension.execute('connect', {
    server: 'Test',
    credentials: { type: 'psk', token: deephaven.key }
  });
  await expect(tab(extension).getByRole('status')).toBeHidden();
  await expect(rows(extension)).toHaveText('3,000,000 rows');
  await toFirstCell(extension);
  await page.keyboard.press('s');
  await page.keyboard.press('s');
  await expect(spoken(extension)).toHaveText('Row, row 0: 2999999');
  const filter = tab(extension).getByLabel('Filter Text');
  await filter.fill('text 29999');
  await filter.press('Enter');
  await expect(rows(extension)).toHaveText('75 of 3,000,000 rows');

  // Until the layout is saved.
  await page.waitForTimeout(2000);
  // Galata would wait for the launcher; the types lack its option.
  await page.reload({ waitForIsReady: false } as never);
  await page.getByRole('tab', { name: 'big' }).click();
  await expect(tab(extension)).toContainText('Connect to Test to see big.');
  await extension.execute('connect', {
    server: 'Test',
    credentials: { type: 'psk', token: deephaven.key }
  });
  await expect(rows(extension)).toHaveText('75 of 3,000,000 rows');
  await expect(filter).toHaveValue('text 29999');
  await toFirstCell(extension);
  await expect(spoken(extension)).toHaveText('Row, row 0: 2999999');
});

test('a script opens a table sorted and filtered', async ({ extension }) => {
  await extension.run(BIG);
  await extension.execute('open-variable', {
    server: 'Test',
    name: 'big',
    look: {
      sorts: [{ column: 'Row', isDescending: true }, { column: 'Gone' }],
      filters: { Text: 'text 29999', Half: 'much' }
    }
  });
  // What does not fit the table is left out.
  await expect(rows(extension)).toHaveText('75 of 3,000,000 rows');
  const filters = tab(extension).getByRole('group', { name: /Filters/ });
  await expect(filters.getByLabel('Filter Half')).toHaveValue('');
  await toFirstCell(extension);
  await expect(spoken(extension)).toHaveText('Row, row 0: 2999999');
});

test('a run names what it made as buttons that open it', async ({
  extension,
  page
}) => {
  await extension.run('made = None');
  await extension.run(
    'from deephaven import empty_table\nmade = empty_table(4)'
  );
  await extension.lastRun.getByRole('button', { name: 'made' }).click();
  await expect(page.getByRole('tab', { name: 'made' })).toBeVisible();
  await expect(rows(extension)).toHaveText('4 rows');
  await extension.run('del made');
  await expect(extension.lastRun.getByRole('button')).toHaveCount(0);
});

test('a command with a variable that is not there rejects', async ({
  extension
}) => {
  await expect(
    extension.execute('open-variable', { server: 'Nobody', name: 'x' })
  ).rejects.toThrow('No server called “Nobody” is configured.');
  await extension.run('x = 1');
  await expect(
    extension.execute('open-variable', { server: 'Test', name: 'nothing' })
  ).rejects.toThrow('Test has no variable nothing.');
});

test('pandas is a table as well; what is none is shown by Deephaven', async ({
  extension,
  page
}) => {
  await extension.run(
    'import pandas\nframe = pandas.DataFrame({"A": [1, 2, 3]})\n' +
      'from deephaven import empty_table\n' +
      'tree = empty_table(9).update(["A = i", "B = i % 3"]).rollup([], by=["B"])'
  );
  await open(extension, 'frame');
  await expect(rows(extension)).toHaveText('3 rows');
  await extension.execute('open-variable', { server: 'Test', name: 'tree' });
  const frame = page.frameLocator('iframe[title="tree on Test"]');
  await expect(frame.locator('canvas').first()).toBeVisible({ timeout: 30000 });
});

test('a plot is drawn by Deephaven’s page, signed in without a key in a URL', async ({
  deephaven,
  extension,
  page
}) => {
  const urls: string[] = [];
  page.on('request', request => urls.push(request.url()));
  page.on('websocket', socket => urls.push(socket.url()));
  page.on('framenavigated', frame => urls.push(frame.url()));
  await extension.run(
    'from deephaven import empty_table\nfrom deephaven.plot import Figure\n' +
      'squares = empty_table(9).update(["X = i", "Y = i * i"])\n' +
      'plot = Figure().plot_xy("Squares", t=squares, x="X", y="Y").show()'
  );
  await extension.execute('open-variable', { server: 'Test', name: 'plot' });
  const shown = tab(extension).locator('iframe[title="plot on Test"]');
  const src = new URL((await shown.getAttribute('src'))!);
  expect(src.origin).toBe(new URL(deephaven.url).origin);
  expect(Object.fromEntries(src.searchParams)).toMatchObject({
    name: 'plot',
    authProvider: 'parent'
  });
  const figure = shown.contentFrame();
  // Only who is signed in gets the points, and so the axis that suits them.
  const label = figure.locator('.plotly .ytick').getByText('60');
  await expect(label).toBeVisible({ timeout: 30000 });
  await expect(figure.getByLabel(/password|token|key/i)).toHaveCount(0);

  expect(urls.some(url => url.startsWith(src.href))).toBe(true);
  for (const key of [deephaven.key, encodeURIComponent(deephaven.key)]) {
    expect(urls.filter(url => url.includes(key))).toEqual([]);
  }
  expect(
    page
      .frames()
      .map(frame => frame.url())
      .join()
  ).not.toContain(deephaven.key);
});
