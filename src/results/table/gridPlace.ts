/**
 * Where a grid is scrolled to, kept when a run replaces the table.
 */
import type { GridState } from '@deephaven/grid';
import type { IrisGridModel, IrisGridType } from '@deephaven/iris-grid';

/** The parts of a grid's state that are a place in its table. */
const PARTS = ['top', 'topOffset', 'left', 'leftOffset'] as const;

/** A place in a table. */
export interface IPlace {
  /** The names of the table's columns. */
  readonly columns: readonly string[];
  readonly state: Pick<GridState, (typeof PARTS)[number]>;
}

/** Where a grid is in its table; null before it is drawn. */
export function placeOf(
  grid: IrisGridType | null,
  model: IrisGridModel
): IPlace | null {
  const state = grid?.grid?.state;
  return state
    ? {
        columns: columnsOf(model),
        state: Object.fromEntries(
          PARTS.map(part => [part, state[part]])
        ) as IPlace['state']
      }
    : null;
}

/**
 * Go to a place of the table before. In a table of other columns it would be
 * another one.
 */
export function goToPlace(
  grid: IrisGridType,
  model: IrisGridModel,
  { columns, state }: IPlace
): void {
  if (columns.join('\n') === columnsOf(model).join('\n')) {
    grid.grid?.setState(state);
  }
}

function columnsOf(model: IrisGridModel): string[] {
  return model.columns.map(({ name }) => name);
}
