import { makeContent } from '../../protocol/content';
import { settle } from '../helpers/fakeChannel';
import { sourceModule } from '../helpers/modules';
import { NOTHING, opened } from '../helpers/opened';

const OURS = { version: '1', capabilities: { sync: 1 } };

describe('the extension', () => {
  it('is spoken with a server that speaks this version', async () => {
    const { channel, connection } = await opened(OURS);
    expect(connection.sync).not.toBeNull();
    channel.answer({ revision: 1, wanted: [] });
    await connection.sync!.push(NOTHING).done;
    expect(channel.sent).toMatchObject([
      { jsonrpc: '2.0', method: 'sync', params: { revision: 1, base: null } }
    ]);
  });

  it.each([
    [null],
    [{}],
    [{ version: '1' }],
    [{ version: '1', capabilities: null }],
    [{ version: '1', capabilities: [] }],
    [{ version: '1', capabilities: {} }],
    [{ version: '1', capabilities: { deflate: true } }],
    [{ version: '1', capabilities: { sync: null } }],
    [{ version: '1', capabilities: { sync: 0 } }],
    [{ version: '1', capabilities: { sync: 2 } }],
    [{ version: '1', capabilities: { sync: '1' } }],
    [{ version: '1', capabilities: { sync: true } }],
    [{ version: '1', capabilities: { sync: [1] } }],
    [{ version: 1, capabilities: { sync: 1 } }],
    [{ capabilities: { sync: 1 } }]
  ])('is not spoken with one that answers %j', async info => {
    const { connection } = await opened(info);
    expect(connection.sync).toBeNull();
  });

  it('passes the code of a refusal on, from which it recovers', async () => {
    const { channel, connection } = await opened(OURS);
    const error = { code: -32001, message: 'm', data: { revision: null } };
    channel.onSend = ({ id, params }) =>
      channel.receive(
        (params as { revision: number }).revision === 1
          ? { jsonrpc: '2.0', id, error }
          : { jsonrpc: '2.0', id, result: { revision: 2, wanted: [] } }
      );
    await connection.sync!.push(NOTHING).done;
    expect(connection.sync!.revision).toBe(2);
  });

  it('waits for large revisions, but not for ever', async () => {
    jest.useFakeTimers();
    try {
      const { connection } = await opened(OURS);
      let failure: unknown = null;
      const { done } = connection.sync!.push(NOTHING);
      done.catch(reason => (failure = reason));
      await jest.advanceTimersByTimeAsync(119000);
      expect(failure).toBeNull();
      await jest.advanceTimersByTimeAsync(1000);
      expect(String(failure)).toMatch(/time/i);
      expect(jest.getTimerCount()).toBe(0);
    } finally {
      jest.useRealTimers();
    }
  });

  it('ends with the stream', async () => {
    const { channel, connection } = await opened(OURS);
    const failed = expect(connection.sync!.push(NOTHING).done).rejects.toThrow(
      'closed'
    );
    channel.onClose?.();
    await failed;
  });
});

