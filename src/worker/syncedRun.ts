/**
 * One run of a program in a worker whose server plugin speaks the protocol's
 * extension.
 */
import { makeContent } from '../protocol/content';
import { originOf } from '../protocol/origin';
import { runProgram } from '../protocol/worker';
import type { IRunOptions, IRunResult } from '../tokens';
import type { ActivityLog } from './activity';
import type { ConsoleSession } from './consoleSession';
import type { IndexWriter } from './indexWriter';

/** What a run needs. */
export interface ISyncedRun {
  /** The connection's id. */
  readonly id: string;
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
  { activity, id, session, writer }: ISyncedRun,
  program: string,
  { line = 0, onOutput, path }: IRunOptions
): Promise<IRunResult> {
  return writer.during(program, async ({ names, refusal, revision }) => {
    const script = (mark: string) =>
      runProgram(
        id,
        names,
        revision,
        // At the lines that it has in its file.
        '\n'.repeat(line) + program,
        path === undefined ? runName(program) : originOf(path),
        mark
      );
    activity.recordReady();
    const result = await session.runMarked(script, onOutput);
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
