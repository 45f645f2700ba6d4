/**
 * Filters as users type them, by the rows that they leave.
 */
import type { Extension } from '../fixtures';
import { expect, test } from '../fixtures';
import { Table } from '../table';

const LARGE = '9007199254740993';
const HUGE = '1' + '0'.repeat(30);

/** A column's five values after null, each an expression of Java. */
function column(name: string, values: readonly string[], type = ''): string {
  const [first, ...others] = values.map((value, row) =>
    row < values.length - 1 ? `i == ${row + 1} ? ${value}` : value
  );
  const isNull = type ? `i == 0 ? NULL_${type}` : 'i == 0 ? null';
  return `${name} = ${[isNull, first, ...others].join(' : ')}`;
}

const texts = (...values: string[]) => values.map(value => `\`${value}\``);

function objects(type: string, values: readonly string[]): string {
  const made = values.map(value => `new java.math.${type}(\`${value}\`)`);
  return `new java.math.${type}[]{null, ${made.join(', ')}}[i]`;
}

/** A table of six rows, the first of which is null. */
const COLUMNS = [
  'Row = i',
  column(
    'Byte',
    ['(byte)-2', '(byte)-1', '(byte)0', '(byte)1', '(byte)127'],
    'BYTE'
  ),
  column('Short', ['(short)(i - 3)'], 'SHORT'),
  column('Int', ['i - 3'], 'INT'),
  column('Long', ['Long.MAX_VALUE', '9007199254740990L + i'], 'LONG'),
  column(
    'Flt',
    [
      'Float.NaN',
      'Float.POSITIVE_INFINITY',
      'Float.NEGATIVE_INFINITY',
      '0.1f',
      '16777216f'
    ],
    'FLOAT'
  ),
  column(
    'Dbl',
    [
      'Double.NaN',
      'Double.POSITIVE_INFINITY',
      'Double.NEGATIVE_INFINITY',
      '0.1',
      '1e30'
    ],
    'DOUBLE'
  ),
  `Dec = ${objects('BigDecimal', ['1.0', '1.00', `${LARGE}.1`, LARGE, '1e30'])}`,
  `Big = ${objects('BigInteger', ['1', '-1', LARGE, '9007199254740992', HUGE])}`,
  column('Time', [
    'parseInstant(`2024-01-01T03:04:05.123456789 UTC`) + (i - 1) * DAY'
  ]),
  column('Zoned', [
    'java.time.ZonedDateTime.of(2024, 1, i, 3, 4, 5, 123456789, java.time.ZoneId.of(i == 5 ? `Asia/Tokyo` : `UTC`))'
  ]),
  column('Day', ['java.time.LocalDate.of(2024, 1, i)']),
  column('Clock', ['java.time.LocalTime.of(3, i, i == 5 ? 6 : 0)']),
  column('Both', ['java.time.LocalDateTime.of(2024, 1, i, 3, 4, 5)']),
  column('Text', texts('t1', 't2', 't3', 't4', '')),
  column('Char', ['(char)(96 + i)'], 'CHAR'),
  column('Yes', ['i % 2 == 0']),
  column('Id', ['java.util.UUID.nameUUIDFromBytes(new byte[]{(byte)i})'])
];

const CODE = `
from deephaven import empty_table
kinds = empty_table(6).update([
${COLUMNS.map(each => JSON.stringify(each)).join(',\n')}
])
`;

