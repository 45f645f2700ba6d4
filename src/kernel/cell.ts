/**
 * Runs a cell of a kernel in its server's worker.
 */
import { PathExt } from '@jupyterlab/coreutils';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { JSONObject } from '@lumino/coreutils';

import { CancelledError } from '../connection/failures';
import { cellPath } from '../protocol/origin';
import type {
  IDeephavenServer,
  IDeephavenServers,
  IRunResult,
  IRuns
} from '../tokens';

/** How much of one cell's output is passed on, in characters. */
const MAX_OUTPUT = 4_000_000;

/** A cell that is to run. */
export interface ICell {
  readonly code: string;
  /** Its id in its notebook; null for a line of a console. */
  readonly cellId: string | null;
  /** What stands before it. */
  readonly count: number;
  /** Whether nobody is to see it. */
  readonly isSilent: boolean;
}

/** An error as Jupyter has it. */
export interface ICellError {
  readonly ename: string;
  readonly evalue: string;
  readonly traceback: string[];
}

/** Tells of outputs: the type of a message, and its content. */
export type TellOutput = (type: string, content: JSONObject) => void;

/** Runs cells. */
export interface ICellRunner {
  /** @returns what it raised; null when it ran through. */
  run(
    cell: ICell,
    tell: TellOutput,
    signal: AbortSignal
  ): Promise<ICellError | null>;
}

/** Runs the cells of one kernel. */
export class CellRunner implements ICellRunner {
  constructor(options: CellRunner.IOptions) {
    this._options = options;
  }

  async run(
    cell: ICell,
    tell: TellOutput,
    signal: AbortSignal
  ): Promise<ICellError | null> {
    if (cell.code.trim() === '') {
      return null;
    }
    const { trans } = this._options;
    try {
      const server = await this._connected();
      return errorOf(await this._runOn(server, cell, tell, signal));
    } catch (reason) {
      const message = reason instanceof Error ? reason.message : String(reason);
      const isStopped = reason instanceof CancelledError && signal.aborted;
      return {
        ename: isStopped ? 'KeyboardInterrupt' : trans.__('Not run'),
        evalue: message,
        traceback: [message]
      };
    }
  }

  /** The kernel's server, connected where the user agrees. */
  private async _connected(): Promise<IDeephavenServer> {
    const { server, servers, trans } = this._options;
    const found = server();
    if (!found) {
      throw new Error(
        trans.__(
          'The server of this kernel is not configured any more. Choose another kernel, or add the server again.'
        )
      );
    }
    // What is lost comes back by itself, and says so.
    const isThere = found.state === 'connected' || found.state === 'lost';
    if (!isThere && !(await servers.connect(found))) {
      throw new CancelledError(
        trans.__(
          'Connecting to “%1” was cancelled, so nothing has run. Run the cell again to connect.',
          found.config.name
        )
      );
    }
    return found;
  }

  private _runOn(
    server: IDeephavenServer,
    { cellId, code, count }: ICell,
    tell: TellOutput,
    signal: AbortSignal
  ): Promise<IRunResult> {
    const { place, runs, trans } = this._options;
    const path = place();
    const label = trans.__(
      '%1 [%2]',
      path === null ? server.config.name : PathExt.basename(path),
      count
    );
    const print = bounded(
      (text, name) => tell('stream', { name, text }),
      () => trans.__('… The rest of the output is not shown.')
    );
    signal.addEventListener('abort', () => {
      if (server.connection?.canStop === false) {
        print(
          `${trans.__('This server cannot stop what runs: install our server plugin there.')}\n`,
          'stderr'
        );
      }
    });
    return runs.run(server, code, label, {
      path:
        path !== null && cellId !== null ? cellPath(path, cellId) : undefined,
      signal,
      onOutput: print
    });
  }

  private _options: CellRunner.IOptions;
}

/** A namespace for `CellRunner` statics. */
export namespace CellRunner {
  /** What a runner needs. */
  export interface IOptions {
    /** The server of now; null when it is not configured any more. */
    readonly server: () => IDeephavenServer | null;
    readonly servers: IDeephavenServers;
    readonly runs: IRuns;
    /** The path of the notebook; null for a console. */
    readonly place: () => string | null;
    readonly trans: TranslationBundle;
  }
}

/** What prints no more than a page can show. */
function bounded(
  print: (text: string, stream: string) => void,
  rest: () => string
): (text: string, stream: string) => void {
  let room = MAX_OUTPUT;
  return (text, stream) => {
    if (room <= 0) {
      return;
    }
    print(text.slice(0, room), stream);
    room -= text.length;
    if (room <= 0) {
      print(`\n${rest()}\n`, 'stderr');
    }
  };
}

function errorOf({ error, exception }: IRunResult): ICellError | null {
  return error === null
    ? null
    : {
        ename: exception?.name ?? 'Error',
        evalue: exception?.message ?? '',
        traceback: error.trimEnd().split('\n')
      };
}
