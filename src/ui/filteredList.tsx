/**
 * A list of rows for mouse and keyboard, with a filter above it when it is long.
 */
import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';

import type { IRowActions, RowFocus } from './rovingRows';
import { ControlTabIndex, useRovingRows } from './rovingRows';
import type { RowPlace } from './windowedRows';
import { WindowedRows } from './windowedRows';

/** What the `li` of a row has. */
export type RowProps = RowPlace & RowFocus;

/** How many items a filter is worth its place for. */
const FILTERED_FROM = 8;

/** What the list shows, and how. */
export interface IFilteredListProps<T> {
  /** What it is called. */
  readonly label: string;
  readonly filterLabel: string;
  readonly items: readonly T[];
  /** What an item is known by, however the list changes. */
  readonly keyOf: (item: T) => string;
  /** What the filter looks into. */
  readonly textsOf: (item: T) => readonly string[];
  /** Says that nothing matches. */
  readonly noMatch: (filter: string) => string;
  /** What keys do with a row. */
  readonly actionsOf: (item: T) => IRowActions;
  /** The heading that an item stands under, if there are any. */
  readonly groupOf?: (item: T) => string;
  /** Makes the `li` of an item, with what it is given. */
  readonly render: (item: T, row: RowProps) => JSX.Element;
  /** What stands between the filter and the list. */
  readonly note?: React.ReactNode;
  readonly attributes?: { readonly [name: `data-${string}`]: unknown };
  readonly trans: TranslationBundle;
}

/** The filter and the list. */
export function FilteredList<T>(props: IFilteredListProps<T>): JSX.Element {
  const { items, keyOf, render, trans } = props;
  const [filter, setFilter] = React.useState('');
  const input = React.useRef<HTMLInputElement>(null);
  // It stays when the list gets shorter: somebody may be using it.
  const hasFilter = React.useRef(false);
  hasFilter.current ||= items.length >= FILTERED_FROM;
  const wanted = filter.trim().toLowerCase();
  const shown = items.filter(item =>
    props.textsOf(item).some(text => text.toLowerCase().includes(wanted))
  );
  const headings = headingsOf(shown, props.groupOf);
  const rows = useRovingRows(shown, keyOf, props.actionsOf, input);
  return (
    <>
      {hasFilter.current && (
        <div className="jp-DeephavenServed-tools">
          <input
            ref={input}
            type="search"
            className="jp-mod-styled jp-DeephavenServed-filter"
            placeholder={trans.__('Filter')}
            aria-label={props.filterLabel}
            value={filter}
            onChange={event => setFilter(event.target.value)}
            onKeyDown={event => {
              if (event.key === 'ArrowDown') {
                event.preventDefault();
                rows.enter();
              }
            }}
          />
        </div>
      )}
      {props.note}
      <ul
        {...rows.list}
        {...props.attributes}
        className="jp-Deephaven-list"
        aria-label={props.label}
      >
        <WindowedRows
          items={shown}
          pinned={rows.active}
          render={(item, place) => {
            const focus = rows.rowOf(item);
            const heading = headings.get(item);
            return (
              <React.Fragment key={keyOf(item)}>
                {heading !== undefined && (
                  // Rows say themselves what they are.
                  <li aria-hidden className="jp-Deephaven-heading">
                    {heading}
                  </li>
                )}
                <ControlTabIndex.Provider value={focus.tabIndex ?? 0}>
                  {render(item, { ...place, ...focus })}
                </ControlTabIndex.Provider>
              </React.Fragment>
            );
          }}
        />
      </ul>
      {shown.length === 0 && (
        <p className="jp-Deephaven-note jp-DeephavenServed-off">
          {props.noMatch(filter.trim())}
        </p>
      )}
    </>
  );
}

/** The headings of groups, by the first item of each. */
function headingsOf<T>(
  items: readonly T[],
  groupOf?: (item: T) => string
): Map<T, string> {
  const headings = new Map<T, string>();
  let last: string | undefined;
  for (const item of groupOf ? items : []) {
    const group = groupOf!(item);
    if (group !== last) {
      headings.set(item, group);
      last = group;
    }
  }
  return headings;
}
