/**
 * What a server's row says of its state, with links to the next step.
 */
import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';

import type { IDeephavenServer, IServerConnection } from '../../tokens';
import { activityText } from '../../ui/activityText';
import { notifyFailure } from '../../ui/commandErrors';
import { RowLink } from '../../ui/rowLink';

/** The text for a state. */
export function Status(props: {
  server: IDeephavenServer;
  trans: TranslationBundle;
}): JSX.Element | null {
  const { server, trans } = props;
  switch (server.state) {
    case 'failed':
      return (
        <span className="jp-Deephaven-problem" role="status">
          {server.reason}
        </span>
      );
    case 'lost':
      return (
        <>
          <span className="jp-Deephaven-problem" role="status">
            {server.reason}
          </span>
          <Retry server={server} trans={trans} />
        </>
      );
    case 'connecting':
      return (
        <span className="jp-Deephaven-note" role="status">
          {trans.__('Connecting…')}
        </span>
      );
    case 'connected':
      return <PluginStatus server={server} trans={trans} />;
    default:
      return null;
  }
}

/**
 * When a lost server is tried again. The seconds are outside of what screen
 * readers are told of: those would hear each.
 */
function Retry(props: {
  server: IDeephavenServer;
  trans: TranslationBundle;
}): JSX.Element {
  const { server, trans } = props;
  const { retryAt } = server;
  const [now, setNow] = React.useState(Date.now);
  React.useEffect(() => {
    setNow(Date.now());
    if (!retryAt) {
      return undefined;
    }
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, [retryAt]);
  if (!retryAt) {
    return (
      <span className="jp-Deephaven-note">
        {trans.__('Lost the connection: trying again…')}
      </span>
    );
  }
  const seconds = Math.max(1, Math.ceil((retryAt.getTime() - now) / 1000));
  return (
    <span className="jp-Deephaven-note">
      {trans.__('Lost the connection: trying again in %1 s', seconds)}{' '}
      <RowLink
        title={trans.__('Try to connect to %1 now', server.config.name)}
        onClick={() => {
          // A failure shows in this row.
          server.connect().catch(() => undefined);
        }}
      >
        {trans.__('Try Now')}
      </RowLink>
    </span>
  );
}

function PluginStatus(props: {
  server: IDeephavenServer;
  trans: TranslationBundle;
}): JSX.Element | null {
  const { server, trans } = props;
  const { connection } = server;
  if (!connection) {
    return null;
  }
  const { activity, displaced, plugin, reading } = connection;
  const connected =
    server.route === 'jupyter'
      ? trans.__('Connected through Jupyter')
      : trans.__('Connected');
  if (connection.silentSince) {
    return (
      <span className="jp-Deephaven-problem" role="status">
        {trans.__(
          'Not responding since %1. What runs there may go on.',
          connection.silentSince.toLocaleTimeString()
        )}
      </span>
    );
  }
  const sent = activityText(activity.total, trans);
  switch (plugin.kind) {
    case 'missing':
      return (
        <span className="jp-Deephaven-problem" role="status">
          {plugin.reason
            ? trans.__(
                'Code runs, but cannot import served modules: the server plugin does not load. %1',
                plugin.reason
              )
            : trans.__(
                'Code runs, but cannot import served modules: the server plugin is missing. Install it there: pip install deephaven-plugin-python-remote-file-source'
              )}
        </span>
      );
    case 'closed':
      return (
        <span className="jp-Deephaven-problem" role="status">
          {trans.__(
            'Code runs, but cannot import served modules for now: the server plugin has closed its stream. Opening it again…'
          )}
        </span>
      );
    case 'published':
      return (
        <span className="jp-Deephaven-note" role="status" title={sent}>
          {trans.__('%1 · published server plugin', connected)}
        </span>
      );
    case 'ours':
      return (
        <>
          <span className="jp-Deephaven-note" role="status" title={sent}>
            {reading
              ? trans.__(
                  '%1 · reading %2 of %3 files',
                  connected,
                  reading.read,
                  reading.total
                )
              : trans.__('%1 · server plugin %2', connected, plugin.version)}
          </span>
          {displaced.length > 0 && (
            <Displaced connection={connection} trans={trans} />
          )}
        </>
      );
  }
}

/** Says that another client serves in place of this one, and offers to change it. */
function Displaced(props: {
  connection: IServerConnection;
  trans: TranslationBundle;
}): JSX.Element {
  const { connection, trans } = props;
  const names = connection.displaced.join(', ');
  return (
    <span className="jp-Deephaven-problem" role="status">
      {trans.__(
        'Another tab or user also serves %1. Code outside your runs uses theirs. ',
        names
      )}
      <RowLink
        title={trans.__('Serve %1 from here to all code', names)}
        onClick={() => {
          connection.takeOver().catch(notifyFailure);
        }}
      >
        {trans.__('Take Over')}
      </RowLink>
    </span>
  );
}
