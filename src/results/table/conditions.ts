/**
 * Conditions on a column, as all kinds of filters make them.
 */
import type { dh } from '@deephaven/jsapi-types';

/** A column that is filtered. */
export type FilterColumn = Pick<dh.Column, 'type' | 'filter'>;

/** How a value is compared. */
export type Comparison = '=' | '!=' | '<' | '<=' | '>' | '>=';

/** Operators as they are typed. */
export const OPERATOR = '>=|<=|=>|=<|>|<|!=|==|=|!';

/** The comparison of a typed operator; none is for equality. */
export function comparisonOf(operator = ''): Comparison {
  return OTHERS[operator] ?? (operator as Comparison);
}

/** Other ways to write operators. */
const OTHERS: { readonly [text: string]: Comparison | undefined } = {
  '': '=',
  '==': '=',
  '!': '!=',
  '=>': '>=',
  '=<': '<='
};

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

/** A comparison as the server makes it for the column's type. */
export function compare(
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

/** No row. */
export function never(column: FilterColumn): dh.FilterCondition {
  const isNull = column.filter().isNull();
  return isNull.and(isNull.not());
}

/** All rows. */
export function always(column: FilterColumn): dh.FilterCondition {
  const isNull = column.filter().isNull();
  return isNull.or(isNull.not());
}
