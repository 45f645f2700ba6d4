/**
 * A button in the text of a row that looks like a link.
 */
import * as React from 'react';

import { ControlTabIndex } from './rovingRows';

/** The button; in the tab order while its row is. */
export function RowLink(props: {
  title: string;
  onClick: () => void;
  children: React.ReactNode;
}): JSX.Element {
  return (
    <button
      {...props}
      className="jp-Deephaven-link"
      tabIndex={React.useContext(ControlTabIndex)}
    />
  );
}
