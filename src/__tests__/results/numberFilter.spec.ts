import type { FilterApi, FilterColumn } from '../../results/table/numberFilter';
import { numberFilter } from '../../results/table/numberFilter';

/** A condition that says how it was made. */
class Condition {
  constructor(readonly text: string) {}
  and(other: Condition): Condition {
    return new Condition(`(${this.text} and ${other.text})`);
  }
  or(other: Condition): Condition {
    return new Condition(`(${this.text} or ${other.text})`);
  }
  not(): Condition {
    return new Condition(`not ${this.text}`);
  }
}

const CELL = {
  ...Object.fromEntries(
    Object.entries({
      eq: '=',
      notEq: '!=',
      lessThan: '<',
      lessThanOrEqualTo: '<=',
      greaterThan: '>',
      greaterThanOrEqualTo: '>='
    }).map(([name, operator]) => [
      name,
      (value: string) => new Condition(`x${operator}${value}`)
    ])
  ),
  isNull: () => new Condition('null')
};

const API = {
  FilterCondition: {
    invoke: (name: string) => new Condition(`${name}(x)`)
  },
  FilterValue: {
    ofNumber: (value: unknown) => String(value),
    ofString: (text: string) => `'${text}'`
  },
  LongWrapper: { ofString: (text: string) => `${text}L` }
} as unknown as FilterApi;

const NEVER = '(null and not null)';
const ALWAYS = '(null or not null)';

function filter(type: string, text: string): string | null {
  const column = { type, filter: () => CELL } as unknown as FilterColumn;
  const condition = numberFilter(API, column, text);
  return condition && (condition as unknown as Condition).text;
}

describe('numberFilter', () => {
  it.each([
    ['int', '5', 'x=5L'],
    ['int', '-5', 'x=-5L'],
    ['int', '>= 1,000', 'x>=1000L'],
    ['int', '=<7', 'x<=7L'],
    ['int', '!3', 'x!=3L'],
    ['int', '1e3', 'x=1000L'],
    ['int', '1.0', 'x=1L'],
    ['int', '>1.5', 'x>1L'],
    ['int', '>=1.5', 'x>1L'],
    ['int', '<1.5', 'x<=1L'],
    ['int', '<=1.5', 'x<=1L'],
    ['int', '<-1.5', 'x<=-2L'],
    ['int', '>-.5', 'x>-1L'],
    ['int', '=1.5', NEVER],
    ['int', '!=1.5', ALWAYS],
    ['int', '1e-3', NEVER],
    ['int', '>2147483647', 'x>2147483647L'],
    ['int', '>2147483648', NEVER],
    ['int', '<2147483648', ALWAYS],
    ['int', '>-2147483648', 'not null'],
    ['int', '<-2147483648', 'null'],
    ['byte', '=128', NEVER],
    ['long', '9007199254740993', 'x=9007199254740993L'],
    ['long', '!=9223372036854775808', ALWAYS],
    ['long', '<1e30', ALWAYS],
    ['java.math.BigInteger', '>1e30', `x>'1${'0'.repeat(30)}'`],
    [
      'java.math.BigInteger',
      '9007199254740993',
      "(x<='9007199254740993' and x>='9007199254740993')"
    ],
    ['java.math.BigInteger', '>=0.5', "x>'0'"],
    ['java.math.BigDecimal', '1.0', "(x<='1.0' and x>='1.0')"],
    ['java.math.BigDecimal', '!=1', "not (x<='1' and x>='1')"],
    ['java.math.BigDecimal', '<1e-20', "x<'1e-20'"],
    ['double', '0.1', 'x=0.1'],
    ['double', '<-1e30', 'x<-1e+30'],
    ['double', 'NaN', 'isNaN(x)'],
    ['double', '!= nan', 'not isNaN(x)'],
    ['float', '-Infinity', '(isInf(x) and x<0)'],
    ['float', '∞', '(isInf(x) and x>0)'],
    ['int', 'nan', NEVER],
    ['int', 'null', 'null'],
    ['int', '!null', 'not null'],
    ['java.math.BigDecimal', '!= null', 'not null']
  ])('of %s %s is %s', (type, text, expected) => {
    expect(filter(type, text)).toBe(expected);
  });

  it.each(['', '>', 'much', '1 2', '1.2.3', '-', '.', '>nan', '1e9999', '--1'])(
    'takes no %j',
    text => {
      expect(filter('int', text)).toBe(null);
    }
  );
});
