/**
 * The icon of a server's state.
 */
import type { TranslationBundle } from '@jupyterlab/translation';
import { checkIcon, errorIcon, LabIcon } from '@jupyterlab/ui-components';
import * as React from 'react';

import type { IDeephavenServer } from '../tokens';
import { serverIcon } from '../ui/icons';

/** A server's state as an icon with a name. */
export function StateIcon(props: {
  server: IDeephavenServer;
  trans: TranslationBundle;
}): JSX.Element {
  const { server, trans } = props;
  const states: Record<string, [LabIcon | null, string]> = {
    disconnected: [serverIcon, trans.__('Not connected')],
    connecting: [null, trans.__('Connecting')],
    connected: [
      checkIcon,
      server.route === 'jupyter'
        ? trans.__('Connected through Jupyter')
        : trans.__('Connected')
    ],
    failed: [errorIcon, trans.__('Failed')],
    lost: [
      server.retryAt ? errorIcon : null,
      trans.__('Lost the connection; trying again')
    ]
  };
  const isSilent = (server.connection?.silentSince ?? null) !== null;
  const [icon, label] = isSilent
    ? [errorIcon, trans.__('Not responding')]
    : states[server.state];
  return (
    <span
      className="jp-Deephaven-state"
      role="img"
      aria-label={label}
      title={label}
    >
      {icon ? (
        <icon.react tag="span" />
      ) : (
        <span className="jp-Deephaven-spinner" />
      )}
    </span>
  );
}
