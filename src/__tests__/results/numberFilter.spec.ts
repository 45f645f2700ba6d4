import type { FilterColumn } from '../../results/table/conditions';
import type { FilterApi } from '../../results/table/numberFilter';
import { floatText, numberFilter } from '../../results/table/numberFilter';

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

/** The largest numbers that are not infinite; the negative ones are null. */
const DOUBLE = '1.7976931348623157e+308';
const FLOAT = '3.4028234663852886e+38';
/** The smallest numbers that are neither infinite nor null. */
const SMALLEST_DOUBLE = '-1.7976931348623155e+308';
const SMALLEST_FLOAT = '-3.4028232635611926e+38';

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
    ['float', '>0.1', 'x>0.1'],
    ['float', '-Infinity', `(x<${SMALLEST_FLOAT} and not null)`],
    ['float', '∞', `x>${FLOAT}`],
    ['float', '=1e39', NEVER],
    ['float', '!=-1e39', ALWAYS],
    ['float', '>1e39', `x>${FLOAT}`],
    ['float', '<1e39', `x<=${FLOAT}`],
    ['double', '<1e39', 'x<1e+39'],
    ['double', '=1e400', NEVER],
    ['double', '=-1.7976931348623157e308', NEVER],
    ['double', '>=-1e400', `x>=${SMALLEST_DOUBLE}`],
    ['double', '<-1e400', `((x<${SMALLEST_DOUBLE} and not null) or null)`],
    ['double', '!=Infinity', `(not x>${DOUBLE} or isNaN(x))`],
    ['double', '<Infinity', `x<=${DOUBLE}`],
    ['double', '<=inf', `(x<=${DOUBLE} or x>${DOUBLE})`],
    ['double', '>Infinity', NEVER],
    ['double', '>= +Infinity', `x>${DOUBLE}`],
    ['double', '>-Infinity', `x>=${SMALLEST_DOUBLE}`],
    ['double', '<-Infinity', 'null'],
    ['int', 'nan', NEVER],
    ['int', '!=Infinity', ALWAYS],
    ['int', '<Infinity', ALWAYS],
    ['java.math.BigDecimal', '>-Infinity', 'not null'],
    ['java.math.BigInteger', '1,000,000', "(x<='1000000' and x>='1000000')"],
    ['int', 'null', 'null'],
    ['int', '!null', 'not null'],
    ['java.math.BigDecimal', '!= null', 'not null']
  ])('of %s %s is %s', (type, text, expected) => {
    expect(filter(type, text)).toBe(expected);
  });

  it.each([
    '1,5',
    '1,0000',
    ',100',
    '-null',
    '>null',
    '<=nan',
    '',
    '>',
    'much',
    '1 2',
    '1.2.3',
    '-',
    '.',
    '1e9999',
    '--1'
  ])('takes no %j', text => {
    expect(filter('int', text)).toBe(null);
  });
});

it.each([
  ['=0.10000000149011612', '=0.1'],
  ['!=-0.3333333432674408 && <16777216', '!=-0.33333334 && <16777216'],
  ['>1.401298464324817e-45', '>1e-45'],
  ['16777217.5', '16777218']
])('the numbers of a float column in %s are as short as %s', (text, short) => {
  expect(floatText(text)).toBe(short);
});
