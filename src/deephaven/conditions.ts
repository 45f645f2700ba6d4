/**
 * Filters that users typed as conditions of Deephaven's API.
 */
import type { dh } from '@deephaven/jsapi-types';

import type { DeephavenApi } from './api';
import { columnKind } from './cells';
import type { Comparison, ITest } from './filterText';
import { parseFilter, TIME_PATTERN } from './filterText';

/**
 * The condition that a text means for a column.
 *
 * @returns null for an empty text.
 * @throws FilterTextError
 */
export function conditionOf(
  api: DeephavenApi,
  column: dh.Column,
  text: string
): dh.FilterCondition | null {
  const kind = columnKind(column.type);
  const [first, ...others] = parseFilter(text, kind).map(tests => {
    const [test, ...more] = tests.map(test =>
      testOf(api, column, test, kind === 'long')
    );
    return more.length > 0 ? test.and(...more) : test;
  });
  return first && others.length > 0 ? first.or(...others) : (first ?? null);
}

function testOf(
  api: DeephavenApi,
  column: dh.Column,
  test: ITest,
  isLong: boolean
): dh.FilterCondition {
  const { FilterValue } = api;
  const cell = column.filter();
  switch (test.test) {
    case 'null':
      return test.isNull ? cell.isNull() : cell.isNull().not();
    case 'boolean':
      return test.value ? cell.isTrue() : cell.isFalse();
    case 'contains': {
      const found = cell.containsIgnoreCase(FilterValue.ofString(test.text));
      return test.isNegated ? found.not() : found;
    }
    case 'text':
      return compare(cell, test.comparison, FilterValue.ofString(test.text));
    case 'number':
      return compare(
        cell,
        test.comparison,
        FilterValue.ofNumber(
          // As text, for a number of the page's has 53 bits only.
          isLong && /^-?\d+$/.test(test.text)
            ? api.LongWrapper.ofString(test.text)
            : Number(test.text)
        )
      );
    default:
      return timeTest(api, cell, test);
  }
}

function timeTest(
  api: DeephavenApi,
  cell: dh.FilterValue,
  { comparison, from, to }: Extract<ITest, { test: 'time' }>
): dh.FilterCondition {
  const { DateTimeFormat, TimeZone } = api.i18n;
  const zone = TimeZone.getTimeZone('UTC');
  const value = (text: string) =>
    api.FilterValue.ofNumber(DateTimeFormat.parse(TIME_PATTERN, text, zone));
  const first = value(from);
  if (to === null) {
    return compare(cell, comparison, first);
  }
  const end = value(to);
  switch (comparison) {
    case '=':
      return cell.greaterThanOrEqualTo(first).and(cell.lessThan(end));
    case '!=':
      return cell.lessThan(first).or(cell.greaterThanOrEqualTo(end));
    case '<':
    case '>=':
      return compare(cell, comparison, first);
    case '<=':
      return cell.lessThan(end);
    default:
      return cell.greaterThanOrEqualTo(end);
  }
}

function compare(
  cell: dh.FilterValue,
  comparison: Comparison,
  value: dh.FilterValue
): dh.FilterCondition {
  switch (comparison) {
    case '=':
      return cell.eq(value);
    case '!=':
      return cell.notEq(value);
    case '<':
      return cell.lessThan(value);
    case '<=':
      return cell.lessThanOrEqualTo(value);
    case '>':
      return cell.greaterThan(value);
    default:
      return cell.greaterThanOrEqualTo(value);
  }
}
