import { SocketTransports } from '../../connection/socketTransport';

const PATH = 'a.Service/Method';
const LAST = 0x80000000;
const GO_AWAY = 0x7fffffff;

/** A websocket whose other end is the test. */
class FakeSocket extends EventTarget {
  constructor(readonly path: string) {
    super();
  }

  binaryType = '';
  readyState: number = WebSocket.CONNECTING;
  /** What was sent: stream, rest of the frame. */
  readonly sent: [number, Uint8Array][] = [];

  send(frame: Uint8Array): void {
    const view = new DataView(frame.buffer, frame.byteOffset);
    this.sent.push([view.getUint32(0), frame.slice(4)]);
  }

  close(): void {
    this.readyState = WebSocket.CLOSING;
  }

  open(): void {
    this.readyState = WebSocket.OPEN;
    this.dispatchEvent(new Event('open'));
  }

  lose(): void {
    this.readyState = WebSocket.CLOSED;
    this.dispatchEvent(Object.assign(new Event('close'), { reason: 'gone' }));
  }

  answer(stream: number, ...bytes: number[]): void {
    const data = new Uint8Array(4 + bytes.length);
    new DataView(data.buffer).setUint32(0, stream);
    data.set(bytes, 4);
    this.dispatchEvent(new MessageEvent('message', { data: data.buffer }));
  }
}

function transportsOf() {
  const sockets: FakeSocket[] = [];
  const transports = new SocketTransports(path => {
    const socket = new FakeSocket(path);
    sockets.push(socket);
    return socket as unknown as WebSocket;
  });
  /** Start a call, and note what comes of it. */
  const call = (url = `http://s/${PATH}`) => {
    const events: unknown[][] = [];
    const stream = transports.create({
      url: new URL(url),
      debug: false,
      onHeaders: (headers, status) => events.push(['headers', headers, status]),
      onChunk: chunk => events.push(['chunk', ...chunk]),
      onEnd: error => events.push(['end', error?.message ?? null])
    });
    stream.start({ authorization: 'x', list: ['a', 'b'] });
    return { events, stream };
  };
  return { call, sockets, transports };
}

/** Headers as a server sends them. */
function headers(text: string): number[] {
  return [0x80, 0, 0, 0, text.length, ...Buffer.from(text)];
}

describe('a call', () => {
  it('waits for the socket, and names its method in the headers', () => {
    const { call, sockets } = transportsOf();
    const { stream } = call('http://s/some/prefix/a.Service/Method');
    stream.sendMessage(Uint8Array.of(7, 8));
    stream.finishSend();
    const [socket] = sockets;
    expect([socket.path, socket.binaryType]).toEqual([PATH, 'arraybuffer']);
    expect(socket.sent).toEqual([]);
    socket.open();
    const [[first, lines], ...rest] = socket.sent;
    expect(first).toBe(0);
    expect(Buffer.from(lines).toString()).toBe(
      `authorization: x\r\nlist: a, b\r\ngrpc-websockets-path: ${PATH}\r\n`
    );
    expect(rest).toEqual([
      [0, Uint8Array.of(0, 7, 8)],
      [LAST, Uint8Array.of(1)]
    ]);
  });

  it('gets headers, data as it comes, and the end', () => {
    const { call, sockets } = transportsOf();
    const { events } = call();
    sockets[0].open();
    sockets[0].answer(0, ...headers('grpc-status: 0\r\nA: b:c\r\n'));
    sockets[0].answer(0, 0, 0, 0, 0, 1, 9);
    // The trailers look like headers, and are the API's to read.
    sockets[0].answer(LAST, ...headers('x: y\r\n'));
    expect(events).toEqual([
      ['headers', { 'grpc-status': '0', a: 'b:c' }, 200],
      ['chunk', 0, 0, 0, 0, 1, 9],
      ['chunk', ...headers('x: y\r\n')],
      ['end', null]
    ]);
  });

  it('gets what follows the headers in one frame', () => {
    const { call, sockets } = transportsOf();
    const { events } = call();
    sockets[0].open();
    sockets[0].answer(LAST, ...headers('a: b\r\n'), 5, 6);
    expect(events).toEqual([
      ['headers', { a: 'b' }, 200],
      ['chunk', 5, 6],
      ['end', null]
    ]);
  });

  it('shares the socket with others', () => {
    const { call, sockets } = transportsOf();
    const calls = [call(), call(), call()];
    sockets[0].open();
    sockets[0].answer(1, 0, 5);
    expect(sockets).toHaveLength(1);
    expect(calls.map(({ events }) => events.length)).toEqual([0, 1, 0]);
  });

  it('sends what is large in parts that proxies let through', () => {
    const { call, sockets } = transportsOf();
    const { stream } = call();
    sockets[0].open();
    const message = Uint8Array.from({ length: 2_500_000 }, (_, i) => i % 251);
    stream.sendMessage(message);
    const parts = sockets[0].sent.slice(1).map(([, frame]) => {
      expect(frame[0]).toBe(0);
      expect(frame.length).toBeLessThan(2 ** 21);
      return frame.slice(1);
    });
    expect(parts.length).toBe(3);
    expect(Buffer.concat(parts).equals(Buffer.from(message))).toBe(true);
  });

  it('hears no more when it is cancelled', () => {
    const { call, sockets } = transportsOf();
    const { events, stream } = call();
    sockets[0].open();
    stream.cancel();
    sockets[0].answer(0, 1, 2);
    sockets[0].lose();
    expect(events).toEqual([]);
  });
});

describe('the socket', () => {
  it('ends all calls when it is lost, and the next one opens another', () => {
    const { call, sockets } = transportsOf();
    const [a, b] = [call(), call()];
    sockets[0].open();
    sockets[0].answer(LAST, 1);
    sockets[0].lose();
    expect(a.events).toEqual([
      ['chunk', 1],
      ['end', null]
    ]);
    expect(b.events).toEqual([['end', 'The connection was closed: gone']]);
    call();
    expect(sockets).toHaveLength(2);
    sockets[1].open();
    expect(sockets[1].sent).toHaveLength(1);
  });

  it('that goes away serves out its calls and takes no new ones', () => {
    const { call, sockets } = transportsOf();
    const { events } = call();
    const [socket] = sockets;
    socket.open();
    socket.answer(GO_AWAY, 0);
    expect(socket.sent[1]).toEqual([GO_AWAY + LAST, Uint8Array.of(1)]);
    call();
    expect(sockets).toHaveLength(2);
    expect(socket.readyState).toBe(WebSocket.OPEN);
    socket.answer(LAST, 1);
    expect(events).toHaveLength(2);
    expect(socket.readyState).toBe(WebSocket.CLOSING);
  });

  it('is closed with the client, which gets no other', () => {
    const { call, sockets, transports } = transportsOf();
    call();
    sockets[0].open();
    transports.dispose();
    expect(sockets[0].readyState).toBe(WebSocket.CLOSING);
    sockets[0].lose();
    expect(call().events).toEqual([
      ['end', 'The connection was closed: the client was closed']
    ]);
    expect(sockets).toHaveLength(1);
  });
});
