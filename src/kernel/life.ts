/**
 * A kernel from one restart to the next: what waits and runs, and what its clients are told.
 */
import type { KernelMessage } from '@jupyterlab/services';
import type { JSONObject } from '@lumino/coreutils';
import { UUID } from '@lumino/coreutils';

import { askToStop } from '../worker/askToStop';
import type { IAnswer, IRequest } from './messages';
import { makeMessage } from './messages';
import type { IKernelClient } from './server/socket';

/** A request, and who made it. */
export interface IAsked {
  readonly request: IRequest;
  readonly socket: IKernelClient;
}

/** The header of a request; null for what answers none. */
export type Parent = KernelMessage.IHeader | null;

/** The life of a kernel. */
export class Life {
  /** @param sockets - the kernel's clients of now, of this life and of later ones. */
  constructor(private readonly _sockets: ReadonlySet<IKernelClient>) {}

  /** The cells that wait. */
  readonly queue: IAsked[] = [];

  /** The cell that runs; null for none. */
  running: IAsked | null = null;

  /** Stops the cell that runs. */
  stopper = new AbortController();

  /** End it: nobody is to hear of what ran in it. */
  end(): void {
    this.queue.length = 0;
    this.interrupt();
    this._isOver = true;
  }

  /** Stop the cell that runs; those behind it do not run either. */
  interrupt(): void {
    if (!this.running) {
      return;
    }
    this.enter(null);
    askToStop(this.stopper);
  }

  /** Run nothing of what waits, as the cell before it has failed. */
  abort(): void {
    for (const { request, socket } of this.queue.splice(0)) {
      const { header } = request;
      this.tellState(header, 'busy');
      this.send(header, socket, {
        channel: 'shell',
        type: 'execute_reply',
        content: { status: 'aborted' }
      });
      this.tellState(header, 'idle');
    }
  }

  /**
   * Ask a user for a line.
   *
   * @param asked - the cell that asks.
   * @returns null when there will be none.
   */
  async ask(
    { request: { content, header }, socket }: IAsked,
    prompt: string,
    password: boolean
  ): Promise<string | null> {
    if (content.allow_stdin === false || !this._sockets.has(socket)) {
      return null;
    }
    this.send(header, socket, {
      channel: 'stdin',
      type: 'input_request',
      content: { prompt, password }
    });
    return new Promise(resolve => {
      this._onLine = line => {
        this._onLine = null;
        resolve(line);
      };
    });
  }

  /** Take the line that the user enters; null where nobody is left to enter one. */
  enter(line: string | null): void {
    this._onLine?.(line);
  }

  /** Tell all clients a state. */
  tellState(parent: Parent, execution_state: KernelMessage.Status): void {
    this.publish(parent, 'status', { execution_state });
  }

  /** Tell all clients. */
  publish(parent: Parent, type: string, content: JSONObject): void {
    for (const socket of this._sockets) {
      this.send(parent, socket, { channel: 'iopub', type, content });
    }
  }

  /** Tell one client. */
  send(parent: Parent, socket: IKernelClient, answer: IAnswer): void {
    if (!this._isOver) {
      socket.deliver(makeMessage(this._session, parent, answer));
    }
  }

  private _isOver = false;
  private _onLine: ((line: string | null) => void) | null = null;
  /** By it, clients know a kernel that has begun again. */
  private readonly _session = UUID.uuid4();
}
