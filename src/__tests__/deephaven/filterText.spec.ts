import { FilterTextError, parseFilter } from '../../deephaven/filterText';

/** The only condition of a filter. */
function only(...args: Parameters<typeof parseFilter>) {
  const [[test, ...more], ...others] = parseFilter(...args);
  expect([more, others]).toEqual([[], []]);
  return test;
}

/** What is wrong with a filter. */
function problem(...args: Parameters<typeof parseFilter>) {
  try {
    parseFilter(...args);
    return null;
  } catch (reason) {
    return (reason as FilterTextError).problem;
  }
}

describe('parseFilter', () => {
  it('takes an empty text for no filter', () => {
    expect(parseFilter('  ', 'text')).toEqual([]);
  });

  it('finds text within values, unless told otherwise', () => {
    expect(only('abc', 'text')).toEqual({
      test: 'contains',
      text: 'abc',
      isNegated: false
    });
    expect(only('!~abc', 'text')).toMatchObject({ isNegated: true });
    expect(only('= abc', 'text')).toEqual({
      test: 'text',
      comparison: '=',
      text: 'abc'
    });
    expect(only('!abc', 'text')).toMatchObject({ text: '!abc' });
  });

  it('knows null for every kind', () => {
    for (const kind of [
      'text',
      'number',
      'long',
      'decimal',
      'boolean',
      'instant',
      'char',
      'other'
    ] as const) {
      expect(only('null', kind)).toEqual({ test: 'null', isNull: true });
      expect(only('!null', kind)).toEqual({ test: 'null', isNull: false });
      expect(only('!= NULL', kind)).toEqual({ test: 'null', isNull: false });
    }
  });

  it('joins conditions', () => {
    expect(parseFilter('>1 && <=3 || 7', 'number')).toEqual([
      [
        { test: 'number', comparison: '>', text: '1' },
        { test: 'number', comparison: '<=', text: '3' }
      ],
      [{ test: 'number', comparison: '=', text: '7' }]
    ]);
  });

  it('keeps the digits of long numbers', () => {
    expect(only('9007199254740993', 'long')).toMatchObject({
      text: '9007199254740993'
    });
    expect(only('>=1,234,567.5', 'number')).toMatchObject({
      text: '1234567.5'
    });
    expect(only('-1e-9', 'number')).toMatchObject({ text: '-1e-9' });
  });

  it('takes a time without its end for all of that time', () => {
    expect(only('2024-02', 'instant')).toEqual({
      test: 'time',
      comparison: '=',
      from: '2024-02-01 00:00:00.000000000',
      to: '2024-03-01 00:00:00.000000000'
    });
    expect(only('>2024-12-31', 'instant')).toMatchObject({
      to: '2025-01-01 00:00:00.000000000'
    });
    expect(only('2024-01-02T03:04:05Z', 'instant')).toMatchObject({
      from: '2024-01-02 03:04:05.000000000',
      to: '2024-01-02 03:04:06.000000000'
    });
    expect(only('2024-01-02 03:04:05.123456789', 'instant')).toMatchObject({
      from: '2024-01-02 03:04:05.123456789',
      to: null
    });
  });

  it('says what is wrong', () => {
    expect(problem('much', 'number')).toBe('number');
    expect(problem('>', 'number')).toBe('missing');
    expect(problem('1 ||', 'number')).toBe('missing');
    expect(problem('maybe', 'boolean')).toBe('boolean');
    expect(problem('2024-02-31', 'instant')).toBe('time');
    expect(problem('yesterday', 'instant')).toBe('time');
    expect(problem('ab', 'char')).toBe('char');
    expect(problem('[1]', 'other')).toBe('unsupported');
    expect(problem('~1', 'number')).toBe('unsupported');
  });
});
