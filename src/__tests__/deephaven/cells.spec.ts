import { cellText, shownText, tabSeparated } from '../../deephaven/cells';

/** A number of 64 bits, as Deephaven's API has it. */
const long = (text: string) => ({
  toString: () => text,
  valueOf: () => text
});

describe('cellText', () => {
  it('is exact', () => {
    expect(cellText(long('9007199254740993'), 'long')).toBe('9007199254740993');
    expect(cellText(0.1 + 0.2, 'number')).toBe('0.30000000000000004');
    expect(cellText(NaN, 'number')).toBe('NaN');
    expect(cellText(true, 'boolean')).toBe('true');
    expect(cellText(97, 'char')).toBe('a');
    expect(cellText(null, 'text')).toBe('null');
  });

  it('shows times to the nanosecond, with no more digits than there are', () => {
    expect(cellText(long('1704164645123456789'), 'instant')).toBe(
      '2024-01-02 03:04:05.123456789Z'
    );
    expect(cellText(long('1704164645120000000'), 'instant')).toBe(
      '2024-01-02 03:04:05.120Z'
    );
    expect(cellText(long('1704164645000000000'), 'instant')).toBe(
      '2024-01-02 03:04:05Z'
    );
    expect(cellText(long('-1'), 'instant')).toBe(
      '1969-12-31 23:59:59.999999999Z'
    );
  });
});

describe('shownText', () => {
  it('leaves out the noise of binary fractions only', () => {
    expect(shownText(0.1 + 0.2, 'number')).toBe('0.3');
    expect(shownText(1.23456789012345, 'number')).toBe('1.23456789012345');
    expect(shownText(1e21, 'number')).toBe('1e+21');
  });
});

describe('tabSeparated', () => {
  it('quotes what would break the rows', () => {
    expect(
      tabSeparated([
        ['a', 'b\tc'],
        ['say "x"', '']
      ])
    ).toBe('a\t"b\tc"\n"say ""x"""\t');
  });
});
