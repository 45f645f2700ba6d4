/**
 * What the methods of Deephaven's tables take and what they do to columns, as
 * far as formulas and column names are concerned.
 */

/** What a method does to the columns of its table. */
export type Effect =
  /** Nothing, or only to their types. */
  | 'keep'
  /** Adds those that its formulas name. */
  | 'add'
  /** Has those only that its formulas name; all, where there is none. */
  | 'choose'
  | 'drop'
  | 'rename'
  /** Adds those of another table. */
  | 'join'
  /** Has the keys, and what the aggregations name. */
  | 'aggregate'
  /** Has the keys, and a count. */
  | 'count';

/** A method of a table. */
export interface IMethod {
  readonly effect: Effect | null;
  /** Whether its strings are expressions, in which variables may stand. */
  readonly hasFormulas: boolean;
}

const EFFECTS: Readonly<Record<Effect, string>> = {
  keep:
    'where where_in where_not_in where_one_of head head_pct tail tail_pct ' +
    'slice slice_pct sort sort_descending reverse restrict_sort_to flatten ' +
    'move_columns move_columns_down move_columns_up format_columns ' +
    'format_column_where format_row_where color_columns color_row_where ' +
    'layout_hints coalesce snapshot snapshot_when with_attributes ' +
    'without_attributes remove_blink assert_append_only assert_blink ' +
    'group_by ungroup first_by last_by sum_by abs_sum_by avg_by median_by ' +
    'min_by max_by std_by var_by weighted_avg_by weighted_sum_by head_by ' +
    'tail_by',
  add: 'update update_view lazy_update update_by',
  choose: 'view select select_distinct',
  drop: 'drop_columns',
  rename: 'rename_columns',
  join: 'natural_join exact_join join aj raj full_outer_join left_outer_join',
  aggregate: 'agg_by agg_all_by',
  count: 'count_by'
};

/** Methods whose strings name columns, and that have no table as result. */
const NO_TABLE = 'partition_by partitioned_agg_by rollup tree range_join';

const FORMULAS = new Set(
  (
    'where where_one_of update update_view lazy_update view select ' +
    'select_distinct'
  ).split(' ')
);

/** The methods, by name. */
export const METHODS: ReadonlyMap<string, IMethod> = new Map(
  [...Object.entries(EFFECTS), [null, NO_TABLE] as const].flatMap(
    ([effect, names]) =>
      names.split(' ').map(
        name =>
          [
            name,
            {
              effect: effect as Effect | null,
              hasFormulas: FORMULAS.has(name)
            }
          ] as const
      )
  )
);

/** Methods that match columns of another table, the first argument. */
const MATCHING = new Set([
  ...EFFECTS.join.split(' '),
  'range_join',
  'where_in',
  'where_not_in'
]);

/** Whether a method has another table as its first argument. */
export function isMatching(method: string): boolean {
  return MATCHING.has(method);
}

/** Where a method takes the other table. */
export const OTHER_TABLE = ['table', 'right_table', 'filter_table'];

/** The column that a formula or a match makes: `X` of `X = A + 1` and of `X`. */
export function madeColumn(formula: string): string | null {
  return (
    /^\s*([\p{L}_$][\p{L}\p{N}_$]*)\s*(?:=(?!=)|$)/u.exec(formula)?.[1] ?? null
  );
}

/** The last column that a match or an aggregation reads: `B` of `A = B`. */
export function readColumn(match: string): string | null {
  return /([\p{L}_$][\p{L}\p{N}_$]*)\s*$/u.exec(match)?.[1] ?? null;
}
