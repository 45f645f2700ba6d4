import { RemoteFileSourceConnection } from '../../protocol/connection';
import type { ModuleContent } from '../../protocol/messages';
import type { IModuleProvider } from '../../protocol/provider';
import { FakeChannel, settle } from '../helpers/fakeChannel';
import { providing, sourceModule } from '../helpers/modules';

const MODULE = sourceModule(
  'a.b',
  'x = "é\u2028\ud800"\n',
  'module',
  '/jupyter:/a/b.py'
);

/** A connection's answers to some messages, in their order. */
async function answers(
  provider: Partial<IModuleProvider>,
  ...messages: unknown[]
) {
  const channel = new FakeChannel();
  new RemoteFileSourceConnection(channel, providing(provider));
  for (const message of messages) {
    channel.receive(message);
  }
  await settle();
  return channel.sent;
}

function fetch(name: unknown, id: unknown = 'f1') {
  return {
    jsonrpc: '2.0',
    id,
    method: 'fetch_module',
    params: { module_name: name }
  };
}

let warn: jest.SpyInstance;

beforeEach(() => {
  warn = jest.spyOn(console, 'warn').mockImplementation();
});

afterEach(() => {
  warn.mockRestore();
});

describe('fetch_module', () => {
  it('is answered with the module, in both dialects', async () => {
    const resolve = jest.fn(async () => MODULE);
    await expect(answers({ resolve }, fetch('a.b'))).resolves.toEqual([
      {
        jsonrpc: '2.0',
        id: 'f1',
        result: {
          name: 'a.b',
          origin: '/jupyter:/a/b.py',
          is_package: false,
          source: MODULE.source,
          filepath: '/jupyter:/a/b.py'
        }
      }
    ]);
    expect(resolve).toHaveBeenCalledWith('a.b');
  });

  it.each([['text'], [7], [0]])('echoes the id %p', async id => {
    const [answer] = await answers({}, fetch('a', id));
    expect(answer.id).toBe(id);
  });

  it('is answered with -32602 for a module that is not there', async () => {
    await expect(answers({}, fetch('no.such'))).resolves.toEqual([
      {
        jsonrpc: '2.0',
        id: 'f1',
        error: { code: -32602, message: 'Module not found: no.such' }
      }
    ]);
  });

  it('carries the message of a read error, and nothing else of it', async () => {
    const resolve = () =>
      Promise.reject(
        Object.assign(new Error('a/b.py: not valid utf-8'), { secret: 1 })
      );
    await expect(answers({ resolve }, fetch('a.b'))).resolves.toEqual([
      {
        jsonrpc: '2.0',
        id: 'f1',
        error: { code: -32000, message: 'a/b.py: not valid utf-8' }
      }
    ]);
  });

  it('is answered also when the provider throws at once', async () => {
    const resolve = () => {
      throw new Error('broken');
    };
    const [answer] = await answers({ resolve }, fetch('a'));
    expect(answer.error).toEqual({ code: -32000, message: 'broken' });
  });

  it.each([
    ['a number', { module_name: 3 }],
    ['null', { module_name: null }],
    ['a list', { module_name: ['a'] }],
    ['nothing', {}],
    ['no object', ['a']],
    ['null parameters', null],
    ['no parameters', undefined]
  ])('is refused with %s for a name', async (_, params) => {
    const resolve = jest.fn(async () => MODULE);
    const [answer] = await answers(
      { resolve },
      { jsonrpc: '2.0', id: 1, method: 'fetch_module', params }
    );
    expect(answer.error?.code).toBe(-32602);
    expect(resolve).not.toHaveBeenCalled();
  });

  it('is answered by each request, in the order they are ready', async () => {
    const waiting: (() => void)[] = [];
    const resolve = (name: string) =>
      new Promise<ModuleContent>(done =>
        waiting.push(() => done({ ...MODULE, name }))
      );
    const channel = new FakeChannel();
    new RemoteFileSourceConnection(channel, providing({ resolve }));
    channel.receive(fetch('one', 1));
    channel.receive(fetch('two', 2));
    await settle();
    waiting[1]();
    await settle();
    expect(channel.sent.map(({ id }) => id)).toEqual([2]);
    waiting[0]();
    await settle();
    expect(channel.sent.map(({ id }) => id)).toEqual([2, 1]);
  });

  it('without an id is a notification and gets no answer', async () => {
    const { id, ...notification } = fetch('a');
    await expect(answers({}, notification)).resolves.toEqual([]);
  });
});

describe('other messages', () => {
  it.each(['standing_lost', 'set_connection_id', 'toString', '__proto__', ''])(
    'the unknown method %p is answered as such',
    async method => {
      const [answer] = await answers({}, { jsonrpc: '2.0', id: 1, method });
      expect(answer.error?.code).toBe(-32601);
    }
  );

  it('an unknown notification gets no answer', async () => {
    const message = { jsonrpc: '2.0', method: 'news', params: {} };
    await expect(answers({}, message)).resolves.toEqual([]);
  });

  it.each([
    '',
    '{',
    'null',
    'true',
    '1',
    '"text"',
    '[]',
    '{}',
    '[null]',
    '{"jsonrpc":"1.0","id":1,"method":"fetch_module"}',
    '{"jsonrpc":"2.0"}',
    '{"jsonrpc":"2.0","id":{},"result":null}',
    '{"jsonrpc":"2.0","id":"unknown","result":1}',
    '{"jsonrpc":"2.0","id":"unknown","error":null}'
  ])('the malformed %j is passed over, and the next one served', async text => {
    await expect(answers({}, text, fetch('a'))).resolves.toMatchObject([
      { id: 'f1', error: { code: -32602 } }
    ]);
  });
});
