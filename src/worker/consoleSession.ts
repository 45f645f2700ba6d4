/**
 * One console session in a worker: runs code and collects what it prints.
 */
import type { dh } from '@deephaven/jsapi-types';
import { PromiseDelegate, UUID } from '@lumino/coreutils';

import { declareUtf8 } from '../modules/decode';
import { withOrigins } from '../protocol/origin';
import type { IRunResult } from '../tokens';
import { pythonTraceback } from './traceback';

/** Log levels that carry what Python code prints. */
const OUTPUT_LEVELS = new Set(['STDOUT', 'STDERR']);

/** How long to wait for output that is still on its way, in milliseconds. */
const OUTPUT_GRACE = 5000;

/** How often the grace starts over while log messages arrive. */
const MAX_EXTENSIONS = 6;

/** After how many log lines that do not come a server counts as logging none. */
const UNLOGGED_AFTER = 3;

/** The same grace, for a server that does not log the scripts that it runs. */
const UNLOGGED_GRACE = 200;

/** What was to run before a script failed; the message is the traceback. */
export class PrepareError extends Error {}

/** What stands in a line of the server's log, by which the line is known. */
interface IMark {
  readonly id: string;
  readonly comment: string;
  readonly logged: Promise<true>;
  /** Called with the log line, before any later one is looked at. */
  readonly onLogged: () => void;
}

/**
 * A worker's console.
 *
 * What a script prints arrives as log messages: apart from the script's
 * result, later, and between those of other clients. But the server also logs
 * each script before it runs it. So a script's output is what arrives between
 * the log lines of two marks: in scripts of ours that run before and after it,
 * or in the script itself and in what it logs last.
 */
export class ConsoleSession {
  /** @param session - an open Python session. */
  constructor(session: dh.IdeSession) {
    this._session = session;
    this._removeLogListener = session.onLogMessage(item => this._onLog(item));
  }

  /**
   * Called with what is logged and is no run's output: what other code prints,
   * and lines of the server's own. Null: nobody listens.
   */
  onOther: ((logLevel: string, text: string) => void) | null = null;

  /** The API's session. */
  get session(): dh.IdeSession {
    return this._session;
  }

  /**
   * Let pass what the server tells a new session of the past.
   */
  async open(): Promise<void> {
    const mark = this._newMark();
    await this._session.runCode(mark.comment);
    await this._logged(mark);
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
   * @param script - the script.
   * @param prepare - a line of Python to run before it.
   * @param onOutput - called with each text that it prints. (Deephaven holds
   * an unfinished last line back until something finishes it.)
   * @throws PrepareError when `prepare` fails.
   * @throws Error when the session ends before the script does.
   */
  run(
    script: string,
    prepare: string,
    onOutput?: (text: string) => void
  ): Promise<IRunResult> {
    return this._collect(onOutput, async (begin, end) => {
      const { error } = await this._session.runCode(
        `${prepare}  ${begin.comment}`
      );
      if (error) {
        throw new PrepareError(pythonTraceback(error));
      }
      // Not all at once: the server may run them in any order.
      const result = await this._session.runCode(declareUtf8(script));
      await this._session.runCode(end.comment);
      return result;
    });
  }

  /**
   * Run a line of Python, which logs that it has ended: one round trip.
   *
   * @param script - the line; logs what it is given when it has ended.
   * @param onOutput - see `run`.
   * @throws Error when the session ends before the script does.
   */
  runMarked(
    script: (mark: string) => string,
    onOutput?: (text: string) => void
  ): Promise<IRunResult> {
    return this._collect(onOutput, (begin, end) =>
      this._session.runCode(`${script(end.id)}  ${begin.comment}`)
    );
  }

  private async _collect(
    onOutput: ((text: string) => void) | undefined,
    execute: (begin: IMark, end: IMark) => Promise<dh.ide.CommandResult>
  ): Promise<IRunResult> {
    const output: string[] = [];
    let isOurs = this._missed >= UNLOGGED_AFTER;
    const collect = (text: string) => {
      output.push(text);
      if (isOurs) {
        onOutput?.(text);
      }
    };
    // The log line of a script may have both marks: this one is looked for
    // first.
    const begin = this._newMark(() => {
      // What came before it is not this script's.
      output.length = 0;
      isOurs = true;
      this._onOutput = collect;
    });
    const end = this._newMark(() => {
      this._onOutput = null;
    });
    if (this._missed > 0) {
      // The log lines may not come: then everything is taken for output.
      this._onOutput = collect;
    }
    try {
      const result = await execute(begin, end);
      await this._logged(end);
      return {
        error: result.error ? pythonTraceback(result.error) : null,
        created: names(result.changes.created),
        updated: names(result.changes.updated),
        removed: names(result.changes.removed),
        output: output.join('')
      };
    } finally {
      this._onOutput = null;
      this._marks.delete(begin);
      this._marks.delete(end);
    }
  }

  /** End the session. */
  dispose(): void {
    this._removeLogListener();
    this._session.close();
  }

  private _newMark(onLogged?: () => void): IMark {
    const id = UUID.uuid4();
    const logged = new PromiseDelegate<true>();
    const mark: IMark = {
      id,
      comment: `# ${id}`,
      logged: logged.promise,
      onLogged: () => {
        onLogged?.();
        logged.resolve(true);
      }
    };
    this._marks.add(mark);
    return mark;
  }

  /** Wait for the log line of a mark that has run, for a while. */
  private async _logged(mark: IMark): Promise<void> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const grace = this._missed < UNLOGGED_AFTER ? OUTPUT_GRACE : UNLOGGED_GRACE;
    const silence = new Promise<boolean>(resolve => {
      const wait = (seen: number, extensions: number) => {
        timer = setTimeout(() => {
          // While anything arrives there is more to come; but what others
          // print need never end.
          if (seen === this._received || extensions === 0) {
            resolve(false);
          } else {
            wait(this._received, extensions - 1);
          }
        }, grace);
      };
      wait(this._received, MAX_EXTENSIONS);
    });
    try {
      if (!(await Promise.race([mark.logged, silence]))) {
        this._missed += 1;
      }
    } finally {
      clearTimeout(timer);
      this._marks.delete(mark);
    }
  }

  private _onLog(item: dh.ide.LogItem): void {
    this._received += 1;
    for (const mark of this._marks) {
      if (item.message.includes(mark.id)) {
        this._missed = 0;
        mark.onLogged();
        return;
      }
    }
    if (!OUTPUT_LEVELS.has(item.logLevel)) {
      this.onOther?.(item.logLevel, item.message);
    } else if (this._onOutput) {
      this._onOutput(withOrigins(repaired(item.message)));
    } else {
      this.onOther?.(item.logLevel, withOrigins(repaired(item.message)));
    }
  }

  /** How many log lines in a row have not come in time. */
  private _missed = 0;
  private _marks = new Set<IMark>();
  private _onOutput: ((text: string) => void) | null = null;
  /** How many log messages have arrived. */
  private _received = 0;
  private _removeLogListener: () => void;
  private _session: dh.IdeSession;
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
