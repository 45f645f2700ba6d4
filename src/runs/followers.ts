/**
 * Who takes what a run brings after its connection was lost, or the page was reloaded.
 */
import { PromiseDelegate } from '@lumino/coreutils';

import type { ICellEvents, IRunOptions, IRunResult } from '../tokens';

/** One who follows a run. */
interface IFollower {
  readonly options: IRunOptions;
  readonly ended: PromiseDelegate<IRunResult>;
}

/** The followers, by the marks of their runs. */
export class Followers {
  /**
   * Add one, in place of an earlier one.
   *
   * @param options - what is called with what the run brings.
   */
  add(mark: string, options: IRunOptions): Promise<IRunResult> {
    const ended = new PromiseDelegate<IRunResult>();
    this._followers.set(mark, { options, ended });
    return ended.promise;
  }

  /** What the follower of a run was added with; nothing without one. */
  optionsOf(mark: string): IRunOptions {
    return this._followers.get(mark)?.options ?? {};
  }

  /** The events of a cell, for its follower of then. */
  cellOf(mark: string): ICellEvents {
    return {
      onDisplay: display => this.optionsOf(mark).cell?.onDisplay(display),
      onInput: async (prompt, isPassword) =>
        this.optionsOf(mark).cell?.onInput(prompt, isPassword) ?? null
    };
  }

  /** The run has ended. */
  resolve(mark: string, result: IRunResult): void {
    this._take(mark)?.resolve(result);
  }

  /** Nobody knows what became of the run. */
  reject(mark: string, reason: Error): void {
    this._take(mark)?.reject(reason);
  }

  private _take(mark: string): PromiseDelegate<IRunResult> | undefined {
    const follower = this._followers.get(mark);
    this._followers.delete(mark);
    return follower?.ended;
  }

  private _followers = new Map<string, IFollower>();
}
