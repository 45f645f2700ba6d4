/**
 * What the server plugin tells of runs: when they begin, what they print, and how they end;
 * what stops them and brings them back.
 */
import type { JSONRPCServer } from 'json-rpc-2.0';

import { asObject, ErrorCodes, Methods, textOf } from './messages';

/** The stream to which code prints. */
export type OutputStream = 'stdout' | 'stderr';

/** A text that code printed, or the number of characters that are left out. */
export type OutputPart =
  | { readonly stream: OutputStream; readonly text: string }
  | { readonly leftOut: number };

/** Something that a cell shows, as Jupyter has it. */
export interface IDisplay {
  /** `execute_result`, `display_data`, `update_display_data` or `clear_output`. */
  readonly type: string;
  /** The content of a message of this type. */
  readonly content: Readonly<Record<string, unknown>>;
  /** What goes along, which the channel can open. */
  readonly objects: readonly unknown[];
}

/** What a cell of a notebook can do that another program cannot. */
export interface ICellEvents {
  /** It shows something. */
  onDisplay(display: IDisplay): void;
  /**
   * It asks for a line.
   *
   * @param isPassword - whether nobody is to read it.
   * @returns null when there will be none.
   */
  onInput(prompt: string, isPassword: boolean): Promise<string | null>;
}

/** A line of a file, by the worker's name of the file. */
export interface IWorkerLine {
  readonly file: string;
  /** From 1. */
  readonly line: number;
}

/** An exception that ended a run. */
export interface IRaised {
  /** The name of its class, with its module unless that is `builtins`. */
  readonly name: string;
  readonly message: string;
  /** As Python prints it. */
  readonly traceback: string;
  /** The innermost line of each file. */
  readonly frames: readonly IWorkerLine[];
}

/** What brings a run back after its connection was lost. */
export interface IRunKey {
  /** The connection's id: a secret of the page. */
  readonly connection: string;
  /** What the connection called the run. */
  readonly mark: string;
}

/** What is called with what comes of a run. */
export interface IRunHandlers {
  /** With all that it prints, also after its end. */
  readonly onPart: (part: OutputPart) => void;
  /** When it begins. */
  readonly onBegin?: () => void;
  /** Where it is a cell. */
  readonly cell?: ICellEvents;
}

/** Of how many runs texts are still taken that come after their end. */
const MAX_RUNS = 100;

/** What sends messages to the server. */
export interface IRunChannel {
  notify(method: string, params: object): void;
  /** @throws Error when the server refuses, or does not answer in time. */
  request(method: string, params: object): Promise<unknown>;
}

/** The runs of a connection, by their marks. */
export class RunReports {
  constructor(private readonly _channel: IRunChannel) {}

  /** Take the notifications that a server of JSON-RPC receives. */
  addTo(server: JSONRPCServer): void {
    server.addMethod(Methods.runBegan, params => this._begin(params));
    server.addMethod(Methods.output, params => this._output(params));
    server.addMethod(Methods.runEnded, params => this._end(params));
    server.addMethod(Methods.display, params => this._display(params));
    server.addMethod(Methods.input, params => this._input(params));
  }

  /**
   * Wait for the end of a run.
   *
   * @param handlers - what is called with what comes.
   * @returns what it raised; null when it ran through. Never resolves when the
   * stream closes before.
   */
  expect(mark: string, handlers: IRunHandlers): Promise<IRaised | null> {
    return new Promise(onEnd => {
      this._runs.set(mark, { ...handlers, onEnd });
      if (this._runs.size > MAX_RUNS) {
        const [oldest] = this._runs.keys();
        this._runs.delete(oldest);
      }
    });
  }

  /**
   * Stop a run. One that has not begun ends when it begins.
   *
   * @param mark - the last argument of its script.
   * @throws Error on a server that cannot.
   */
  async stop(mark: string): Promise<void> {
    await this._channel.request(Methods.stopRun, { mark });
  }

  /**
   * Have a run of an earlier connection go on here; it is expected before.
   *
   * @returns false where there is no such run, or the server keeps none.
   */
  async resume({ connection, mark }: IRunKey): Promise<boolean> {
    try {
      const params = { connection_id: connection, mark };
      const answer = await this._channel.request(Methods.resumeRun, params);
      return asObject(answer).found === true;
    } catch (reason) {
      if ((reason as { code?: unknown }).code === ErrorCodes.noMethod) {
        return false;
      }
      throw reason;
    }
  }

  private _begin(params: unknown): void {
    const { run } = asObject(params);
    if (typeof run === 'string') {
      this._runs.get(run)?.onBegin?.();
    }
  }

  private _output(params: unknown): void {
    const { run, parts, left_out: leftOut } = asObject(params);
    if (typeof run !== 'string') {
      return;
    }
    const onPart = this._runs.get(run)?.onPart;
    if (typeof leftOut === 'number') {
      onPart?.({ leftOut });
    }
    for (const part of Array.isArray(parts) ? parts : []) {
      const [stream, text] = Array.isArray(part) ? part : [];
      if (typeof text === 'string') {
        onPart?.({ stream: stream === 'stderr' ? 'stderr' : 'stdout', text });
      }
    }
    this._channel.notify(Methods.outputTaken, { run });
  }

  private _display(params: unknown): void {
    const { run, type, content, objects } = asObject(params);
    if (typeof run !== 'string') {
      return;
    }
    this._runs.get(run)?.cell?.onDisplay({
      type: textOf(type),
      content: asObject(content),
      objects: Array.isArray(objects) ? objects : []
    });
    this._channel.notify(Methods.outputTaken, { run });
  }

  private async _input(params: unknown): Promise<string | null> {
    const { run, prompt, password } = asObject(params);
    const cell = typeof run === 'string' ? this._runs.get(run)?.cell : null;
    return cell ? cell.onInput(textOf(prompt), password === true) : null;
  }

  private _end(params: unknown): void {
    const { run, error } = asObject(params);
    if (typeof run === 'string') {
      this._runs.get(run)?.onEnd(readRaised(error));
    }
  }

  /** The last runs, the oldest first. */
  private _runs = new Map<
    string,
    IRunHandlers & { readonly onEnd: (raised: IRaised | null) => void }
  >();
}

function readRaised(value: unknown): IRaised | null {
  if (value === null || value === undefined) {
    return null;
  }
  const { name, message, traceback, frames } = asObject(value);
  return {
    name: textOf(name),
    message: textOf(message),
    traceback: textOf(traceback),
    frames: (Array.isArray(frames) ? frames : []).filter(isLine)
  };
}

function isLine(value: unknown): value is IWorkerLine {
  const { file, line } = asObject(value);
  return typeof file === 'string' && typeof line === 'number';
}
