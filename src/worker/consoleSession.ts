/**
 * One console session in a worker: runs code and collects what it prints.
 */
import type { dh } from '@deephaven/jsapi-types';
import { PromiseDelegate, UUID } from '@lumino/coreutils';

import { declareUtf8 } from '../modules/decode';
import { withOrigins } from '../protocol/origin';
import type { OutputStream } from '../protocol/runReports';
import type { IOutputText, IRunResult } from '../tokens';
import { exceptionIn, pythonTraceback } from './traceback';

/** Log levels that carry what Python code prints. */
const OUTPUT_LEVELS = new Map<string, OutputStream>([
  ['STDOUT', 'stdout'],
  ['STDERR', 'stderr']
]);

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
 * Without our server plugin, what a script prints arrives as log messages:
 * apart from the script's result, later, and between those of other clients.
 * But the server also logs each script before it runs it. So a script's output
 * is what arrives between the log lines of two scripts of ours, which run
 * before and after it.
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
   * Run a script of the user's, and take its output from the log.
   *
   * @param script - the script.
   * @param prepare - a line of Python to run before it.
   * @param onPart - called with each text that it prints. (Deephaven holds
   * an unfinished last line back until something finishes it.)
   * @throws PrepareError when `prepare` fails.
   * @throws Error when the session ends before the script does.
   */
  async run(
    script: string,
    prepare: string,
    onPart: (part: IOutputText) => void
  ): Promise<Omit<IRunResult, 'output'>> {
    const held: IOutputText[] = [];
    let isOurs = this._missed >= UNLOGGED_AFTER;
    const take = (part: IOutputText) => {
      if (isOurs) {
        onPart(part);
      } else {
        held.push(part);
      }
    };
    const begin = this._newMark(() => {
      // What came before it is not this script's.
      held.length = 0;
      isOurs = true;
      this._onOutput = take;
    });
    const end = this._newMark(() => {
      this._onOutput = null;
    });
    if (this._missed > 0) {
      // The log lines may not come: then everything is taken for output.
      this._onOutput = take;
    }
    try {
      const prepared = await this._session.runCode(
        `${prepare}  ${begin.comment}`
      );
      if (prepared.error) {
        throw new PrepareError(pythonTraceback(prepared.error));
      }
      // Not all at once: the server may run them in any order.
      const { changes, error } = await this._session.runCode(
        declareUtf8(script)
      );
      await this._session.runCode(end.comment);
      await this._logged(end);
      held.forEach(onPart);
      const traceback = error ? pythonTraceback(error) : null;
      return {
        error: traceback,
        exception: traceback === null ? null : exceptionIn(traceback),
        ...changesOf(changes)
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
    const stream = OUTPUT_LEVELS.get(item.logLevel);
    const text = stream ? withOrigins(repaired(item.message)) : item.message;
    if (stream && this._onOutput) {
      this._onOutput({ stream, text });
    } else {
      this.onOther?.(item.logLevel, text);
    }
  }

  /** How many log lines in a row have not come in time. */
  private _missed = 0;
  private _marks = new Set<IMark>();
  private _onOutput: ((part: IOutputText) => void) | null = null;
  /** How many log messages have arrived. */
  private _received = 0;
  private _removeLogListener: () => void;
  private _session: dh.IdeSession;
}

/** What became of variables, by their names. */
export function changesOf(
  changes: dh.ide.VariableChanges
): Pick<IRunResult, 'created' | 'updated' | 'removed'> {
  return {
    created: names(changes.created),
    updated: names(changes.updated),
    removed: names(changes.removed)
  };
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
