import { PromiseDelegate } from '@lumino/coreutils';

import { Runs } from '../../runs/runs';
import type { IDeephavenServer, IRunResult } from '../../tokens';

const RESULT: IRunResult = {
  error: null,
  created: [],
  updated: [],
  removed: [],
  output: ''
};

/** A server whose runs a test ends. */
function server() {
  const ends: PromiseDelegate<IRunResult>[] = [];
  const fake = {
    config: { name: 'Test' },
    run: () => {
      const end = new PromiseDelegate<IRunResult>();
      ends.push(end);
      return end.promise;
    }
  };
  return { ends, server: fake as unknown as IDeephavenServer };
}

it('drops the first runs that have ended, never one that goes on', async () => {
  const { ends, server: on } = server();
  const runs = new Runs(() => 2);
  const labels = () => runs.runs.map(({ label }) => label);
  const all = ['long', 'a', 'b', 'c'].map(label => runs.run(on, '', label));
  expect(labels()).toEqual(['long', 'a', 'b', 'c']);
  ends.slice(1).forEach(end => end.resolve(RESULT));
  await Promise.all(all.slice(1));
  void runs.run(on, '', 'd');
  expect(labels()).toEqual(['long', 'd']);
});
