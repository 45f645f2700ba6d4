/**
 * What was imported of served modules: where it came from, and how long that
 * took.
 */
import { Select } from '@deephaven/components';
import React, { useState } from 'react';

import type { IFetchLog, ILoggedFetch } from './fetchLog';
import { findFetches, formatMs, OUTCOMES, outcomeLabel, shortId } from './rows';
import { Section } from './Section';

/** The section. */
export function FetchesSection({
  log,
  search
}: {
  log: IFetchLog;
  search: string;
}): JSX.Element {
  const [outcome, setOutcome] = useState('');
  const { fetches } = log;
  const found = findFetches(fetches, search, outcome);
  const isFiltered = search.trim() !== '' || outcome !== '';
  return (
    <Section
      title="Imports"
      className="rfs-imports"
      note={
        isFiltered ? `${found.length} of ${fetches.length}` : `${found.length}`
      }
      tools={
        <Select
          aria-label="Show imports"
          className="rfs-filter custom-select"
          value={outcome}
          onChange={setOutcome}
        >
          <option value="">All</option>
          {OUTCOMES.map(([name, label]) => (
            <option key={name} value={name}>
              {label}
            </option>
          ))}
        </Select>
      }
      columns={[
        <th key="name" scope="col">
          Module
        </th>,
        <th key="outcome" scope="col">
          Outcome
        </th>,
        <th key="client" scope="col">
          Client
        </th>,
        <th
          key="time"
          scope="col"
          className="rfs-number"
          title="The time that the client took"
        >
          Time
        </th>
      ]}
      rows={found}
      renderRow={fetch => <Row key={fetch.number} fetch={fetch} />}
      empty={
        fetches.length
          ? 'No import fits the search and the filter.'
          : 'Nothing was imported yet. Run code that imports a served module.'
      }
    />
  );
}

function Row({ fetch }: { fetch: ILoggedFetch }): JSX.Element {
  return (
    <tr>
      <th scope="row">
        <code title={fetch.name}>{fetch.name}</code>
      </th>
      <td>
        <span className={`rfs-dot rfs-is-${classOf(fetch.outcome)}`}>
          {outcomeLabel(fetch.outcome)}
        </span>
      </td>
      <td>
        <code>{shortId(fetch.client)}</code>
      </td>
      <td className="rfs-number">{formatMs(fetch.ms)}</td>
    </tr>
  );
}

/** A name that is safe as a class; other outcomes look like none. */
function classOf(outcome: string): string {
  return OUTCOMES.some(([name]) => name === outcome) ? outcome : 'other';
}
