/**
 * The examples of the extension in docs/protocol.md, replayed against the
 * client.
 */
import type { IDisplacement } from '../../protocol/background';
import { RemoteFileSourceConnection } from '../../protocol/connection';
import { deleteVariable, restoreVariable } from '../../protocol/worker';
import type { IMessage } from '../helpers/fakeChannel';
import { FakeChannel, settle } from '../helpers/fakeChannel';
import { example, exampleMessage } from '../helpers/protocolPage';
import { resolving } from '../helpers/resolving';

const message = (name: string) => exampleMessage(`sync: ${name}`);
const PRICES = '/jupyter/projects/market/prices.csv';

/** A client that serves the page's folder, and the server's end of it. */
async function connect() {
  const { resolver, store } = resolving(
    {
      'projects/market/__init__.py': 'from .config import RATE\n',
      'projects/market/config.py': 'RATE = 2\n',
      'projects/market/legacy.py': Uint8Array.from(
        Buffer.from('# ü\nOLD = 1\n', 'latin1')
      ),
      'projects/market/prices.csv': 'day,price\n1,2.5\n',
      'projects/market/reports/daily.py': 'NAME = __name__\n'
    },
    { roots: [{ name: 'market', path: 'projects/market' }] }
  );
  const channel = new FakeChannel();
  const displaced: IDisplacement[] = [];
  const restored: (readonly string[])[] = [];
  const onRefresh = jest.fn(async () => undefined);
  const connection = new RemoteFileSourceConnection(channel, resolver, {
    id: String(message('set_connection_id request').id),
    events: {
      onDisplaced: displacement => displaced.push(displacement),
      onRestored: names => restored.push(names),
      onRefresh
    }
  });
  /** The answer to the next request, as on the page. */
  const answer = (name: string) => {
    channel.onSend = ({ id }) => channel.receive({ ...message(name), id });
  };
  answer('set_connection_id response');
  await connection.open();
  expect(channel.sent).toEqual([message('set_connection_id request')]);
  channel.texts.length = 0;
  const sync = connection.sync!;
  /** Push what a program needs, in a view of the files of now. */
  const push = async (program: string, known: string[] = []) => {
    const release = resolver.hold();
    // Keys are the hashes of what was read.
    await Promise.all(known.map(name => resolver.resolve(name)));
    await resolver.read([PRICES]);
    const snapshot = await resolver.snapshot(program);
    release();
    await sync.push(snapshot).done;
    return snapshot;
  };
  const pushFirst = async () => {
    answer('first revision, response');
    return push('import market.config, market.legacy', [
      'market.reports.daily'
    ]);
  };
  return {
    answer,
    channel,
    connection,
    displaced,
    onRefresh,
    push,
    pushFirst,
    resolver,
    restored,
    store,
    sync
  };
}

/** Compare a message sent to the page's, up to its id. */
function expectAsOnPage(sent: IMessage, name: string): void {
  expect({ ...sent, id: '' }).toEqual({ ...message(name), id: '' });
}

it('the first revision is sent, and the answer read', async () => {
  const { channel, pushFirst, sync } = await connect();
  await pushFirst();
  expect(channel.sent).toHaveLength(1);
  expectAsOnPage(channel.sent[0], 'first revision, request');
  expect(sync.revision).toBe(1);
});

it('the next revision is sent, and the answer read', async () => {
  const { answer, channel, push, pushFirst, store, sync } = await connect();
  await pushFirst();
  store.files.set('projects/market/config.py', 'RATE = 3\n');
  store.times.set('projects/market/config.py', '2026-01-01T00:00:01Z');
  store.files.delete('projects/market/legacy.py');
  store.files.delete('projects/market/prices.csv');
  answer('next revision, response');
  await push('import market.config', ['market.reports.daily']);
  expectAsOnPage(channel.sent[1], 'next revision, request');
  expect(sync.revision).toBe(2);
});

it('a wrong base is recovered from', async () => {
  const { channel, pushFirst, sync } = await connect();
  await pushFirst();
  channel.onSend = ({ id, params }) => {
    const { base } = params as { base: number | null };
    const name = base === null ? 'first revision' : 'wrong base';
    channel.receive({ ...message(`${name}, response`), id });
  };
  const { params } = message('wrong base, request');
  expect(Object.keys(params as object)).toEqual(['revision', 'base']);
  await sync.push({
    taken: Infinity,
    names: new Map(),
    files: new Map(),
    keep: [],
    contents: new Map()
  }).done;
  expect(channel.sent.slice(1).map(sent => sent.params)).toMatchObject([
    { revision: 2, base: 1 },
    { revision: 3, base: null }
  ]);
});

