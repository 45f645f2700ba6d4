/**
 * What a user types to filter a column of numbers, as an exact condition.
 *
 * A number of the page's has 53 bits, and Deephaven's API converts everything
 * but a `LongWrapper` to one. So large and decimal numbers are sent as text,
 * which the server reads exactly where it compares by order; its test for
 * equality reads no text, and takes 1.0 and 1.00 for different.
 */
import type { dh } from '@deephaven/jsapi-types';

import type { Comparison, FilterColumn } from './conditions';
import {
  always,
  compare,
  comparisonOf,
  never,
  OPERATOR,
  ordered
} from './conditions';

/** The parts of Deephaven's API that make conditions. */
export type FilterApi = Pick<
  typeof dh,
  'FilterCondition' | 'FilterValue' | 'LongWrapper'
>;

/** An operator, and null, NaN, or a sign with a number or an infinity. */
const PATTERN = new RegExp(
  `^(${OPERATOR})?\\s*(?:(null|nan)|([-+])?\\s*(?:((?:\\d{1,3}(?:,\\d{3})+|\\d*)(?:\\.\\d*)?(?:e[-+]?\\d+)?)|(?:infinity|inf|∞)))$`,
  'i'
);

/** The largest value of each integer type; the smallest one is Deephaven's null. */
const MAXIMA: { readonly [type: string]: bigint | undefined } = {
  byte: BigInt(127),
  short: BigInt(32767),
  int: BigInt(2147483647),
  long: BigInt('9223372036854775807')
};

/**
 * The smallest and the largest number of each type that also has infinities.
 * One number is below the smallest: it is Deephaven's null.
 */
const LIMITS: {
  readonly [type: string]: readonly [number, number] | undefined;
} = {
  float: [-(2 - 2 ** -22) * 2 ** 127, (2 - 2 ** -23) * 2 ** 127],
  double: [-(2 - 2 ** -51) * 2 ** 1023, Number.MAX_VALUE]
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
  const [, operator, name, sign = '', digits] = match;
  const comparison = comparisonOf(operator);
  if (name !== undefined) {
    return namedFilter(api, column, comparison, name);
  }
  const { type } = column;
  const limits = LIMITS[type];
  if (digits === undefined) {
    const isAbove = sign !== '-';
    return limits === undefined
      ? beyond(column, comparison, isAbove)
      : infinityFilter(api, column, comparison, isAbove);
  }
  if (!/\d/.test(digits)) {
    return null;
  }
  const number = (sign === '-' ? '-' : '') + digits.replace(/,/g, '');
  if (limits !== undefined) {
    return floatFilter(api, column, comparison, Number(number));
  }
  if (type === 'java.math.BigDecimal') {
    return ordered(column, comparison, api.FilterValue.ofString(number));
  }
  return integerFilter(api, column, comparison, number);
}

/** A filter by null or NaN, which only compare for equality. */
function namedFilter(
  { FilterCondition }: FilterApi,
  column: FilterColumn,
  comparison: Comparison,
  name: string
): dh.FilterCondition | null {
  if (comparison !== '=' && comparison !== '!=') {
    return null;
  }
  const cell = column.filter();
  let found: dh.FilterCondition;
  if (/^null$/i.test(name)) {
    found = cell.isNull();
  } else if (LIMITS[column.type] === undefined) {
    found = never(column);
  } else {
    found = FilterCondition.invoke('isNaN', cell);
  }
  return comparison === '=' ? found : found.not();
}

/** A filter of floating-point numbers by one that may be too large for them. */
function floatFilter(
  api: FilterApi,
  column: FilterColumn,
  comparison: Comparison,
  number: number
): dh.FilterCondition {
  // The server takes the number of the column's type that is next to it.
  const nearest = column.type === 'float' ? Math.fround(number) : number;
  const [smallest, largest] = LIMITS[column.type]!;
  if (nearest >= smallest && nearest <= largest) {
    return compare(column, comparison, api.FilterValue.ofNumber(number));
  }
  const isAbove = number > 0;
  const { finite, infinite } = sides(api, column, isAbove);
  switch (comparison) {
    case '=':
      return never(column);
    case '!=':
      return always(column);
    case '<':
    case '<=':
      return isAbove ? finite : infinite.or(column.filter().isNull());
    default:
      return isAbove ? infinite : finite;
  }
}

/** A filter of floating-point numbers by an infinity. */
function infinityFilter(
  api: FilterApi,
  column: FilterColumn,
  comparison: Comparison,
  isAbove: boolean
): dh.FilterCondition {
  const { finite, infinite } = sides(api, column, isAbove);
  const isNull = column.filter().isNull();
  switch (comparison) {
    case '=':
      return infinite;
    case '!=':
      // NaN is on no side of a number, not even of one that it is not above.
      return infinite
        .not()
        .or(api.FilterCondition.invoke('isNaN', column.filter()));
    case '<':
      return isAbove ? finite : isNull;
    case '<=':
      return isAbove ? finite.or(infinite) : infinite.or(isNull);
    case '>':
      return isAbove ? never(column) : finite;
    default:
      return isAbove ? infinite : finite.or(infinite);
  }
}

/**
 * The values at an infinity, and all on its other side. The server refuses
 * comparisons with an infinity, so these are with the next number.
 */
function sides(
  { FilterValue }: FilterApi,
  column: FilterColumn,
  isAbove: boolean
): { finite: dh.FilterCondition; infinite: dh.FilterCondition } {
  const [smallest, largest] = LIMITS[column.type]!;
  const cell = column.filter();
  if (isAbove) {
    const limit = FilterValue.ofNumber(largest);
    return {
      finite: cell.lessThanOrEqualTo(limit),
      infinite: cell.greaterThan(limit)
    };
  }
  const limit = FilterValue.ofNumber(smallest);
  return {
    finite: cell.greaterThanOrEqualTo(limit),
    infinite: cell.lessThan(limit).and(cell.isNull().not())
  };
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

/**
 * A filter's text with the numbers of a float column as short as they stand
 * for the same values: 0.1 for 0.10000000149011612.
 */
export function floatText(text: string): string {
  return text.replace(/\d+\.\d+(?:e[-+]?\d+)?/gi, number => {
    const value = Math.fround(Number(number));
    for (let digits = 1; digits < 9; digits++) {
      const shorter = Number(value.toPrecision(digits));
      if (Math.fround(shorter) === value) {
        return String(shorter);
      }
    }
    return number;
  });
}
