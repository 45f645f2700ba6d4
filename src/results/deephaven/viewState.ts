/**
 * How a table is shown, as plain data: kept beyond the page, and given to
 * commands.
 */
import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';
import { JSONExt } from '@lumino/coreutils';

/** A column that a table is sorted by. */
export interface ISort {
  readonly column: string;
  readonly isDescending: boolean;
}

/** How a table is shown. */
export interface IViewState {
  /** The first one first. */
  readonly sorts: readonly ISort[];
  /** The text of each quick filter, by its column's name. */
  readonly filters: { readonly [column: string]: string };
  /** The rest, as Deephaven's grid saves it: widths, formats, hidden columns. */
  readonly grid?: ReadonlyPartialJSONObject;
}

/** A table as its server gives it. */
export const INITIAL_VIEW: IViewState = { sorts: [], filters: {} };

/**
 * Read a saved state, or one that a script passes.
 *
 * @param value - anything: parts that are not of a state are left out.
 */
export function toViewState(value: unknown): IViewState {
  if (!isObject(value)) {
    return INITIAL_VIEW;
  }
  const { filters, grid, sorts } = value;
  return {
    sorts: Array.isArray(sorts) ? sorts.flatMap(toSort) : [],
    filters: isObject(filters)
      ? Object.fromEntries(
          Object.entries(filters).filter(
            (entry): entry is [string, string] => typeof entry[1] === 'string'
          )
        )
      : {},
    ...(isObject(grid) && { grid: grid as ReadonlyPartialJSONObject })
  };
}

/** Whether two states are the same. */
export function isSameView(first: IViewState, second: IViewState): boolean {
  return JSONExt.deepEqual(asJSON(first), asJSON(second));
}

/** A state for the arguments of a command. */
export function asJSON(view: IViewState): ReadonlyPartialJSONObject {
  // What is undefined is left out, as it is when it is stored.
  return JSON.parse(JSON.stringify(view));
}

function toSort(value: unknown): ISort[] {
  return isObject(value) && typeof value.column === 'string'
    ? [{ column: value.column, isDescending: value.isDescending === true }]
    : [];
}

function isObject(value: unknown): value is { [key: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
