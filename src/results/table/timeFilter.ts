/**
 * What a user types to filter a column of times or days, as a condition.
 *
 * A text stands for a span of time: `2026-01` for a month, `09:30` for a
 * minute. Columns without a zone, and those whose values have one each, are
 * compared with text, which the server reads for them.
 */
import type { dh } from '@deephaven/jsapi-types';

import type { Comparison, FilterColumn } from './conditions';
import { always, comparisonOf, never, OPERATOR } from './conditions';

const ZONED = 'java.time.ZonedDateTime';

/** Columns without a zone: which parts of an ISO text their values have. */
const LOCAL_PARTS: { readonly [type: string]: [number, number?] | undefined } =
  {
    'java.time.LocalDate': [0, 10],
    'java.time.LocalTime': [11],
    'java.time.LocalDateTime': [0]
  };

const COMPARED = new RegExp(`^(${OPERATOR})?\\s*(.*)$`);
const DAY = /^(\d{4})(?:[-./](\d{1,2}|[a-z]+)(?:[-./](\d{1,2}))?)?$/i;
const CLOCK = /^(\d{1,2})(?::(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?)?$/;

const MONTHS = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december'
];

/** In the letters of the API. */
const DATE_FORMAT = 'yyyy-MM-dd';
const CLOCK_FORMAT = 'HH:mm:ss.SSSSSSSSS';

const MILLISECOND = BigInt(1000000);
const SECOND = BigInt(1000) * MILLISECOND;
const MINUTE = BigInt(60) * SECOND;
const HOUR = BigInt(60) * MINUTE;
const DAY_LENGTH = BigInt(24) * HOUR;
const EARLIEST = BigInt(Date.UTC(1678, 0)) * MILLISECOND;
const LATEST = BigInt(Date.UTC(2262, 0)) * MILLISECOND;
const YEAR_10000 = BigInt(Date.UTC(10000, 0)) * MILLISECOND;

/** A span in nanoseconds since 1970, as if it were in UTC. */
interface ISpan {
  readonly start: bigint;
  /** The first moment after it. */
  readonly end: bigint;
}

/** Whether a column's values have no zone. */
export function isLocal(column: FilterColumn): boolean {
  return LOCAL_PARTS[column.type] !== undefined;
}

/**
 * The condition of a text.
 *
 * @param text - one comparison, such as `>=2026-01-31` or `!null`.
 * @param timeZone - where the text's times are, for values that have zones.
 * @returns null when the text is none.
 */
export function timeFilter(
  api: typeof dh,
  column: FilterColumn,
  text: string,
  timeZone: string
): dh.FilterCondition | null {
  const [, operator, value] = COMPARED.exec(text.trim())!;
  return timeComparison(api, column, comparisonOf(operator), value, timeZone);
}

/** The condition of a comparison; see `timeFilter`. */
export function timeComparison(
  api: typeof dh,
  column: FilterColumn,
  comparison: Comparison,
  value: string,
  timeZone: string
): dh.FilterCondition | null {
  const text = value.trim();
  if (/^null$/i.test(text)) {
    const isNull = column.filter().isNull();
    return comparison === '='
      ? isNull
      : comparison === '!='
        ? isNull.not()
        : null;
  }
  const span = spanOf(api, column, text, timeZone);
  return span && inSpan(api, column, comparison, span, timeZone);
}

/** The span of a text of a column's; null when it is none. */
function spanOf(
  api: typeof dh,
  column: FilterColumn,
  text: string,
  timeZone: string
): ISpan | null {
  if (column.type === 'java.time.LocalTime') {
    return parseSpan('1970-01-01', text);
  }
  const isDay = column.type === 'java.time.LocalDate';
  const word = text.toLowerCase();
  if (word === 'today' || word === 'yesterday' || (word === 'now' && !isDay)) {
    const now = api.i18n.DateTimeFormat.format(
      `${DATE_FORMAT} ${CLOCK_FORMAT}`,
      api.DateWrapper.ofJsDate(new Date()),
      api.i18n.TimeZone.getTimeZone(timeZone)
    );
    const [day, clock] = now.split(' ');
    if (word === 'now') {
      return parseSpan(day, clock);
    }
    const { end, start } = parseSpan(day)!;
    return word === 'today'
      ? { start, end }
      : { start: start - DAY_LENGTH, end: start };
  }
  const [day, clock, ...rest] = text.split(/T|\s+/i);
  return rest.length > 0 || (isDay && clock !== undefined)
    ? null
    : parseSpan(day, clock);
}

/**
 * The span of a day and a time of it, each of which may end early; null when
 * there is none.
 */
