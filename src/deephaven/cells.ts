/**
 * The values of a table's cells as text.
 */

/** What a column holds, as far as showing and filtering differ. */
export type ColumnKind =
  | 'text'
  | 'number'
  | 'long'
  | 'decimal'
  | 'boolean'
  | 'instant'
  | 'char'
  | 'other';

/** The kind of a column by its Java type. */
export function columnKind(type: string): ColumnKind {
  switch (type) {
    case 'java.lang.String':
      return 'text';
    case 'byte':
    case 'short':
    case 'int':
    case 'float':
    case 'double':
      return 'number';
    case 'long':
      return 'long';
    case 'java.math.BigDecimal':
    case 'java.math.BigInteger':
      return 'decimal';
    case 'boolean':
    case 'java.lang.Boolean':
      return 'boolean';
    case 'java.time.Instant':
    case 'java.time.ZonedDateTime':
      return 'instant';
    case 'char':
      return 'char';
    default:
      return 'other';
  }
}

/** Whether digits of a kind stand below each other. */
export function isNumeric(kind: ColumnKind): boolean {
  return kind === 'number' || kind === 'long' || kind === 'decimal';
}

/**
 * A cell's value as text.
 *
 * @param value - as the API gives it; numbers of 64 bits and times are objects
 * whose text is exact.
 * @param kind - its column's kind.
 */
export function cellText(value: unknown, kind: ColumnKind): string {
  if (value === null || value === undefined) {
    return 'null';
  }
  switch (kind) {
    case 'instant':
      return instantText(String((value as object).valueOf()));
    case 'char':
      return typeof value === 'number'
        ? String.fromCharCode(value)
        : String(value);
    default:
      return String(value);
  }
}

/**
 * A cell's value as text to look at: the same, but for what is only noise of
 * binary fractions, such as in 0.30000000000000004.
 */
export function shownText(value: unknown, kind: ColumnKind): string {
  if (
    kind === 'number' &&
    typeof value === 'number' &&
    !Number.isInteger(value) &&
    Number.isFinite(value)
  ) {
    return String(Number(value.toPrecision(15)));
  }
  return cellText(value, kind);
}

const NANOS_IN_SECOND = 9;

/**
 * Nanoseconds since 1970 as a time in UTC: what Python and Deephaven print,
 * with a space in the middle.
 */
function instantText(nanos: string): string {
  const total = BigInt(nanos);
  const second = BigInt(10 ** NANOS_IN_SECOND);
  let fraction = total % second;
  if (fraction < BigInt(0)) {
    fraction += second;
  }
  const milliseconds = Number(((total - fraction) / second) * BigInt(1000));
  const date = new Date(milliseconds);
  if (Number.isNaN(date.getTime())) {
    return nanos;
  }
  // Of years beyond four digits all is kept.
  const seconds = date.toISOString().replace('.000Z', '').replace('T', ' ');
  let digits = String(fraction).padStart(NANOS_IN_SECOND, '0');
  while (digits.endsWith('000')) {
    digits = digits.slice(0, -3);
  }
  return digits === '' ? `${seconds}Z` : `${seconds}.${digits}Z`;
}

/** Rows of texts as what spreadsheets take from the clipboard. */
export function tabSeparated(rows: readonly (readonly string[])[]): string {
  return rows
    .map(cells =>
      cells
        .map(text =>
          /[\t\n\r"]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text
        )
        .join('\t')
    )
    .join('\n');
}
