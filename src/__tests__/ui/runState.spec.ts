import { nullTranslator } from '@jupyterlab/translation';

import type { IRun } from '../../tokens';
import { progressText, stateOf } from '../../ui/runState';

const trans = nullTranslator.load('');
const START = new Date(2026, 0, 1, 12, 0, 0);

function after(seconds: number): Date {
  return new Date(START.getTime() + seconds * 1000);
}

function run(change: Partial<IRun>): IRun {
  return {
    started: START,
    sent: null,
    began: null,
    ended: null,
    isStopping: false,
    isStopped: false,
    failed: false,
    waitsFor: null,
    ...change
  } as IRun;
}

it.each<[string, string, Partial<IRun>]>([
  ['waiting', 'waiting for a.py, 12 s', { waitsFor: 'a.py' }],
  ['waiting', 'sending files', {}],
  ['waiting', 'starting', { sent: after(11.5) }],
  ['waiting', 'waiting for another client’s script, 12 s', { sent: after(1) }],
  ['running', '10 s', { sent: after(1), began: after(2) }],
  ['stopping', 'stopping, 10 s', { began: after(2), isStopping: true }],
  ['done', '3.50 s', { began: after(2), ended: after(5.5) }],
  ['done', '2.0 min', { began: after(2), ended: after(122) }],
  ['failed', '3.50 s', { began: after(2), ended: after(5.5), failed: true }],
  [
    'stopped',
    'stopped after 3.50 s',
    { began: after(2), ended: after(5.5), isStopped: true }
  ],
  ['stopped', 'stopped before it began', { ended: after(5.5), isStopped: true }]
])('a run that is %s: %s', (state, text, change) => {
  expect(stateOf(run(change))).toBe(state);
  const now = after(12).getTime();
  expect(progressText(run(change), trans, now)).toBe(text);
});
