/**
 * A kernel in the page: answers the messages of notebooks and consoles, and runs
 * their cells one after another.
 */
import type { KernelMessage } from '@jupyterlab/services';
import type { JSONObject } from '@lumino/coreutils';

import type { ICellError, ICellKept, ICellRunner } from './cells/types';
import { CellRun } from './cells/cellRun';
import { History } from './history';
import { isComplete } from './isComplete';
import type { IAsked } from './life';
import { Life } from './life';
import type { IRequest } from './messages';
import { kernelInfo } from './messages';
import type { IKernelClient, ISocketPeer } from './server/socket';

/** What a request to go on with the cell of an earlier page has in its metadata: its mark. */
export const FOLLOWS = 'deephavenFollows';

/** A kernel. */
export class PageKernel implements ISocketPeer {
  constructor(options: PageKernel.IOptions) {
    this._options = options;
    this.id = options.id;
    this.name = options.name;
    this._count = options.count ?? 0;
    this._left = options.left && this._follow(options.left);
  }

  readonly id: string;
  /** The name of its specification. */
  readonly name: string;

  /** How many cells have run since the last restart. */
  get count(): number {
    return this._count;
  }

  /**
   * The cell that an earlier page began, until a notebook shows it; null for
   * none that the worker still knows.
   */
  get left(): ICellKept | null {
    return this._left?.isThere ? this._left.kept : null;
  }

  /** The cell that runs, as a later page has to know it; null for none. */
  get kept(): ICellKept | null {
    return (this._running ?? this._left)?.kept ?? null;
  }

  /** What it does. */
  get state(): KernelMessage.Status {
    if (this._isDead) {
      return 'dead';
    }
    return this._life.running ? 'busy' : this._isStarting ? 'starting' : 'idle';
  }

  /** How many clients it has. */
  get connections(): number {
    return this._sockets.size;
  }

  /** When it last had something to do. */
  lastActivity = new Date();

  /** Have the kernel's server connected; the kernel is starting meanwhile. */
  async start(connecting: Promise<unknown>): Promise<void> {
    this._isStarting = true;
    try {
      await connecting;
    } finally {
      this._isStarting = false;
      this._tellState();
    }
  }

  connect(socket: IKernelClient): void {
    this._sockets.add(socket);
    // Of no request: clients take the states of some requests for no state.
    this._life.send(null, socket, {
      channel: 'iopub',
      type: 'status',
      content: { execution_state: this.state }
    });
    void this._options.assist.warmUp();
  }

  disconnect(socket: IKernelClient): void {
    this._sockets.delete(socket);
    if (socket === this._life.running?.socket) {
      // Nobody is left to enter anything.
      this._life.enter(null);
    }
  }

  receive(request: IRequest, socket: IKernelClient): void {
    const asked = { request, socket };
    const { content, header } = request;
    // Wider than what the client may send.
    switch (header.msg_type as string) {
      case 'execute_request':
        this._life.queue.push(asked);
        void this._work(this._life);
        return;
      case 'kernel_info_request':
        return this._answer(asked, kernelInfo(this._options.banner));
      case 'is_complete_request':
        return this._answer(asked, isComplete(String(content.code)));
      case 'history_request':
        return this._answer(asked, this._history.answer(content));
      case 'comm_info_request':
        return this._answer(asked, { status: 'ok', comms: {} });
      case 'complete_request':
        return this._answerLater(asked, () =>
          this._options.assist.complete(
            String(content.code),
            Number(content.cursor_pos)
          )
        );
      case 'inspect_request':
        return this._answerLater(asked, () =>
          this._options.assist.inspect(
            String(content.code),
            Number(content.cursor_pos)
          )
        );
      case 'input_reply':
        this._life.enter(String(content.value ?? ''));
        return;
      case 'interrupt_request':
        this.interrupt();
        return this._answer(asked, { status: 'ok' });
      case 'shutdown_request':
        return this._answer(asked, {
          status: 'ok',
          restart: content.restart ?? false
        });
      case 'debug_request':
        return this._answer(asked, {
          type: 'response',
          request_seq: content.seq ?? 0,
          success: false,
          command: content.command ?? ''
        });
    }
  }

  /** Stop the cell that runs; those behind it do not run either. */
  interrupt(): void {
    this._left?.stop();
    this._life.interrupt();
  }

  /** Begin again; what code has made in the worker stays there. */
  restart(): void {
    this._end();
    this._life = new Life(this._sockets);
    this._count = 0;
    this._history = new History();
    this._options.onChanged();
    this._options.onEnded('restart');
  }

  /** End it. */
  dispose(): void {
    this._end();
    this._options.onEnded('shutdown');
    this._isDead = true;
    this._tellState();
    [...this._sockets].forEach(socket => socket.close());
  }

  private _end(): void {
    this._left?.stop();
    this._left = this._running = null;
    this._life.end();
  }

  /** Run what waits. */
  private async _work(life: Life): Promise<void> {
    if (life.running) {
      return;
    }
    let next: IAsked | undefined;
    while ((next = life.queue.shift())) {
      life.running = next;
      life.stopper = new AbortController();
      this.lastActivity = new Date();
      await this._execute(life, next);
      void this._options.assist.warmUp();
      life.running = null;
    }
  }