describe('fetch_module', () => {
  const latin = Uint8Array.from(Buffer.from('# é\n', 'latin1'));
  const text = '\ufeff# coding: utf-8\r\n';
  const modules = {
    text: { ...sourceModule('text', 'decoded'), content: makeContent(text) },
    bytes: { ...sourceModule('bytes', 'decoded'), content: makeContent(latin) },
    pkg: sourceModule('pkg', 'p', 'package', '/pkg/__init__.py', ['/pkg']),
    ns: { kind: 'namespace' as const, name: 'ns', locations: ['/ns'] },
    broken: {
      ...sourceModule('broken', ''),
      content: makeContent(latin),
      get source(): string {
        throw new Error('broken.py: not valid utf-8');
      }
    }
  };
  const provider = {
    resolve: async (name: string) =>
      modules[name as keyof typeof modules] ?? null
  };
  const fetch = async (info: unknown, name: string) => {
    const { ask } = await opened(info, { provider });
    return ask('fetch_module', { module_name: name });
  };

  it.each([
    ['text', text],
    ['bytes', { base64: latin.length ? 'IyDpCg==' : '' }],
    ['pkg', 'p'],
    ['broken', { base64: 'IyDpCg==' }]
  ])('of %s is answered with the bytes', async (name, content) => {
    const answer = await fetch(OURS, name);
    expect(answer?.result).toMatchObject({ name, content });
    expect(answer?.result).not.toHaveProperty('source');
  });

  it('of a package says where its modules are', async () => {
    expect((await fetch(OURS, 'pkg'))?.result).toEqual({
      name: 'pkg',
      origin: '/pkg/__init__.py',
      is_package: true,
      submodule_search_locations: ['/pkg'],
      content: 'p'
    });
  });

  it('of a namespace package has no content', async () => {
    expect((await fetch(OURS, 'ns'))?.result).toEqual({
      name: 'ns',
      is_package: true,
      submodule_search_locations: ['/ns'],
      source: null
    });
  });

  it('is answered after what the module imports', async () => {
    const imported = makeContent('imported');
    const snapshot = jest.fn(async () => ({
      taken: 1,
      modules: new Map([
        [
          'b',
          { kind: 'module' as const, origin: '/b.py', version: imported.key }
        ]
      ]),
      files: new Map(),
      contents: new Map([[imported.key, imported]])
    }));
    const { channel } = await opened(OURS, {
      provider: { ...provider, snapshot }
    });
    channel.receive({
      jsonrpc: '2.0',
      id: 'q',
      method: 'fetch_module',
      params: { module_name: 'text' }
    });
    await settle();
    expect(snapshot.mock.calls).toEqual([['import text']]);
    expect(channel.sent).toMatchObject([
      { method: 'sync', params: { contents: ['imported'] } },
      { id: 'q', result: { name: 'text' } }
    ]);
  });

  it('pushes nothing for what is no module, or without the extension', async () => {
    const snapshot = jest.fn();
    for (const [info, name] of [
      [OURS, 'no'],
      [{ version: '1', capabilities: {} }, 'text']
    ] as const) {
      const { ask } = await opened(info, {
        provider: { ...provider, snapshot }
      });
      await ask('fetch_module', { module_name: name });
    }
    expect(snapshot).not.toHaveBeenCalled();
  });

  it('of no module is an error', async () => {
    expect((await fetch(OURS, 'no'))?.error?.code).toBe(-32602);
  });

  it('is answered with the text where the extension is not spoken', async () => {
    const info = { version: '1', capabilities: {} };
    for (const name of ['text', 'bytes']) {
      const answer = await fetch(info, name);
      expect(answer?.result).toMatchObject({ name, source: 'decoded' });
      expect(answer?.result).not.toHaveProperty('content');
    }
    expect((await fetch(info, 'broken'))?.error).toEqual({
      code: -32000,
      message: 'broken.py: not valid utf-8'
    });
  });
});

describe('fetch_file', () => {
  const file = jest.fn(async (origin: string) => {
    if (origin === '/broken') {
      throw Object.assign(new Error('too large'), { secret: 1 });
    }
    return origin === '/none' ? null : makeContent('a,b\r\n');
  });

  it.each([
    ['/d.csv', { result: 'a,b\r\n' }],
    ['/none', { result: null }],
    ['/broken', { error: { code: -32000, message: 'too large' } }]
  ])('of %s is answered with %j', async (path, answer) => {
    const { ask } = await opened(OURS, { provider: { file } });
    await expect(ask('fetch_file', { path })).resolves.toEqual({
      jsonrpc: '2.0',
      id: 'q',
      ...answer
    });
    expect(file).toHaveBeenLastCalledWith(path);
  });

  it('carries bytes', async () => {
    const bytes = makeContent(Uint8Array.of(0, 0xff));
    const { ask } = await opened(OURS, {
      provider: { file: async () => bytes }
    });
    const answer = await ask('fetch_file', { path: '/x' });
    expect(answer?.result).toEqual({ base64: 'AP8=' });
  });

  it.each([
    [undefined],
    [null],
    [{}],
    [['/d']],
    [{ path: null }],
    [{ path: 7 }],
    [{ path: ['/d'] }]
  ])('is refused with the params %j', async params => {
    file.mockClear();
    const { ask } = await opened(OURS, { provider: { file } });
    const answer = await ask('fetch_file', params);
    expect(answer?.error?.code).toBe(-32602);
    expect(file).not.toHaveBeenCalled();
  });
});

describe('standing', () => {
  it('names are sent, and what others lose by it is told', async () => {
    const { channel, connection } = await opened(OURS);
    channel.answer({ displaced: ['a', 3], hides: ['b', null] });
    await expect(connection.setStanding(['a', 'b'])).resolves.toEqual({
      displaced: ['a'],
      hides: ['b']
    });
    expect(channel.sent).toMatchObject([
      { method: 'set_standing', params: { names: ['a', 'b'] } }
    ]);
  });

  it.each([[null], [{}], [{ displaced: 'a' }], ['x']])(
    'takes %j for nothing lost',
    async result => {
      const { channel, connection } = await opened(OURS);
      channel.answer(result);
      await expect(connection.setStanding([])).resolves.toEqual({
        displaced: [],
        hides: []
      });
    }
  );

  it('fails in the server’s words', async () => {
    const { channel, connection } = await opened(OURS);
    channel.onSend = ({ id }) =>
      channel.receive({
        jsonrpc: '2.0',
        id,
        error: { code: -32601, message: 'no such method' }
      });
    await expect(connection.setStanding([])).rejects.toThrow('no such method');
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
      const answer = await ask('fetch_file', { path: '/none' });
      expect(answer?.result).toBeNull();
    }
    expect(onDisplaced).toHaveBeenCalledTimes(1);
  });
});
