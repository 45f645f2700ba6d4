/**
 * The examples of docs/protocol.md, replayed against the client.
 */
import { RemoteFileSourceConnection } from '../../protocol/connection';
import {
  createPluginObject,
  PLUGIN_VARIABLE,
  runProgram,
  setExecutionContext
} from '../../protocol/worker';
import type { IMessage } from '../helpers/fakeChannel';
import { FakeChannel } from '../helpers/fakeChannel';
import {
  example,
  exampleMessage as message,
  examples
} from '../helpers/protocolPage';
import { resolving } from '../helpers/resolving';

/** The folder that the page's examples serve. */
function served() {
  return resolving(
    {
      'projects/market/__init__.py': 'from .config import RATE\n',
      'projects/market/config.py': 'RATE = 2\n',
      'projects/market/legacy.py': Uint8Array.of(0x23, 0xe9, 0x0a),
      'projects/market/reports/daily.py': ''
    },
    { roots: [{ name: 'market', path: 'projects/market' }] }
  ).resolver;
}

function connect() {
  const { id } = message('set_connection_id request, our client');
  const channel = new FakeChannel();
  const onRefresh = jest.fn(async () => undefined);
  const connection = new RemoteFileSourceConnection(channel, served(), {
    id: String(id),
    events: { onRefresh }
  });
  return { channel, connection, onRefresh };
}

it('the page has examples, each of which is JSON or Python', () => {
  expect(examples.size).toBeGreaterThan(20);
  for (const [name, text] of examples) {
    if (!/^(?:sync: )?code, /.test(name)) {
      expect(() => JSON.parse(text)).not.toThrow();
    }
  }
});

it('the code that runs in the worker is the page’s', () => {
  expect(createPluginObject()).toBe(example('code, create the plugin object'));
  const { id } = message('set_connection_id request, our client');
  expect(setExecutionContext(PLUGIN_VARIABLE, String(id), ['market'])).toBe(
    example('code, set the execution context')
  );
  expect(
    runProgram(
      '6f9619ff8b864d1fb42d00cf4fc964ff',
      ['market'],
      2,
      'import market\nprint(market.RATE)\n',
      '/jupyter:/projects/main.py',
      'c3d0f9a2-77b1-4a35-8c1e-5d2f4b6a7980'
    )
  ).toBe(example('sync: code, run a program'));
});

it.each([
  ['', null],
  [
    ' of a scope',
    { id: '1f0c2a7e-8d0b-4d51-a4c3-0b7e5d9a6c11', exportsTables: true }
  ]
])('runs a cell%s by the script of the page', (suffix, scope) => {
  expect(
    runProgram(
      '6f9619ff8b864d1fb42d00cf4fc964ff',
      ['market'],
      2,
      'import market\nmarket.RATE',
      '/jupyter:/projects/rates.ipynb#cell-id=a1',
      '9be1d8c4-02a6-4d0f-8f5e-6c1b7a2d3e4f',
      { scope }
    )
  ).toBe(example(`sync: code, run a cell${suffix}`));
});

it.each([
  [
    'our server',
    {
      capabilities: {
        sync: 2,
        deflate: true,
        renew: true,
        stop: 1,
        bytes: 1,
        variables: 1,
        language: 1,
        cells: 1,
        scopes: 1
      },
      version: expect.any(String),
      runId: '6f9619ff8b864d1fb42d00cf4fc964ff'
    }
  ],
  ['published plugin', null]
])(
  'set_connection_id is sent, and the answer of %s read',
  async (who, info) => {
    const { channel, connection } = connect();
    const answer = message(`set_connection_id response, ${who}`);
    channel.onSend = () => channel.receive(answer);
    await expect(connection.open()).resolves.toEqual(info);
    expect(channel.sent).toEqual([
      message('set_connection_id request, our client')
    ]);
  }
);

it.each([
  ['module', 'market.config'],
  ['package', 'market'],
  ['namespace package', 'market.reports'],
  ['not found', 'market.nothing'],
  ['cannot be read', 'market.legacy']
])('fetch_module is answered as on the page: %s', async (kind, name) => {
  const { channel } = connect();
  const answer = message(`fetch_module response, ${kind}`);
  const answered = new Promise<IMessage>(resolve => {
    channel.onSend = resolve;
  });
  channel.receive({
    ...message('fetch_module request'),
    id: answer.id,
    params: { module_name: name }
  });
  expect(await answered).toEqual(answer);
});
