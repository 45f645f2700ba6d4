/**
 * How a table is looked at, as plain data: to keep it beyond the page, and for
 * the arguments of commands.
 */
import type { ILook, ISort } from './tableView';

/** Sorts and filters as JSON has them. */
export interface ISavedLook {
  readonly sorts: { column: string; isDescending: boolean }[];
  readonly filters: { [column: string]: string };
}

/** A look as plain data. */
export function savedLook({ sorts, filters }: ILook): ISavedLook {
  return {
    sorts: sorts.map(({ column, isDescending }) => ({ column, isDescending })),
    filters: Object.fromEntries(filters)
  };
}

/**
 * The look that was saved, or that a script asks for.
 *
 * @param value - anything: of what is no look, nothing is taken.
 */
export function lookOf(value: unknown): ILook {
  const { sorts, filters } = (value ?? {}) as { [key: string]: unknown };
  return {
    sorts: Array.isArray(sorts) ? sorts.flatMap(sortOf) : [],
    filters: new Map(
      Object.entries(filters ?? {}).filter(
        (entry): entry is [string, string] => typeof entry[1] === 'string'
      )
    )
  };
}

function sortOf(value: unknown): ISort[] {
  const { column, isDescending } = (value ?? {}) as { [key: string]: unknown };
  return typeof column === 'string'
    ? [{ column, isDescending: isDescending === true }]
    : [];
}
