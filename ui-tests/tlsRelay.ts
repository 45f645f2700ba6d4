/**
 * Puts https before a server, as a hub does, with a certificate of its own.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import { createServer } from 'node:tls';
import { promisify } from 'node:util';

/** What the relay is known by. */
export interface ITlsRelay {
  /** The https URL of what is at the http URL. */
  readonly url: string;
  close(): Promise<void>;
}

/** Serve what an http server on this machine does by https. */
export async function relayTls(httpUrl: string): Promise<ITlsRelay> {
  const target = new URL(httpUrl);
  const sockets = new Set<TLSSocket>();
  const server = createServer(await selfSigned(), socket => {
    const plain = connect(Number(target.port), target.hostname);
    sockets.add(socket);
    socket.on('close', () => {
      sockets.delete(socket);
      plain.destroy();
    });
    // A page that is closed does not say goodbye.
    socket.on('error', () => plain.destroy());
    plain.on('error', () => socket.destroy());
    socket.pipe(plain).pipe(socket);
  });
  await new Promise<void>(resolve => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `https://localhost:${port}${target.pathname}`.replace(/\/$/, ''),
    close: async () => {
      sockets.forEach(socket => socket.destroy());
      await new Promise(resolve => server.close(resolve));
    }
  };
}

/** A key and a certificate that nobody has signed, by OpenSSL's program. */
async function selfSigned(): Promise<{ key: Buffer; cert: Buffer }> {
  const folder = await mkdtemp(join(tmpdir(), 'tls-'));
  const key = join(folder, 'key.pem');
  const cert = join(folder, 'cert.pem');
  try {
    await promisify(execFile)('openssl', [
      'req',
      '-x509',
      '-nodes',
      ...['-newkey', 'rsa:2048', '-subj', '/CN=localhost', '-days', '1'],
      ...['-keyout', key, '-out', cert]
    ]);
    return { key: await readFile(key), cert: await readFile(cert) };
  } finally {
    await rm(folder, { recursive: true });
  }
}
