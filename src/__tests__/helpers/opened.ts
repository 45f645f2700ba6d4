/**
 * Opens connections of the protocol.
 */
import type { IConnectionEvents } from '../../protocol/connection';
import { RemoteFileSourceConnection } from '../../protocol/connection';
import type { IModuleProvider } from '../../protocol/provider';
import { FakeChannel, settle } from './fakeChannel';
import { providing } from './modules';

/** An index of nothing. */
export const NOTHING = {
  taken: 0,
  names: new Map(),
  files: new Map(),
  keep: [],
  contents: new Map()
};

/** A connection to a server that says something of itself. */
export async function opened(
  info: unknown,
  options: {
    provider?: Partial<IModuleProvider>;
    events?: IConnectionEvents;
  } = {}
) {
  const channel = new FakeChannel();
  const connection = new RemoteFileSourceConnection(
    channel,
    providing(options.provider),
    { events: options.events }
  );
  channel.answer(info);
  await connection.open();
  channel.texts.length = 0;
  channel.onSend = null;
  const ask = async (method: string, params: unknown) => {
    channel.receive({ jsonrpc: '2.0', id: 'q', method, params });
    await settle();
    return channel.sent.pop();
  };
  const notify = (method: string, params: unknown) =>
    channel.receive({ jsonrpc: '2.0', method, params });
  return { ask, channel, connection, notify };
}
