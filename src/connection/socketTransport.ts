/**
 * Deephaven's gRPC over one websocket at any address: the transports of its
 * own API drop the path of a server's URL, and with it a proxy's prefix.
 *
 * The server's protocol `grpc-websockets-multiplex` carries many streams over
 * one socket. Each frame begins with the number of its stream, big-endian, its
 * sign bit set in the last frame. A stream's first frame has its headers, which
 * name the method; frames after it have a zero byte and a part of its data, or
 * a one, where no data follows. Frames that come back have no such byte; the
 * first one has the headers of the answer, as gRPC-web writes them.
 */
import type { dh } from '@deephaven/jsapi-types';
import type { IDisposable } from '@lumino/disposable';

/** The name of the protocol. */
export const PROTOCOL = 'grpc-websockets-multiplex';

/** Opens a socket at a path of the server. */
export type SocketOpener = (path: string, protocol: string) => WebSocket;

/** The bit of a stream's number that says that the frame is its last. */
const LAST = 0x80000000;

/** The number by which the server says that it takes no new streams. */
const GO_AWAY = 0x7fffffff;

/** What follows the number in a frame: data, or the end of it. */
const DATA = 0;
const END = 1;

/** The first byte of headers, in gRPC-web. */
const HEADERS = 0x80;

/**
 * How many bytes of data a frame has at most: proxies close sockets on which
 * larger messages come, Jupyter's above 10 MiB.
 */
const MAX_DATA = 1024 * 1024;

