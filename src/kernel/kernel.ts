/**
 * A kernel in the page: answers the messages of notebooks and consoles, and runs
 * their cells one after another.
 */
import type { KernelMessage } from '@jupyterlab/services';
import type { JSONObject } from '@lumino/coreutils';
import { UUID } from '@lumino/coreutils';

import type { ICellRunner } from './cell';
import { History } from './history';
import { isComplete } from './isComplete';
import type { IAnswer, IRequest } from './messages';
import { kernelInfo, makeMessage } from './messages';
import type { IKernelClient, ISocketPeer } from './socket';

/** A request, and who made it. */
interface IAsked {
  readonly request: IRequest;
  readonly socket: IKernelClient;
}

/** A kernel from one restart to the next. */
interface ILife {
  readonly session: string;
  readonly queue: IAsked[];
  running: IAsked | null;
  stopper: AbortController;
  /** Takes the line that the user enters. */
  onLine: ((line: string | null) => void) | null;
}

/** A kernel. */
export class PageKernel implements ISocketPeer {
  constructor(options: PageKernel.IOptions) {
    this._options = options;
    this.id = options.id;
    this.name = options.name;
    this._count = options.count ?? 0;
  }

  readonly id: string;
  /** The name of its specification. */
  readonly name: string;

  /** How many cells have run since the last restart. */
  get count(): number {
    return this._count;
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
    this._send(this._life, null, socket, this._stateAnswer(this.state));
    void this._options.assist.warmUp();
  }

  disconnect(socket: IKernelClient): void {
    this._sockets.delete(socket);
    if (socket === this._life.running?.socket) {
      // Nobody is left to enter anything.
      this._life.onLine?.(null);
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
        this._life.onLine?.(String(content.value ?? ''));
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
    const { running, stopper } = this._life;
    if (!running) {
      return;
    }
    this._life.onLine?.(null);
    if (stopper.signal.aborted) {
      // The code may have caught what was to end it.
      stopper.signal.dispatchEvent(new Event('abort'));
    } else {
      stopper.abort();
    }
  }

  /** Begin again; what code has made in the worker stays there. */
  restart(): void {
    this._end();
    this._life = newLife();
    this._count = 0;
    this._history = new History();
    this._options.onChanged();
    this._options.onRestarted?.();
  }

  /** End it. */
  dispose(): void {
    this._end();
    this._isDead = true;
    this._tellState();
    [...this._sockets].forEach(socket => socket.close());
  }

  private _end(): void {
    this._life.queue.length = 0;
    this.interrupt();
  }

  /** Run what waits. */
  private async _work(life: ILife): Promise<void> {
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

  private async _execute(life: ILife, asked: IAsked): Promise<void> {
    const { header, content, metadata } = asked.request;
    const code = String(content.code ?? '');
    const isSilent = content.silent === true;
    const isCounted = !isSilent && content.store_history !== false;
    const tell = (type: string, content: JSONObject) =>
      this._publish(life, header, type, content);
    tell('status', { execution_state: 'busy' });
    if (isCounted) {
      this._count += 1;
      this._history.record(this._count, code);
      this._options.onChanged();
    }
    const execution_count = this._count;
    if (!isSilent) {
      tell('execute_input', { code, execution_count });
    }
    const error = await this._options.runner.run(
      {
        code,
        cellId: typeof metadata.cellId === 'string' ? metadata.cellId : null,
        count: execution_count,
        isSilent
      },
      {
        tell,
        ask: (prompt, password) => this._ask(life, asked, prompt, password)
      },
      life.stopper.signal
    );
    if (error && !isSilent) {
      tell('error', { ...error });
    }
    this._send(life, header, asked.socket, {
      channel: 'shell',
      type: 'execute_reply',
      content: error
        ? { status: 'error', execution_count, ...error }
        : { status: 'ok', execution_count, payload: [], user_expressions: {} }
    });
    tell('status', { execution_state: 'idle' });
    if (error && content.stop_on_error !== false) {
      this._abort(life);
    }
  }

  /** Ask the user for a line. */
  private async _ask(
    life: ILife,
    { request: { content, header }, socket }: IAsked,
    prompt: string,
    password: boolean
  ): Promise<string | null> {
    if (content.allow_stdin === false || !this._sockets.has(socket)) {
      return null;
    }
    this._send(life, header, socket, {
      channel: 'stdin',
      type: 'input_request',
      content: { prompt, password }
    });
    return new Promise(resolve => {
      life.onLine = line => {
        life.onLine = null;
        resolve(line);
      };
    });
  }

  /** Run nothing of what waits, as the cell before it has failed. */
  private _abort(life: ILife): void {
    for (const { request, socket } of life.queue.splice(0)) {
      const { header } = request;
      const state = (execution_state: string) =>
        this._publish(life, header, 'status', { execution_state });
      state('busy');
      this._send(life, header, socket, {
        channel: 'shell',
        type: 'execute_reply',
        content: { status: 'aborted' }
      });
      state('idle');
    }
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
    const state = (execution_state: string) =>
      this._publish(life, header, 'status', { execution_state });
    state('busy');
    void answer()
      .catch((reason): JSONObject => {
        console.warn('The Deephaven kernel could not answer', reason);
        return { status: 'error', ename: 'Error', evalue: String(reason) };
      })
      .then(content => {
        const type = header.msg_type.replace('_request', '_reply');
        const isControl = channel === 'control';
        this._send(life, header, socket, {
          channel: isControl ? 'control' : 'shell',
          type,
          content
        });
        state('idle');
        if (life.running) {
          // Clients take the answer's end for the end of what runs.
          this._publish(life, life.running.request.header, 'status', {
            execution_state: 'busy'
          });
        }
      });
  }

  private _stateAnswer(execution_state: string): IAnswer {
    return { channel: 'iopub', type: 'status', content: { execution_state } };
  }

  private _tellState(): void {
    const { content, type } = this._stateAnswer(this.state);
    this._publish(this._life, null, type, content);
  }

  /** Tell all clients. */
  private _publish(
    life: ILife,
    parent: KernelMessage.IHeader | null,
    type: string,
    content: JSONObject
  ): void {
    for (const socket of this._sockets) {
      this._send(life, parent, socket, { channel: 'iopub', type, content });
    }
  }

  private _send(
    life: ILife,
    parent: KernelMessage.IHeader | null,
    socket: IKernelClient,
    answer: IAnswer
  ): void {
    // Of what ran before a restart, nobody is to hear.
    if (life === this._life) {
      socket.deliver(makeMessage(life.session, parent, answer));
    }
  }

  private _count: number;
  private _history = new History();
  private _isDead = false;
  private _isStarting = false;
  private _life = newLife();
  private _options: PageKernel.IOptions;
  private _sockets = new Set<IKernelClient>();
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
    /** What consoles show at first. */
    readonly banner: string;
    readonly runner: ICellRunner;
    readonly assist: IAssistant;
    /** Called when what a later page has to know has changed. */
    readonly onChanged: () => void;
    /** Called when it begins again. */
    readonly onRestarted?: () => void;
  }
}

function newLife(): ILife {
  return {
    session: UUID.uuid4(),
    queue: [],
    running: null,
    stopper: new AbortController(),
    onLine: null
  };
}
