/**
 * The model of the last runs and what they printed.
 */
import { PromiseDelegate } from '@lumino/coreutils';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';

import type {
  IDeephavenServer,
  IRun,
  IRunKey,
  IRunOptions,
  IRunResult,
  IRuns
} from '../tokens';
import { askToStop } from '../worker/askToStop';
import { KeptOutput } from '../worker/keptOutput';
import { Followers } from './followers';
import { fileOf, notebookOf } from './runPlaces';

/** What is remembered of runs. */
export interface IRunLimits {
  /** How many runs. */
  readonly keptRuns: number;
  /** How many characters of each one's output. */
  readonly keptOutput: number;
}

/** Adds to a run's result what the user can do about its error. */
export type ExplainResult = (
  result: IRunResult,
  server: IDeephavenServer,
  options: IRunOptions
) => Promise<IRunResult>;

/** What a run was asked for with. */
interface IAsked {
  readonly on: IDeephavenServer;
  readonly code: string;
  readonly options: IRunOptions;
}

/** A run, written by `Runs` only. */
class Run implements IRun {
  /**
   * @param before - the run of the same server that it waits for.
   * @param asked - what it was asked for with; null after a reload of the page.
   */
  constructor(
    fields: Pick<
      IRun,
      'file' | 'id' | 'isShown' | 'label' | 'notebook' | 'server'
    >,
    private readonly _before: IRun | null,
    readonly asked: IAsked | null,
    keptOutput: number,
    readonly started = new Date()
  ) {
    this.id = fields.id;
    this.label = fields.label;
    this.file = fields.file;
    this.server = fields.server;
    this.isShown = fields.isShown;
    this.notebook = fields.notebook;
    this.output = new KeptOutput(keptOutput);
  }

  readonly id: number;
  readonly label: string;
  readonly file: string | null;
  readonly notebook: string | null;
  readonly server: string;
  readonly isShown: boolean;
  readonly stopper = new AbortController();
  readonly done = new PromiseDelegate<void>();
  key: IRunKey | null = null;
  sent: Date | null = null;
  began: Date | null = null;
  ended: Date | null = null;
  failure: string | null = null;
  readonly output: KeptOutput;
  result: IRunResult | null = null;

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get waitsFor(): string | null {
    return this._before?.ended === null ? this._before.label : null;
  }

  get isStopping(): boolean {
    return this.ended === null && this.stopper.signal.aborted;
  }

  get isStopped(): boolean {
    return this._hasError && this.ended !== null && this.stopper.signal.aborted;
  }

  get failed(): boolean {
    return this._hasError && !this.isStopped;
  }

  update(
    change: Partial<
      Pick<Run, 'key' | 'sent' | 'began' | 'ended' | 'failure' | 'result'>
    >
  ) {
    Object.assign(this, change);
    this._changed.emit();
  }

  private get _hasError(): boolean {
    return this.failure !== null || (this.result?.error ?? null) !== null;
  }

  private _changed = new Signal<this, void>(this);
}

/** Runs code and remembers what came of it. */
export class Runs implements IRuns {
  /**
   * @param limits - what to remember.
   * @param explain - adds to a result what the user can do about an error.
   * @param before - the runs before the page was reloaded, numbered from 1.
   */
  constructor(
    limits: () => IRunLimits,
    explain: ExplainResult = async result => result,
    before: readonly IRun[] = []
  ) {
    this._limits = limits;
    this._explain = explain;
    this._runs = before;
    this._count = before.length;
  }