/** Makes the streams of one client; disposing of it ends them. */
export class SocketTransports
  implements dh.grpc.GrpcTransportFactory, IDisposable
{
  constructor(open: SocketOpener) {
    this._open = open;
  }

  get supportsClientStreaming(): boolean {
    return true;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /** Create a stream; the API calls this. */
  create(options: dh.grpc.GrpcTransportOptions): dh.grpc.GrpcTransport {
    return new Stream(options, path => this._socket(path));
  }

  dispose(): void {
    this._isDisposed = true;
    this._current?.close();
  }

  /** The socket for a new stream; null when there are to be none any more. */
  private _socket(path: string): Socket | null {
    if (this._isDisposed) {
      return null;
    }
    if (!this._current?.takesStreams) {
      // Any path of the server would do: the headers name the method.
      this._current = new Socket(this._open(path, PROTOCOL));
    }
    return this._current;
  }

  private _current: Socket | null = null;
  private _isDisposed = false;
  private _open: SocketOpener;
}

/** A websocket with the streams on it. */
class Socket {
  constructor(socket: WebSocket) {
    this._socket = socket;
    socket.binaryType = 'arraybuffer';
    socket.addEventListener('open', () => {
      const waiting = this._waiting;
      this._waiting = [];
      waiting.forEach(frame => socket.send(frame));
    });
    socket.addEventListener('message', event => this._onMessage(event.data));
    socket.addEventListener('close', ({ reason }) => this._onClose(reason));
  }

  /** Whether new streams can begin on it. */
  get takesStreams(): boolean {
    return this._takesStreams;
  }

  /**
   * Begin a stream.
   *
   * @returns its number.
   */
  add(stream: Stream): number {
    const id = this._nextId;
    this._nextId += 1;
    this._streams.set(id, stream);
    return id;
  }

  /** Forget a stream. */
  remove(id: number): void {
    this._streams.delete(id);
    if (!this._takesStreams && this._streams.size === 0) {
      this.close();
    }
  }

  /** Send a frame, or keep it until the socket is open. */
  send(id: number, ...parts: readonly Uint8Array[]): void {
    const size = parts.reduce((sum, part) => sum + part.length, 4);
    const frame = new Uint8Array(size);
    new DataView(frame.buffer).setUint32(0, id);
    let end = 4;
    for (const part of parts) {
      frame.set(part, end);
      end += part.length;
    }
    if (this._socket.readyState === WebSocket.CONNECTING) {
      this._waiting.push(frame);
    } else {
      this._socket.send(frame);
    }
  }

  /** Close it, once what was sent has gone out. */
  close(): void {
    this._takesStreams = false;
    this._socket.close();
  }

  private _onMessage(data: ArrayBuffer): void {
    const number = new DataView(data).getUint32(0);
    const id = number % LAST;
    if (id === GO_AWAY) {
      // What is under way goes on; what is new needs another socket.
      this._takesStreams = false;
      this.send(id + LAST, Uint8Array.of(END));
      if (this._streams.size === 0) {
        this.close();
      }
      return;
    }
    const stream = this._streams.get(id);
    const isLast = number >= LAST;
    if (isLast) {
      this.remove(id);
    }
    // None for what was cancelled.
    stream?.receive(new Uint8Array(data, 4), isLast);
  }

  private _onClose(reason: string): void {
    this._takesStreams = false;
    this._waiting = [];
    const streams = [...this._streams.values()];
    this._streams.clear();
    for (const stream of streams) {
      stream.fail(reason);
    }
  }

  private _nextId = 0;
  private _socket: WebSocket;
  private _streams = new Map<number, Stream>();
  private _takesStreams = true;
  /** Frames to send when the socket opens. */
  private _waiting: Uint8Array<ArrayBuffer>[] = [];
}

/** One call of a method. */
class Stream implements dh.grpc.GrpcTransport {
  constructor(
    options: dh.grpc.GrpcTransportOptions,
    socket: (path: string) => Socket | null
  ) {
    this._options = options;
    this._getSocket = socket;
  }

  start(metadata: { [key: string]: string | string[] }): void {
    // Service and method, whatever the path of the URL begins with.
    const path = this._options.url.pathname.split('/').slice(-2).join('/');
    const socket = this._getSocket(path);
    if (!socket) {
      this.fail('the client was closed');
      return;
    }
    this._socket = socket;
    this._id = socket.add(this);
    const lines = Object.entries({ ...metadata, 'grpc-websockets-path': path })
      .map(([name, value]) => `${name}: ${[value].flat().join(', ')}\r\n`)
      .join('');
    socket.send(this._id, new TextEncoder().encode(lines));
  }

  sendMessage(message: Uint8Array): void {
    // The server puts together what comes in parts.
    for (let begin = 0; begin < message.length; begin += MAX_DATA) {
      this._socket?.send(
        this._id,
        Uint8Array.of(DATA),
        message.subarray(begin, begin + MAX_DATA)
      );
    }
  }

  finishSend(): void {
    this._socket?.send(this._id + LAST, Uint8Array.of(END));
  }

  cancel(): void {
    // The protocol has no word for it; nobody listens any more.
    this._socket?.remove(this._id);
    this._socket = null;
  }

  /** Take a frame in. */
  receive(frame: Uint8Array, isLast: boolean): void {
    let data = frame;
    if (!this._hasHeaders && frame[0] === HEADERS) {
      this._hasHeaders = true;
      const { buffer, byteOffset } = frame;
      const end = 5 + new DataView(buffer, byteOffset).getUint32(1);
      data = frame.subarray(end);
      this._options.onHeaders(headersOf(frame.subarray(5, end)), 200);
    }
    if (data.length > 0) {
      this._options.onChunk(data);
    }
    if (isLast) {
      this._socket = null;
      this._options.onEnd();
    }
  }

  /** End, since the socket has. */
  fail(reason: string): void {
    this._socket = null;
    this._options.onEnd(new Error(`The connection was closed: ${reason}`));
  }

  private _getSocket: (path: string) => Socket | null;
  private _hasHeaders = false;
  private _id = 0;
  private _options: dh.grpc.GrpcTransportOptions;
  private _socket: Socket | null = null;
}

/** Headers as gRPC-web writes them: lines of name and value. */
function headersOf(bytes: Uint8Array): { [name: string]: string } {
  const lines = new TextDecoder().decode(bytes).split('\r\n');
  return Object.fromEntries(
    lines
      .filter(line => line.includes(':'))
      .map(line => {
        const [name, ...value] = line.split(':');
        return [name.trim().toLowerCase(), value.join(':').trim()];
      })
  );
}
