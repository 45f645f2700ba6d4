/**
 * Variables that Deephaven has no view for: their texts, and deleting them.
 */
import type { Locator } from '@playwright/test';

import type { Extension } from '../fixtures';
import { expect, test } from '../fixtures';
import { Table } from '../table';

const CODE = `
from deephaven import time_table

class Order:
    def __init__(self, number):
        self.number = number

    def __repr__(self):
        return f"Order({self.number})"

def vwap(prices, sizes, *, scale=1.0):
    """Volume weighted average price."""
    return sum(prices)

limits = {"AAPL": 100, "order": Order(3)}
order = Order(7)
ticks = time_table("PT0.1S").update("A = ii")
`;

/** The row of a variable in the sidebar. */
function row({ page, sidebar }: Extension, name: string): Locator {
  return sidebar
    .getByRole('list', { name: 'Variables of Test' })
    .getByRole('listitem')
    .filter({ has: page.getByText(name, { exact: true }) });
}

/** What the tab in sight shows. */
function shown({ page }: Extension): Locator {
  return page.locator('.jp-DeephavenValue:visible');
}

test.beforeEach(async ({ deephaven, extension }) => {
  await extension.connect(deephaven);
  await extension.show();
  await extension.run(CODE);
});

test.afterEach(async ({ extension }) => {
  await extension.run(
    'for name in ["Order", "vwap", "limits", "order", "ticks"]:\n' +
      '    globals().pop(name, None)\n'
  );
});

test('values and functions are listed with what they hold, by groups', async ({
  extension
}) => {
  await expect(row(extension, 'limits')).toContainText(
    "{'AAPL': 100, 'order': <Order>}"
  );
  await expect(row(extension, 'vwap')).toContainText(
    '(prices, sizes, *, scale=1.0)'
  );
  await expect(row(extension, 'ticks')).toContainText(/× 2, ticking$/);
  // More rows than a moment ago, without a run.
  const summary = row(extension, 'ticks').locator('.jp-Deephaven-path');
  const first = await summary.textContent();
  await expect(summary).not.toHaveText(first!);
  const headings = extension.sidebar.locator('.jp-Deephaven-heading');
  await expect(headings.first()).toHaveText('Tables');
  await expect(headings.last()).toHaveText('Functions and classes');
});

test('a value opens as text, and follows what runs do', async ({
  extension,
  page
}) => {
  await row(extension, 'order').dblclick();
  await expect(page.getByRole('tab', { name: 'order' })).toBeVisible();
  await expect(shown(extension)).toContainText('Order(7)');
  await extension.run('order.number = 8');
  await expect(shown(extension)).toContainText('Order(8)');
  await extension.run('from deephaven import empty_table\norder = ticks');
  await new Table(extension).describe();
  await extension.run('order = "text again"');
  await expect(shown(extension)).toContainText('text again');
  await expect(shown(extension)).toContainText('str, 10 characters');

  await extension.execute('open-variable', { server: 'Test', name: 'vwap' });
  await expect(shown(extension)).toContainText(
    '"""Volume weighted average price."""'
  );
});

test('a deleted table is brought back, and goes on ticking', async ({
  extension,
  page
}) => {
  await Table.open(extension, 'ticks');
  await row(extension, 'ticks').focus();
  await page.keyboard.press('Delete');
  await expect(row(extension, 'ticks')).toHaveCount(0);
  await expect(page.getByText('ticks no longer exists')).toBeVisible();
  const { error } = await extension.run('ticks');
  expect(error).toContain("name 'ticks' is not defined");

  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(row(extension, 'ticks')).toBeVisible();
  await expect(page.getByText('ticks no longer exists')).toBeHidden();
  const { rows } = new Table(extension);
  const first = await rows.textContent();
  await expect(rows).not.toHaveText(first!);
});

test('a variable that is gone cannot be deleted', async ({ extension }) => {
  await expect(
    extension.execute('delete-variable', { server: 'Test', name: 'nothing' })
  ).rejects.toThrow('There is no variable nothing');
});
