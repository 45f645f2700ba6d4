/**
 * The served modules: by whom, and how.
 */
import React from 'react';

import { GoneClients, IdleClients } from './ClientNotes';
import type { IPluginInfo } from './pluginInfo';
import type { IModuleRow } from './rows';
import { findModules, STATUSES } from './rows';
import { Section } from './Section';

const NONE = <span className="rfs-subdued">–</span>;

/** The section. */
export function ModulesSection({
  info,
  rows,
  search
}: {
  info: IPluginInfo;
  rows: readonly IModuleRow[];
  search: string;
}): JSX.Element {
  const found = findModules(rows, search);
  const isPlain = !info.clients;
  return (
    <>
      <Section
        title="Served modules"
        className={isPlain ? 'rfs-plain' : 'rfs-modules'}
        note={
          search.trim() ? `${found.length} of ${rows.length}` : `${rows.length}`
        }
        columns={
          isPlain
            ? [<Heading key="name" text="Module" />]
            : [
                <Heading key="name" text="Module" />,
                <Heading key="status" text="Status" />,
                <Heading key="client" text="Client" />,
                <Heading key="connection" text="Connection" />,
                <Heading
                  key="revision"
                  text="Revision"
                  title="How often the client has told what it serves"
                  isNumber
                />,
                <Heading
                  key="modules"
                  text="Modules"
                  title="How many modules the client serves, over all names"
                  isNumber
                />
              ]
        }
        rows={found}
        renderRow={row => <Row key={row.key} row={row} isPlain={isPlain} />}
        empty={
          rows.length
            ? 'No served module has this in its name or client.'
            : 'Nothing is served at present. Serve a folder or a file from JupyterLab, and run code.'
        }
      />
      {isPlain && rows.length > 0 && (
        <p className="rfs-note">
          The server plugin tells only the names. Ours, version 0.2.0 or newer,
          tells also which client serves them.
        </p>
      )}
      <GoneClients info={info} />
      {rows.length > 0 && <IdleClients info={info} />}
    </>
  );
}

function Heading({
  text,
  title,
  isNumber
}: {
  text: string;
  title?: string;
  isNumber?: boolean;
}): JSX.Element {
  return (
    <th scope="col" title={title} className={isNumber ? 'rfs-number' : ''}>
      {text}
    </th>
  );
}

function Row({
  row,
  isPlain
}: {
  row: IModuleRow;
  isPlain: boolean;
}): JSX.Element {
  return (
    <tr>
      <th scope="row">
        <code title={row.name}>{row.name}</code>
      </th>
      {!isPlain && (
        <>
          <td>
            {row.statuses.map(status => (
              <span
                key={status}
                className={`rfs-dot rfs-is-${row.isConnected ? status : 'idle'}`}
                title={STATUSES[status].meaning}
              >
                {STATUSES[status].label}
              </span>
            ))}
          </td>
          <td>{row.client ? <code>{row.client}</code> : NONE}</td>
          <td>{row.client ? <Connection row={row} /> : NONE}</td>
          <td className="rfs-number">{row.revision || NONE}</td>
          <td className="rfs-number">{row.modules || NONE}</td>
        </>
      )}
    </tr>
  );
}

function Connection({ row }: { row: IModuleRow }): JSX.Element {
  return row.isConnected ? (
    <span className="rfs-dot rfs-is-connected">Connected</span>
  ) : (
    <span className="rfs-dot rfs-is-gone">Not connected</span>
  );
}
