/**
 * What a kernel and its cells tell each other.
 */
import type { JSONObject } from '@lumino/coreutils';

import type { IOutputsKept } from './cellRecord';

/** A cell that runs, as it is kept over a reload. */
export interface ICellKept extends IOutputsKept {
  /** Its id in its notebook. */
  readonly cellId: string;
  /** What stands before it. */
  readonly count: number;
  /** By which its run is known. */
  readonly mark: string;
}

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

/** Who has a cell run. */
export interface ICellClient {
  /** Tell of an output: the type of a message, and its content. */
  tell(type: string, content: JSONObject): void;
  /** Ask the user for a line; null when there will be none. */
  ask(prompt: string, isPassword: boolean): Promise<string | null>;
  /**
   * The worker has it, or still knows it.
   *
   * @param mark - by which a later page can follow it.
   */
  onSent(mark: string): void;
}

/** Runs cells. */
export interface ICellRunner {
  /** @returns what it raised; null when it ran through. */
  run(
    cell: ICell,
    client: ICellClient,
    signal: AbortSignal
  ): Promise<ICellError | null>;

  /**
   * Take what a cell of an earlier page brings.
   *
   * @returns what it raised; null when it ran through.
   */
  follow(
    left: ICellKept,
    client: ICellClient,
    signal: AbortSignal
  ): Promise<ICellError | null>;
}
