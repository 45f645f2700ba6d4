/**
 * Variables in the sidebar, and tables in tabs.
 */
import type { Locator } from '@playwright/test';

import type { Extension } from '../fixtures';
import { expect, test } from '../fixtures';
import { Table } from '../table';

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

  await extension.run('for i in range(8): globals()[f"more_{i}"] = i');
  await extension.sidebar
    .getByRole('searchbox', { name: 'Filter variables' })
    .fill('see');
  await list.getByRole('button', { name: 'Open seen' }).click();
  await expect(page.getByRole('tab', { name: 'seen' })).toBeVisible();
  await expect(new Table(extension).rows).toHaveText('1 row');
});

test('a table of millions of rows is shown exactly, sorted and filtered', async ({
  extension,
  page
}) => {
  await extension.run(BIG);
  const table = await Table.open(extension, 'big');
  await expect(table.rows).toHaveText('3,000,000 rows');
  await table.expectCell(0, 'Exact', '9,007,199,254,740,993');
  await table.expectCell(0, 'Text', 'null');
  await table.expectCell(1, 'Half', '0.5000');
  await table.expectCell(1, 'Even', 'false');

  // The last row, three million rows below.
  await table.clickCell(0, 'Row');
  await page.keyboard.press('Control+ArrowDown');
  await table.expectCell(2_999_999, 'Row', '2,999,999');
  await page.keyboard.press('Control+ArrowUp');
  await table.clickHeader('Row');
  await table.clickHeader('Row');
  await table.expectCell(0, 'Row', '2,999,999');

  await table.filter('Text', 'text 29999*');
  await expect(table.rows).toHaveText('75 of 3,000,000 rows');
  await table.filter('Exact', '<9007199254770993');
  await expect(table.rows).toHaveText('1 of 3,000,000 rows');
  await page.getByRole('button', { name: 'Clear Filters' }).click();
  await expect(table.rows).toHaveText('3,000,000 rows');
  await table.expectCell(0, 'Row', '2,999,999');
});

