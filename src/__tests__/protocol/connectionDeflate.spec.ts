import { inflated, installCompression } from '../helpers/compression';
import { settle } from '../helpers/fakeChannel';
import { NOTHING, opened } from '../helpers/opened';

describe('deflated messages', () => {
  let restore: () => void;

  beforeAll(() => {
    restore = installCompression();
  });

  afterAll(() => restore());

  /** A connection that may deflate, and the messages that arrive. */
  async function deflating(deflate: unknown) {
    const { channel, connection } = await opened(
      { version: '1', capabilities: { sync: 2, deflate } },
      { provider: { list: async path => new Map([['/', path]]) } }
    );
    const arrived: (string | Uint8Array)[] = [];
    let failures = 0;
    const until = (count: number) =>
      new Promise<void>(resolve => {
        channel.send = (message: string | Uint8Array) => {
          arrived.push(message);
          if (arrived.length === count) {
            resolve();
          }
          if (message.length === failures) {
            throw new Error('closed');
          }
        };
      });
    const failAt = (length: number) => (failures = length);
    return { arrived, channel, connection, failAt, until };
  }

  const request = (id: number, path: string) => ({
    jsonrpc: '2.0',
    id,
    method: 'list_folder',
    params: { path }
  });

  it('arrive in order, however long each takes', async () => {
    const { arrived, channel, until } = await deflating(true);
    const sizes = [3e5, 1, 2e4, 5, 1023, 2e5, 0];
    const all = until(sizes.length);
    sizes.forEach((size, id) => channel.receive(request(id, 'x'.repeat(size))));
    await all;
    const messages = arrived.map(message => JSON.parse(inflated(message)));
    expect(messages.map(({ id }) => id)).toEqual(sizes.map((_, id) => id));
    expect(messages.map(({ result }) => result.files['/'].length)).toEqual(
      sizes
    );
    expect(arrived.map(message => typeof message)).toEqual(
      sizes.map(size => (size > 1000 ? 'object' : 'string'))
    );
  });

  it.each([[undefined], [false], [1], ['true']])(
    'are not sent where the server says %j',
    async deflate => {
      const { arrived, channel, until } = await deflating(deflate);
      const all = until(1);
      channel.receive(request(1, 'x'.repeat(1e4)));
      await all;
      expect(typeof arrived[0]).toBe('string');
    }
  );

  it('that cannot be sent do not keep the next one back', async () => {
    const warn = jest.spyOn(console, 'warn').mockImplementation();
    const { arrived, channel, failAt, until } = await deflating(true);
    const result = { files: { '/': 'x' } };
    failAt(JSON.stringify({ jsonrpc: '2.0', id: 1, result }).length);
    const all = until(2);
    channel.receive(request(1, 'x'));
    channel.receive(request(2, 'x'.repeat(1e4)));
    await all;
    expect(JSON.parse(inflated(arrived[1])).id).toBe(2);
    await settle();
    expect(warn).toHaveBeenCalledTimes(1);
    warn.mockRestore();
  });

  it('make a request fail that cannot be sent', async () => {
    const { channel, connection } = await deflating(true);
    channel.send = () => {
      throw new Error('closed');
    };
    await expect(connection.setBackground(['a'])).rejects.toThrow('closed');
    await expect(connection.sync!.push(NOTHING).done).rejects.toThrow();
  });
});
