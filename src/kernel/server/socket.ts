/**
 * A web socket that leads to a kernel of the page, for those who expect one that
 * leads to the Jupyter server.
 */
import type { ServerConnection } from '@jupyterlab/services';

import type { AnyMessage, IRequest } from '../messages';

/** A client of a kernel. */
export interface IKernelClient {
  /** Hand it a message of the kernel. */
  deliver(message: AnyMessage): void;
  /** The kernel ends. */
  close(): void;
}

/** A kernel, as its clients see it. */
export interface ISocketPeer {
  /** The client is there. */
  connect(client: IKernelClient): void;
  /** It is gone. */
  disconnect(client: IKernelClient): void;
  /** It sends a message. */
  receive(request: IRequest, client: IKernelClient): void;
}

/** The client's end, as a page's web sockets are. */
export class KernelSocket
  extends EventTarget
  implements WebSocket, IKernelClient
{
  /**
   * @param peer - the kernel; null where there is none, and the socket closes.
   * @param serializer - how messages are written and read.
   */
  constructor(
    readonly url: string,
    peer: ISocketPeer | null,
    serializer: ServerConnection.ISettings['serializer']
  ) {
    super();
    this._peer = peer;
    this._serializer = serializer;
    // Not at once: nobody listens yet.
    void Promise.resolve().then(() => this._open());
  }

  readonly CONNECTING = 0;
  readonly OPEN = 1;
  readonly CLOSING = 2;
  readonly CLOSED = 3;

  binaryType: BinaryType = 'arraybuffer';
  readonly bufferedAmount = 0;
  readonly extensions = '';
  /** The oldest form of messages, in JSON. */
  readonly protocol = '';

  onclose: ((event: CloseEvent) => unknown) | null = null;
  onerror: ((event: Event) => unknown) | null = null;
  onmessage: ((event: MessageEvent) => unknown) | null = null;
  onopen: ((event: Event) => unknown) | null = null;

  get readyState(): 0 | 1 | 2 | 3 {
    return this._readyState;
  }

  send(data: string | ArrayBufferLike | Blob | ArrayBufferView): void {
    if (this._readyState !== this.OPEN) {
      return;
    }
    const message = this._serializer.deserialize(
      data as ArrayBuffer,
      this.protocol
    );
    this._peer?.receive(message as unknown as IRequest, this);
  }

  deliver(message: AnyMessage): void {
    if (this._readyState === this.OPEN) {
      const data = this._serializer.serialize(message, this.protocol);
      this._emit(new MessageEvent('message', { data }));
    }
  }

  close(code = 1000, reason = ''): void {
    if (this._readyState === this.CLOSED) {
      return;
    }
    this._readyState = this.CLOSED;
    this._peer?.disconnect(this);
    this._emit(new CloseEvent('close', { code, reason, wasClean: true }));
  }

  private _open(): void {
    if (this._readyState !== this.CONNECTING) {
      return;
    }
    if (!this._peer) {
      // As of a server that does not know the kernel.
      this.close(4404);
      return;
    }
    this._readyState = this.OPEN;
    this._emit(new Event('open'));
    this._peer.connect(this);
  }

  private _emit(event: Event): void {
    const handler = this[`on${event.type}` as 'onopen'];
    handler?.call(this, event);
    this.dispatchEvent(event);
  }

  private _peer: ISocketPeer | null;
  private _readyState: 0 | 1 | 2 | 3 = 0;
  private _serializer: ServerConnection.ISettings['serializer'];
}
