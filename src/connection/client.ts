/**
 * Creates and closes clients of Deephaven's API, whatever way leads to their
 * server.
 */
import type { dh } from '@deephaven/jsapi-types';

import type { IReached } from './connector';
import { SocketTransports } from './socketTransport';

/** The transports of clients that do not use the API's own. */
const transportsOf = new WeakMap<dh.CoreClient, SocketTransports>();

/** Create a client. */
export function createClient(
  { api, route }: IReached,
  url: string
): dh.CoreClient {
  if (route.isPlain) {
    return new api.CoreClient(url);
  }
  const transports = new SocketTransports((path, protocol) =>
    route.openSocket(path, protocol)
  );
  const client = new api.CoreClient(url, { transportFactory: transports });
  transportsOf.set(client, transports);
  return client;
}

/** Close a client, whatever it has come to. */
export function closeClient(client: dh.CoreClient | null): void {
  try {
    client?.disconnect();
  } catch (reason) {
    // The API throws where signing in has not succeeded; it is closed then.
    console.debug('Closing a Deephaven client', reason);
  }
  if (client) {
    // After what the API has sent to say goodbye.
    transportsOf.get(client)?.dispose();
  }
}
