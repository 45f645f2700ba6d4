/**
 * A switch.
 */
import * as React from 'react';

import { notifyFailure } from './commandErrors';
import { ControlTabIndex } from './rovingRows';

/** A checkbox that looks like one of JupyterLab's switches. */
export function Toggle(props: {
  isOn: boolean;
  label: string;
  title: string;
  onToggle: (isOn: boolean) => Promise<void>;
}): JSX.Element {
  const { isOn, label, title, onToggle } = props;
  // Shown at once; the saved setting follows, or takes it back.
  const [wanted, setWanted] = React.useState<boolean | null>(null);
  return (
    <input
      type="checkbox"
      role="switch"
      tabIndex={React.useContext(ControlTabIndex)}
      className="jp-Deephaven-switch"
      aria-label={label}
      title={title}
      checked={wanted ?? isOn}
      onChange={event => {
        setWanted(event.target.checked);
        onToggle(event.target.checked)
          .catch(notifyFailure)
          .finally(() => setWanted(null));
      }}
    />
  );
}
