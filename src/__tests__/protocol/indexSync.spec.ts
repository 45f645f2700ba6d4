import type { IContent } from '../../protocol/content';
import { makeContent, unknownVersion } from '../../protocol/content';
import type { IIndexEntry, ISnapshot } from '../../protocol/indexSync';
import { IndexSync } from '../../protocol/indexSync';
import { ModelServer, ModelStream, Refusal } from '../helpers/modelServer';

const A = makeContent('a = 1\n');
const B = makeContent(Uint8Array.of(0xff, 0x0a));
const C = makeContent('c = 1\n');
const MEBIBYTE = 1024 * 1024;

/** A content that says it is larger than it is. */
function large(name: string, mebibytes: number): IContent {
  return { ...makeContent(name), size: mebibytes * MEBIBYTE };
}

/** A snapshot that serves modules, and pushes some of the contents. */
function snapshot(
  modules: Record<string, IContent | string>,
  push: readonly IContent[] = [],
  files: Record<string, IContent | string> = {}
): ISnapshot {
  const keyOf = (content: IContent | string) =>
    typeof content === 'string' ? unknownVersion(content) : content.key;
  return {
    taken: 0,
    modules: new Map(
      Object.entries(modules).map(([name, content]) => [
        name,
        { kind: 'module', origin: `/${name}.py`, version: keyOf(content) }
      ])
    ),
    files: new Map(
      Object.entries(files).map(([path, content]) => [path, keyOf(content)])
    ),
    contents: new Map(push.map(content => [content.key, content]))
  };
}

function syncing() {
  const server = new ModelServer();
  const stream = new ModelStream(server);
  const sync = new IndexSync(stream.request);
  const push = async (of: ISnapshot) => {
    const pushed = sync.push(of);
    await stream.flush();
    await pushed.done;
    return pushed;
  };
  return { push, server, stream, sync };
}

const names = ({ server }: { server: ModelServer }) =>
  [...server.modules.keys()].sort();

describe('the first push', () => {
  it('sends everything, on no base', async () => {
    const { push, stream } = syncing();
    const pushed = await push(
      snapshot({ a: A, b: B, x: 'later' }, [A, B, C], { '/d.csv': C.key })
    );
    const file = unknownVersion(C.key);
    const module = (name: string, version: string | number) => ({
      kind: 'module',
      origin: `/${name}.py`,
      version
    });
    expect(stream.sent).toEqual([
      [
        'sync',
        {
          revision: 1,
          base: null,
          modules: {
            a: module('a', 0),
            b: module('b', 1),
            x: module('x', unknownVersion('later'))
          },
          files: { '/d.csv': file },
          // Not C, to which nothing refers.
          contents: ['a = 1\n', { base64: '/wo=' }]
        }
      ]
    ]);
    expect(pushed).toMatchObject({ revision: 1, changes: 4, contents: 2 });
  });

  it('is sent also where nothing is served', async () => {
    const { push, server, stream, sync } = syncing();
    expect(sync.revision).toBe(0);
    await push(snapshot({}));
    expect(stream.sent).toEqual([['sync', { revision: 1, base: null }]]);
    expect(server.revision).toBe(1);
    await push(snapshot({}));
    expect(stream.sent).toHaveLength(1);
  });
});

describe('a later push', () => {
  it('sends nothing where nothing has changed', async () => {
    const { push, stream } = syncing();
    await push(snapshot({ a: A, b: 'b' }, [A], { '/d': C }));
    const again = await push(snapshot({ a: A, b: 'b' }, [A], { '/d': C }));
    expect(again).toMatchObject({ revision: 1, changes: 0, contents: 0 });
    expect(stream.sent).toHaveLength(1);
  });

  it('sends what has changed, on the one before', async () => {
    const { push, server, stream } = syncing();
    await push(snapshot({ a: A, b: B }, [A, B], { '/d': A, '/e': A }));
    const pushed = await push(
      snapshot({ a: C, c: B }, [C, B], { '/d': B, '/f': A })
    );
    expect(stream.sent[1]).toEqual([
      'sync',
      {
        revision: 2,
        base: 1,
        modules: {
          a: { kind: 'module', origin: '/a.py', version: 0 },
          b: null,
          c: { kind: 'module', origin: '/c.py', version: B.key }
        },
        files: { '/d': B.key, '/e': null, '/f': A.key },
        contents: ['c = 1\n']
      }
    ]);
    expect(pushed).toMatchObject({ revision: 2, changes: 6, contents: 1 });
    expect(names({ server })).toEqual(['a', 'c']);
  });

  it.each<[string, Partial<IIndexEntry>, boolean]>([
    ['its kind', { kind: 'package' }, true],
    ['its path', { origin: '/other.py' }, true],
    ['its content', { version: B.key }, true],
    ['being complete', { complete: true }, true],
    ['its folders', { locations: ['/a', '/b'] }, true],
    ['the bounds of its folders', { locations: ['/a/b'] }, true],
    ['nothing', {}, false],
    ['nothing, said in words', { complete: false }, false]
  ])('sends a module of which there changed %s', async (_, change, isSent) => {
    const { push, stream } = syncing();
    const of = (entry: Partial<IIndexEntry>): ISnapshot => ({
      ...snapshot({}),
      modules: new Map([
        [
          'a',
          {
            kind: 'module',
            origin: '/a.py',
            version: A.key,
            locations: ['/a', 'b'],
            ...entry
          }
        ]
      ])
    });
    await push(of({}));
    await push(of(change));
    expect(stream.sent).toHaveLength(isSent ? 2 : 1);
  });

  it('sends contents that are known only now', async () => {
    const { push, server, stream } = syncing();
    await push(snapshot({ a: A, b: C }));
    expect(server.wanted).toEqual([A.key, C.key].sort());
    await push(snapshot({ a: A, b: C }, [A]));
    const contents = [A.data];
    expect(stream.sent[1][1]).toEqual({ revision: 2, base: 1, contents });
    expect(server.wanted).toEqual([C.key]);
  });

  it('sends contents again that the server may have dropped', async () => {
    const { push, server } = syncing();
    await push(snapshot({ a: A }, [A]));
    await push(snapshot({}));
    expect(server.contents.size).toBe(0);
    await push(snapshot({ a: A }, [A]));
    expect(server.wanted).toEqual([]);
  });

  it('that was taken before the one before sends only its contents', async () => {
    const { push, server, stream } = syncing();
    await push({ ...snapshot({ a: A, b: B }), taken: 2 });
    const pushed = await push({ ...snapshot({ c: C }, [C, A]), taken: 1 });
    expect(pushed).toMatchObject({ changes: 0, contents: 1, bytes: A.size });
    const contents = [A.data];
    expect(stream.sent[1][1]).toEqual({ revision: 2, base: 1, contents });
    expect(names({ server })).toEqual(['a', 'b']);
    await push({ ...snapshot({ c: C }, [C]), taken: 2 });
    expect(names({ server })).toEqual(['c']);
  });

  it('keeps names that are those of other things', async () => {
    const { push, server } = syncing();
    const modules = JSON.parse('{"__proto__": "x", "constructor": "y"}');
    await push(snapshot(modules));
    expect(names({ server })).toEqual(['__proto__', 'constructor']);
    await push(snapshot({}));
    expect(names({ server })).toEqual([]);
  });
});

