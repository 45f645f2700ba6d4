import { PromiseDelegate } from '@lumino/coreutils';

import type { IRaised } from '../../protocol/runReports';
import type { IRunOptions } from '../../tokens';
import { ActivityLog } from '../../worker/activity';
import { runSynced } from '../../worker/syncedRun';

/** A run whose script and whose report a test ends. */
function begin(options: IRunOptions) {
  const executed = new PromiseDelegate<object>();
  const ended = new PromiseDelegate<IRaised | null>();
  const scripts: string[] = [];
  const run = {
    activity: new ActivityLog(),
    connection: {
      id: 'c',
      runId: 'r',
      takesCells: true,
      hasScopes: options.scope !== undefined,
      closed: new Promise(() => undefined),
      runs: { expect: () => ended.promise }
    },
    writer: {
      during: (_: string, work: (files: object) => unknown) =>
        work({ names: [], revision: 1, refusal: () => undefined })
    },
    session: {
      execute: (script: string) => {
        scripts.push(script);
        return executed.promise;
      }
    }
  };
  const result = runSynced(run as never, 'x = 1', options, () => undefined);
  const onResult = jest.fn();
  result.then(onResult, onResult);
  return { ended, executed, onResult, result, scripts };
}

const cell = { onDisplay: () => undefined, onInput: async () => null };
const title = 'x';
const CHANGES = { changes: { created: [{ title }], updated: [], removed: [] } };

it('waits for the names of the variables that it has made', async () => {
  const { ended, executed, onResult, result } = begin({});
  ended.resolve(null);
  await new Promise(process.nextTick);
  expect(onResult).not.toHaveBeenCalled();
  executed.resolve(CHANGES);
  await expect(result).resolves.toMatchObject({ created: ['x'], error: null });
});

it('ends with its code where nobody wants them', async () => {
  const { ended, result } = begin({ isWithoutNames: true });
  ended.resolve(null);
  await expect(result).resolves.toMatchObject({ created: [], error: null });
});

it('fails where its code has not even begun', async () => {
  const { executed, result } = begin({ isWithoutNames: true });
  executed.reject(new Error('no such client'));
  await expect(result).rejects.toThrow('no such client');
});

it('waits for the report that comes after the names', async () => {
  const { ended, executed, onResult, result } = begin({ isWithoutNames: true });
  executed.resolve(CHANGES);
  await new Promise(process.nextTick);
  expect(onResult).not.toHaveBeenCalled();
  ended.resolve({ name: 'E', message: 'm', traceback: 'T\n', frames: [] });
  await expect(result).resolves.toMatchObject({ error: 'T\n' });
});

it('has variables of its own where the server can give it some', () => {
  const scope = { id: 'k', exportsTables: false };
  expect(begin({ cell, scope }).scripts[0]).toMatch(/"k", False\)$/);
  expect(begin({ cell }).scripts[0]).toContain('.run_cell("r"');
  expect(begin({ cell }).scripts[0]).not.toContain('False');
});