/** What is typed for a column, and the rows that are left. */
const CASES: {
  readonly [column: string]: readonly (readonly [string, readonly number[]])[];
} = {
  Byte: [
    ['1', [4]],
    ['128', []],
    ['<1.5', [0, 1, 2, 3, 4]],
    ['!null', [1, 2, 3, 4, 5]]
  ],
  Short: [['-2', [1]]],
  Int: [
    ['>1.5', [5]],
    ['<=-0.5', [0, 1, 2]],
    ['=1.5', []],
    ['>-Infinity', [1, 2, 3, 4, 5]],
    ['>99999999999', []],
    ['!null && <0', [1, 2]],
    ['-2 || 2', [1, 5]]
  ],
  Long: [
    [LARGE, [3]],
    [`>${LARGE}`, [1, 4, 5]],
    ['>9007199254740992.5', [1, 3, 4, 5]],
    ['9223372036854775807', [1]],
    ['>1e30', []],
    ['<1e30 && !null', [1, 2, 3, 4, 5]]
  ],
  Flt: [
    ['0.1', [4]],
    ['>0.1', [2, 5]],
    ['!=0.1', [0, 1, 2, 3, 5]],
    ['=1e39', []],
    ['>1e39', [2]],
    ['<-1e39', [0, 3]],
    ['nan', [1]],
    ['!=NaN', [0, 2, 3, 4, 5]],
    ['Infinity', [2]],
    ['!=Infinity', [0, 1, 3, 4, 5]],
    ['-inf', [3]],
    ['<Infinity && !null', [3, 4, 5]],
    ['>-Infinity', [2, 4, 5]],
    ['<=-Infinity', [0, 3]]
  ],
  Dbl: [
    ['nan', [1]],
    ['inf', [2]],
    ['-Infinity', [3]],
    ['!=-Infinity', [0, 1, 2, 4, 5]],
    ['<Infinity', [0, 3, 4, 5]],
    ['>=-Infinity', [2, 3, 4, 5]],
    ['>=Infinity', [2]],
    ['=1e400', []],
    ['>1e400', [2]],
    ['<=1e400', [0, 3, 4, 5]],
    ['0.1', [4]],
    ['null', [0]]
  ],
  Dec: [
    ['1', [1, 2]],
    ['!=1.000', [0, 3, 4, 5]],
    [LARGE, [4]],
    [`>${LARGE}`, [3, 5]],
    [`<${LARGE}.05`, [0, 1, 2, 4]],
    ['>=1e30', [5]],
    ['<Infinity && >1', [3, 4, 5]]
  ],
  Big: [
    [LARGE, [3]],
    [`!=${LARGE}`, [0, 1, 2, 4, 5]],
    [`>0.5 && <${LARGE}`, [1, 4]],
    ['1e30', [5]],
    ['null', [0]]
  ],
  Time: [
    ['2024-01-02', [2]],
    ['!=2024-01-02', [0, 1, 3, 4, 5]],
    ['2024-01-02 03:04:05.123456789', [2]],
    ['>2024-01-02 03:04', [3, 4, 5]],
    ['<2024-01-02', [0, 1]],
    ['2024-01', [1, 2, 3, 4, 5]],
    ['null', [0]]
  ],
  Zoned: [
    ['2024-01-02', [2]],
    ['>2024-01-03', [4, 5]],
    ['2024-01-02 03:04:05.123456789', [2]],
    ['!=2024-01-02 03:04:05.123456789', [0, 1, 3, 4, 5]],
    ['2024-01-04 18', [5]],
    ['null', [0]]
  ],
  Day: [
    ['2024-01-03', [3]],
    ['!2024-01-03', [0, 1, 2, 4, 5]],
    ['=>2024-01-04', [4, 5]],
    ['>2024-01-04', [5]],
    ['2024-01', [1, 2, 3, 4, 5]],
    ['<2024', [0]],
    ['2024-1-3 || null', [0, 3]],
    ['!null', [1, 2, 3, 4, 5]]
  ],
  Clock: [
    ['>03:04', [5]],
    ['<=03:04', [0, 1, 2, 3, 4]],
    ['03:05', [5]],
    ['>=23', []],
    ['3:05:06', [5]]
  ],
  Both: [
    ['2024-01-03', [3]],
    ['!=2024-01-03', [0, 1, 2, 4, 5]],
    ['2024-01-03T03:04', [3]],
    ['>2024-01-03 03:04:05', [4, 5]]
  ],
  Text: [
    ['t2', [2]],
    ['*3 || null', [0, 3]]
  ],
  Char: [
    ['b', [2]],
    ['>b', [3, 4, 5]]
  ],
  Yes: [['true', [2, 4]]]
};

/** The table in a page in which all of it is in sight. */
async function openKinds(extension: Extension): Promise<Table> {
  await extension.page.setViewportSize({ width: 3000, height: 800 });
  expect((await extension.run(CODE)).error).toBeNull();
  return Table.open(extension, 'kinds');
}

