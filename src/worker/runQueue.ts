/**
 * Runs code on one server, one run at a time, and says why where it cannot.
 */
import type { TranslationBundle } from '@jupyterlab/translation';
import { PromiseDelegate } from '@lumino/coreutils';

import { CancelledError } from '../connection/failures';
import type { OutputPart } from '../protocol/runReports';
import type { IRunOptions, IRunResult } from '../tokens';
import { explainError } from './explainError';
import { KeptOutput } from './keptOutput';
import type { WorkerConnection } from './workerConnection';

/** How many characters of a run's output are in its result at most. */
const MAX_OUTPUT = 5_000_000;

/** A server's runs, in the order in which they were asked for. */
export class RunQueue {
  constructor(options: RunQueue.IOptions) {
    this._options = options;
  }

  /**
   * Run code when those before it have ended.
   *
   * @throws Error when the server is not connected by then, or goes away.
   * @throws CancelledError when it is stopped before it begins.
   */
  run(code: string, options: IRunOptions): Promise<IRunResult> {
    const { signal } = options;
    const stopped = new PromiseDelegate<never>();
    const onAbort = () =>
      stopped.reject(
        new CancelledError(
          this._options.trans.__('The run was stopped before it began.')
        )
      );
    signal?.addEventListener('abort', onAbort);
    const run = this._last.then(() => {
      signal?.removeEventListener('abort', onAbort);
      if (signal?.aborted) {
        // Nobody waits for this one any more.
        return stopped.promise;
      }
      return this._run(code, options);
    });
    // A run that failed must not keep the next one from running.
    this._last = run.catch(() => undefined);
    return Promise.race([run, stopped.promise]);
  }

  private async _run(code: string, options: IRunOptions): Promise<IRunResult> {
    const { connection, isRetried, server, trans } = this._options;
    const current = connection();
    if (!current) {
      throw new Error(
        isRetried()
          ? trans.__(
              'The connection to “%1” was lost and is not back yet, so nothing has run.',
              server
            )
          : trans.__('“%1” is not connected.', server)
      );
    }
    const { ended, worker } = current;
    const output = new KeptOutput(MAX_OUTPUT);
    const onPart = (part: OutputPart) => {
      output.add(part);
      if ('leftOut' in part) {
        const left = trans.__('… %1 characters left out …', part.leftOut);
        options.onOutput?.(`\n${left}\n`, 'stderr');
      } else {
        options.onOutput?.(part.text, part.stream);
      }
    };
    try {
      const result = await Promise.race([
        worker.run(code, options, onPart),
        // The API need not end what a closed connection was asked.
        ended
      ]);
      const { line = 0 } = options;
      const isPadded = worker.plugin.kind === 'ours';
      const counted = isPadded ? '\n'.repeat(line) + code : code;
      return {
        ...result,
        ...explainError(result, counted, trans),
        output: output.text
      };
    } catch (reason) {
      if (options.signal?.aborted && reason === options.signal.reason) {
        throw new CancelledError(
          trans.__('The run was stopped before it began.')
        );
      }
      throw new Error(
        worker.isDisposed
          ? trans.__('The connection to “%1” ended while the code ran.', server)
          : String(reason instanceof Error ? reason.message : reason)
      );
    }
  }

  private _last: Promise<unknown> = Promise.resolve();
  private _options: RunQueue.IOptions;
}

/** A namespace for `RunQueue` statics. */
export namespace RunQueue {
  /** What the queue needs. */
  export interface IOptions {
    /** The server's name. */
    readonly server: string;
    /** The connection of now, and what rejects at its end; null without one. */
    readonly connection: () => {
      readonly worker: WorkerConnection;
      readonly ended: Promise<never>;
    } | null;
    /** Whether a lost connection is being tried again. */
    readonly isRetried: () => boolean;
    readonly trans: TranslationBundle;
  }
}
