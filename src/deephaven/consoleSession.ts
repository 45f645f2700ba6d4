/**
 * One console session in a worker: runs code and collects what it prints.
 */
import type { dh } from '@deephaven/jsapi-types';
import { PromiseDelegate, UUID } from '@lumino/coreutils';

import { pythonString } from '../protocol/worker';
import { declareUtf8 } from '../sources/decode';
import type { IRunResult } from '../tokens';
import { pythonTraceback } from './traceback';

/** Log levels that carry what Python code prints. */
const OUTPUT_LEVELS = new Set(['STDOUT', 'STDERR']);

/** How long to wait for output that is still on its way, in milliseconds. */
const OUTPUT_GRACE = 2000;

/** A worker's console. */
export class ConsoleSession {
  /** @param session - an open Python session. */
  constructor(session: dh.IdeSession) {
    this._session = session;
    this._removeLogListener = session.onLogMessage(item => this._onLog(item));
  }

  /** The API's session. */
  get session(): dh.IdeSession {
    return this._session;
  }

  /**
   * Run a script whose output nobody wants.
   *
   * @throws Error with the Python traceback when it fails.
   */
  async execute(code: string): Promise<dh.ide.CommandResult> {
    const result = await this._session.runCode(code);
    if (result.error) {
      throw new Error(pythonTraceback(result.error));
    }
    return result;
  }

  /**
   * Run a script of the user's.
   *
   * @throws Error when the session ends before the script does.
   */
  async run(
    code: string,
    onOutput?: (text: string) => void
  ): Promise<IRunResult> {
    const output: string[] = [];
    this._onOutput = text => {
      output.push(text);
      onOutput?.(text);
    };
    try {
      const result = await this._session.runCode(declareUtf8(code));
      await this.flush();
      return {
        error: result.error ? pythonTraceback(result.error) : null,
        created: names(result.changes.created),
        updated: names(result.changes.updated),
        removed: names(result.changes.removed),
        output: output.join('')
      };
    } finally {
      this._onOutput = null;
    }
  }

  /**
   * Wait until everything printed up to now has arrived.
   *
   * Log messages travel apart from results. So a script that does nothing is
   * run, and the server's own log line of it, which follows all earlier
   * output, is waited for. A server that does not log scripts costs a grace
   * period instead. (Deephaven itself holds an unfinished last line back
   * until it is finished.)
   */
  async flush(): Promise<void> {
    const mark = UUID.uuid4();
    const seen = new PromiseDelegate<void>();
    this._mark = { text: mark, seen };
    let timer: ReturnType<typeof setTimeout> | undefined;
    try {
      await this._session.runCode(pythonString(mark));
      timer = setTimeout(() => seen.resolve(), OUTPUT_GRACE);
      await seen.promise;
    } finally {
      clearTimeout(timer);
      this._mark = null;
    }
  }

  /** End the session. */
  dispose(): void {
    this._removeLogListener();
    this._session.close();
  }

  private _onLog(item: dh.ide.LogItem): void {
    if (this._mark && item.message.includes(this._mark.text)) {
      this._mark.seen.resolve();
    } else if (OUTPUT_LEVELS.has(item.logLevel)) {
      this._onOutput?.(repaired(item.message));
    }
  }

  private _session: dh.IdeSession;
  private _removeLogListener: () => void;
  private _onOutput: ((text: string) => void) | null = null;
  private _mark: { text: string; seen: PromiseDelegate<void> } | null = null;
}

/** Names for the user: without what is private by Python's convention. */
function names(definitions: readonly dh.ide.VariableDefinition[]): string[] {
  return definitions
    .map(definition => definition.title)
    .filter(name => !name.startsWith('_'));
}

/**
 * A printed text. Deephaven 42 reads the UTF-8 of what Python prints as
 * Latin-1; a text that is valid UTF-8 when taken back to bytes was read so.
 */
function repaired(message: string): string {
  // eslint-disable-next-line no-control-regex
  if (!/[\x80-\xff]/.test(message) || /[^\x00-\xff]/.test(message)) {
    return message;
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(
      Uint8Array.from(message, character => character.charCodeAt(0))
    );
  } catch {
    return message;
  }
}
