/**
 * The keyboard in a list of rows, as in the file browser: one row is in the tab
 * order, arrows lead to the others.
 */
import * as React from 'react';

import { scrollerOf } from './windowedRows';

/** What keys do with a row; a key without an action stays as it is. */
export interface IRowActions {
  /** Enter. */
  readonly open?: () => void;
  /** The space bar. */
  readonly toggle?: () => void;
  /** Delete, or Backspace. */
  readonly remove?: () => void;
}

/** What makes an `li` a row that can have the focus. */
export type RowFocus = Pick<
  React.LiHTMLAttributes<HTMLLIElement>,
  'onFocus' | 'tabIndex'
>;

/** What makes a list of such rows one. */
export type ListFocus = Pick<
  React.HTMLAttributes<HTMLUListElement>,
  'onBlur' | 'onFocus' | 'onKeyDown'
> &
  React.RefAttributes<HTMLUListElement>;

/** A list of rows for the keyboard. */
export interface IRovingRows<T> {
  readonly list: ListFocus;
  /** The index of the row in the tab order, which must be in the page. */
  readonly active: number;
  readonly rowOf: (item: T) => RowFocus;
  /** Move the focus into the list. */
  readonly enter: () => void;
}

/** The `tabIndex` of the controls in a row: that of the row. */
export const ControlTabIndex = React.createContext(0);

/** What arrows lead to in a row. */
const CONTROLS = 'a[href], button, input';

/**
 * The row that a key leads to, by index; null for other keys.
 *
 * @param place - how many rows there are, and how many are in sight at once.
 */
export function rowAfter(
  key: string,
  from: number,
  place: { count: number; page: number }
): number | null {
  const steps = new Map([
    ['ArrowDown', 1],
    ['ArrowUp', -1],
    ['PageDown', place.page],
    ['PageUp', -place.page],
    ['Home', -Infinity],
    ['End', Infinity]
  ]);
  const step = steps.get(key);
  return step === undefined
    ? null
    : Math.max(0, Math.min(from + step, place.count - 1));
}

/**
 * Let keys move among rows, and act on them.
 *
 * @param items - what the rows show.
 * @param keyOf - what an item is known by, however the list changes.
 * @param actionsOf - what keys do with an item.
 * @param outside - what has the focus when the last row is gone; where it is
 * not there, the widget has it.
 */
export function useRovingRows<T>(
  items: readonly T[],
  keyOf: (item: T) => string,
  actionsOf: (item: T) => IRowActions,
  outside: React.RefObject<HTMLElement>
): IRovingRows<T> {
  const ref = React.useRef<HTMLUListElement>(null);
  const [activeKey, setActiveKey] = React.useState<string | null>(null);
  // Where the active row was last: when it is gone, its neighbour follows.
  const lastIndex = React.useRef(0);
  const hasFocus = React.useRef(false);
  const isEntering = React.useRef(false);
  const found = items.findIndex(item => keyOf(item) === activeKey);
  const active =
    found >= 0
      ? found
      : Math.max(0, Math.min(lastIndex.current, items.length - 1));

  const focusActive = () => {
    const row = [...(ref.current?.children ?? [])].find(
      row => (row as HTMLElement).tabIndex === 0
    ) as HTMLElement | undefined;
    if (!row) {
      const widget = ref.current?.closest<HTMLElement>('.lm-Widget');
      (outside.current ?? widget)?.focus();
      return;
    }
    // By itself, focusing would move the row to the middle.
    row.focus({ preventScroll: true });
    row.scrollIntoView({ block: 'nearest' });
  };

  React.useLayoutEffect(() => {
    if (found >= 0) {
      lastIndex.current = found;
    }
    // What is removed while it has the focus does not say that it loses it.
    const isLost = hasFocus.current && document.activeElement === document.body;
    if (isEntering.current || isLost) {
      isEntering.current = false;
      focusActive();
    }
  });

  // Where there is no list any more, what stands in its place has the focus.
  React.useLayoutEffect(() => {
    const list = ref.current;
    const widget = list?.closest<HTMLElement>('.lm-Widget');
    return () => {
      if (list?.contains(document.activeElement)) {
        widget?.focus();
      }
    };
  }, []);

  const goTo = (index: number) => {
    if (index === active) {
      focusActive();
    } else if (index < items.length) {
      // It may not be in the page yet.
      isEntering.current = true;
      setActiveKey(keyOf(items[index]));
    }
  };

  const onKeyDown = (event: React.KeyboardEvent<HTMLUListElement>) => {
    const row = rowWith(event.currentTarget, event.target as Node);
    const { altKey, ctrlKey, key, metaKey, shiftKey } = event;
    if (!row || altKey || ctrlKey || metaKey) {
      return;
    }
    if (key === 'ContextMenu' || (shiftKey && key === 'F10')) {
      event.preventDefault();
      openContextMenu(row);
      return;
    }
    const next = shiftKey
      ? null
      : rowAfter(key, active, {
          count: items.length,
          page: rowsInSight(event.currentTarget, row)
        });
    if (next !== null) {
      event.preventDefault();
      goTo(next);
    } else if (key === 'ArrowRight' || key === 'ArrowLeft') {
      event.preventDefault();
      goInRow(row, key === 'ArrowRight' ? 1 : -1);
    } else if (event.target === row && !event.repeat) {
      const action = actionFor(key, actionsOf(items[active]));
      if (action) {
        event.preventDefault();
        action();
      }
    }
  };

  return {
    active,
    enter: () => goTo(active),
    list: {
      ref,
      onKeyDown,
      onFocus: () => {
        hasFocus.current = true;
      },
      onBlur: event => {
        hasFocus.current = event.currentTarget.contains(event.relatedTarget);
      }
    },
    rowOf: item => ({
      tabIndex: item === items[active] ? 0 : -1,
      onFocus: () => setActiveKey(keyOf(item))
    })
  };
}

function actionFor(
  key: string,
  actions: IRowActions
): (() => void) | undefined {
  switch (key) {
    case 'Enter':
      return actions.open;
    case ' ':
      return actions.toggle;
    case 'Delete':
    case 'Backspace':
      return actions.remove;
    default:
      return undefined;
  }
}

/** The row of a list that a node is in. */
function rowWith(list: HTMLElement, node: Node): HTMLElement | undefined {
  return [...list.children].find(row => row.contains(node)) as
    HTMLElement | undefined;
}

/** How many rows like this one are in sight, less one to read on from. */
function rowsInSight(list: HTMLElement, row: HTMLElement): number {
  const { clientHeight } = scrollerOf(list);
  return Math.max(1, Math.floor(clientHeight / (row.offsetHeight || 1)) - 1);
}

/** Move the focus between a row and the controls in it. */
function goInRow(row: HTMLElement, step: number): void {
  const stops = [row, ...row.querySelectorAll<HTMLElement>(CONTROLS)];
  const at = stops.indexOf(document.activeElement as HTMLElement);
  stops[at + step]?.focus();
}

/**
 * Ask for the context menu at a row. Browsers do so themselves, but not on each
 * system, and with Shift pressed, which makes JupyterLab leave it to them.
 */
function openContextMenu(row: HTMLElement): void {
  const { height, left, top } = row.getBoundingClientRect();
  row.dispatchEvent(
    new MouseEvent('contextmenu', {
      bubbles: true,
      cancelable: true,
      clientX: left + height / 2,
      clientY: top + height / 2
    })
  );
}
