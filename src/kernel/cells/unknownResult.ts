/**
 * Cells of which nobody knows how they have ended, as their connection was lost.
 */
import type { TranslationBundle } from '@jupyterlab/translation';
import { PromiseDelegate } from '@lumino/coreutils';

import type { IDeephavenServer } from '../../tokens';
import type { ICellError } from './types';

/** Nobody knows how a cell has ended. Its message says why, where that is known. */
export class UnknownResultError extends Error {}

/**
 * What is said of such a cell.
 *
 * @param reason - why nobody knows; by default that the worker does not, any more.
 */
export function unknownResult(
  trans: TranslationBundle,
  reason = trans.__(
    'The server does not know any more how this cell has ended. What it has made is there. To see its output, run it again.'
  )
): ICellError {
  return {
    ename: trans.__('Result unknown'),
    evalue: reason,
    traceback: [reason]
  };
}

/**
 * Do what waits for a connection that was lost, unless it does not come back.
 *
 * @param reason - why there is none.
 * @throws UnknownResultError with that reason.
 */
export async function unlessGone<T>(
  server: IDeephavenServer,
  reason: unknown,
  work: () => Promise<T>
): Promise<T> {
  const gone = new PromiseDelegate<never>();
  const check = () => {
    if (server.state === 'failed' || server.state === 'disconnected') {
      gone.reject(reason);
    }
  };
  server.changed.connect(check);
  try {
    check();
    return await Promise.race([gone.promise, work()]);
  } catch {
    const message = reason instanceof Error ? reason.message : String(reason);
    throw new UnknownResultError(message);
  } finally {
    server.changed.disconnect(check);
  }
}