describe('what the server wants', () => {
  it('is learned from its answer', async () => {
    const { push, server, stream, sync } = syncing();
    // From a connection before this one.
    server.contents.set(A.key, A.size);
    await push(snapshot({ a: A, b: B, c: C }));
    expect(sync.wanted).toEqual(new Set([B.key, C.key]));
    await push(snapshot({ a: A, b: B, c: C }, [A, B]));
    expect(stream.sent[1][1].contents).toEqual([{ base64: '/wo=' }]);
    expect(sync.wanted).toEqual(new Set([C.key]));
  });

  it('is not learned from the answer to an older revision', async () => {
    const { push, stream, sync } = syncing();
    const first = sync.push(snapshot({ a: A }));
    const second = sync.push(snapshot({ a: A, b: B }));
    stream.deliver();
    await stream.answer();
    expect(sync.wanted).toEqual(new Set([A.key, B.key]));
    await stream.flush();
    await Promise.all([first.done, second.done]);
    await push(snapshot({ a: A, b: B }, [B]));
    expect(sync.wanted).toEqual(new Set([A.key]));
  });

  it.each([[null], [{}], [{ wanted: null }], [{ wanted: 'x' }], ['x'], [7]])(
    'is not learned from the answer %j',
    async result => {
      const sync = new IndexSync(async () => result);
      await sync.push(snapshot({ a: A })).done;
      expect(sync.wanted).toEqual(new Set([A.key]));
    }
  );

  it('can be put, as far as it is wanted', async () => {
    const { push, server, stream, sync } = syncing();
    await push(snapshot({ a: A, b: B }, [A]));
    const put = sync.put([A, B, C]);
    await stream.flush();
    await put;
    expect(stream.sent.slice(1)).toEqual([
      ['put', { contents: [{ base64: '/wo=' }] }]
    ]);
    expect(server.wanted).toEqual([]);
    await sync.put([A, B, C]);
    expect(stream.sent).toHaveLength(2);
  });
});

describe('portions', () => {
  it('have 1 MiB each, unless one content has more', async () => {
    const { push, server, stream } = syncing();
    const all = [5 / 8, 3 / 8, 2 ** -20, 2.5, 1, 0.5, 0.5].map((size, i) =>
      large(`${i}`, size)
    );
    const pushed = await push(
      snapshot(Object.fromEntries(all.map((c, i) => [`m${i}`, c])), all)
    );
    expect(
      stream.sent.map(([method, { contents }]) => [method, ...contents!])
    ).toEqual([
      ['sync', '0', '1'],
      ['put', '2'],
      ['put', '3'],
      ['put', '4'],
      ['put', '5', '6']
    ]);
    expect(pushed.contents).toBe(7);
    expect(server.wanted).toEqual([]);
  });

  it('are waited for, all of them', async () => {
    const { stream, sync } = syncing();
    const all = [large('a', 1), large('b', 1)];
    let isDone = false;
    const { done } = sync.push(snapshot({ a: all[0], b: all[1] }, all));
    void done.then(() => (isDone = true));
    stream.deliver();
    await stream.answer();
    expect(isDone).toBe(false);
    await stream.flush();
    await done;
  });

  it('that fail make the push fail, and are sent again', async () => {
    const { push, server, stream } = syncing();
    const all = [large('a', 1), large('b', 1)];
    const served = snapshot({ a: all[0], b: all[1] }, all);
    stream.fault = method => (method === 'put' ? new Refusal(0) : null);
    await expect(push(served)).rejects.toThrow('refused: 0');
    expect(server.wanted).toEqual([all[1].key]);
    stream.fault = null;
    await push(served);
    expect(server.wanted).toEqual([]);
    expect(server.twice).toEqual([]);
  });
});