  get runs(): readonly IRun[] {
    return this._runs;
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get started(): ISignal<this, IRun> {
    return this._started;
  }

  get ended(): ISignal<this, IRun> {
    return this._ended;
  }

  async run(
    server: IDeephavenServer,
    code: string,
    label: string,
    options: IRunOptions = {}
  ): Promise<IRunResult> {
    const { onOutput, signal } = options;
    const { name } = server.config;
    const before = this._runs.filter(
      other => other.server === name && other.ended === null
    );
    const last = before.pop() ?? null;
    const { keptOutput, keptRuns } = this._limits();
    const run = new Run(
      {
        id: ++this._count,
        label,
        file: fileOf(options),
        notebook: notebookOf(options),
        server: name,
        isShown: onOutput !== undefined
      },
      last,
      { on: server, code, options },
      keptOutput
    );
    this._runs = lastOf([...this._runs, run], keptRuns);
    this._changed.emit();
    this._started.emit(run);
    const onAbort = () => void this.stop(run);
    signal?.addEventListener('abort', onAbort);
    if (signal?.aborted) {
      run.stopper.abort();
    }
    try {
      return await this._follow(
        run,
        server,
        server.run(code, {
          ...options,
          signal: run.stopper.signal,
          onSent: key => {
            run.update({ key, sent: new Date() });
            options.onSent?.(key);
          },
          onBegin: () => {
            run.update({ began: new Date() });
            options.onBegin?.();
          },
          onOutput: (text, stream) => {
            run.output.add({ stream, text });
            run.update({});
            onOutput?.(text, stream);
          }
        }),
        options
      );
    } finally {
      signal?.removeEventListener('abort', onAbort);
    }
  }

  async resume(server: IDeephavenServer): Promise<void> {
    for (const run of this._runs) {
      // It ended with its connection: the server said nothing of its end.
      const isCutOff = run.failure !== null && run.result === null;
      const isDue =
        run.server === server.config.name &&
        isCutOff &&
        run.key &&
        !this._resuming.has(run);
      if (isDue) {
        this._resuming.add(run);
        await this._resume(run, run.key, server).finally(() => {
          this._resuming.delete(run);
        });
      }
    }
  }

  follow(
    server: IDeephavenServer,
    mark: string,
    options: IRunOptions
  ): Promise<IRunResult> {
    const find = () => this._runs.find(({ key }) => key?.mark === mark);
    const known = find();
    if (!known || known.result) {
      return known?.result
        ? Promise.resolve(known.result)
        : Promise.reject(new Error('The run is not in the list any more.'));
    }
    const ended = this._followers.add(mark, options);
    if (known.ended === null) {
      options.onSent?.(known.key);
    }
    options.signal?.addEventListener('abort', () => {
      const run = find();
      void (run && this.stop(run));
    });
    if (server.connection?.plugin.kind === 'ours') {
      // It may be back already.
      this.resume(server).catch(reason => {
        console.warn('A run of an earlier connection is lost', reason);
      });
    }
    return ended;
  }

  private async _resume(
    lost: IRun,
    key: IRunKey,
    server: IDeephavenServer
  ): Promise<void> {
    const asked = lost instanceof Run ? lost.asked : null;
    const { keptOutput } = this._limits();
    const run = new Run(lost, null, asked, keptOutput, lost.started);
    const { head, leftOut, tail } = lost.output;
    head.forEach(text => run.output.add(text));
    if (leftOut > 0) {
      run.output.add({ leftOut });
    }
    tail.forEach(text => run.output.add(text));
    const { began, sent } = lost;
    Object.assign(run, { key, sent, began: began ?? lost.started });
    const followers = this._followers;
    const { mark } = key;
    if (followers.optionsOf(mark).signal?.aborted) {
      run.stopper.abort();
    }
    const resumed = await server.connection?.resume(key, {
      signal: run.stopper.signal,
      cell: followers.cellOf(mark),
      onOutput: (text, stream) => {
        run.output.add({ stream, text });
        run.update({});
        followers.optionsOf(mark).onOutput?.(text, stream);
      }
    });
    if (!resumed || !this._runs.includes(lost)) {
      followers.reject(mark, new Error(lost.failure ?? ''));
      return;
    }
    run.key = resumed.key;
    followers.optionsOf(mark).onSent?.(resumed.key);
    this._runs = this._runs.map(other => (other === lost ? run : other));
    this._changed.emit();
    this._started.emit(run);
    // Where it is lost once more, it has the same failure.
    const ended = resumed.ended.catch(() => {
      throw new Error(lost.failure ?? '');
    });
    // The next connection may be there before this one tells its end.
    this._follow(run, server, ended, followers.optionsOf(mark))
      .then(
        result => followers.resolve(mark, result),
        () => this.resume(server)
      )
      .catch(reason => {
        console.warn('A run was lost with its connection', reason);
      });
  }

  /** Record what becomes of a run. */
  private async _follow(
    run: Run,
    server: IDeephavenServer,
    running: Promise<IRunResult>,
    options: IRunOptions
  ): Promise<IRunResult> {
    try {
      const result = await this._explain(await running, server, options);
      run.update({ ended: new Date(), result });
      return result;
    } catch (reason) {
      run.update({
        ended: new Date(),
        failure: reason instanceof Error ? reason.message : String(reason)
      });
      throw reason;
    } finally {
      run.done.resolve();
      this._ended.emit(run);
    }
  }

  async stop(run: IRun): Promise<void> {
    if (!(run instanceof Run) || run.ended !== null) {
      return;
    }
    askToStop(run.stopper);
    run.update({});
    await run.done.promise;
  }

  canRunAgain(run: IRun): boolean {
    // A cell takes its output only from who runs it.
    return (
      run instanceof Run && !!run.asked && !run.isShown && run.ended !== null
    );
  }

  async runAgain(run: IRun): Promise<IRunResult> {
    if (!(run instanceof Run) || !run.asked || !this.canRunAgain(run)) {
      throw new Error(`“${run.label}” cannot be run again.`);
    }
    const { on, code, options } = run.asked;
    return this.run(on, code, run.label, options);
  }

  clear(cleared?: IRun): void {
    this._runs = this._runs.filter(
      run => run.ended === null || (cleared && run !== cleared)
    );
    this._changed.emit();
  }

  private _changed = new Signal<this, void>(this);
  private _count: number;
  private _ended = new Signal<this, IRun>(this);
  private _explain: ExplainResult;
  private _followers = new Followers();
  private _limits: () => IRunLimits;
  /** Those that the server is being asked about. */
  private _resuming = new Set<IRun>();
  private _runs: readonly IRun[];
  private _started = new Signal<this, IRun>(this);
}

/** The last runs, with all that still go on. */
function lastOf(runs: readonly IRun[], kept: number): IRun[] {
  let surplus = runs.length - kept;
  return runs.filter(({ ended }) => ended === null || surplus-- <= 0);
}
