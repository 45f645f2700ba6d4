import type { IContent } from '../../protocol/content';
import { makeContent, unknownVersion } from '../../protocol/content';
import type { ISnapshot } from '../../protocol/indexSync';
import { IndexSync } from '../../protocol/indexSync';
import { ModelServer, ModelStream, Refusal } from '../helpers/modelServer';
import { Random } from '../helpers/random';

const POOL = Array.from({ length: 24 }, (_, i) => makeContent(`x = ${i}\n`));
const [A, B] = POOL;

function syncing() {
  const server = new ModelServer();
  const stream = new ModelStream(server);
  return { server, stream, sync: new IndexSync(stream.request) };
}

function snapshot(
  files: Record<string, string>,
  push: readonly IContent[] = []
): ISnapshot {
  return {
    taken: 0,
    names: new Map(Object.keys(files).map(name => [name, ['/lib']])),
    files: new Map(
      Object.entries(files).map(([name, version]) => [`/${name}.py`, version])
    ),
    keep: Object.keys(files),
    contents: new Map(push.map(content => [content.key, content]))
  };
}

/** Compare the server's index to what was pushed last. */
function expectSame(server: ModelServer, last: ISnapshot): void {
  const plain = (of: ReadonlyMap<string, unknown>) =>
    JSON.parse(JSON.stringify(Object.fromEntries(of)));
  expect(plain(server.names)).toEqual(plain(last.names));
  expect(plain(server.files)).toEqual(plain(last.files));
  expect(server.keep).toEqual(last.keep);
}

describe('a conflict', () => {
  it('is recovered from by sending everything', async () => {
    const { server, stream, sync } = syncing();
    sync.push(snapshot({ a: A.key, b: B.key }, [A]));
    await stream.flush();
    server.lose();
    const last = snapshot({ a: A.key, c: B.key }, [A]);
    const { done, revision } = sync.push(last);
    await stream.flush();
    await done;
    expect(stream.sent.slice(1)).toMatchObject([
      ['sync', { revision: 2, base: 1 }],
      ['sync', { revision: 3, base: null }]
    ]);
    expectSame(server, last);
    // A run waits for the revision, or a newer one.
    expect(sync.revision).toBeGreaterThanOrEqual(revision);
    sync.push(last);
    await stream.flush();
    expect(stream.sent[3]).toMatchObject(['sync', { revision: 4, base: 3 }]);
    expect(server.wanted).toEqual([B.key]);
  });

  it('does not make contents be sent that are there', async () => {
    const { server, stream, sync } = syncing();
    sync.push(snapshot({ a: A.key }, [A]));
    await stream.flush();
    server.lose(new Set([A.key]));
    sync.push(snapshot({ a: A.key, b: B.key }, [A]));
    await stream.flush();
    sync.push(snapshot({ a: A.key, b: B.key }, [A]));
    await stream.flush();
    const contents = stream.sent.slice(1).map(([, params]) => params.contents);
    expect(contents.every(some => some === undefined)).toBe(true);
    expect(server.wanted).toEqual([B.key]);
  });

  it('of several pushes in flight is recovered from once', async () => {
    const { server, stream, sync } = syncing();
    sync.push(snapshot({ a: A.key }));
    await stream.flush();
    server.lose();
    sync.push(snapshot({ b: A.key }));
    sync.push(snapshot({ c: A.key }));
    const last = snapshot({ d: A.key });
    const { done } = sync.push(last);
    await stream.flush();
    await done;
    expect(stream.sent.map(([, { base }]) => base)).toEqual([
      null,
      1,
      2,
      3,
      null
    ]);
    expectSame(server, last);
  });

  it('teaches nothing of contents that were named after it', async () => {
    const { server, stream, sync } = syncing();
    sync.push(snapshot({ a: A.key }));
    await stream.flush();
    server.lose();
    sync.push(snapshot({ b: A.key }));
    stream.deliver();
    await stream.answer();
    // The whole index is under way, and another push before its answer.
    sync.push(snapshot({ b: A.key, c: B.key }));
    stream.deliver();
    await stream.answer();
    await stream.flush();
    sync.push(snapshot({ b: A.key, c: B.key }, [A, B]));
    await stream.flush();
    expect(server.wanted).toEqual([]);
  });
});

