/**
 * A part of the panel: a heading with what belongs to it, and a table of so
 * many rows that the page stays quick.
 */
import type { ReactNode } from 'react';
import React from 'react';

/** How many rows a table shows. */
export const MAX_ROWS = 200;

/** A section with a table. */
export function Section<T>({
  title,
  className,
  note,
  tools,
  columns,
  rows,
  renderRow,
  empty
}: {
  title: string;
  className: string;
  /** How many there are, for instance; is read out when it changes. */
  note: string;
  tools?: ReactNode;
  columns: readonly ReactNode[];
  rows: readonly T[];
  renderRow: (row: T) => ReactNode;
  /** What is said when there are no rows. */
  empty: ReactNode;
}): JSX.Element {
  return (
    <section aria-label={title} className={`rfs-section ${className}`}>
      <div className="rfs-heading">
        <h2>{title}</h2>
        <span className="rfs-subdued" role="status">
          {note}
        </span>
        {tools}
      </div>
      {rows.length ? (
        <div
          className="rfs-scroll"
          role="group"
          aria-label={title}
          // A keyboard can scroll what it can focus.
          tabIndex={0}
        >
          <table aria-label={title}>
            <thead>
              <tr>{columns}</tr>
            </thead>
            <tbody>{rows.slice(0, MAX_ROWS).map(renderRow)}</tbody>
          </table>
          {rows.length > MAX_ROWS && (
            <p className="rfs-note">
              {`These are the first ${MAX_ROWS}. Search to see others.`}
            </p>
          )}
        </div>
      ) : (
        <p className="rfs-note">{empty}</p>
      )}
    </section>
  );
}
