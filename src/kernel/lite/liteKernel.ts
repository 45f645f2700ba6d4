/**
 * A kernel of the page as JupyterLite has kernels.
 */
import type { KernelMessage } from '@jupyterlab/services';
import type { IKernel } from '@jupyterlite/services';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';

import type { PageKernel } from '../kernel';
import type { AnyMessage, IRequest } from '../messages';
import type { IKernelClient } from '../server/socket';

/** The kernel. All clients share one connection, which JupyterLite forks. */
export class LiteKernel implements IKernel, IKernelClient {
  constructor(
    private readonly _kernel: PageKernel,
    private readonly _options: IKernel.IOptions
  ) {}

  readonly ready = Promise.resolve();

  get id(): string {
    return this._options.id;
  }

  get name(): string {
    return this._options.name;
  }

  get location(): string {
    return this._options.location;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  get disposed(): ISignal<this, void> {
    return this._disposed;
  }

  /** Take a message. Returns at once: the next one waits for that. */
  async handleMessage(message: KernelMessage.IMessage): Promise<void> {
    const { session } = message.header;
    this._last = session;
    if (!this._sessions.has(session)) {
      this._sessions.add(session);
      this._kernel.connect(this);
    }
    this._kernel.receive(message as unknown as IRequest, this);
  }

  deliver(message: AnyMessage): void {
    const parent = message.parent_header;
    // JupyterLite finds the client by it.
    const session = 'session' in parent ? parent.session : this._last;
    // Of the end of a kernel that restarts, clients are not to hear.
    if (session !== null && !this._isDisposed) {
      const header = { ...message.header, session };
      this._options.sendMessage({ ...message, header } as AnyMessage);
    }
  }

  /** Stop the cell that runs. */
  interrupt(): void {
    this._kernel.interrupt();
  }

  close(): void {
    // JupyterLite closes its sockets itself.
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    this._kernel.dispose();
    this._disposed.emit();
    Signal.clearData(this);
  }

  private _disposed = new Signal<this, void>(this);
  private _isDisposed = false;
  /** The client that was heard of last. */
  private _last: string | null = null;
  /** The clients that were heard of. */
  private _sessions = new Set<string>();
}
