import { settle } from '../helpers/fakeChannel';
import { opened } from '../helpers/opened';

const OURS = { version: '1', capabilities: { sync: 2 } };

describe('background', () => {
  it('names are sent, and what others lose by it is told', async () => {
    const { channel, connection } = await opened(OURS);
    channel.answer({
      displaced: ['a', 3],
      hides: ['b', null],
      refused: { c: 'why', d: 3 }
    });
    await expect(connection.setBackground(['a', 'b'])).resolves.toEqual({
      displaced: ['a'],
      shadows: ['b'],
      refused: new Map([['c', 'why']])
    });
    expect(channel.sent).toMatchObject([
      { method: 'set_standing', params: { names: ['a', 'b'] } }
    ]);
  });

  it.each([
    [null],
    [{}],
    [{ displaced: 'a' }],
    ['x'],
    [{ refused: ['a'] }],
    [{ refused: null }]
  ])('takes %j for nothing lost', async result => {
    const { channel, connection } = await opened(OURS);
    channel.answer(result);
    await expect(connection.setBackground([])).resolves.toEqual({
      displaced: [],
      shadows: [],
      refused: new Map()
    });
  });

  it('fails in the server’s words', async () => {
    const { channel, connection } = await opened(OURS);
    channel.onSend = ({ id }) =>
      channel.receive({
        jsonrpc: '2.0',
        id,
        error: { code: -32601, message: 'no such method' }
      });
    await expect(connection.setBackground([])).rejects.toThrow(
      'no such method'
    );
  });
});

describe('displacements', () => {
  const none = { context: 'standing', names: [], by: null };

  it.each([
    [
      { context: 'foreground', names: ['a'], by: 'x' },
      { context: 'foreground', names: ['a'], by: 'x' }
    ],
    [
      { context: 'standing', names: ['a'], by: null },
      { ...none, names: ['a'] }
    ],
    [undefined, none],
    [null, none],
    [{}, none],
    [[], none],
    [
      { context: 7, names: ['a', null, 3, ['b']], by: 7 },
      { ...none, names: ['a'] }
    ],
    [{ context: '__proto__', names: { 0: 'a' }, by: {} }, none],
    [{ names: 'abc' }, none]
  ])('with %j are told as %j', async (params, told) => {
    const events = { onDisplaced: jest.fn(), onRestored: jest.fn() };
    const { channel, notify } = await opened(OURS, { events });
    notify('displaced', params);
    notify('restored', params);
    await settle();
    expect(events.onDisplaced.mock.calls).toEqual([[told]]);
    expect(events.onRestored.mock.calls).toEqual([[told.names]]);
    expect(channel.texts).toEqual([]);
  });

  it('may interest nobody, or fail there', async () => {
    const onDisplaced = jest.fn(() => {
      throw new Error('broken');
    });
    for (const events of [undefined, {}, { onDisplaced }]) {
      const { ask, notify } = await opened(OURS, { events });
      notify('displaced', { names: ['a'] });
      notify('restored', { names: ['a'] });
      const answer = await ask('list_folder', { path: '/none' });
      expect(answer?.result).toBeNull();
    }
    expect(onDisplaced).toHaveBeenCalledTimes(1);
  });
});
