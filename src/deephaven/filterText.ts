/**
 * What users type to filter a column: values, comparisons, `null`, joined by
 * `&&` and `||`.
 */
import type { ColumnKind } from './cells';

/** A comparison. */
export type Comparison = '=' | '!=' | '<' | '<=' | '>' | '>=';

/** One condition of a filter, on a column's values. */
export type ITest =
  | { readonly test: 'null'; readonly isNull: boolean }
  | { readonly test: 'boolean'; readonly value: boolean }
  | {
      readonly test: 'contains';
      readonly text: string;
      readonly isNegated: boolean;
    }
  | { readonly test: 'text'; readonly comparison: Comparison; text: string }
  | { readonly test: 'number'; readonly comparison: Comparison; text: string }
  | {
      /** A time, or all times from one to before another, in UTC. */
      readonly test: 'time';
      readonly comparison: Comparison;
      readonly from: string;
      readonly to: string | null;
    };

/** Why a text is not a filter. */
export type FilterProblem =
  'number' | 'boolean' | 'time' | 'char' | 'missing' | 'unsupported';

/** A text that is not a filter of its column. */
export class FilterTextError extends Error {
  /**
   * @param problem - what was wanted.
   * @param part - what stands there instead.
   */
  constructor(
    readonly problem: FilterProblem,
    readonly part: string
  ) {
    super(`not a filter: ${problem}: ${part}`);
  }
}

const COMPARISON = /^(!=|==|<=|>=|=|<|>|!~|~|!)?\s*(.*)$/s;

/**
 * Read a filter.
 *
 * @param text - what the user typed.
 * @param kind - the kind of the column.
 * @returns the alternatives, each of which is a list of conditions that all
 * hold; none for an empty text.
 * @throws FilterTextError
 */
export function parseFilter(text: string, kind: ColumnKind): ITest[][] {
  if (text.trim() === '') {
    return [];
  }
  return text
    .split('||')
    .map(alternative =>
      alternative.split('&&').map(part => parseTest(part.trim(), kind))
    );
}

function parseTest(part: string, kind: ColumnKind): ITest {
  const [, sign = '', value] = COMPARISON.exec(part)!;
  if (value === '') {
    throw new FilterTextError('missing', part);
  }
  if (/^null$/i.test(value) && /^(!=|==|=|!)?$/.test(sign)) {
    return { test: 'null', isNull: !sign.startsWith('!') };
  }
  if (kind === 'boolean') {
    return booleanTest(sign, value);
  }
  if (sign === '~' || sign === '!~' || (sign === '' && kind === 'text')) {
    if (kind !== 'text') {
      throw new FilterTextError('unsupported', part);
    }
    return { test: 'contains', text: value, isNegated: sign === '!~' };
  }
  if (sign === '!' && kind === 'text') {
    return { test: 'contains', text: part, isNegated: false };
  }
  const comparison = (
    sign === '' || sign === '==' ? '=' : sign === '!' ? '!=' : sign
  ) as Comparison;
  switch (kind) {
    case 'text':
      return { test: 'text', comparison, text: value };
    case 'char':
      if ([...value].length !== 1) {
        throw new FilterTextError('char', value);
      }
      return { test: 'text', comparison, text: value };
    case 'number':
    case 'decimal':
    case 'long':
      return { test: 'number', comparison, text: numberText(value) };
    case 'instant':
      return { test: 'time', comparison, ...period(value) };
    default:
      throw new FilterTextError('unsupported', part);
  }
}

function booleanTest(sign: string, value: string): ITest {
  const wanted = /^(?:true|t|1)$/i.test(value)
    ? true
    : /^(?:false|f|0)$/i.test(value)
      ? false
      : null;
  if (wanted === null || !/^(!=|==|=|!)?$/.test(sign)) {
    throw new FilterTextError('boolean', value);
  }
  return { test: 'boolean', value: sign.startsWith('!') ? !wanted : wanted };
}

/** A number as programs write it; commas between thousands are left out. */
function numberText(value: string): string {
  const plain = /^[-+]?\d{1,3}(,\d{3})+(\.\d*)?$/.test(value)
    ? value.replace(/,/g, '')
    : value.replace(/_/g, '');
  if (!/^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(plain)) {
    throw new FilterTextError('number', value);
  }
  return plain.replace(/^\+/, '');
}

const TIME =
  /^(\d{4})-(\d\d)(?:-(\d\d)(?:[T ](\d\d)(?::(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?)?)?)?Z?$/i;

/** What a time means that leaves out its end: a whole month, day, minute, … */
function period(value: string): { from: string; to: string | null } {
  const parts = TIME.exec(value);
  if (!parts) {
    throw new FilterTextError('time', value);
  }
  const [, year, month, day, hour, minute, second, fraction] = parts;
  const start = [
    Number(year),
    Number(month) - 1,
    Number(day ?? 1),
    Number(hour ?? 0),
    Number(minute ?? 0),
    Number(second ?? 0)
  ] as const;
  const date = new Date(Date.UTC(...start));
  if (
    date.getUTCMonth() !== start[1] ||
    date.getUTCDate() !== start[2] ||
    date.getUTCHours() !== start[3] ||
    date.getUTCMinutes() !== start[4] ||
    date.getUTCSeconds() !== start[5]
  ) {
    // There is no such day, or hour.
    throw new FilterTextError('time', value);
  }
  if (fraction !== undefined) {
    return { from: precise(date, fraction), to: null };
  }
  const given = [year, month, day, hour, minute, second].filter(
    part => part !== undefined
  ).length;
  const end = [...start] as [number, number, number, number, number, number];
  end[given - 1] += 1;
  return { from: precise(date), to: precise(new Date(Date.UTC(...end))) };
}

/** A time with nanoseconds, in the form that `TIME_PATTERN` describes. */
function precise(date: Date, fraction = ''): string {
  const seconds = date.toISOString().slice(0, 19).replace('T', ' ');
  return `${seconds}.${fraction.padEnd(9, '0')}`;
}

/** The form of the times in tests, for Deephaven's parser. */
export const TIME_PATTERN = 'yyyy-MM-dd HH:mm:ss.SSSSSSSSS';
