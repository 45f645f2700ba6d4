/**
 * Lines about clients that no table tells about: those that serve nothing, and
 * what to do about those that are gone.
 */
import React from 'react';

import type { IPluginInfo } from './pluginInfo';
import { count, goneClients, idleClients } from './rows';

/** A line about clients that are connected and serve nothing. */
export function IdleClients({
  info
}: {
  info: IPluginInfo;
}): JSX.Element | null {
  const idle = idleClients(info);
  return idle.length ? (
    <p className="rfs-note">
      {count(idle.length, 'client is', 'clients are')} connected and{' '}
      {idle.length === 1 ? 'serves' : 'serve'} nothing now:{' '}
      <code>{idle.join(', ')}</code>
    </p>
  ) : null;
}

/** A line about clients whose modules cannot be imported any more. */
export function GoneClients({
  info
}: {
  info: IPluginInfo;
}): JSX.Element | null {
  const gone = goneClients(info);
  return gone.length ? (
    <p className="rfs-note">
      Client <code>{gone.join(', ')}</code> is gone, so its modules can no
      longer be imported. Connect again from JupyterLab and run code.
    </p>
  ) : null;
}