test('selected cells are copied for spreadsheets, with headers or without', async ({
  context,
  extension,
  page
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await extension.run(
    'from deephaven import empty_table\n' +
      'pairs = empty_table(9).update(["Row = ii", "Exact = 9007199254740993L + ii"])'
  );
  const table = await Table.open(extension, 'pairs');
  await table.expectCell(0, 'Row', '0');
  await table.clickCell(0, 'Row');
  await page.keyboard.press('Shift+ArrowDown');
  const copied = () => page.evaluate(() => navigator.clipboard.readText());
  const cells = '0\t9,007,199,254,740,993\n1\t9,007,199,254,740,994';
  await page.keyboard.press('Control+c');
  await expect.poll(copied).toBe(cells);
  const message = table.tab.getByText('Copied to Clipboard!');
  await expect(message).toBeVisible();
  await expect(message).toBeHidden();
  await table.chooseOfCell(0, 'Row', 'Copy Selection w/ Headers');
  await expect.poll(copied).toBe(`Row\tExact\n${cells}`);
});

test('a table ticks, is made again, and goes', async ({ extension, page }) => {
  await extension.run(
    'from deephaven import time_table\nticking = time_table("PT0.2S")'
  );
  const table = await Table.open(extension, 'ticking');
  const count = async () =>
    Number((await table.rows.textContent())!.replace(/\D/g, ''));
  const before = await count();
  await expect.poll(count).toBeGreaterThan(before);

  await extension.run(
    'from deephaven import empty_table\nticking = empty_table(7).update("New = i")'
  );
  await expect(table.rows).toHaveText('7 rows');
  await table.describe();
  expect(await table.columns).toEqual(['New']);

  await extension.run('del ticking');
  const notice = table.tab.locator('.jp-DeephavenVariable-notice');
  await expect(notice).toContainText('ticking no longer exists');
  await expect(table.rows).toHaveText('7 rows');

  await extension.run(
    'from deephaven import empty_table\nticking = empty_table(8).update("New = i")'
  );
  await expect(table.rows).toHaveText('8 rows');
  await expect(notice).toBeHidden();
  await expect(page.getByRole('tab', { name: 'ticking' })).toHaveCount(1);
});

test('a table that is made again stays where it was scrolled to', async ({
  extension,
  page
}) => {
  await extension.run(BIG);
  const table = await Table.open(extension, 'big');
  await table.clickCell(0, 'Row');
  await page.keyboard.press('Control+g');
  await table.tab.getByTestId('goto-row-input').fill('1500000');
  await table.expectCell(1_499_999, 'Row', '1,499,999');

  await extension.run(BIG.replace('(double)ii / 2', '(double)ii / 4'));
  await table.describe();
  await table.expectCell(1_499_999, 'Half', '374,999.7500');

  // The place is one of these columns: in another table it means nothing.
  await extension.run(
    'from deephaven import empty_table\n' +
      'big = empty_table(2_000_000).update_view("Other = ii")'
  );
  await table.describe();
  await table.expectCell(0, 'Other', '0');
});

/** The columns of `BIG` without one. */
const WITHOUT_HALF = ['Row', 'Exact', 'Text', 'Even', 'Time'];

test('a tab outlives the connection, and the page', async ({
  deephaven,
  extension,
  page
}) => {
  await extension.run(BIG);
  const table = await Table.open(extension, 'big');
  const notice = table.tab.locator('.jp-DeephavenVariable-notice');
  await extension.execute('disconnect', { server: 'Test' });
  await expect(notice).toContainText(
    'Disconnected from Test. Showing the last data of big.'
  );
  await extension.signIn(deephaven);
  await expect(notice).toBeHidden();
  await expect(table.rows).toHaveText('3,000,000 rows');
  await table.describe();
  await table.clickHeader('Row');
  await table.clickHeader('Row');
  await table.expectCell(0, 'Row', '2,999,999');
  await table.chooseOfHeader('Half', 'Hide Column');
  // The others move.
  await expect.poll(() => table.columns).toEqual(WITHOUT_HALF);
  await table.filter('Text', 'text 29999*');
  await expect(table.rows).toHaveText('75 of 3,000,000 rows');

  // Until the layout is saved.
  await page.waitForTimeout(2000);
  // Galata would wait for the launcher; the types lack its option.
  await page.reload({ waitForIsReady: false } as never);
  await page.getByRole('tab', { name: 'big' }).click();
  await expect(table.tab).toContainText('Connect to Test to see big.');
  await extension.signIn(deephaven);
  await expect(table.rows).toHaveText('75 of 3,000,000 rows');
  await table.describe();
  await table.expectCell(0, 'Row', '2,999,999');
  expect(await table.columns).toEqual(WITHOUT_HALF);
});

test('a script opens a table sorted and filtered', async ({ extension }) => {
  await extension.run(BIG);
  const table = await Table.open(extension, 'big', {
    view: {
      sorts: [{ column: 'Row', isDescending: true }, { column: 'Gone' }],
      filters: { Text: 'text 29999*', Half: 'much', Gone: '1' }
    }
  });
  // What does not fit the table is left out.
  await expect(table.rows).toHaveText('75 of 3,000,000 rows');
  await table.expectCell(0, 'Row', '2,999,999');
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
  await expect(new Table(extension).rows).toHaveText('4 rows');
  await extension.run('del made');
  await expect(
    extension.lastRun.getByRole('button', { name: 'made', exact: true })
  ).toHaveCount(0);
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

test('pandas, rollups, trees, partitions and input tables are tables as well', async ({
  extension,
  page
}) => {
  await extension.run(`
import pandas
from deephaven import empty_table, input_table, agg, new_table
from deephaven import dtypes as dht
from deephaven.column import int_col, string_col
frame = pandas.DataFrame({"A": [1, 2, 3]})
numbers = empty_table(9).update(["A = i", "B = i % 3"])
rollup = numbers.rollup([agg.sum_("A")], by=["B"], include_constituents=True)
nodes = empty_table(5).update(["Id = i", "Parent = i == 0 ? NULL_INT : 0"])
tree = nodes.tree(id_col="Id", parent_col="Parent")
parts = numbers.partition_by(["B"])
typed = input_table({"Key": dht.string, "Value": dht.int32}, key_cols=["Key"])
`);
  const frame = await Table.open(extension, 'frame');
  await expect(frame.rows).toHaveText('3 rows');
  await frame.expectColumn('A', ['1', '2', '3']);

  const rollup = await Table.open(extension, 'rollup');
  await expect(rollup.rows).toHaveText('4 rows');
  await rollup.expectColumn('A', ['36', '9', '12', '15']);

  const tree = await Table.open(extension, 'tree');
  await tree.expectColumn('Id', ['0']);

  const parts = await Table.open(extension, 'parts');
  await parts.expectColumn('B', ['0', '1', '2']);
  await parts.tab.getByRole('button', { name: 'Merge' }).click();
  await expect(parts.rows).toHaveText('9 rows');
  await parts.expectColumn('A', ['0', '3', '6', '1', '4', '7', '2', '5', '8']);

  const typed = await Table.open(extension, 'typed');
  await typed.clickCell(0, 'Key');
  await page.keyboard.type('one');
  await page.keyboard.press('Tab');
  await page.keyboard.type('1');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Control+s');
  await expect(typed.rows).toHaveText('1 row');
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
    'from deephaven import empty_table\nimport deephaven.plot.express as dx\n' +
      'squares = empty_table(9).update(["X = i", "Y = i * i"])\n' +
      'plot = dx.line(squares, x="X", y="Y")'
  );
  await extension.execute('open-variable', { server: 'Test', name: 'plot' });
  const shown = new Table(extension).tab.locator(
    'iframe[title="plot on Test"]'
  );
  const src = new URL((await shown.getAttribute('src'))!);
  expect(src.origin).toBe(new URL(deephaven.url).origin);
  expect(Object.fromEntries(src.searchParams)).toMatchObject({
    name: 'plot',
    authProvider: 'parent'
  });
  const figure = shown.contentFrame();
  // Only who is signed in gets the points, and so the axis that suits them.
  const label = figure.locator('.plotly .ytick').getByText('60');
  await expect(label).toBeVisible({ timeout: 60000 });
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
