/**
 * What the panel says while nothing is served: how to begin.
 */
import React from 'react';

import { IdleClients } from './ClientNotes';
import type { IPluginInfo } from './pluginInfo';

/** The empty state. */
export function EmptyState({ info }: { info: IPluginInfo }): JSX.Element {
  return (
    <div className="rfs-empty">
      <h2>Nothing is served yet</h2>
      <p>
        Modules that you edit in JupyterLab or VS Code can be imported in this
        worker, without copying them. To begin:
      </p>
      <ol>
        <li>
          In JupyterLab, open the <strong>Deephaven</strong> sidebar and connect
          to this server.
        </li>
        <li>
          In the file browser, right-click a folder or a <code>.py</code> file
          and choose <strong>Serve to Deephaven</strong>.
        </li>
        <li>Run code in Deephaven that imports it.</li>
      </ol>
      <p className="rfs-subdued">
        What is served, and what was imported, then appears here by itself.
      </p>
      <IdleClients info={info} />
    </div>
  );
}
