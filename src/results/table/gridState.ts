/**
 * Translates between the state of Deephaven's grid and a view's: columns by
 * name, since their positions change with the code that makes the table.
 */
import type {
  DehydratedGridState,
  DehydratedIrisGridState,
  IrisGridModel,
  IrisGridProps,
  IrisGridState
} from '@deephaven/iris-grid';
import { IrisGridUtils } from '@deephaven/iris-grid';
import type { GridState } from '@deephaven/grid';
import type { dh } from '@deephaven/jsapi-types';
import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';

import type { DeephavenApi } from '../../connection/api';
import type { IViewState } from '../deephaven/viewState';
import { asJSON } from '../deephaven/viewState';

/** What a grid begins with. */
export type InitialProps = Partial<IrisGridProps>;

/** The parts that are kept as the grid saves them. */
type Rest = Partial<DehydratedIrisGridState> & {
  /** With the names of columns in place of their positions. */
  readonly advancedFilters?: never;
};

/** A filter of several conditions, with its column. */
type NamedFilter = readonly [string, object];

const ASCENDING = 'ASC';
const DESCENDING = 'DESC';

/** How a grid shows its model now. */
export function viewStateOf(
  api: DeephavenApi,
  model: IrisGridModel,
  irisState: IrisGridState,
  gridState: GridState
): IViewState {
  const { advancedFilters, quickFilters, sorts, ...rest } = new IrisGridUtils(
    api as unknown as typeof dh
  ).dehydrateIrisGridState(model, irisState);
  const nameOf = (index: number) => model.columns[index]?.name;
  return {
    sorts: sorts.map(({ column, direction }) => ({
      column,
      isDescending: direction === DESCENDING
    })),
    filters: Object.fromEntries(
      quickFilters.flatMap(([index, { text }]) => {
        const name = nameOf(index);
        // What filters nothing is no part of how the table is shown.
        return name === undefined || !irisState.quickFilters.get(index)?.filter
          ? []
          : [[name, text]];
      })
    ),
    grid: asObject({
      ...rest,
      // Rows that wait to be saved are of one table, not of the next one.
      pendingDataMap: [],
      byAbsolute: sorts.filter(({ isAbs }) => isAbs).map(sort => sort.column),
      namedFilters: advancedFilters.flatMap(([index, filter]) => {
        const name = nameOf(index);
        return name === undefined ? [] : [[name, filter]];
      }),
      layout: IrisGridUtils.dehydrateGridState(model, gridState)
    })
  };
}

/**
 * The props with which a grid shows a model as a state says. What does not fit
 * the model's columns is left out.
 */
export function initialProps(
  api: DeephavenApi,
  model: IrisGridModel,
  { filters, grid = {}, sorts }: IViewState
): InitialProps {
  const { byAbsolute, layout, namedFilters, ...rest } = grid as unknown as {
    byAbsolute?: readonly string[];
    layout?: DehydratedGridState;
    namedFilters?: readonly NamedFilter[];
  } & Rest;
  const indexOf = (name: string) =>
    model.columns.findIndex(column => column.name === name);
  const inModel = <T>(entries: readonly (readonly [string, T])[]) =>
    entries
      .map(([name, value]) => [indexOf(name), value] as [number, T])
      .filter(([index]) => index >= 0);
  const saved: DehydratedIrisGridState = {
    ...EMPTY,
    isFilterBarShown: Object.keys(filters).length > 0,
    ...rest,
    advancedFilters: inModel(
      namedFilters ?? []
    ) as unknown as DehydratedIrisGridState['advancedFilters'],
    quickFilters: inModel(
      Object.entries(filters).map(([name, text]) => [name, { text }] as const)
    ),
    sorts: sorts.map(({ column, isDescending }) => ({
      column,
      isAbs: byAbsolute?.includes(column) ?? false,
      direction: isDescending ? DESCENDING : ASCENDING
    }))
  };
  const { advancedFilters, ...props } = new IrisGridUtils(
    api as unknown as typeof dh
  ).hydrateIrisGridState(model, saved);
  return {
    ...props,
    // It may be none of a column that has another type now.
    advancedFilters: new Map(
      [...advancedFilters].filter(([, { filter }]) => filter !== null)
    ),
    ...(layout &&
      IrisGridUtils.hydrateGridState(model, layout, saved.customColumns))
  } as InitialProps;
}

function asObject(value: object): ReadonlyPartialJSONObject {
  return asJSON(value as IViewState);
}

/** A grid that nobody has changed. */
const EMPTY: DehydratedIrisGridState = {
  advancedFilters: [],
  aggregationSettings: { aggregations: [], showOnTop: false },
  columnAlignmentMap: [],
  conditionalFormats: [],
  customColumnFormatMap: [],
  customColumns: [],
  frozenColumns: [],
  invertSearchColumns: true,
  isFilterBarShown: false,
  pendingDataMap: [],
  quickFilters: [],
  reverse: false,
  searchValue: '',
  selectDistinctColumns: [],
  selectedSearchColumns: [],
  showSearchBar: false,
  sorts: [],
  userColumnWidths: [],
  userRowHeights: []
};
