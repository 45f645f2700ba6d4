/**
 * One run of a program in a worker whose server plugin speaks the protocol's
 * extension.
 */
import { makeContent } from '../protocol/content';
import type { IndexSync } from '../protocol/indexSync';
import { ErrorCodes } from '../protocol/messages';
import { originOf } from '../protocol/origin';
import { runProgram } from '../protocol/worker';
import type { IRunOptions, IRunResult } from '../tokens';
import type { IServedProvider, IServedSnapshot } from '../tree/types';
import type { ActivityLog } from './activity';
import type { ConsoleSession } from './consoleSession';

/**
 * How many bytes of contents a run does not wait for. The worker waits, but
 * with its locks held and not for long: more may need more time.
 */
const MAX_UNAWAITED = 512 * 1024;

/** What a run needs. */
export interface ISyncedRun {
  /** The connection's id. */
  readonly id: string;
  readonly sync: IndexSync;
  readonly provider: IServedProvider;
  readonly session: ConsoleSession;
  readonly activity: ActivityLog;
  /** Told the served names before the program begins. */
  readonly onNames?: (names: readonly string[]) => Promise<void>;
}

/**
 * Send what has changed, and run a program.
 *
 * @throws Error when the worker cannot have the files.
 */
export async function runSynced(
  { activity, id, onNames, provider, session, sync }: ISyncedRun,
  program: string,
  { line = 0, onOutput, path }: IRunOptions
): Promise<IRunResult> {
  let bytes = 0;
  const failures: unknown[] = [];
  const push = (snapshot: IServedSnapshot) => {
    const push = sync.push(snapshot);
    bytes += push.bytes;
    activity.noteRunPush(push, snapshot);
    push.done.catch(reason => {
      // The worker, which waits for the revision, ends the run in words.
      console.warn('The served files could not be sent', reason);
      if ((reason as { code?: unknown }).code === ErrorCodes.cannotStore) {
        failures.push(reason);
      }
    });
    return push;
  };
  const snapshot = await provider.snapshot(program, push);
  const names = [...snapshot.names.keys()];
  await onNames?.(names);
  const { done, revision } = push(snapshot);
  if (bytes > MAX_UNAWAITED) {
    await done;
  }
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
  activity.noteReady();
  const result = await session.runMarked(script, onOutput);
  if (result.error !== null && failures.length > 0) {
    // It says more than that nothing has arrived.
    throw failures[0];
  }
  return result;
}

/** What tracebacks call a program that is in no file. */
function runName(program: string): string {
  return `<run ${makeContent(program).key.slice(0, 8)}>`;
}
