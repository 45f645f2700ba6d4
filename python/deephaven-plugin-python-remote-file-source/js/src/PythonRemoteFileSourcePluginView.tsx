/**
 * The panel: what is served to the worker, by whom, and what was imported.
 */
import { Button, SearchInput } from '@deephaven/components';
import { vsRefresh } from '@deephaven/icons';
import type { WidgetComponentProps } from '@deephaven/plugin';
import React, { useRef, useState } from 'react';

import { EmptyState } from './EmptyState';
import { FetchesSection } from './FetchesSection';
import { ModulesSection } from './ModulesSection';
import css from './panel.css?inline';
import { ProblemStrip } from './ProblemStrip';
import { moduleRows } from './rows';
import { usePanelState } from './usePanelState';

let panels = 0;

/** The panel. */
export function PythonRemoteFileSourcePluginView({
  fetch
}: WidgetComponentProps): JSX.Element {
  const element = useRef<HTMLDivElement>(null);
  const [state, refresh] = usePanelState(fetch, element);
  const [search, setSearch] = useState('');
  // Not React's own: older web IDEs have a React without it.
  const [id] = useState(() => `remote-file-source-search-${++panels}`);
  const { info, log, problem, updatedAt } = state;
  const rows = info ? moduleRows(info) : [];
  const isEmpty = !rows.length && !log.fetches.length;

  return (
    <div className="remote-file-source-panel" ref={element}>
      <style>{css}</style>
      <div className="rfs-toolbar" role="toolbar" aria-label="Served modules">
        <label className="sr-only" htmlFor={id}>
          Search modules
        </label>
        <SearchInput
          className="rfs-search"
          id={id}
          placeholder="Search modules"
          value={search}
          onChange={event => setSearch(event.target.value)}
        />
        <span className="rfs-updated" title="When the worker last answered">
          {updatedAt && `Updated ${updatedAt.toLocaleTimeString()}`}
        </span>
        <Button
          kind="ghost"
          icon={vsRefresh}
          tooltip="Refresh"
          aria-label="Refresh"
          onClick={() => void refresh()}
        />
      </div>
      {problem && (
        <ProblemStrip
          problem={problem}
          updatedAt={updatedAt}
          onRetry={refresh}
        />
      )}
      <div className="rfs-content">
        {!info && !problem && (
          <p className="rfs-note" role="status">
            Asking the worker what is served…
          </p>
        )}
        {info && isEmpty && <EmptyState info={info} />}
        {info && !isEmpty && (
          <>
            <ModulesSection info={info} rows={rows} search={search} />
            {info.clients && <FetchesSection log={log} search={search} />}
          </>
        )}
      </div>
    </div>
  );
}
