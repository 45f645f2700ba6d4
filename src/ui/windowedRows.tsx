/**
 * The rows of a long list, of which only those near what is in sight are in
 * the page.
 */
import * as React from 'react';

/** Lists of so many rows are in the page as a whole. */
const MAX_WHOLE = 100;
/** How far from what is in sight rows are in the page, in pixels. */
const MARGIN = 400;
/** How long after the last jump rows out of sight follow, in milliseconds. */
const SETTLING = 100;
/** What a row is taken for until its height is known, in pixels. */
const ESTIMATED_HEIGHT = 44;

/** What tells assistive technology where a row is in the whole list. */
export type RowPlace = Pick<
  React.AriaAttributes,
  'aria-posinset' | 'aria-setsize'
>;

/** What the rows are made of. */
export interface IWindowedRowsProps<T> {
  readonly items: readonly T[];
  /** Makes the `li` of an item; it has a key, and is marked with its place. */
  readonly render: (item: T, place: RowPlace) => JSX.Element;
  /** The index of a row that is in the page wherever the list is scrolled to. */
  readonly pinned?: number;
}

/** Rows of the list that this is in: `ul` or `ol`. */
export function WindowedRows<T>(props: IWindowedRowsProps<T>): JSX.Element {
  const { items, render } = props;
  return items.length <= MAX_WHOLE ? (
    <>{items.map(item => render(item, {}))}</>
  ) : (
    <Rows {...props} />
  );
}

/** The rows in the page, from the first to before the last. */
interface IRange {
  readonly first: number;
  readonly end: number;
}

function Rows<T>(props: IWindowedRowsProps<T>): JSX.Element {
  const { items, pinned, render } = props;
  const above = React.useRef<HTMLLIElement>(null);
  const heights = React.useRef<number[]>([]);
  const inSight = React.useRef<Element | null>(null);
  const [range, setRange] = React.useState<IRange>({ first: 0, end: 0 });
  const count = items.length;
  const indices = indicesOf(range, count, pinned);

  React.useLayoutEffect(() => {
    // Heights are known when rows are in the page.
    let row: Element | null | undefined = above.current;
    for (const i of indices) {
      do {
        row = row?.nextElementSibling;
      } while (row?.hasAttribute('aria-hidden'));
      heights.current[i] = (row as HTMLElement | null)?.offsetHeight ?? 0;
    }
    // Rows around it may be higher than they were taken for.
    inSight.current?.scrollIntoView({ block: 'nearest' });
    inSight.current = null;
  });

  React.useLayoutEffect(() => {
    const list = above.current!.parentElement!;
    const scroller = scrollerOf(list);
    let last = 0;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const update = () => {
      const top =
        scroller.getBoundingClientRect().top - list.getBoundingClientRect().top;
      // Rows that only pass by are not worth the time.
      const isJump = Math.abs(top - last) > MARGIN;
      last = top;
      clearTimeout(timer);
      if (isJump) {
        timer = setTimeout(update, SETTLING);
      }
      const margin = isJump ? 0 : MARGIN;
      const next = rangeOf(heights.current, count, {
        from: top - margin,
        to: top + scroller.clientHeight + margin
      });
      inSight.current = focusedRow(list, scroller);
      setRange(range =>
        range.first === next.first && range.end === next.end ? range : next
      );
    };
    update();
    scroller.addEventListener('scroll', update, { passive: true });
    // Also when the sidebar is shown.
    const observer = new ResizeObserver(update);
    observer.observe(scroller);
    return () => {
      clearTimeout(timer);
      scroller.removeEventListener('scroll', update);
      observer.disconnect();
    };
  }, [count]);

  const space = (from: number, to: number) => ({
    height: sumOf(heights.current, from, to)
  });
  // In one array, so that what has the focus stays the node that it is.
  const rows: JSX.Element[] = [];
  let next = 0;
  for (const i of indices) {
    if (i > next && next > 0) {
      rows.push(
        // Of no key that an item can have, and another one on each side.
        <li
          key={i === pinned ? '\0after' : '\0before'}
          aria-hidden
          style={space(next, i)}
        />
      );
    }
    rows.push(
      render(items[i], { 'aria-posinset': i + 1, 'aria-setsize': count })
    );
    next = i + 1;
  }
  return (
    <>
      <li ref={above} aria-hidden style={space(0, indices[0] ?? 0)} />
      {rows}
      <li aria-hidden style={space(next, count)} />
    </>
  );
}

/** The indices of the rows in the page, in their order. */
function indicesOf(range: IRange, count: number, pinned = -1): number[] {
  const indices: number[] = [];
  for (let i = range.first; i < Math.min(range.end, count); i++) {
    indices.push(i);
  }
  const isApart = pinned < range.first || pinned >= range.end;
  if (isApart && pinned >= 0 && pinned < count) {
    indices[pinned < range.first ? 'unshift' : 'push'](pinned);
  }
  return indices;
}

/** The row that has the focus, if all of it is in sight. */
function focusedRow(list: Element, scroller: Element): Element | null {
  const row = [...list.children].find(row =>
    row.contains(document.activeElement)
  );
  if (!row) {
    return null;
  }
  const { bottom, top } = row.getBoundingClientRect();
  const sight = scroller.getBoundingClientRect();
  return top >= sight.top - 1 && bottom <= sight.bottom + 1 ? row : null;
}

/** The rows that lie between two heights of a list. */
function rangeOf(
  heights: readonly number[],
  count: number,
  { from, to }: { from: number; to: number }
): IRange {
  let [top, first] = [0, 0];
  while (first < count - 1 && top + heightOf(heights, first) < from) {
    top += heightOf(heights, first++);
  }
  let end = first;
  while (end < count && top < to) {
    top += heightOf(heights, end++);
  }
  return { first, end };
}

function sumOf(heights: readonly number[], from: number, to: number): number {
  let sum = 0;
  for (let i = from; i < to; i++) {
    sum += heightOf(heights, i);
  }
  return sum;
}

function heightOf(heights: readonly number[], index: number): number {
  // One that is in the page, but hidden, has none.
  return heights[index] || ESTIMATED_HEIGHT;
}

/** What scrolls a node. */
export function scrollerOf(node: HTMLElement): HTMLElement {
  let box = node.parentElement;
  while (box && !/auto|scroll/.test(getComputedStyle(box).overflowY)) {
    box = box.parentElement;
  }
  return box ?? document.documentElement;
}
