/**
 * Says at a filter's field why it does not filter.
 */
import type { IrisGridType } from '@deephaven/iris-grid';
import type { dh } from '@deephaven/jsapi-types';
import { TableUtils } from '@deephaven/jsapi-utils';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { ISignal } from '@lumino/signaling';
import * as React from 'react';
import { createPortal } from 'react-dom';

import { TransContext } from '../deephaven/transContext';

/** How wide a message is at most, in pixels. */
const WIDTH = 320;

/** A filter that does not filter. */
interface IRefused {
  /** The column's position in the model. */
  readonly column: number;
  readonly isFocused: boolean;
  readonly left: number;
  readonly reason: string;
  readonly top: number;
}

/**
 * Keep filters that the server has refused in their fields, where they filter
 * nothing. Call it when the grid is told so: it goes back to what was before.
 *
 * @param onDone - is told whether there are any: the server may have refused
 * something else.
 */
export function keepRefused(
  grid: IrisGridType,
  onDone: (isFilter: boolean) => void
): void {
  const { quickFilters: tried } = grid.state;
  // After all who are told: the grid may be among the last.
  queueMicrotask(() => {
    let refused: [number, { text: string; filter: null }][] = [];
    grid.setState(
      ({ isFilterBarShown, quickFilters }) => {
        refused = [...tried]
          .filter(
            ([column, { filter }]) =>
              filter !== null && quickFilters.get(column)?.filter !== filter
          )
          .map(([column, { text }]) => [column, { text, filter: null }]);
        return {
          isFilterBarShown: isFilterBarShown || refused.length > 0,
          quickFilters: new Map([...quickFilters, ...refused])
        };
      },
      () => onDone(refused.length > 0)
    );
  });
}

/** The messages of a grid, below the fields. */
export function RefusedFilters(props: {
  /** The grid, when it may have changed. */
  drawn: ISignal<unknown, IrisGridType>;
}): JSX.Element | null {
  const { drawn } = props;
  const trans = React.useContext(TransContext);
  const [grid, setGrid] = React.useState<IrisGridType | null>(null);
  const [refused, setRefused] = React.useState<readonly IRefused[]>([]);
  const id = React.useId();
  React.useEffect(() => {
    const look = (_: unknown, grid: IrisGridType) => {
      setGrid(grid);
      const found = refusedOf(grid, trans);
      setRefused(before =>
        JSON.stringify(before) === JSON.stringify(found) ? before : found
      );
    };
    drawn.connect(look);
    return () => {
      drawn.disconnect(look);
    };
  }, [drawn, trans]);
  const wrapper = grid?.grid?.canvasWrapper.current;
  React.useEffect(() => {
    const field = wrapper?.querySelector('.iris-grid-input-field');
    const focused = refused.find(({ isFocused }) => isFocused);
    if (field && focused) {
      field.setAttribute('aria-invalid', 'true');
      field.setAttribute('aria-describedby', `${id}-${focused.column}`);
    } else if (field) {
      field.removeAttribute('aria-invalid');
      field.removeAttribute('aria-describedby');
    }
  }, [id, refused, wrapper]);
  if (!wrapper) {
    return null;
  }
  return createPortal(
    refused.map(({ column, left, reason, top }) => (
      <div
        key={column}
        id={`${id}-${column}`}
        role="alert"
        className="jp-DeephavenTable-refused"
        style={{ left, top, maxWidth: WIDTH }}
      >
        {reason}
      </div>
    )),
    wrapper
  );
}

/** The filters that do not filter, where their fields are in sight. */
function refusedOf(
  grid: IrisGridType,
  trans: TranslationBundle
): readonly IRefused[] {
  const { focusedFilterBarColumn, metricCalculator, metrics, quickFilters } =
    grid.state;
  const { columns } = grid.props.model;
  const refused = [...quickFilters].filter(
    ([column, { filter }]) => filter === null && columns[column]
  );
  const metricState = refused.length > 0 ? grid.getMetricState() : undefined;
  if (!metrics || !metricState) {
    return [];
  }
  const byServer = new Set(
    refused
      .filter(([column, { text }]) => isFilter(grid, columns[column], text))
      .map(([column]) => column)
  );
  return refused.flatMap(([column, { text }]) => {
    const visible = grid.getVisibleColumn(column);
    const box = metricCalculator.getFilterInputCoordinates(
      visible,
      metricState,
      metrics
    );
    return box
      ? {
          column,
          isFocused: visible === focusedFilterBarColumn,
          left: Math.max(0, Math.min(box.x, metrics.width - WIDTH)),
          reason: byServer.has(column)
            ? refusedByServer(byServer.size === 1, trans)
            : noFilter(columns[column].type, text, trans),
          top: box.y + box.height
        }
      : [];
  });
}

/** Whether a text is a filter of a column's. */
function isFilter(
  grid: IrisGridType,
  column: dh.Column,
  text: string
): boolean {
  try {
    const { timeZone } = grid.props.model.formatter;
    return grid.tableUtils.makeQuickFilter(column, text, timeZone) !== null;
  } catch {
    return false;
  }
}

function refusedByServer(isAlone: boolean, trans: TranslationBundle): string {
  return isAlone
    ? trans.__(
        'The server refused this filter. Change it; the server’s log has the reason.'
      )
    : trans.__(
        'The server refused this filter or another one. Change them; the server’s log has the reason.'
      );
}

/** What to type in place of what is no filter of a column's. */
function noFilter(
  type: string,
  text: string,
  trans: TranslationBundle
): string {
  if (TableUtils.isNumberType(type)) {
    return trans.__(
      '“%1” does not filter numbers. Examples: 5, >=1.5, !=null, 1 || 2.',
      text
    );
  }
  if (type === 'java.time.LocalTime') {
    return trans.__(
      '“%1” does not filter times. Examples: 09:30, <17:00:00.5, null.',
      text
    );
  }
  if (type === 'java.time.LocalDate') {
    return trans.__(
      '“%1” does not filter days. Examples: 2026-01-31, >=2026-01, null.',
      text
    );
  }
  if (TableUtils.isDateType(type) || type === 'java.time.LocalDateTime') {
    return trans.__(
      '“%1” does not filter times. Examples: 2026-01-31, >=2026-01-31 09:30, null.',
      text
    );
  }
  if (TableUtils.isBooleanType(type)) {
    return trans.__(
      '“%1” does not filter true and false. Examples: true, !=false, null.',
      text
    );
  }
  if (TableUtils.isCharType(type)) {
    return trans.__(
      '“%1” does not filter characters. Examples: a, >=a, null.',
      text
    );
  }
  return trans.__(
    '“%1” does not filter texts. Examples: abc, *abc, ~abc, !=abc, null.',
    text
  );
}
