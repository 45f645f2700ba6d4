/**
 * Makes the filters of Deephaven's grid exact, by other functions in this
 * bundle's copy of its classes.
 */
import type { IrisGridType } from '@deephaven/iris-grid';
import { TableUtils } from '@deephaven/jsapi-utils';
import type { dh } from '@deephaven/jsapi-types';

import type { Comparison, FilterColumn } from './conditions';
import { floatText, numberFilter } from './numberFilter';
import { isLocal, timeComparison, timeFilter, timeText } from './timeFilter';

/** Comparisons by the grid's names. */
const COMPARISONS: { readonly [operation: string]: Comparison | undefined } = {
  eq: '=',
  notEq: '!=',
  lessThan: '<',
  lessThanOrEqualTo: '<=',
  greaterThan: '>',
  greaterThanOrEqualTo: '>='
};

/** Make them so, for all grids that are created later. */
export function makeFiltersExact(): void {
  const { prototype } = TableUtils;
  const { makeQuickFilterFromComponent, makeSelectValueFilter } = prototype;

  prototype.makeQuickNumberFilter = function (column, text) {
    return numberFilter(this.dh, column, text);
  };

  prototype.makeQuickFilterFromComponent = function (column, text, timeZone) {
    return isLocal(column)
      ? orRefused(timeFilter(this.dh, column, text, timeZone ?? 'UTC'))
      : makeQuickFilterFromComponent.call(this, column, text, timeZone);
  };

  prototype.makeQuickDateFilter = function (column, text, timeZone) {
    return orRefused(timeFilter(this.dh, column, text, timeZone));
  };

  prototype.makeQuickDateFilterWithOperation = function (
    column,
    text,
    operation = 'eq',
    timeZone
  ) {
    const comparison = COMPARISONS[operation];
    return orRefused(
      comparison
        ? timeComparison(this.dh, column, comparison, text, timeZone)
        : null
    );
  };

  prototype.makeSelectValueFilter = function (column, values, isInverted) {
    // Its type, null for some empty lists only, cannot be told to TypeScript.
    return (
      values.length > 0 && hasInexactValues(column)
        ? valuesFilter(this.dh, column, values, isInverted)
        : makeSelectValueFilter.call(this, column, values, isInverted)
    ) as never;
  };
}

/**
 * Have a grid's menus filter by the text that they show in the filter's field:
 * they compare with numbers of the page's, which are not exact.
 */
export function filterByTexts(grid: IrisGridType): void {
  const { setQuickFilter } = grid;
  grid.setQuickFilter = function (index, filter, text) {
    const { columns, formatter } = this.props.model;
    const { type } = columns[index];
    if (TableUtils.isNumberType(type) || TableUtils.isDateType(type)) {
      text = type === 'float' ? floatText(text) : text;
      filter = this.makeQuickFilter(columns[index], text, formatter.timeZone);
    }
    setQuickFilter.call(this, index, filter, text);
  };
}

/** Whether the server does not find a column's values by those of the page. */
function hasInexactValues(column: FilterColumn): boolean {
  return (
    isLocal(column) ||
    TableUtils.isDateType(column.type) ||
    TableUtils.isDecimalType(column.type) ||
    TableUtils.isBigIntegerType(column.type)
  );
}

/** A filter by values chosen from a list. */
function valuesFilter(
  api: typeof dh,
  column: FilterColumn,
  values: readonly unknown[],
  isInverted: boolean
): dh.FilterCondition {
  const comparison = isInverted ? '!=' : '=';
  const [first, ...others] = values.map(value =>
    orRefused(
      TableUtils.isNumberType(column.type)
        ? numberFilter(api, column, `${comparison}${value}`)
        : timeFilter(api, column, `${comparison}${timeText(value)}`, 'UTC')
    )
  );
  return isInverted ? first.and(...others) : first.or(...others);
}

/** A filter; throws where there is none, as the grid's functions do. */
function orRefused(filter: dh.FilterCondition | null): dh.FilterCondition {
  if (filter === null) {
    throw new Error('This is no filter of the column');
  }
  return filter;
}