it.each(['fetch_files', 'fetch_file', 'list_folder'])(
  '%s is answered',
  async method => {
    const { channel, resolver } = await connect();
    // Their contents are known: a run has read them.
    resolver.hold();
    await resolver.resolve('market.reports.daily');
    await resolver.resolve('market.config');
    const answered = new Promise<IMessage>(resolve => {
      channel.onSend = sent => {
        // What the module imports may go ahead of it.
        if (sent.method === undefined) {
          resolve(sent);
        }
      };
    });
    channel.receive(message(`${method} request`));
    const answer = message(`${method} response`);
    expect(await answered).toEqual(answer);
  }
);

it('set_standing is sent, and the answer read', async () => {
  const { answer, channel, connection } = await connect();
  answer('set_standing, response');
  await expect(connection.setBackground(['market'])).resolves.toEqual({
    displaced: [],
    shadows: [],
    refused: new Map()
  });
  expect(channel.sent).toHaveLength(1);
  expectAsOnPage(channel.sent[0], 'set_standing, request');
});

it('stop_run is sent, and the answer read', async () => {
  const { answer, channel, connection } = await connect();
  answer('stop_run, response');
  await connection.runs.stop('5c0f1c2e-0f0f-4c55-8f43-0c1c7e5f6a7b');
  expectAsOnPage(channel.sent[0], 'stop_run, request');
});

it('resume_run is sent, and the answer read', async () => {
  const { answer, channel, connection } = await connect();
  answer('resume_run, response');
  const key = {
    connection: '0c9b1f0e-3d0b-4b9e-8a55-2f1f6f0f7a11',
    mark: '5c0f1c2e-0f0f-4c55-8f43-0c1c7e5f6a7b'
  };
  await expect(connection.runs.resume(key)).resolves.toBe(false);
  expectAsOnPage(channel.sent[0], 'resume_run, request');
});

it('list_variables is sent, and the answer read', async () => {
  const { answer, channel, connection } = await connect();
  answer('list_variables, response');
  await expect(connection.listVariables()).resolves.toEqual(
    new Map([
      [
        'limits',
        {
          kind: 'value',
          type: 'dict',
          length: 2,
          text: "{'AAPL': 100, 'MSFT': [1, 2]}"
        }
      ],
      ['market', { kind: 'object', type: 'Market' }],
      [
        'vwap',
        {
          kind: 'function',
          type: 'function',
          text: '(prices, sizes, *, scale=1.0)'
        }
      ]
    ])
  );
  expectAsOnPage(channel.sent[0], 'list_variables, request');
});

it('inspect_variable is sent, and the answer read', async () => {
  const { answer, channel, connection } = await connect();
  answer('inspect_variable, response');
  await expect(connection.inspectVariable('market')).resolves.toEqual({
    kind: 'object',
    type: 'Market',
    text: "Market('NYSE')",
    isCut: false
  });
  expectAsOnPage(channel.sent[0], 'inspect_variable, request');
});

it.each(['complete', 'hover', 'signatures'] as const)(
  '%s is sent, and the answer read',
  async method => {
    const { answer, channel, connection } = await connect();
    answer(`${method}, response`);
    const { params } = message(`${method}, request`);
    const { code, offset } = params as { code: string; offset: number };
    const { result } = message(`${method}, response`) as { result: unknown };
    const known = JSON.stringify(
      await connection.language![method](code, offset)
    );
    const names = /"(?:label|head|doc)":"([^"]*)"/g;
    for (const [, text] of JSON.stringify(result).matchAll(names)) {
      expect(known).toContain(text);
    }
    expectAsOnPage(channel.sent[0], `${method}, request`);
  }
);

it('a variable is deleted and brought back by the code of the page', () => {
  expect(deleteVariable('limits', '5c1e')).toBe(
    example('sync: code, delete a variable')
  );
  expect(restoreVariable('limits', '5c1e')).toBe(
    example('sync: code, restore a variable')
  );
});

it('displaced and restored are told', async () => {
  const { channel, displaced, restored } = await connect();
  const names = ['displaced, standing', 'displaced, foreground'];
  names.forEach(name => channel.receive(message(name)));
  channel.receive(message('restored, standing'));
  await settle();
  expect(displaced).toEqual(names.map(name => message(name).params));
  expect(restored).toEqual([['market']]);
  expect(channel.sent).toEqual([]);
});

it('renew is answered when all is sent', async () => {
  const { channel, onRefresh } = await connect();
  const answered = new Promise<IMessage>(resolve => {
    channel.onSend = resolve;
  });
  channel.receive(message('renew request'));
  expect(await answered).toEqual(message('renew response'));
  expect(onRefresh).toHaveBeenCalledTimes(1);
});

it('renew is refused with the reason when the files are unavailable', async () => {
  const { channel, onRefresh } = await connect();
  onRefresh.mockRejectedValue(new Error('The Jupyter server does not answer.'));
  const answered = new Promise<IMessage>(resolve => {
    channel.onSend = resolve;
  });
  channel.receive(message('renew request'));
  expect((await answered).error?.message).toBe(
    'The Jupyter server does not answer.'
  );
});
