import { RemoteFileSourceConnection } from '../../protocol/connection';
import type { IModuleProvider } from '../../protocol/provider';
import { FakeChannel, settle } from '../helpers/fakeChannel';
import { providing } from '../helpers/modules';

function connect(
  provider: Partial<IModuleProvider> = {},
  options: { id?: string; timeout?: number } = {}
) {
  const channel = new FakeChannel();
  const connection = new RemoteFileSourceConnection(
    channel,
    providing(provider),
    options
  );
  return { channel, connection };
}

beforeEach(() => {
  jest.useFakeTimers();
});

afterEach(() => {
  jest.useRealTimers();
});

describe('open', () => {
  it('sends the id both as the message id and as a parameter', async () => {
    const { channel, connection } = connect({}, { id: 'the-id' });
    channel.answer(null);
    await connection.open();
    expect(channel.sent).toEqual([
      {
        jsonrpc: '2.0',
        id: 'the-id',
        method: 'set_connection_id',
        params: { id: 'the-id', capabilities: { sync: 2 } }
      }
    ]);
  });

  it('makes up an id that differs for each connection', () => {
    const ids = [connect(), connect()].map(({ connection }) => connection.id);
    expect(ids[0]).toMatch(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/);
    expect(ids[0]).not.toBe(ids[1]);
  });

  it('takes null for the published plugin', async () => {
    const { channel, connection } = connect();
    channel.answer(null);
    await expect(connection.open()).resolves.toBeNull();
  });

  it('takes an object for ours', async () => {
    const { channel, connection } = connect();
    const info = { version: '1.0.0', capabilities: { standing: true } };
    channel.answer(info);
    await expect(connection.open()).resolves.toEqual({ ...info, runId: '' });
  });

  it('fails with the message of an error', async () => {
    const { channel, connection } = connect();
    channel.onSend = ({ id }) =>
      channel.receive({
        jsonrpc: '2.0',
        id,
        error: { code: -32600, message: 'no such object' }
      });
    await expect(connection.open()).rejects.toThrow('no such object');
  });

  it('fails when no answer comes in time', async () => {
    const { connection } = connect({}, { timeout: 3000 });
    const failed = expect(connection.open()).rejects.toThrow(/time/i);
    await jest.advanceTimersByTimeAsync(3000);
    await failed;
  });

  it('is not answered by a message with another id', async () => {
    const { channel, connection } = connect({}, { id: 'mine' });
    let opened = false;
    const open = connection.open().then(() => (opened = true));
    channel.receive({ jsonrpc: '2.0', id: 'other', result: null });
    await settle();
    expect(opened).toBe(false);
    channel.receive({ jsonrpc: '2.0', id: 'mine', result: null });
    await open;
  });

  it('leaves no timer behind', async () => {
    const { channel, connection } = connect();
    channel.answer(null);
    await connection.open();
    expect(jest.getTimerCount()).toBe(0);
  });
});

describe('close', () => {
  it('rejects what is pending and closes the channel', async () => {
    const { channel, connection } = connect();
    const pending = [connection.open(), connection.listVariables()];
    const failed = pending.map(request =>
      expect(request).rejects.toThrow('closed')
    );
    connection.close();
    await Promise.all(failed);
    expect(channel.isClosed).toBe(true);
    expect(channel.onMessage).toBeNull();
    expect(channel.onClose).toBeNull();
    expect(jest.getTimerCount()).toBe(0);
  });

  it('by the other end rejects what is pending', async () => {
    const { channel, connection } = connect();
    const failed = expect(connection.open()).rejects.toThrow('closed');
    channel.onClose?.();
    await failed;
    expect(jest.getTimerCount()).toBe(0);
  });

  it('makes later requests fail at once', async () => {
    const { connection } = connect();
    connection.close();
    await expect(connection.listVariables()).rejects.toThrow('closed');
  });

  it('drops the answer to an import that came before it', async () => {
    const warn = jest.spyOn(console, 'warn').mockImplementation();
    let resolve: (module: null) => void = () => undefined;
    const { channel, connection } = connect({
      resolve: () => new Promise(done => (resolve = done))
    });
    channel.receive({
      jsonrpc: '2.0',
      id: 1,
      method: 'fetch_module',
      params: { module_name: 'a' }
    });
    await settle();
    connection.close();
    resolve(null);
    await settle();
    expect(channel.texts).toEqual([]);
    expect(warn).toHaveBeenCalledTimes(1);
    warn.mockRestore();
  });
});
