/**
 * One run of a program in a worker whose server plugin speaks the protocol's
 * extension.
 */
import { UUID } from '@lumino/coreutils';

import { makeContent } from '../protocol/content';
import type { RemoteFileSourceConnection } from '../protocol/connection';
import { originOf, withOrigins } from '../protocol/origin';
import type { OutputPart } from '../protocol/runReports';
import { executeBytes, runProgram } from '../protocol/worker';
import type { IRunOptions, IRunResult } from '../tokens';
import type { ActivityLog } from './activity';
import type { ConsoleSession } from './consoleSession';
import { changesOf } from './consoleSession';
import type { IndexWriter } from './indexWriter';
import { exceptionOf } from './traceback';

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
  { bytes, cell, line = 0, onBegin, onSent, path, signal }: IRunOptions,
  onPart: (part: OutputPart) => void
): Promise<Omit<IRunResult, 'output'>> {
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
      isCell
    );
    const stop = () => {
      connection.stopRun(mark).catch(reason => {
        console.warn('The run could not be stopped', reason);
      });
    };
    signal?.addEventListener('abort', stop);
    activity.recordReady();
    try {
      const ended = connection.runs.expect(mark, {
        onPart: part =>
          onPart(
            'text' in part ? { ...part, text: withOrigins(part.text) } : part
          ),
        onBegin,
        cell
      });
      onSent?.();
      const { changes } = await session.execute(script);
      // The script does not fail as long as the plugin can tell of the run.
      const raised = await Promise.race([ended, connection.closed]);
      return {
        error: raised && withOrigins(raised.traceback),
        exception: raised && exceptionOf(raised),
        ...changesOf(changes)
      };
    } catch (reason) {
      // It says more than that nothing has arrived.
      throw refusal() ?? reason;
    } finally {
      signal?.removeEventListener('abort', stop);
    }
  });
}

/** What tracebacks call a program that is in no file. */
function runName(program: string): string {
  return `<run ${makeContent(program).key.slice(0, 8)}>`;
}
