/**
 * A run's state, as a word for code and as texts for people.
 */
import type { TranslationBundle } from '@jupyterlab/translation';

import type { IRun } from '../tokens';

/** What is so of a run. */
export type RunState =
  'waiting' | 'running' | 'stopping' | 'stopped' | 'failed' | 'done';

/** A server answers at once unless another script runs there; in milliseconds. */
const AT_ONCE = 1000;

/** The state of a run. */
export function stateOf(run: IRun): RunState {
  if (run.ended === null) {
    return run.isStopping ? 'stopping' : run.began ? 'running' : 'waiting';
  }
  return run.isStopped ? 'stopped' : run.failed ? 'failed' : 'done';
}

/**
 * How far a run is, and how long it took up to now.
 *
 * @param now - in milliseconds since 1970.
 */
export function progressText(
  run: IRun,
  trans: TranslationBundle,
  now = Date.now()
): string {
  const { began, ended, isStopped, started } = run;
  if (ended !== null) {
    const time = durationText(began ?? started, ended, trans);
    return !isStopped
      ? time
      : began === null
        ? trans.__('stopped before it began')
        : trans.__('stopped after %1', time);
  }
  const from = began ?? started;
  const seconds = Math.max(0, Math.floor((now - from.getTime()) / 1000));
  switch (stateOf(run)) {
    case 'stopping':
      return trans.__('stopping, %1 s', seconds);
    case 'waiting':
      return waitingText(run, seconds, trans, now);
    default:
      return trans.__('%1 s', seconds);
  }
}

function waitingText(
  { sent, waitsFor }: IRun,
  seconds: number,
  trans: TranslationBundle,
  now: number
): string {
  if (waitsFor !== null) {
    return trans.__('waiting for %1, %2 s', waitsFor, seconds);
  }
  if (sent === null) {
    return trans.__('sending files');
  }
  return now - sent.getTime() < AT_ONCE
    ? trans.__('starting')
    : trans.__('waiting for another client’s script, %1 s', seconds);
}

/** How long something took. */
export function durationText(
  from: Date,
  to: Date,
  trans: TranslationBundle
): string {
  const seconds = (to.getTime() - from.getTime()) / 1000;
  return seconds < 60
    ? trans.__('%1 s', seconds.toFixed(seconds < 10 ? 2 : 1))
    : trans.__('%1 min', (seconds / 60).toFixed(1));
}
