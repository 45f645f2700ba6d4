import { Runs } from '../../runs/runs';
import { storedRuns, storeRuns } from '../../runs/runStore';
import type { IDeephavenServer, IRunOptions, IRunResult } from '../../tokens';

const RESULT: IRunResult = {
  error: null,
  exception: null,
  created: ['t'],
  updated: [],
  removed: [],
  output: 'printed'
};

/** Runs that print a text and end with a result, or not at all. */
async function ran(text: string, result: IRunResult | null): Promise<Runs> {
  const runs = new Runs(() => ({ keptRuns: 50, keptOutput: 1_000_000 }));
  const server = {
    config: { name: 'Test' },
    run: async (_: string, options: IRunOptions) => {
      options.onSent?.({ connection: 'id', mark: 'm' });
      options.onBegin?.();
      options.onOutput?.(text, 'stdout');
      return result ?? new Promise(() => undefined);
    }
  } as unknown as IDeephavenServer;
  const running = runs.run(server, 'code', 'a.py', { path: 'a.py' });
  if (result) {
    await running;
  }
  return runs;
}

beforeEach(() => sessionStorage.clear());

it('brings back what ran, with its output', async () => {
  const { runs } = await ran('one\ntwo\n', RESULT);
  storeRuns(runs, sessionStorage);
  const [restored] = storedRuns(sessionStorage, () => 'reloaded');
  expect(restored.label).toBe('a.py');
  expect(restored).toMatchObject({
    id: 1,
    file: 'a.py',
    server: 'Test',
    key: { connection: 'id', mark: 'm' },
    failed: false,
    failure: null,
    output: { head: [{ stream: 'stdout', text: 'one\ntwo\n' }], leftOut: 0 }
  });
  expect(restored.result).toMatchObject({ created: ['t'] });
  expect(restored.ended).toEqual(runs[0].ended);
});

it('says of a run that went on that its output is lost', async () => {
  const { runs } = await ran('one\n', null);
  storeRuns(runs, sessionStorage);
  const [restored] = storedRuns(sessionStorage, () => 'reloaded');
  expect(restored).toMatchObject({ failed: true, failure: 'reloaded' });
  expect(restored.ended).not.toBeNull();
});

it('keeps the beginning and the end of much output', async () => {
  const text = `begin${'x'.repeat(200_000)}end`;
  const { runs } = await ran(text, RESULT);
  storeRuns(runs, sessionStorage);
  const [{ output }] = storedRuns(sessionStorage, () => '');
  expect(output.head[0].text.startsWith('begin')).toBe(true);
  expect(output.tail[0].text.endsWith('end')).toBe(true);
  const kept = output.head[0].text.length + output.tail[0].text.length;
  expect(kept).toBe(100_000);
  expect(output.leftOut).toBe(text.length - kept);
});

it('leaves out the oldest where the browser stores no more', async () => {
  const all = [
    ...(await ran('1', RESULT)).runs,
    ...(await ran('2', RESULT)).runs
  ];
  const items = new Map<string, string>();
  const small = {
    getItem: (key: string) => items.get(key) ?? null,
    removeItem: (key: string) => items.delete(key),
    setItem: (key: string, value: string) => {
      if (JSON.parse(value).length > 1) {
        throw new DOMException('', 'QuotaExceededError');
      }
      items.set(key, value);
    }
  } as unknown as Storage;
  storeRuns(all, small);
  const texts = storedRuns(small, () => '').map(
    ({ output }) => output.head[0].text
  );
  expect(texts).toEqual(['2']);
});

it('takes what is no list of runs as none', () => {
  const warn = jest.spyOn(console, 'warn').mockImplementation();
  sessionStorage.setItem('jupyterlab-deephaven:runs', '[{"of": "later"');
  expect(storedRuns(sessionStorage, () => '')).toEqual([]);
  expect(warn).toHaveBeenCalled();
  warn.mockRestore();
});
