/**
 * A run sees every file as it is, whatever the contents manager says of times.
 */
import type { Kind } from '../helpers/contentsServers';
import { ContentsServer, KINDS } from '../helpers/contentsServers';
import { resolverOf } from '../helpers/resolving';

const ALL = Object.keys(KINDS) as Kind[];

/** Runs of a program that imports `pkg.a` and `pkg.sub.b`. */
function running(kind: Kind) {
  const server = new ContentsServer(kind);
  server.write('pkg/__init__.py', '');
  server.write('pkg/a.py', 'a = 1');
  server.write('pkg/sub/b.py', 'b = 1');
  const resolver = resolverOf(server.store, [{ name: 'pkg', path: 'pkg' }]);
  /** What a run has of a file. */
  const run = async (path = 'pkg/a.py') => {
    const release = resolver.hold();
    const { contents, files } = await resolver.snapshot(
      'import pkg.a, pkg.sub.b'
    );
    release();
    return contents.get(files.get(`/jupyter/${path}`)!)?.data;
  };
  return { resolver, run, server };
}

beforeEach(() => {
  jest.useFakeTimers({
    doNotFake: ['nextTick', 'setTimeout', 'queueMicrotask']
  });
});

afterEach(() => {
  jest.useRealTimers();
});

describe.each(ALL)('a contents manager that tells %s', kind => {
  it('an edit of the same length is seen', async () => {
    const { run, server } = running(kind);
    server.wait(1e6);
    for (let i = 1; i < 9; i++) {
      expect(await run()).toBe(`a = ${i}`);
      server.wait(1e5);
      server.write('pkg/a.py', `a = ${i + 1}`);
    }
  });

  it('an edit of another file says nothing about those', async () => {
    const { run, server } = running(kind);
    server.wait(1e6);
    await run();
    for (let i = 2; i < 9; i++) {
      server.write('pkg/a.py', `a = ${i}`);
      expect(await run()).toBe(`a = ${i}`);
      server.wait(1e5);
      server.write('pkg/sub/b.py', `b = ${i}`);
      expect(await run('pkg/sub/b.py')).toBe(`b = ${i}`);
      server.wait(1e5);
    }
  });

  it.each([-3.6e6, -10_000, 0, 10_000, 3.6e6])(
    'the second edit within a second is seen by a clock %d ms ahead',
    async ahead => {
      const { run, server } = running(kind);
      server.wait(1e6);
      jest.setSystemTime(Date.parse('2026-06-01T12:16:40Z') + ahead);
      await run();
      for (let i = 2; i < 9; i++) {
        server.write('pkg/a.py', `a = ${i}`);
        expect(await run()).toBe(`a = ${i}`);
        server.wait(i % 3 === 0 ? 1e5 : 100);
        // The clock jumps to and fro.
        jest.setSystemTime(Date.now() + (i % 2 ? 1e6 : -1e6));
      }
    }
  );

  it('an import outside of runs sees it as well', async () => {
    const { resolver, server } = running(kind);
    server.wait(1e6);
    for (let i = 1; i < 5; i++) {
      const [content] = await resolver.read(['/jupyter/pkg/a.py']);
      expect(content).toMatchObject({ data: `a = ${i}` });
      const survey = await resolver.survey(true);
      const { contents, files } = await survey.snapshot();
      const key = files.get('/jupyter/pkg/a.py')!;
      expect(contents.get(key)?.data).toBe(`a = ${i}`);
      server.write('pkg/a.py', `a = ${i + 1}`);
    }
  });
});

describe('files that do not change', () => {
  it.each<Kind>(['times in milliseconds', 'times in whole seconds'])(
    'are not read again once %s were seen to move',
    async kind => {
      const { run, server } = running(kind);
      for (let i = 2; i < 5; i++) {
        server.wait(1e5);
        server.write('pkg/sub/b.py', `b = ${i}`);
        await run();
      }
      server.reads.length = 0;
      await run();
      // No later change of anything tells that this one is over.
      expect(server.reads).toEqual(['pkg/sub/b.py']);
    }
  );

  it('are read once a run where times tell nothing', async () => {
    const { run, server } = running('one time for all files, without sizes');
    await run();
    server.reads.length = 0;
    await run();
    expect(server.reads.sort()).toEqual([
      'pkg/__init__.py',
      'pkg/a.py',
      'pkg/sub/b.py'
    ]);
  });

  it('are not read by looks in the background', async () => {
    const { resolver, run, server } = running('no times');
    await run();
    server.reads.length = 0;
    const survey = await resolver.survey();
    const { files } = await survey.snapshot();
    expect([...files.values()].filter(of => of.startsWith('?'))).toEqual([]);
    expect(server.reads).toEqual([]);
  });
});

describe('a data file of which all was fetched', () => {
  const PATH = '/jupyter/pkg/d.bin';
  const LARGE = 9 * 1024 * 1024;

  /** Runs that fetch such a file, and the versions that they have of it. */
  async function fetching(kind: Kind, size: number) {
    const { resolver, run, server } = running(kind);
    const write = (letter: string) =>
      server.write('pkg/d.bin', letter.repeat(size));
    write('x');
    for (let i = 2; i < 5; i++) {
      server.wait(1e5);
      server.write('pkg/sub/b.py', `b = ${i}`);
      await run();
    }
    const version = async () => (await resolver.snapshot('')).files.get(PATH)!;
    const fetch = async () => {
      const release = resolver.hold();
      const before = await version();
      const { bytes } = (await resolver.data(PATH))!;
      const after = await version();
      release();
      return { letter: String.fromCharCode(bytes[0]), before, after };
    };
    return { fetch, resolver, version, write };
  }

  it.each<[Kind, number]>([
    ['one time for all files, with sizes', 1],
    ['one time for all files, with sizes', LARGE],
    ['one time for all files, without sizes', 1],
    ['one time for all files, without sizes', LARGE],
    ['no times', LARGE],
    ['the times of creation', LARGE]
  ])('with %s and %d bytes is fetched again when it changed', async (...of) => {
    const { fetch, resolver, version, write } = await fetching(...of);
    const first = await fetch();
    expect(first.letter).toBe('x');
    write('y');
    const second = await fetch();
    expect(second.letter).toBe('y');
    // By its version, the worker knows that it has another file.
    expect(second.before).not.toBe(first.after);
    // Nothing has changed while it runs.
    expect(second.after).toBe(second.before);
    const known = await version();
    const survey = await resolver.survey();
    expect((await survey.snapshot()).files.get(PATH)).toBe(known);
  });

  it('is not fetched again where times tell that it did not change', async () => {
    const { fetch, version } = await fetching('times in milliseconds', LARGE);
    const { after } = await fetch();
    expect(await version()).toBe(after);
  });
});
