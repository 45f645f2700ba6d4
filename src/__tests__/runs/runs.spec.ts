import { PromiseDelegate } from '@lumino/coreutils';

import { Runs } from '../../runs/runs';
import type { IDeephavenServer, IRunOptions, IRunResult } from '../../tokens';

const RESULT: IRunResult = {
  error: null,
  exception: null,
  created: [],
  updated: [],
  removed: [],
  output: ''
};

/** A server whose runs a test ends. */
function server() {
  const ends: PromiseDelegate<IRunResult>[] = [];
  const given: IRunOptions[] = [];
  const fake = {
    config: { name: 'Test' },
    run: (_: string, options: IRunOptions) => {
      const end = new PromiseDelegate<IRunResult>();
      ends.push(end);
      given.push(options);
      return end.promise;
    }
  };
  return { ends, given, server: fake as unknown as IDeephavenServer };
}

it('drops the first runs that have ended, never one that goes on', async () => {
  const { ends, server: on } = server();
  const runs = new Runs(() => ({ keptRuns: 2, keptOutput: 1000 }));
  const labels = () => runs.runs.map(({ label }) => label);
  const all = ['long', 'a', 'b', 'c'].map(label => runs.run(on, '', label));
  expect(labels()).toEqual(['long', 'a', 'b', 'c']);
  ends.slice(1).forEach(end => end.resolve(RESULT));
  await Promise.all(all.slice(1));
  void runs.run(on, '', 'd');
  expect(labels()).toEqual(['long', 'd']);
});

it('forgets one run, or all that have ended', async () => {
  const { ends, server: on } = server();
  const runs = new Runs(() => ({ keptRuns: 10, keptOutput: 1000 }));
  const all = ['a', 'b', 'c'].map(label => runs.run(on, '', label));
  ends.slice(0, 2).forEach(end => end.resolve(RESULT));
  await Promise.all(all.slice(0, 2));
  const labels = () => runs.runs.map(({ label }) => label);
  runs.clear(runs.runs[0]);
  expect(labels()).toEqual(['b', 'c']);
  runs.clear();
  expect(labels()).toEqual(['c']);
});

it('runs code again, as it was asked for', async () => {
  const { ends, given, server: on } = server();
  const runs = new Runs(() => ({ keptRuns: 10, keptOutput: 1000 }));
  const first = runs.run(on, 'x', 'x', { path: 'a.py', line: 3 });
  expect(runs.canRunAgain(runs.runs[0])).toBe(false);
  ends[0].resolve(RESULT);
  await first;
  void runs.runAgain(runs.runs[0]);
  expect(given[1]).toMatchObject({ path: 'a.py', line: 3 });
  expect(runs.runs.map(({ label }) => label)).toEqual(['x', 'x']);
});

describe('stopping', () => {
  it('asks the run, each time, and waits for its end', async () => {
    const { ends, given, server: on } = server();
    const runs = new Runs(() => ({ keptRuns: 10, keptOutput: 1000 }));
    const running = runs.run(on, '', 'endless');
    const [run] = runs.runs;
    expect(run).toMatchObject({ began: null, isStopping: false });
    given[0].onBegin?.();
    expect(run.began).not.toBeNull();
    let asked = 0;
    given[0].signal?.addEventListener('abort', () => (asked += 1));
    let hasEnded = false;
    const stopped = runs.stop(run).then(() => (hasEnded = true));
    void runs.stop(run);
    expect(asked).toBe(2);
    expect(run).toMatchObject({ isStopping: true, isStopped: false });
    await Promise.resolve();
    expect(hasEnded).toBe(false);
    ends[0].resolve({ ...RESULT, error: 'KeyboardInterrupt' });
    await Promise.all([stopped, running]);
    expect(run).toMatchObject({
      failed: false,
      isStopping: false,
      isStopped: true
    });
    await runs.stop(run);
    expect(asked).toBe(2);
  });

  it('one that others wait for lets the next one go on', async () => {
    const { ends, server: on } = server();
    const runs = new Runs(() => ({ keptRuns: 10, keptOutput: 1000 }));
    void runs.run(on, '', 'a').catch(() => undefined);
    void runs.run(on, '', 'b');
    const [a, b] = runs.runs;
    expect([a.waitsFor, b.waitsFor]).toEqual([null, 'a']);
    ends[0].reject(new Error('stopped'));
    await runs.stop(a);
    expect(b.waitsFor).toBeNull();
  });

  it('too late leaves a run what it is', async () => {
    const { ends, server: on } = server();
    const runs = new Runs(() => ({ keptRuns: 10, keptOutput: 1000 }));
    const running = runs.run(on, '', 'short');
    const stopped = runs.stop(runs.runs[0]);
    ends[0].resolve(RESULT);
    await Promise.all([stopped, running]);
    expect(runs.runs[0]).toMatchObject({ failed: false, isStopped: false });
  });
});
