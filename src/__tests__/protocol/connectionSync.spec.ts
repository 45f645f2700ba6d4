import type { IContent } from '../../protocol/content';
import { makeContent } from '../../protocol/content';
import type { FileContent } from '../../protocol/provider';
import { settle } from '../helpers/fakeChannel';
import { sourceModule } from '../helpers/modules';
import { NOTHING, opened } from '../helpers/opened';

const OURS = { version: '1', capabilities: { sync: 2 } };

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
    [{ version: '1', capabilities: { sync: 1 } }],
    [{ version: '1', capabilities: { sync: 3 } }],
    [{ version: '1', capabilities: { sync: '2' } }],
    [{ version: '1', capabilities: { sync: true } }],
    [{ version: '1', capabilities: { sync: [2] } }],
    [{ version: 1, capabilities: { sync: 2 } }],
    [{ capabilities: { sync: 2 } }]
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
  const modules = {
    text: {
      ...sourceModule('text', 'decoded'),
      content: makeContent('\ufeff')
    },
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

  it('is answered with the text, where nothing is pushed', async () => {
    const info = { version: '1', capabilities: {} };
    const onRead = jest.fn();
    const { ask } = await opened(info, { provider, events: { onRead } });
    const answer = await ask('fetch_module', { module_name: 'text' });
    expect(answer?.result).toMatchObject({ name: 'text', source: 'decoded' });
    const broken = await ask('fetch_module', { module_name: 'broken' });
    expect(broken?.error).toEqual({
      code: -32000,
      message: 'broken.py: not valid utf-8'
    });
    const none = await ask('fetch_module', { module_name: 'no' });
    expect(none?.error?.code).toBe(-32602);
    expect(onRead).not.toHaveBeenCalled();
  });
});

describe('fetch_files', () => {
  const latin = Uint8Array.from(Buffer.from('# é\n', 'latin1'));
  const files: Record<string, FileContent> = {
    '/a.py': makeContent('\ufeff# coding: utf-8\r\n'),
    '/b.py': makeContent(latin),
    '/c.py': new Error('c.py: the Jupyter server could not read this file')
  };
  const read = async (paths: readonly string[]) =>
    paths.map(path => files[path] ?? null);

  it('is answered with bytes, reasons and nulls, in order', async () => {
    const onFetch = jest.fn();
    const { ask } = await opened(OURS, {
      provider: { read },
      events: { onFetch }
    });
    const paths = ['/a.py', '/none', '/b.py', '/c.py'];
    expect((await ask('fetch_files', { paths }))?.result).toEqual({
      contents: [
        '\ufeff# coding: utf-8\r\n',
        null,
        { base64: 'IyDpCg==' },
        { error: 'c.py: the Jupyter server could not read this file' }
      ]
    });
    expect(onFetch.mock.calls).toEqual([
      [{ name: '/a.py', bytes: 20 }],
      [{ name: '/none', bytes: null }],
      [{ name: '/b.py', bytes: 4 }]
    ]);
  });

  it('is answered after what the owner sends before it', async () => {
    const onRead = jest.fn(async () => {
      await connection.sync!.push({ ...NOTHING, taken: 1 }).done;
    });
    const { channel, connection } = await opened(OURS, {
      provider: { read },
      events: { onRead }
    });
    channel.onSend = ({ id, method }) =>
      method === 'sync' &&
      channel.receive({ jsonrpc: '2.0', id, result: null });
    channel.receive({
      jsonrpc: '2.0',
      id: 'q',
      method: 'fetch_files',
      params: { paths: ['/a.py', '/b.py'] }
    });
    await settle();
    expect(onRead.mock.calls).toEqual([['/a.py']]);
    expect(channel.sent).toMatchObject([
      { method: 'sync' },
      { id: 'q', result: { contents: [{}, {}] } }
    ]);
  });

  it('need not send again what it was answered', async () => {
    const { ask, channel, connection } = await opened(OURS, {
      provider: { read }
    });
    await ask('fetch_files', { paths: ['/b.py'] });
    const content = files['/b.py'] as IContent;
    connection.sync!.push({
      ...NOTHING,
      files: new Map([['/b.py', content.key]]),
      contents: new Map([[content.key, content]])
    });
    await settle();
    expect(channel.sent.pop()?.params).not.toHaveProperty('contents');
  });

  it.each([
    [undefined],
    [null],
    [{}],
    [{ paths: '/d' }],
    [{ paths: [] }],
    [{ paths: ['/d', null] }]
  ])('is refused with the params %j', async params => {
    const { ask } = await opened(OURS, { provider: { read } });
    const answer = await ask('fetch_files', params);
    expect(answer?.error?.code).toBe(-32602);
  });
});

