/**
 * Makes the quick filters of Deephaven's grid exact, by other functions in
 * this bundle's copy of its class.
 */
import { TableUtils } from '@deephaven/jsapi-utils';
import type { dh } from '@deephaven/jsapi-types';

import type { FilterColumn } from './numberFilter';
import { numberFilter, ordered } from './numberFilter';

/** Columns of days or times without a zone, and what is typed for them. */
const LOCAL_TYPES: { readonly [type: string]: RegExp | undefined } = {
  'java.time.LocalDate': /^\d{4}-\d\d-\d\d$/,
  'java.time.LocalTime': /^\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?$/,
  'java.time.LocalDateTime':
    /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)?$/
};

const ZONED = 'java.time.ZonedDateTime';

const OPERATOR = /^(>=|<=|>|<|!=|=)?\s*(.*)$/;

/** Make them so, for all grids that are created later. */
export function makeFiltersExact(): void {
  const { prototype } = TableUtils;
  const { makeQuickDateFilter, makeQuickFilterFromComponent } = prototype;

  prototype.makeQuickNumberFilter = function (column, text) {
    return numberFilter(this.dh, column, text);
  };

  prototype.makeQuickFilterFromComponent = function (column, text, timeZone) {
    if (LOCAL_TYPES[column.type] && !/^(?:=|!=?)?\s*null$/i.test(text)) {
      return localFilter(this.dh, column, text);
    }
    return makeQuickFilterFromComponent.call(this, column, text, timeZone);
  };

  prototype.makeQuickDateFilter = function (column, text, timeZone) {
    return column.type === ZONED
      ? makeQuickDateFilter.call(
          zonedUtils(this.dh),
          zonedColumn(column),
          text,
          timeZone
        )
      : makeQuickDateFilter.call(this, column, text, timeZone);
  };
}

/** A filter of days or times without a zone; null when the text is none. */
function localFilter(
  api: typeof dh,
  column: FilterColumn,
  text: string
): dh.FilterCondition {
  const [, operator = '=', value] = OPERATOR.exec(text)!;
  if (!LOCAL_TYPES[column.type]!.test(value)) {
    // As the grid reports what is no filter.
    return null as unknown as dh.FilterCondition;
  }
  const literal = `'${value.replace(' ', 'T')}'`;
  return ordered(
    column,
    operator as Parameters<typeof ordered>[1],
    api.FilterValue.ofString(literal)
  );
}

/** The grid's functions, with times as text: the server compares zoned ones so. */
function zonedUtils(api: typeof dh): TableUtils {
  const { DateTimeFormat, TimeZone } = api.i18n;
  const utc = TimeZone.getTimeZone('UTC');
  const FilterValue = {
    ofNumber: (time: dh.DateWrapper) => {
      const text = DateTimeFormat.format(
        "yyyy-MM-dd'T'HH:mm:ss.SSSSSSSSS",
        time,
        utc
      );
      return api.FilterValue.ofString(`'${text}Z'`);
    }
  };
  return new TableUtils(
    Object.create(api, { FilterValue: { value: FilterValue } })
  );
}

/** A column whose values are compared by order alone. */
function zonedColumn(column: dh.Column): dh.Column {
  const cell = column.filter();
  const filter = () =>
    ({
      eq: value => ordered(column, '=', value),
      notEq: value => ordered(column, '!=', value),
      lessThan: value => cell.lessThan(value),
      lessThanOrEqualTo: value => cell.lessThanOrEqualTo(value),
      greaterThan: value => cell.greaterThan(value),
      greaterThanOrEqualTo: value => cell.greaterThanOrEqualTo(value),
      isNull: () => cell.isNull()
    }) as dh.FilterValue;
  return { type: column.type, filter } as dh.Column;
}