  private async _execute(life: Life, asked: IAsked): Promise<void> {
    const { header, content } = asked.request;
    const code = String(content.code ?? '');
    const isSilent = content.silent === true;
    life.tellState(header, 'busy');
    const run = this._begin(asked, code, isSilent);
    const execution_count = run?.count ?? this._count;
    const tell = (type: string, content: JSONObject) =>
      life.publish(header, type, content);
    if (!isSilent) {
      tell('execute_input', { code, execution_count });
    }
    const error: ICellError | null = run
      ? await run.show(
          {
            tell,
            ask: (prompt, password) => life.ask(asked, prompt, password)
          },
          life.stopper.signal
        )
      : this._options.unknown;
    if (this._running === run) {
      this._running = null;
      this._options.onChanged();
    }
    if (error && !isSilent) {
      tell('error', { ...error });
    }
    life.send(header, asked.socket, {
      channel: 'shell',
      type: 'execute_reply',
      content: error
        ? { status: 'error', execution_count, ...error }
        : { status: 'ok', execution_count, payload: [], user_expressions: {} }
    });
    life.tellState(header, 'idle');
    if (error && content.stop_on_error !== false) {
      life.abort();
    }
  }

  /**
   * Begin a cell, or go on with that of an earlier page.
   *
   * @returns null where that is not known: it is not to run again.
   */
  private _begin(
    { request: { content, metadata } }: IAsked,
    code: string,
    isSilent: boolean
  ): CellRun | null {
    const mark = metadata[FOLLOWS];
    if (mark !== undefined) {
      const left = this.left?.mark === mark ? this._left : null;
      this._left = null;
      this._running = left;
      return left;
    }
    if (!isSilent && content.store_history !== false) {
      this._count += 1;
      this._history.record(this._count, code);
      this._options.onChanged();
    }
    const count = this._count;
    const cellId = typeof metadata.cellId === 'string' ? metadata.cellId : null;
    const cell = { code, cellId, count, isSilent };
    this._running = new CellRun(
      { cellId, count, left: null },
      (client, signal) => this._options.runner.run(cell, client, signal),
      this._options.onChanged
    );
    return this._running;
  }

  /** Follow the cell of an earlier page. */
  private _follow(left: ICellKept): CellRun {
    const { onChanged, runner } = this._options;
    const run = new CellRun(
      { ...left, left },
      (client, signal) => runner.follow(left, client, signal),
      onChanged
    );
    void run.ended.then(() => {
      if (!run.isThere && this._left === run) {
        // Its outputs stay what they are in the notebook.
        this._left = null;
        onChanged();
      }
    });
    return run;
  }

  /** Answer a request at once, also while a cell runs. */
  private _answer(asked: IAsked, content: JSONObject): void {
    this._answerLater(asked, async () => content);
  }

  private _answerLater(
    { request, socket }: IAsked,
    answer: () => Promise<JSONObject>
  ): void {
    const life = this._life;
    const { channel, header } = request;
    life.tellState(header, 'busy');
    void answer()
      .catch((reason): JSONObject => {
        console.warn('The Deephaven kernel could not answer', reason);
        return { status: 'error', ename: 'Error', evalue: String(reason) };
      })
      .then(content => {
        life.send(header, socket, {
          channel: channel === 'control' ? 'control' : 'shell',
          type: header.msg_type.replace('_request', '_reply'),
          content
        });
        life.tellState(header, 'idle');
        if (life.running) {
          // Clients take the answer's end for the end of what runs.
          life.tellState(life.running.request.header, 'busy');
        }
      });
  }

  private _tellState(): void {
    this._life.tellState(null, this.state);
  }

  private _count: number;
  private _history = new History();
  private _isDead = false;
  private _isStarting = false;
  private _left: CellRun | null;
  private _options: PageKernel.IOptions;
  private _running: CellRun | null = null;
  private _sockets = new Set<IKernelClient>();
  private _life = new Life(this._sockets);
}

/** A namespace for `PageKernel` statics. */
export namespace PageKernel {
  /** What answers questions about code. */
  export interface IAssistant {
    /** The content of a `complete_reply`. */
    complete(code: string, cursor: number): Promise<JSONObject>;
    /** Have the worker prepare: its first answer takes seconds. */
    warmUp(): Promise<void>;
    /** The content of an `inspect_reply`. */
    inspect(code: string, cursor: number): Promise<JSONObject>;
  }

  /** What a kernel needs. */
  export interface IOptions {
    readonly id: string;
    readonly name: string;
    /** How many cells have run already, in an earlier page. */
    readonly count?: number;
    /** The cell that ran when the earlier page went. */
    readonly left: ICellKept | null;
    /** What is said of such a cell that is not known any more. */
    readonly unknown: ICellError;
    /** What consoles show at first. */
    readonly banner: string;
    readonly runner: ICellRunner;
    readonly assist: IAssistant;
    /** Called when what a later page has to know has changed. */
    readonly onChanged: () => void;
    /** Called when it begins again, or ends for good. */
    readonly onEnded: (how: 'restart' | 'shutdown') => void;
  }
}
