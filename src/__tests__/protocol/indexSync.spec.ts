import { setFlagsFromString } from 'v8';
import { runInNewContext } from 'vm';

import type { IContent } from '../../protocol/content';
import { makeContent, unknownVersion } from '../../protocol/content';
import type { ISnapshot } from '../../protocol/indexSync';
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

/** A snapshot of files in the root, which pushes some of the contents. */
function snapshot(
  files: Record<string, IContent | string>,
  push: readonly IContent[] = [],
  more: Partial<ISnapshot> = {}
): ISnapshot {
  const keyOf = (content: IContent | string) =>
    typeof content === 'string' ? unknownVersion(7, content) : content.key;
  return {
    taken: 0,
    names: new Map(),
    files: new Map(
      Object.entries(files).map(([name, content]) => [
        `/${name}`,
        keyOf(content)
      ])
    ),
    keep: [],
    contents: new Map(push.map(content => [content.key, content])),
    ...more
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

const fileNames = ({ server }: { server: ModelServer }) =>
  [...server.files.keys()].map(path => path.slice(1)).sort();

describe('the first push', () => {
  it('sends everything, on no base', async () => {
    const { push, stream } = syncing();
    const names = new Map([
      ['a', ['/']],
      ['b', ['/', '/lib']]
    ]);
    const pushed = await push(
      snapshot({ a: A, b: B, x: 'later' }, [A, B, C], { names, keep: ['a.c'] })
    );
    expect(stream.sent).toEqual([
      [
        'sync',
        {
          revision: 1,
          base: null,
          names: { a: ['/'], b: ['/', '/lib'] },
          files: { '/a': 0, '/b': 1, '/x': '?7:later' },
          keep: ['a.c'],
          // Not C, to which nothing refers.
          contents: ['a = 1\n', { base64: '/wo=' }]
        }
      ]
    ]);
    expect(pushed).toMatchObject({ revision: 1, changes: 5, contents: 2 });
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
    const more = () => ({ names: new Map([['a', ['/']]]), keep: ['a'] });
    await push(snapshot({ a: A, b: 'b' }, [A], more()));
    const again = await push(snapshot({ a: A, b: 'b' }, [A], more()));
    expect(again).toMatchObject({ revision: 1, changes: 0, contents: 0 });
    expect(stream.sent).toHaveLength(1);
  });

  it('sends what has changed, on the one before', async () => {
    const { push, server, stream } = syncing();
    const names = (folders: Record<string, string[]>) => ({
      names: new Map(Object.entries(folders))
    });
    await push(
      snapshot(
        { a: A, b: B, d: A },
        [A, B],
        names({ a: ['/'], b: ['/'], n: ['/1', '/2'] })
      )
    );
    const pushed = await push(
      snapshot(
        { a: C, c: B, d: A },
        [C, B],
        names({ a: ['/'], c: ['/'], n: ['/2', '/1'] })
      )
    );
    expect(stream.sent[1]).toEqual([
      'sync',
      {
        revision: 2,
        base: 1,
        names: { b: null, c: ['/'], n: ['/2', '/1'] },
        files: { '/a': 0, '/b': null, '/c': B.key },
        contents: ['c = 1\n']
      }
    ]);
    expect(pushed).toMatchObject({ revision: 2, changes: 6, contents: 1 });
    expect(fileNames({ server })).toEqual(['a', 'c', 'd']);
  });

  it('sends what is kept loaded where that has changed', async () => {
    const { push, server, stream } = syncing();
    await push(snapshot({ a: A }, [], { keep: [] }));
    await push(snapshot({ a: A }, [], { keep: ['a'] }));
    expect(stream.sent[1][1]).toEqual({ revision: 2, base: 1, keep: ['a'] });
    await push(snapshot({ a: B }, [], { keep: ['a'] }));
    expect(stream.sent[2][1]).not.toHaveProperty('keep');
    expect(server.keep).toEqual(['a']);
    await push(snapshot({ a: B }, [], { keep: [] }));
    expect(server.keep).toEqual([]);
  });

  it('sends folders that are empty or not listed', async () => {
    const { push, stream } = syncing();
    const files = new Map([
      ['/e/', ''],
      ['/u/', '?']
    ]);
    await push({ ...snapshot({}), files });
    expect(stream.sent[0][1].files).toEqual({ '/e/': '', '/u/': '?' });
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
    expect(fileNames({ server })).toEqual(['a', 'b']);
    await push({ ...snapshot({ c: C }, [C]), taken: 2 });
    expect(fileNames({ server })).toEqual(['c']);
  });

  it('keeps names that are those of other things', async () => {
    const { push, server } = syncing();
    const files = JSON.parse('{"__proto__": "x", "constructor": "y"}');
    await push(snapshot(files));
    expect(fileNames({ server })).toEqual(['__proto__', 'constructor']);
    await push(snapshot({}));
    expect(fileNames({ server })).toEqual([]);
  });
});

it('keeps no contents alive that the server has', async () => {
  setFlagsFromString('--expose-gc');
  const collect: () => void = runInNewContext('gc');
  const { push } = syncing();
  let content: IContent | null = makeContent('only pushed\n');
  const kept = new WeakRef(content);
  await push(snapshot({ a: content }, [content]));
  content = null;
  // What was awaited is let go of in a later task.
  await new Promise(resolve => setTimeout(resolve));
  collect();
  expect(kept.deref()).toBeUndefined();
});

describe('what the server wants', () => {
  it('is learned from its answer', async () => {
    const { push, server, stream } = syncing();
    // From a connection before this one.
    server.contents.set(A.key, A.size);
    await push(snapshot({ a: A, b: B, c: C }));
    await push(snapshot({ a: A, b: B, c: C }, [A, B]));
    expect(stream.sent[1][1].contents).toEqual([{ base64: '/wo=' }]);
    const { keys } = await push(snapshot({ a: A, b: B, c: C }, [A, B, C]));
    expect(keys).toEqual([C.key]);
  });

  it('is not learned from the answer to an older revision', async () => {
    const { stream, sync } = syncing();
    const first = sync.push(snapshot({ a: A }));
    const second = sync.push(snapshot({ a: A, b: B }));
    stream.deliver();
    await stream.answer();
    const { keys } = sync.push(snapshot({ a: A, b: B }, [A, B]));
    expect(keys).toEqual([A.key, B.key]);
    await stream.flush();
    await Promise.all([first.done, second.done]);
  });

  it.each([[null], [{}], [{ wanted: null }], [{ wanted: 'x' }], ['x'], [7]])(
    'is not learned from the answer %j',
    async result => {
      const sync = new IndexSync(async () => result);
      await sync.push(snapshot({ a: A })).done;
      const { keys } = sync.push(snapshot({ a: A }, [A]));
      expect(keys).toEqual([A.key]);
    }
  );

  it('does not include what was given in answers, if it is kept', async () => {
    const { push, server, stream, sync } = syncing();
    await push(snapshot({ a: 'a', b: 'b' }));
    server.contents.set(A.key, A.size);
    [A, B].forEach(({ key }) => sync.recordGiven(key));
    await push(snapshot({ a: A, b: B }, [A, B]));
    expect(stream.sent[1][1]).not.toHaveProperty('contents');
    await push(snapshot({ a: A, b: B }, [A, B]));
    expect(stream.sent[2][1].contents).toEqual([{ base64: '/wo=' }]);
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