describe('fetch_file', () => {
  const bytes = Uint8Array.from(Buffer.from('äbc\u0000\u00ff'));
  const data = jest.fn(async (path: string) => {
    if (path === '/broken') {
      throw Object.assign(new Error('too large'), { secret: 1 });
    }
    return path === '/none' ? null : { bytes, version: 'v' };
  });

  it.each([
    [{ path: '/d' }, 'äbc\u0000\u00ff'],
    [{ path: '/d', offset: 2, length: 2 }, 'bc'],
    [{ path: '/d', offset: 1, length: 2 }, { base64: 'pGI=' }],
    [{ path: '/d', offset: 4, length: 100 }, '\u0000\u00ff'],
    [{ path: '/d', offset: 100, length: 1 }, '']
  ])('with %j is answered with a portion', async (params, content) => {
    const { ask, connection } = await opened(OURS, { provider: { data } });
    await expect(ask('fetch_file', params)).resolves.toEqual({
      jsonrpc: '2.0',
      id: 'q',
      result: { content, size: 7, version: 'v' }
    });
    connection.close();
  });

  it.each([
    ['/none', { result: null }],
    ['/broken', { error: { code: -32000, message: 'too large' } }]
  ])('of %s is answered with %j', async (path, answer) => {
    const { ask, connection } = await opened(OURS, { provider: { data } });
    await expect(ask('fetch_file', { path })).resolves.toEqual({
      jsonrpc: '2.0',
      id: 'q',
      ...answer
    });
    connection.close();
  });

  it('reads a file once, for as long as its portions are asked for', async () => {
    jest.useFakeTimers();
    try {
      data.mockClear();
      const { channel, connection } = await opened(OURS, {
        provider: { data }
      });
      const ask = async (path: string, offset: number) => {
        channel.receive({
          jsonrpc: '2.0',
          id: 'q',
          method: 'fetch_file',
          params: { path, offset, length: 2 }
        });
        await jest.advanceTimersByTimeAsync(20000);
      };
      await ask('/d', 0);
      await ask('/d', 2);
      await ask('/d', 4);
      expect(data).toHaveBeenCalledTimes(1);
      await ask('/d', 0);
      expect(data).toHaveBeenCalledTimes(2);
      await jest.advanceTimersByTimeAsync(10000);
      await ask('/d', 2);
      await ask('/e', 2);
      await ask('/d', 4);
      expect(data).toHaveBeenCalledTimes(5);
      connection.close();
      expect(jest.getTimerCount()).toBe(0);
    } finally {
      jest.useRealTimers();
    }
  });

  it.each([
    [undefined],
    [null],
    [{}],
    [['/d']],
    [{ path: null }],
    [{ path: ['/d'] }],
    [{ path: '/d', offset: -1 }],
    [{ path: '/d', offset: '1' }],
    [{ path: '/d', length: 1.5 }]
  ])('is refused with the params %j', async params => {
    data.mockClear();
    const { ask } = await opened(OURS, { provider: { data } });
    const answer = await ask('fetch_file', params);
    expect(answer?.error?.code).toBe(-32602);
    expect(data).not.toHaveBeenCalled();
  });
});

describe('list_folder', () => {
  const list = async (path: string) => {
    if (path === '/broken') {
      throw new Error('broken: the Jupyter server could not list this folder');
    }
    return path === '/none' ? null : new Map([['/d/a.py', '?1:']]);
  };

  it.each([
    ['/d', { result: { files: { '/d/a.py': '?1:' } } }],
    ['/none', { result: null }],
    [
      '/broken',
      {
        error: {
          code: -32000,
          message: 'broken: the Jupyter server could not list this folder'
        }
      }
    ]
  ])('of %s is answered', async (path, answer) => {
    const { ask } = await opened(OURS, { provider: { list } });
    await expect(ask('list_folder', { path })).resolves.toEqual({
      jsonrpc: '2.0',
      id: 'q',
      ...answer
    });
  });

  it('is refused without a path', async () => {
    const { ask } = await opened(OURS, { provider: { list } });
    const answer = await ask('list_folder', { path: 3 });
    expect(answer?.error?.code).toBe(-32602);
  });
});