describe('contents that are too large', () => {
  it('are left to be fetched, in a sync', async () => {
    const { server, stream, sync } = syncing();
    server.limit = A.size;
    const last = snapshot({ a: A.key, b: B.key }, [A, B]);
    const { done } = sync.push(last);
    await stream.flush();
    await done;
    expectSame(server, last);
    expect(server.wanted).toHaveLength(2);
    sync.push(last);
    sync.push(snapshot({ b: B.key }, [B]));
    await stream.flush();
    expect(stream.sent[2][1].contents).toBeUndefined();
    expect(server.refused).toEqual(new Map([[-32002, 1]]));
  });

  it('are left to be fetched, in a put', async () => {
    const { server, stream, sync } = syncing();
    server.limit = A.size;
    const all = [A, B].map(content => ({ ...content, size: 2 ** 20 }));
    const last = snapshot({ a: A.key, b: B.key }, all);
    const { done } = sync.push(last);
    await stream.flush();
    await done;
    expectSame(server, last);
    expect(server.wanted).toEqual([B.key]);
    const again = sync.push(last);
    expect(again).toMatchObject({ changes: 0, contents: 0 });
    await again.done;
    expect(stream.sent).toHaveLength(2);
  });

  it('and a push that was based on them end well', async () => {
    const { server, stream, sync } = syncing();
    server.limit = 0;
    sync.push(snapshot({ a: A.key }, [A]));
    const last = snapshot({ a: A.key, b: B.key }, [A, B]);
    const { done } = sync.push(last);
    await stream.flush();
    await done;
    expectSame(server, last);
  });
});

describe('a push that is refused otherwise', () => {
  it.each([[-32602], [-32603], [0], [undefined]])(
    'with code %p rejects, and the next one sends everything',
    async code => {
      const { server, stream, sync } = syncing();
      const last = snapshot({ a: A.key }, [A]);
      stream.fault = () => new Refusal(code as number);
      const { done } = sync.push(last);
      const failed = expect(done).rejects.toThrow('refused');
      await stream.flush();
      await failed;
      stream.fault = null;
      const again = sync.push(last);
      await stream.flush();
      await again.done;
      expect(again).toMatchObject({ revision: 2, changes: 2, contents: 1 });
      expect(stream.sent[1][1].base).toBeNull();
      expectSame(server, last);
      expect(server.wanted).toEqual([]);
    }
  );

  it('while it recovers rejects as well, and the next one succeeds', async () => {
    const { server, stream, sync } = syncing();
    sync.push(snapshot({ a: A.key }));
    await stream.flush();
    server.lose();
    const last = snapshot({ b: B.key });
    const { done } = sync.push(last);
    const failed = expect(done).rejects.toThrow('refused: 0');
    stream.deliver();
    stream.fault = () => new Refusal(0);
    await stream.flush();
    await failed;
    stream.fault = null;
    await Promise.all([sync.push(last).done, stream.flush()]);
    expectSame(server, last);
  });

  it('does not disturb one that was sent after it', async () => {
    const { server, stream, sync } = syncing();
    stream.fault = (_, { revision }) =>
      revision === 1 ? new Refusal(-32602) : null;
    const first = expect(sync.push(snapshot({ a: A.key })).done).rejects;
    const last = snapshot({ b: B.key });
    const second = sync.push(last);
    await stream.flush();
    await first.toThrow('refused');
    await second.done;
    expectSame(server, last);
  });

  it('is no unhandled rejection where nobody waits for it', async () => {
    const { stream, sync } = syncing();
    stream.fault = () => new Refusal(-32602);
    sync.push(snapshot({ a: A.key }));
    await stream.flush();
  });
});