test('filters leave exactly the rows that they say', async ({
  deephaven,
  extension
}) => {
  test.setTimeout(600000);
  await extension.connect(deephaven);
  const table = await openKinds(extension);
  for (const [name, cases] of Object.entries(CASES)) {
    let before: readonly number[] = [];
    for (const [text, expected] of cases) {
      const filter = `${name} ${text}`;
      // Else the rows of the filter before could be taken for its own.
      expect(expected, filter).not.toEqual(before);
      await table.filter(name, text);
      await expect(table.rows, filter).toHaveText(
        `${expected.length} of 6 rows`
      );
      await table.expectColumn('Row', expected.map(String));
      before = expected;
    }
    await table.filter(name, '');
    await expect(table.rows).toHaveText('6 rows');
  }
});

test('a text that is no filter says so at its field', async ({
  deephaven,
  extension
}) => {
  await extension.connect(deephaven);
  const table = await openKinds(extension);
  for (const [column, text, kind] of [
    ['Int', '1,5', 'numbers'],
    ['Dbl', '>nan', 'numbers'],
    ['Time', '2024-02-31', 'times'],
    ['Zoned', 'abc', 'times'],
    ['Day', '2024-13-01', 'days'],
    ['Clock', '25:00', 'times'],
    ['Yes', 'maybe', 'true and false'],
    ['Char', 'ab', 'characters']
  ]) {
    await table.filter(column, text);
    await expect(table.refusals).toContainText(
      `“${text}” does not filter ${kind}.`
    );
    await expect(table.rows).toHaveText('6 of 6 rows');
    const field = await table.openFilter(column);
    await expect(field).toHaveAttribute('aria-invalid', 'true');
    await expect(field).toHaveValue(text);
    await field.fill('null');
    await field.press('Enter');
    await expect(table.refusals).toHaveCount(0);
    await table.expectColumn('Row', ['0']);
    await table.filter(column, '');
    await expect(table.rows).toHaveText('6 rows');
  }
});

test('a filter that the server refuses says so at its field, and the others hold', async ({
  deephaven,
  extension
}) => {
  await extension.connect(deephaven);
  const table = await openKinds(extension);
  await table.filter('Int', '>0');
  await expect(table.rows).toHaveText('2 of 6 rows');
  await table.filter('Dec', '1e99999999999');
  await expect(table.refusals).toContainText('The server refused this filter.');
  await table.expectColumn('Row', ['4', '5']);
  const field = await table.openFilter('Dec');
  await expect(field).toHaveValue('1e99999999999');
  await expect(field).toHaveAttribute('aria-invalid', 'true');
  await field.fill('1e30');
  await field.press('Enter');
  await expect(table.refusals).toHaveCount(0);
  await table.expectColumn('Row', ['5']);
});

test('a filter of a command that is none says so at its field', async ({
  deephaven,
  extension
}) => {
  await extension.connect(deephaven);
  expect((await extension.run(CODE)).error).toBeNull();
  const table = await Table.open(extension, 'kinds', {
    view: { sorts: [], filters: { Int: 'many', Row: '>2' } }
  });
  await expect(table.refusals).toContainText('“many” does not filter numbers.');
  await table.expectColumn('Row', ['3', '4', '5']);
});

test('menus filter by the value of the cell', async ({
  deephaven,
  extension
}) => {
  await extension.connect(deephaven);
  const table = await openKinds(extension);
  for (const [column, row, entry, text] of [
    ['Flt', 4, 'is equal to', '=0.1'],
    ['Dec', 4, 'is equal to', `=${LARGE}`],
    ['Big', 3, 'is equal to', `=${LARGE}`],
    ['Zoned', 2, 'date is', '=2024-01-02T03:04:05.123456789']
  ] as const) {
    await table.chooseOfCell(row, column, 'Filter by Value', entry);
    await table.expectColumn('Row', [String(row)]);
    const field = await table.openFilter(column);
    await expect(field).toHaveValue(text);
    await field.fill('');
    await field.press('Enter');
    await expect(table.rows).toHaveText('6 rows');
  }
});
