/**
 * A cell that runs: what it has shown is kept, so that a page that was reloaded can show it again.
 */
import { askToStop } from '../../worker/askToStop';
import { CellRecord } from './cellRecord';
import type { ICellClient, ICellError, ICellKept } from './types';

/** Does the work; what it throws is a fault of ours. */
export type RunCell = (
  client: ICellClient,
  signal: AbortSignal
) => Promise<ICellError | null>;

/** The cell. */
export class CellRun {
  /**
   * Begin.
   *
   * @param kept - what is known of it; of one that begins, neither mark nor outputs.
   * @param run - runs it, or follows what an earlier page began.
   * @param onThere - called when the worker has it.
   */
  constructor(kept: CellRun.IKept, run: RunCell, onThere: () => void) {
    this._kept = kept;
    this._record = new CellRecord(kept.left);
    this._mark = kept.left?.mark ?? null;
    this.ended = run(
      {
        tell: (type, content) => {
          this._record.add({ type, content });
          this._client?.tell(type, content);
        },
        // As long as no notebook shows it, nobody can enter anything.
        ask: async (prompt, isPassword) =>
          (await this._client?.ask(prompt, isPassword)) ?? null,
        onSent: mark => {
          this._mark = mark;
          this._isThere = true;
          onThere();
        }
      },
      this._stopper.signal
    );
  }

  /** What it raised; null when it ran through. */
  readonly ended: Promise<ICellError | null>;

  /** Whether the worker has it, or has told how it ended. */
  get isThere(): boolean {
    return this._isThere;
  }

  /** What stands before it. */
  get count(): number {
    return this._kept.count;
  }

  /** What a later page has to know; null where it cannot come back to it. */
  get kept(): ICellKept | null {
    const { cellId, count } = this._kept;
    const mark = this._mark;
    return cellId !== null && mark !== null
      ? { cellId, count, mark, ...this._record.kept }
      : null;
  }

  /**
   * Show what it has shown, and what it shows from now on.
   *
   * @param signal - stops it whenever it is aborted.
   * @returns what it raised; null when it ran through.
   */
  show(client: CellRun.IView, signal: AbortSignal): Promise<ICellError | null> {
    const { isCut, outputs } = this._record.kept;
    if (isCut) {
      client.tell('stream', { name: 'stdout', text: '…\n' });
    }
    outputs.forEach(({ content, type }) => client.tell(type, content));
    this._client = client;
    signal.addEventListener('abort', () => this.stop());
    return this.ended;
  }

  /** Stop it. */
  stop(): void {
    askToStop(this._stopper);
  }

  private _client: CellRun.IView | null = null;
  private _isThere = false;
  private _kept: CellRun.IKept;
  private _mark: string | null;
  private _record: CellRecord;
  private _stopper = new AbortController();
}

/** A namespace for `CellRun` statics. */
export namespace CellRun {
  /** Who shows it. */
  export type IView = Pick<ICellClient, 'ask' | 'tell'>;

  /** What is known of a cell. */
  export interface IKept {
    /** Its id in its notebook; null for a line of a console. */
    readonly cellId: string | null;
    /** What stands before it. */
    readonly count: number;
    /** What an earlier page has kept; null for a cell that begins. */
    readonly left: ICellKept | null;
  }
}
