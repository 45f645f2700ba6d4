/**
 * One run of a program in a worker whose server plugin speaks the protocol's
 * extension.
 */
import { PromiseDelegate, UUID } from '@lumino/coreutils';

import { makeContent } from '../protocol/content';
import type { RemoteFileSourceConnection } from '../protocol/connection';
import { originOf, withOrigins } from '../protocol/origin';
import type { IRaised, OutputPart } from '../protocol/runReports';
import { executeBytes, runProgram } from '../protocol/worker';
import type { IResumedRun, IRunKey, IRunOptions, IRunResult } from '../tokens';
import type { ActivityLog } from './activity';
import type { ConsoleSession } from './consoleSession';
import { changesOf } from './consoleSession';
import type { IndexWriter } from './indexWriter';
import { exceptionOf } from './traceback';

/** Of a run that tells of no variables. */
const NO_NAMES: ReturnType<typeof changesOf> = {
  created: [],
  updated: [],
  removed: []
};

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
 * @param onPart - called with each text that it prints.
 * @throws Error when the worker cannot have the files.
 */
export async function runSynced(
  { activity, connection, session, writer }: ISyncedRun,
  program: string,
  options: IRunOptions,
  onPart: (part: OutputPart) => void
): Promise<Omit<IRunResult, 'output'>> {
  const { bytes, cell, line = 0, onSent, path, signal } = options;
  const scope = connection.hasScopes ? (options.scope ?? null) : null;
  return writer.during(program, async ({ names, refusal, revision }) => {
    // What is sent has not begun.
    signal?.throwIfAborted();
    const mark = UUID.uuid4();
    const name = path === undefined ? runName(program) : originOf(path);
    // At the lines that it has in its file.
    const text = '\n'.repeat(line) + program;
    const isCell = cell !== undefined && connection.takesCells;
    const script = runProgram(
      connection.runId,
      names,
      revision,
      bytes === undefined
        ? text
        : connection.takesBytes
          ? bytes
          : executeBytes(bytes, name),
      name,
      mark,
      isCell ? { scope } : null
    );
    activity.recordReady();
    try {
      return await followed(connection, mark, options, onPart, async ended => {
        onSent?.({ connection: connection.id, mark });
        const executed = session.execute(script);
        let names = NO_NAMES;
        if (options.isWithoutNames) {
          // The script's own answer comes later, unless it fails before the run begins.
          executed.catch(() => undefined);
          await Promise.race([ended, executed]);
        } else {
          names = changesOf((await executed).changes);
        }
        // The script does not fail as long as the plugin can tell of the run.
        const raised = await Promise.race([ended, connection.closed]);
        return { ...outcomeOf(raised), ...names };
      });
    } catch (reason) {
      // It says more than that nothing has arrived.
      throw refusal() ?? reason;
    }
  });
}

/**
 * Follow a run of an earlier connection.
 *
 * @returns null where there is no such run.
 */
export async function resumeSynced(
  connection: RemoteFileSourceConnection,
  key: IRunKey,
  options: IRunOptions
): Promise<IResumedRun | null> {
  const found = new PromiseDelegate<boolean>();
  const onPart = (part: OutputPart) => {
    if ('text' in part) {
      options.onOutput?.(part.text, part.stream);
    }
  };
  const gone = connection.closed.then(() => {
    throw new Error('The connection ended while the code ran.');
  });
  const ended = followed(connection, key.mark, options, onPart, async end => {
    const isFound = await connection.runs.resume(key);
    if (isFound && options.signal?.aborted) {
      // Stopped while there was no connection.
      await connection.runs.stop(key.mark);
    }
    found.resolve(isFound);
    return {
      ...outcomeOf(await Promise.race([end, gone])),
      ...NO_NAMES,
      output: ''
    };
  });
  ended.catch(reason => found.reject(reason));
  return (await found.promise)
    ? { ended, key: { connection: connection.id, mark: key.mark } }
    : null;
}

/** Do work while a run is followed, and can be stopped. */
async function followed<T>(
  connection: RemoteFileSourceConnection,
  mark: string,
  { cell, onBegin, signal }: IRunOptions,
  onPart: (part: OutputPart) => void,
  work: (ended: Promise<IRaised | null>) => Promise<T>
): Promise<T> {
  const stop = () => {
    connection.runs.stop(mark).catch(reason => {
      console.warn('The run could not be stopped', reason);
    });
  };
  signal?.addEventListener('abort', stop);
  try {
    return await work(
      connection.runs.expect(mark, {
        onPart: part =>
          onPart(
            'text' in part ? { ...part, text: withOrigins(part.text) } : part
          ),
        onBegin,
        cell
      })
    );
  } finally {
    signal?.removeEventListener('abort', stop);
  }
}

function outcomeOf(
  raised: IRaised | null
): Pick<IRunResult, 'error' | 'exception'> {
  return {
    error: raised && withOrigins(raised.traceback),
    exception: raised && exceptionOf(raised)
  };
}

/** What tracebacks call a program that is in no file. */
function runName(program: string): string {
  return `<run ${makeContent(program).key.slice(0, 8)}>`;
}
