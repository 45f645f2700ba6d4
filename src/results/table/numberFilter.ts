/**
 * What a user types to filter a column of numbers, as an exact condition.
 *
 * A number of the page's has 53 bits, and Deephaven's API converts everything
 * but a `LongWrapper` to one. So large and decimal numbers are sent as text,
 * which the server reads exactly where it compares by order; its test for
 * equality reads no text, and takes 1.0 and 1.00 for different.
 */
import type { dh } from '@deephaven/jsapi-types';

/** The parts of Deephaven's API that make conditions. */
export type FilterApi = Pick<
  typeof dh,
  'FilterCondition' | 'FilterValue' | 'LongWrapper'
>;

/** A column that is filtered. */
export type FilterColumn = Pick<dh.Column, 'type' | 'filter'>;

/** How a value is compared. */
type Comparison = '=' | '!=' | '<' | '<=' | '>' | '>=';

/** An operator, a sign, and a number or a name. */
const PATTERN =
  /^(>=|<=|=>|=<|>|<|!=|==|=|!)?\s*([-+])?\s*(?:([\d,]*\.?\d*(?:e[-+]?\d+)?)|(null|nan|infinity|inf|∞))$/i;

/** Other ways to write operators. */
const OPERATORS: { readonly [text: string]: Comparison | undefined } = {
  '': '=',
  '==': '=',
  '!': '!=',
  '=>': '>=',
  '=<': '<='
};

/** The largest value of each integer type; the smallest one is Deephaven's null. */
const MAXIMA: { readonly [type: string]: bigint | undefined } = {
  byte: BigInt(127),
  short: BigInt(32767),
  int: BigInt(2147483647),
  long: BigInt('9223372036854775807')
};

/** Digits that a decimal number may have, so that no text makes huge ones. */
const MAX_DIGITS = 1000;

/**
 * The condition of a text.
 *
 * As everywhere in Deephaven, null is less than any number.
 *
 * @param text - one comparison, such as `>=1,000` or `!null`.
 * @returns null when the text is none.
 */
export function numberFilter(
  api: FilterApi,
  column: FilterColumn,
  text: string
): dh.FilterCondition | null {
  const match = PATTERN.exec(text.trim());
  if (!match) {
    return null;
  }
  const [, operator = '', sign, digits, name] = match;
  const comparison = OPERATORS[operator] ?? (operator as Comparison);
  if (name) {
    return namedFilter(api, column, comparison, name, sign === '-');
  }
  const number = (sign === '-' ? '-' : '') + digits.replace(/,/g, '');
  if (!/\d/.test(digits)) {
    return null;
  }
  const { type } = column;
  if (type === 'float' || type === 'double') {
    const value = api.FilterValue.ofNumber(Number(number));
    return compare(column, comparison, value);
  }
  if (type === 'java.math.BigDecimal') {
    return ordered(column, comparison, api.FilterValue.ofString(number));
  }
  return integerFilter(api, column, comparison, number);
}

/** A filter by null, NaN or an infinity, which only compare for equality. */
function namedFilter(
  { FilterCondition, FilterValue }: FilterApi,
  column: FilterColumn,
  comparison: Comparison,
  name: string,
  isNegative: boolean
): dh.FilterCondition | null {
  if (comparison !== '=' && comparison !== '!=') {
    return null;
  }
  const cell = column.filter();
  let found: dh.FilterCondition;
  if (/^null$/i.test(name)) {
    found = cell.isNull();
  } else if (column.type !== 'float' && column.type !== 'double') {
    found = never(column);
  } else if (/^nan$/i.test(name)) {
    found = FilterCondition.invoke('isNaN', cell);
  } else {
    const zero = FilterValue.ofNumber(0);
    found = FilterCondition.invoke('isInf', cell).and(
      isNegative ? cell.lessThan(zero) : cell.greaterThan(zero)
    );
  }
  return comparison === '=' ? found : found.not();
}

/** A filter of integers, which may be compared with a number that is none. */
function integerFilter(
  api: FilterApi,
  column: FilterColumn,
  comparison: Comparison,
  number: string
): dh.FilterCondition | null {
  const parts = floorOf(number);
  if (!parts) {
    return null;
  }
  const { floor } = parts;
  if (!parts.isWhole) {
    // Between two integers: more than it is more than the lower one.
    switch (comparison) {
      case '=':
        return never(column);
      case '!=':
        return always(column);
      case '>=':
        comparison = '>';
        break;
      case '<':
        comparison = '<=';
        break;
      default:
    }
  }
  const maximum = MAXIMA[column.type];
  if (maximum === undefined) {
    return ordered(
      column,
      comparison,
      api.FilterValue.ofString(floor.toString())
    );
  }
  if (floor > maximum || floor < -maximum) {
    return beyond(column, comparison, floor > maximum);
  }
  const value = api.LongWrapper.ofString(floor.toString());
  return compare(column, comparison, api.FilterValue.ofNumber(value));
}

/** The next integer that is not above a decimal number. */
function floorOf(number: string): { floor: bigint; isWhole: boolean } | null {
  const match = /^(-?)(\d*)\.?(\d*)(?:e([-+]?\d+))?$/i.exec(number)!;
  const [, sign, before, after, exponent = '0'] = match;
  const shift = Number(exponent);
  if (Math.abs(shift) + before.length + after.length > MAX_DIGITS) {
    return null;
  }
  const point = before.length + shift;
  const all = (before + after).padEnd(point, '0');
  const whole = point > 0 ? all.slice(0, point) : '0';
  const isWhole = /^0*$/.test(point > 0 ? all.slice(point) : all);
  const absolute = BigInt(whole);
  const isBelow = sign === '-' && !isWhole;
  const floor = sign === '-' ? -absolute : absolute;
  return { floor: isBelow ? floor - BigInt(1) : floor, isWhole };
}

/** A comparison with what is above, or below, all values of a type. */
function beyond(
  column: FilterColumn,
  comparison: Comparison,
  isAbove: boolean
): dh.FilterCondition {
  switch (comparison) {
    case '=':
      return never(column);
    case '!=':
      return always(column);
    case '<':
    case '<=':
      return isAbove ? always(column) : column.filter().isNull();
    default:
      return isAbove ? never(column) : column.filter().isNull().not();
  }
}

/** A comparison by order alone. */
export function ordered(
  column: FilterColumn,
  comparison: Comparison,
  value: dh.FilterValue
): dh.FilterCondition {
  if (comparison === '=' || comparison === '!=') {
    const cell = column.filter();
    const same = cell
      .lessThanOrEqualTo(value)
      .and(cell.greaterThanOrEqualTo(value));
    return comparison === '=' ? same : same.not();
  }
  return compare(column, comparison, value);
}

function compare(
  column: FilterColumn,
  comparison: Comparison,
  value: dh.FilterValue
): dh.FilterCondition {
  const cell = column.filter();
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

function never(column: FilterColumn): dh.FilterCondition {
  const isNull = column.filter().isNull();
  return isNull.and(isNull.not());
}

function always(column: FilterColumn): dh.FilterCondition {
  const isNull = column.filter().isNull();
  return isNull.or(isNull.not());
}
