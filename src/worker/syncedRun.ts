/**
 * One run of a program in a worker whose server plugin speaks the protocol's
 * extension.
 */
import { makeContent } from '../protocol/content';
import type { RemoteFileSourceConnection } from '../protocol/connection';
import { originOf } from '../protocol/origin';
import { runProgram } from '../protocol/worker';
import type { IRunOptions, IRunResult } from '../tokens';
import type { ActivityLog } from './activity';
import type { ConsoleSession } from './consoleSession';
import type { IndexWriter } from './indexWriter';

/** What a run needs. */
export interface ISyncedRun {
  readonly connection: RemoteFileSourceConnection;
  readonly writer: IndexWriter;
  readonly session: ConsoleSession;
  readonly activity: ActivityLog;
}

/**
 * Send what has changed, and run a program.
 *
 * @throws Error when the worker cannot have the files.
 */
export async function runSynced(
  { activity, connection, session, writer }: ISyncedRun,
  program: string,
  { line = 0, onOutput, path, signal }: IRunOptions
): Promise<IRunResult> {
  return writer.during(program, async ({ names, refusal, revision }) => {
    // What is sent has not begun.
    signal?.throwIfAborted();
    let stop = () => undefined as void;
    const script = (mark: string) => {
      stop = () => {
        connection.stopRun(mark).catch(reason => {
          console.warn('The run could not be stopped', reason);
        });
      };
      return runProgram(
        connection.id,
        names,
        revision,
        // At the lines that it has in its file.
        '\n'.repeat(line) + program,
        path === undefined ? runName(program) : originOf(path),
        mark
      );
    };
    const onAbort = () => stop();
    signal?.addEventListener('abort', onAbort);
    activity.recordReady();
    const result = await session
      .runMarked(script, onOutput)
      .finally(() => signal?.removeEventListener('abort', onAbort));
    if (result.error !== null && refusal() !== undefined) {
      // It says more than that nothing has arrived.
      throw refusal();
    }
    return result;
  });
}

/** What tracebacks call a program that is in no file. */
function runName(program: string): string {
  return `<run ${makeContent(program).key.slice(0, 8)}>`;
}
