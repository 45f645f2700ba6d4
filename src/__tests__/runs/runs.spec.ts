import { PromiseDelegate } from '@lumino/coreutils';

import { Runs } from '../../runs/runs';
import type {
  IDeephavenServer,
  IRunKey,
  IRunOptions,
  IRunResult
} from '../../tokens';

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

describe('coming back to a run after its connection was lost', () => {
  const KEY = { connection: 'id', mark: 'm' };

  /** A run that lost its connection, and the server when it is back. */
  async function lost(isFound: boolean) {
    const { ends, given, server: on } = server();
    const runs = new Runs(() => ({ keptRuns: 10, keptOutput: 1000 }));
    const running = runs.run(on, 'x', 'x');
    given[0].onSent?.(KEY);
    given[0].onBegin?.();
    given[0].onOutput?.('before\n', 'stdout');
    ends[0].reject(new Error('The connection ended.'));
    await expect(running).rejects.toThrow('The connection ended.');
    const after = new PromiseDelegate<IRunResult>();
    const resume = jest.fn(async (_: IRunKey, options: IRunOptions) => {
      options.onOutput?.('after\n', 'stdout');
      const key = { connection: 'next', mark: 'm' };
      return isFound ? { ended: after.promise, key } : null;
    });
    const plugin = { kind: 'published' };
    const back = { ...on, connection: { plugin, resume } } as unknown;
    return { after, back: back as IDeephavenServer, resume, runs };
  }

  it('shows what it has printed since, and how it ends', async () => {
    const { after, back, resume, runs } = await lost(true);
    expect(runs.runs[0].failed).toBe(true);
    await runs.resume(back);
    expect(resume.mock.calls[0][0]).toEqual(KEY);
    const [run] = runs.runs;
    expect(run.label).toBe('x');
    expect(run).toMatchObject({
      id: 1,
      ended: null,
      failed: false
    });
    expect(run.output.head.map(({ text }) => text).join('')).toBe(
      'before\nafter\n'
    );
    const ended = new Promise(resolve => runs.ended.connect(resolve));
    after.resolve(RESULT);
    await ended;
    expect(run).toMatchObject({ failed: false, result: RESULT });
    // It is over: nothing to come back to.
    await runs.resume(back);
    expect(resume).toHaveBeenCalledTimes(1);
  });

  it('stops it', async () => {
    const { after, back, resume, runs } = await lost(true);
    await runs.resume(back);
    const { signal } = resume.mock.calls[0][1];
    signal?.addEventListener('abort', () =>
      after.resolve({ ...RESULT, error: 'KeyboardInterrupt' })
    );
    await runs.stop(runs.runs[0]);
    expect(runs.runs[0].isStopped).toBe(true);
  });

  it('leaves it as it is where the server does not know it', async () => {
    const { back, runs } = await lost(false);
    const [run] = runs.runs;
    await runs.resume(back);
    expect(runs.runs).toEqual([run]);
    expect(run.output.head.map(({ text }) => text)).toEqual(['before\n']);
  });

  it('comes back by the next connection where it is lost once more', async () => {
    const { after, back, resume, runs } = await lost(true);
    await runs.resume(back);
    resume.mockResolvedValue(null);
    const ended = new Promise(resolve => runs.ended.connect(resolve));
    after.reject(new Error('closed'));
    await ended;
    expect(runs.runs[0].failure).toBe('The connection ended.');
    await Promise.resolve();
    expect(resume.mock.lastCall![0]).toEqual({ connection: 'next', mark: 'm' });
  });

  it('is followed by who began it, or another page', async () => {
    const { after, back, resume, runs } = await lost(true);
    const onOutput = jest.fn();
    const onDisplay = jest.fn();
    const onInput = async () => 'line';
    const cell = { onDisplay, onInput };
    const onSent = jest.fn();
    const following = runs.follow(back, 'm', { onOutput, onSent, cell });
    expect(onSent).not.toHaveBeenCalled();
    await runs.resume(back);
    expect(onSent).toHaveBeenCalledWith({ connection: 'next', mark: 'm' });
    const [, given] = resume.mock.calls[0];
    expect(onOutput.mock.calls).toEqual([['after\n', 'stdout']]);
    const display = { type: 'display_data', content: {}, objects: [] };
    given.cell?.onDisplay(display);
    expect(onDisplay).toHaveBeenCalledWith(display);
    await expect(given.cell?.onInput('', false)).resolves.toBe('line');
    after.resolve(RESULT);
    await expect(following).resolves.toBe(RESULT);
    await expect(runs.follow(back, 'm', {})).resolves.toBe(RESULT);
  });

  it('is followed over one more loss, until nobody knows it', async () => {
    const { after, back, resume, runs } = await lost(true);
    const following = runs.follow(back, 'm', {});
    await runs.resume(back);
    resume.mockResolvedValue(null);
    after.reject(new Error('closed'));
    await expect(following).rejects.toThrow('The connection ended.');
    await expect(runs.follow(back, 'other', {})).rejects.toThrow();
  });

  it('is stopped by who follows it, also while there is no connection', async () => {
    const { back, resume, runs } = await lost(true);
    const stopper = new AbortController();
    void runs.follow(back, 'm', { signal: stopper.signal });
    stopper.abort();
    await runs.resume(back);
    expect(resume.mock.calls[0][1].signal?.aborted).toBe(true);
  });
});
