/**
 * Runs a cell of a kernel in its server's worker.
 */
import { PathExt } from '@jupyterlab/coreutils';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { JSONObject } from '@lumino/coreutils';

import { CancelledError } from '../../connection/failures';
import { cellPath } from '../../protocol/origin';
import type {
  IDeephavenServer,
  IDeephavenServers,
  IRunOptions,
  IRunResult,
  IRuns,
  IScope
} from '../../tokens';
import type { IWorkerObject } from '../../worker/widgetChannel';
import type { LiveTables } from '../tables/liveTables';
import { TABLE_TYPE } from '../tables/tableType';
import type { Sanitize } from './safeData';
import { safeData } from './safeData';
import type {
  ICell,
  ICellClient,
  ICellError,
  ICellKept,
  ICellRunner
} from './types';
import { UnknownResultError, unknownResult, unlessGone } from './unknownResult';

/** How much of one cell's output is passed on, in characters. */
const MAX_OUTPUT = 4_000_000;

/** The types of messages by which cells show something. */
const DISPLAYS = [
  'clear_output',
  'display_data',
  'execute_result',
  'update_display_data'
];

/** Runs the cells of one kernel. */
export class CellRunner implements ICellRunner {
  constructor(options: CellRunner.IOptions) {
    this._options = options;
  }

  async run(
    cell: ICell,
    client: ICellClient,
    signal: AbortSignal
  ): Promise<ICellError | null> {
    if (cell.code.trim() === '') {
      return null;
    }
    return this._outcomeOf(signal, async () =>
      this._runOn(await this._connected(), cell, client, signal)
    );
  }

  follow(
    { count, mark }: ICellKept,
    client: ICellClient,
    signal: AbortSignal
  ): Promise<ICellError | null> {
    const { runs, servers } = this._options;
    return this._outcomeOf(signal, async () => {
      await servers.ready;
      const server = this._configured();
      const taking = this._taking(server, count, client, signal);
      try {
        return await runs.follow(server, mark, {
          ...taking,
          onSent: () => client.onSent(mark)
        });
      } catch (reason) {
        console.warn('A cell cannot be followed', reason);
        throw new UnknownResultError();
      }
    });
  }

  private async _outcomeOf(
    signal: AbortSignal,
    work: () => Promise<IRunResult>
  ): Promise<ICellError | null> {
    const { trans } = this._options;
    try {
      return errorOf(await work());
    } catch (reason) {
      const message = reason instanceof Error ? reason.message : String(reason);
      if (reason instanceof UnknownResultError) {
        return unknownResult(trans, message || undefined);
      }
      const isStopped = reason instanceof CancelledError && signal.aborted;
      return {
        ename: isStopped ? 'KeyboardInterrupt' : trans.__('Not run'),
        evalue: message,
        traceback: [message]
      };
    }
  }

  /** The kernel's server. */
  private _configured(): IDeephavenServer {
    const { server, trans } = this._options;
    const found = server();
    if (!found) {
      throw new Error(
        trans.__(
          'The server of this kernel is not configured any more. Choose another kernel, or add the server again.'
        )
      );
    }
    return found;
  }

  /** The kernel's server, connected where the user agrees. */
  private async _connected(): Promise<IDeephavenServer> {
    const { servers, trans } = this._options;
    const found = this._configured();
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

  private async _runOn(
    server: IDeephavenServer,
    { cellId, code, count, isSilent }: ICell,
    client: ICellClient,
    signal: AbortSignal
  ): Promise<IRunResult> {
    const { place, runs, scope, trans } = this._options;
    const path = place();
    const label = trans.__(
      '%1 [%2]',
      path === null ? server.config.name : PathExt.basename(path),
      count
    );
    const told = isSilent ? { ...client, tell: () => undefined } : client;
    const taking = this._taking(server, count, told, signal);
    const { connection } = server;
    let mark: string | null = null;
    try {
      return await runs.run(server, code, label, {
        path:
          path !== null && cellId !== null ? cellPath(path, cellId) : undefined,
        ...taking,
        scope: scope(),
        isWithoutNames: true,
        onSent: key => {
          mark = key?.mark ?? null;
          if (mark !== null) {
            client.onSent(mark);
          }
        }
      });
    } catch (reason) {
      const isLost =
        server.connection === null || server.connection !== connection;
      if (mark === null || !isLost) {
        throw reason;
      }
      // The worker goes on with it, and so does the cell when the connection is back.
      return await unlessGone(server, reason, () =>
        runs.follow(server, mark!, taking)
      );
    }
  }

  /** What takes what a cell brings. */
  private _taking(
    server: IDeephavenServer,
    count: number,
    client: ICellClient,
    signal: AbortSignal
  ): Pick<IRunOptions, 'cell' | 'onOutput' | 'signal'> {
    const { trans } = this._options;
    const print = bounded(
      (text, name) => client.tell('stream', { name, text }),
      () => trans.__('… The rest of the output is not shown.')
    );
    const lacking = this._lackingOf(server);
    if (lacking !== null && !this._isExplained) {
      this._isExplained = true;
      print(`${lacking}\n`, 'stderr');
    }
    signal.addEventListener('abort', () => {
      if (server.connection?.canStop === false) {
        print(
          `${trans.__('This server cannot stop what runs: install our server plugin there.')}\n`,
          'stderr'
        );
      }
    });
    return {
      signal,
      onOutput: print,
      cell: {
        onDisplay: ({ content, objects, type }) => {
          // A worker is not to send messages of other types.
          if (DISPLAYS.includes(type)) {
            client.tell(type, {
              ...this._opened(content as JSONObject, objects, server),
              ...(type === 'execute_result' ? { execution_count: count } : {})
            });
          }
        },
        onInput: (prompt, isPassword) => client.ask(prompt, isPassword)
      }
    };
  }

  /** What cells cannot do there; null where they can do all. */
  private _lackingOf({ connection }: IDeephavenServer): string | null {
    const { scope, trans } = this._options;
    if (connection?.showsValues === false) {
      return trans.__(
        'This server shows what cells print, not their values: install our server plugin there.'
      );
    }
    return connection?.hasScopes === false && scope()
      ? trans.__(
          'This notebook shares its variables with all others, whatever the settings say: install a newer version of our server plugin on this server.'
        )
      : null;
  }

  /** An output with what the page calls its table. */
  private _opened(
    content: JSONObject,
    objects: readonly unknown[],
    server: IDeephavenServer
  ): JSONObject {
    const { tables, sanitize } = this._options;
    const shown = content.data as JSONObject | undefined;
    const data = shown && safeData(shown, sanitize);
    const { object, ...table } = (data?.[TABLE_TYPE] ?? {}) as JSONObject;
    const found = objects[Number(object)] as IWorkerObject | undefined;
    if (!data) {
      return content;
    }
    if (!found) {
      return { ...content, data };
    }
    const id = tables.add(found, server.config.name);
    return { ...content, data: { ...data, [TABLE_TYPE]: { ...table, id } } };
  }

  /** Whether the user is told what the server lacks. */
  private _isExplained = false;
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
    /** The variables of its cells; null for those of the session. */
    readonly scope: () => IScope | null;
    /** The path of the notebook; null for a console. */
    readonly place: () => string | null;
    readonly sanitize: Sanitize;
    /** Takes the tables that cells show. */
    readonly tables: LiveTables;
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
