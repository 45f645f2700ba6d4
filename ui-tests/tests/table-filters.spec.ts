/**
 * Filters as users type them, by the rows that they leave.
 */
import { expect, test } from '../fixtures';
import { Table } from '../table';

const DEC = ['1.0', '1.00', '9007199254740993.1', '9007199254740993', '1e30'];
const BIG = [
  '1',
  '-1',
  '9007199254740993',
  '9007199254740992',
  '1' + '0'.repeat(30)
];

/** An array in Java of null and objects. */
function array(type: string, texts: string[]): string {
  const made = texts.map(text => `new ${type}(\`${text}\`)`);
  return `new ${type}[]{null, ${made.join(', ')}}[i]`;
}

/** A table of six rows, the first of which is null. */
const CODE = `
from deephaven import empty_table
kinds = empty_table(6).update([
    "Row = i",
    "Int = i == 0 ? NULL_INT : i - 3",
    "Long = i == 0 ? NULL_LONG : i == 1 ? Long.MAX_VALUE : 9007199254740990L + i",
    "Dbl = i == 0 ? NULL_DOUBLE : i == 1 ? Double.NaN : i == 2 ? Double.POSITIVE_INFINITY : i == 3 ? Double.NEGATIVE_INFINITY : i == 4 ? 0.1 : 1e30",
    "Dec = ${array('java.math.BigDecimal', DEC)}",
    "Big = ${array('java.math.BigInteger', BIG)}",
    "Zoned = i == 0 ? null : java.time.ZonedDateTime.of(2024, 1, i, 3, 4, 5, 0, java.time.ZoneId.of(\`UTC\`))",
    "Day = i == 0 ? null : java.time.LocalDate.of(2024, 1, i)",
    "Clock = i == 0 ? null : java.time.LocalTime.of(3, i)",
    "Text = i == 0 ? null : \`t\` + i",
    "Yes = i == 0 ? null : i % 2 == 0",
])
`;

/** A column, what is typed, and the rows that are left. */
const CASES: readonly (readonly [string, string, readonly number[]])[] = [
  ['Int', '>1.5', [5]],
  ['Int', '<=-0.5', [0, 1, 2]],
  ['Int', '=1.5', []],
  ['Int', '>99999999999', []],
  ['Int', '!null && <0', [1, 2]],
  ['Int', '-2 || 2', [1, 5]],
  ['Long', '9007199254740993', [3]],
  ['Long', '>1e30', []],
  ['Long', '<1e30 && !null', [1, 2, 3, 4, 5]],
  ['Dbl', 'nan', [1]],
  ['Dbl', 'inf', [2]],
  ['Dbl', '-Infinity', [3]],
  ['Dbl', '0.1', [4]],
  ['Dbl', 'null', [0]],
  ['Dec', '1', [1, 2]],
  ['Dec', '!=1.000', [0, 3, 4, 5]],
  ['Dec', '9007199254740993', [4]],
  ['Dec', '>9007199254740993', [3, 5]],
  ['Dec', '>=1e30', [5]],
  ['Big', '9007199254740993', [3]],
  ['Big', '>0.5 && <9007199254740993', [1, 4]],
  ['Big', '1e30', [5]],
  ['Zoned', '2024-01-02', [2]],
  ['Zoned', '>2024-01-03', [4, 5]],
  ['Zoned', 'null', [0]],
  ['Day', '2024-01-03', [3]],
  ['Day', '>=2024-01-04', [4, 5]],
  ['Day', '!null', [1, 2, 3, 4, 5]],
  ['Clock', '>03:04', [5]],
  ['Text', 't2', [2]],
  ['Text', '*3 || null', [0, 3]],
  ['Yes', 'true', [2, 4]]
];

test('filters leave exactly the rows that they say', async ({
  deephaven,
  extension,
  page
}) => {
  test.setTimeout(180000);
  await extension.connect(deephaven);
  expect((await extension.run(CODE)).error).toBeNull();
  for (const [column, text, expected] of CASES) {
    // Each in a tab of its own, which opens with the filter.
    const table = await Table.open(extension, 'kinds', {
      view: { sorts: [], filters: { [column]: text } }
    });
    const filter = `${column} ${text}`;
    await expect(table.rows, filter).toHaveText(`${expected.length} of 6 rows`);
    const rows = () =>
      Promise.all(
        expected.map(async (_, row) => Number(await table.cell(row, 'Row')))
      );
    await expect.poll(rows, { message: filter }).toEqual(expected);
    await page
      .getByRole('tab', { name: 'kinds' })
      .locator('.lm-TabBar-tabCloseIcon')
      .click();
  }
});