export function parseSpan(day: string, clock?: string): ISpan | null {
  const [, year, month, date] = DAY.exec(day) ?? [];
  if (year === undefined) {
    return null;
  }
  const monthIndex = month === undefined ? 0 : monthOf(month);
  const midnight = startOf(Number(year), monthIndex, Number(date ?? 1));
  if (new Date(midnight).getUTCMonth() !== monthIndex) {
    return null;
  }
  const start = BigInt(midnight) * MILLISECOND;
  if (clock === undefined) {
    const next = month ? [Number(year), monthIndex + 1] : [Number(year) + 1, 0];
    const end = BigInt(startOf(next[0], next[1], 1)) * MILLISECOND;
    return { start, end: date ? start + DAY_LENGTH : end };
  }
  const [, hours, minutes, seconds, fraction] = CLOCK.exec(clock) ?? [];
  if (
    date === undefined ||
    hours === undefined ||
    Number(hours) > 23 ||
    Number(minutes ?? 0) > 59 ||
    Number(seconds ?? 0) > 59
  ) {
    return null;
  }
  const moment =
    start +
    BigInt(hours) * HOUR +
    BigInt(minutes ?? 0) * MINUTE +
    BigInt(seconds ?? 0) * SECOND +
    BigInt((fraction ?? '').padEnd(9, '0'));
  let length = HOUR;
  if (fraction !== undefined) {
    length = BigInt('1'.padEnd(10 - fraction.length, '0'));
  } else if (seconds !== undefined) {
    length = SECOND;
  } else if (minutes !== undefined) {
    length = MINUTE;
  }
  return { start: moment, end: moment + length };
}

/** The position of a month in its year, by its number or English name; else -1. */
function monthOf(text: string): number {
  if (/^\d/.test(text)) {
    return Number(text) - 1;
  }
  return text.length < 3
    ? -1
    : MONTHS.findIndex(name => name.startsWith(text.toLowerCase()));
}

/** Midnight of a day in milliseconds since 1970. */
function startOf(year: number, month: number, date: number): number {
  // `Date.UTC` takes the years below 100 for those of the last century.
  return new Date(0).setUTCFullYear(year, month, date);
}

/** A comparison with a span; what is in it is equal to it. */
function inSpan(
  api: typeof dh,
  column: FilterColumn,
  comparison: Comparison,
  { end, start }: ISpan,
  timeZone: string
): dh.FilterCondition {
  const cell = column.filter();
  const first = boundOf(api, column, start, timeZone)!;
  const next = boundOf(api, column, end, timeZone);
  const same = next
    ? cell.greaterThanOrEqualTo(first).and(cell.lessThan(next))
    : cell.greaterThanOrEqualTo(first);
  switch (comparison) {
    case '=':
      return same;
    case '!=':
      return same.not();
    case '<':
      return cell.lessThan(first);
    case '<=':
      return next ? cell.lessThan(next) : always(column);
    case '>':
      return next ? cell.greaterThanOrEqualTo(next) : never(column);
    default:
      return cell.greaterThanOrEqualTo(first);
  }
}

/** A moment as a value of a column's; null for the end of all its values. */
function boundOf(
  api: typeof dh,
  column: FilterColumn,
  moment: bigint,
  timeZone: string
): dh.FilterValue | null {
  const { FilterValue } = api;
  const { type } = column;
  if (type === 'java.time.LocalTime' && moment >= DAY_LENGTH) {
    return null;
  }
  const parts = LOCAL_PARTS[type];
  if (parts) {
    return moment >= YEAR_10000
      ? null
      : FilterValue.ofString(`'${isoText(moment).slice(...parts)}'`);
  }
  // Instants are 64 bits of nanoseconds.
  const kept = moment < EARLIEST ? EARLIEST : moment > LATEST ? LATEST : moment;
  const time = api.i18n.DateTimeFormat.parse(
    `${DATE_FORMAT} ${CLOCK_FORMAT}`,
    isoText(kept).replace('T', ' '),
    api.i18n.TimeZone.getTimeZone(timeZone)
  );
  if (type !== ZONED) {
    return FilterValue.ofNumber(time);
  }
  // Of equal moments, values are ordered by the day and time of their zone: at
  // this offset, nothing is before the bound that is not earlier.
  const earliest = BigInt(String(time.valueOf())) - BigInt(18) * HOUR;
  return FilterValue.ofString(`'${isoText(earliest)}-18:00'`);
}

/**
 * A value of a column's as text: one that has a zone in UTC, and a time with
 * all its digits, since a shorter one stands for a span.
 */
export function timeText(value: unknown): string {
  const text = String(value);
  if (/^-?\d+$/.test(text)) {
    return isoText(BigInt(text));
  }
  const [, start, fraction = ''] = /^(.*?)(?:\.(\d+))?$/.exec(text)!;
  return start.includes(':') ? `${start}.${fraction.padEnd(9, '0')}` : start;
}

/** A moment as `2026-01-31T09:30:00.000000000`. */
function isoText(moment: bigint): string {
  const nanos = ((moment % SECOND) + SECOND) % SECOND;
  const seconds = new Date(Number((moment - nanos) / MILLISECOND));
  return `${seconds.toISOString().slice(0, 19)}.${String(nanos).padStart(9, '0')}`;
}