/** A random snapshot over few names and contents, so that they recur. */
function randomSnapshot(random: Random): ISnapshot {
  const names = new Map<string, readonly string[]>();
  const files = new Map<string, string>();
  const keep: string[] = [];
  for (let i = 0; i < 8; i++) {
    if (!random.oneIn(3)) {
      names.set(`m${i}`, random.oneIn(3) ? ['/a', '/b'] : ['/a']);
    }
    if (random.oneIn(8)) {
      keep.push(`m${i}.a`);
    }
    for (const folder of ['/a', '/b']) {
      const version = random.oneIn(5)
        ? unknownVersion(undefined, `${random.below(4)}`)
        : random.pick(POOL).key;
      if (random.oneIn(8)) {
        files.set(`${folder}/m${i}/`, random.pick(['', '?']));
      } else if (random.oneIn(2)) {
        files.set(`${folder}/m${i}.py`, version);
      }
    }
  }
  const contents = POOL.filter(() => random.oneIn(2)).map(content =>
    // Some are so large that they go into portions of their own.
    random.oneIn(8) ? { ...content, size: 0.75 * 2 ** 20 } : content
  );
  return {
    taken: 0,
    names,
    files,
    keep,
    contents: new Map(contents.map(content => [content.key, content]))
  };
}

describe('random pushes, several in flight', () => {
  it.each([
    ['without faults', 31],
    ['with an index that is lost', 32],
    ['with a limit', 33],
    ['with requests that fail', 34]
  ])('%s end with the server’s index the same', async (faults, seed) => {
    const random = new Random(seed);
    let refused = 0;
    for (let round = 0; round < 60; round++) {
      const { server, stream, sync } = syncing();
      const isLossy = faults.includes('lost');
      if (faults.includes('limit')) {
        server.limit = random.below(60);
      }
      if (faults.includes('fail')) {
        stream.fault = () => (random.oneIn(4) ? new Refusal(-32603) : null);
      }
      if (server.limit === Infinity) {
        // From connections before this one.
        POOL.filter(() => random.oneIn(4)).forEach(content =>
          server.contents.set(content.key, content.size)
        );
      }
      let last = randomSnapshot(random);
      for (let step = 0; step < 30; step++) {
        const what = random.below(4);
        if (what < 2) {
          last = random.oneIn(5)
            ? { ...last }
            : { ...randomSnapshot(random), taken: step };
          sync.push(last).done.catch(() => undefined);
          if (random.oneIn(4) && !stream.fault) {
            // One that was taken before, and comes late.
            sync.push({ ...randomSnapshot(random), taken: step - 40 });
          }
        } else if (what === 2) {
          stream.deliver();
        } else {
          await stream.answer();
        }
        if (isLossy && random.oneIn(10)) {
          server.lose(new Set(random.oneIn(2) ? [A.key] : []));
        }
      }
      await stream.flush();
      stream.fault = null;
      // One more, which finds out what was lost or failed.
      const { done } = sync.push({
        ...last,
        files: new Map([...last.files, ['/last', A.key]])
      });
      await stream.flush();
      await done;
      const { done: end } = sync.push(last);
      await stream.flush();
      await end;
      expectSame(server, last);
      expect(server.revision).toBe(sync.revision);
      if (faults === 'without faults') {
        expect(server.twice).toEqual([]);
      }
      if (faults === 'without faults') {
        const lacking = server.wanted.filter(key => last.contents.has(key));
        expect(lacking).toEqual([]);
      }
      const { length } = stream.sent;
      const unchanged = sync.push(last);
      expect(unchanged.revision).toBe(server.revision);
      if (unchanged.contents === 0) {
        expect(stream.sent).toHaveLength(length);
      }
      await stream.flush();
      refused += [...server.refused.values()].reduce((a, b) => a + b, 0);
    }
    if (faults === 'without faults') {
      expect(refused).toBe(0);
    } else {
      expect(refused).toBeGreaterThan(20);
    }
  });
});
