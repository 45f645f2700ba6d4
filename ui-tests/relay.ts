/**
 * A network in front of a server: it can stand still, and may close connections
 * on which nothing comes, as proxies do.
 */
import type { AddressInfo, Socket } from 'node:net';
import { connect, createServer } from 'node:net';

/** A relay to a server. */
export interface IRelay {
  /** Where the server is reached through it. */
  readonly url: string;
  /** Pass nothing on, and close nothing; or go on. */
  freeze(isFrozen: boolean): void;
  /** Close all connections; new ones are taken. */
  cut(): void;
  close(): Promise<void>;
}

/**
 * Relay to an http server on this machine.
 *
 * @param idle - milliseconds after which a connection is closed on which
 * nothing came in either direction; 0 for never.
 */
export async function relay(httpUrl: string, idle = 0): Promise<IRelay> {
  const target = new URL(httpUrl);
  const sockets = new Set<Socket>();
  let isFrozen = false;
  const pass = (from: Socket, to: Socket) => {
    sockets.add(from);
    if (isFrozen) {
      from.pause();
    }
    from.on('data', data => to.write(data));
    from.on('end', () => to.end());
    from.on('close', () => {
      sockets.delete(from);
      to.destroy();
    });
    // A page that is closed does not say goodbye.
    from.on('error', () => to.destroy());
    // Reading and writing count both.
    from.setTimeout(idle, () => {
      from.destroy();
    });
  };
  const server = createServer(client => {
    const plain = connect(Number(target.port), target.hostname);
    pass(client, plain);
    pass(plain, client);
  });
  await new Promise<void>(resolve => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://localhost:${port}${target.pathname}`.replace(/\/$/, ''),
    freeze: frozen => {
      isFrozen = frozen;
      sockets.forEach(socket => (frozen ? socket.pause() : socket.resume()));
    },
    cut: () => sockets.forEach(socket => socket.destroy()),
    close: async () => {
      sockets.forEach(socket => socket.destroy());
      await new Promise(resolve => server.close(resolve));
    }
  };
}
