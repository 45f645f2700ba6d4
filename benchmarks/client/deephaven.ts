/**
 * Deephaven's API in Node, and plain sessions with it.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { dh } from '@deephaven/jsapi-types';
import { loadDhModules, NodeHttp2gRPCTransport } from '@deephaven/jsapi-nodejs';

import type { DeephavenApi } from '../../src/connection/api';

/** A Deephaven, as it is reached. */
export interface IDeephaven {
  readonly url: string;
  readonly key: string;
}

/** How long the server's log of the past may take, in milliseconds. */
const LOG = 500;

let loaded: Promise<DeephavenApi> | null = null;

/** The API, from the first server that is asked: all have the same version. */
export function api({ url }: IDeephaven): Promise<DeephavenApi> {
  loaded ??= load(url);
  return loaded;
}

async function load(url: string): Promise<DeephavenApi> {
  const storageDir = await mkdtemp(join(tmpdir(), 'dh-jsapi-'));
  try {
    await mkdir(storageDir, { recursive: true });
    // What is downloaded into it are ES modules.
    await writeFile(join(storageDir, 'package.json'), '{"type": "module"}');
    return await loadDhModules({
      serverUrl: new URL(url),
      storageDir,
      targetModuleType: 'esm'
    });
  } finally {
    await rm(storageDir, { recursive: true });
  }
}

/** A client with a connection of its own, not signed in. */
export async function newClient(server: IDeephaven): Promise<dh.CoreClient> {
  const { CoreClient } = await api(server);
  return new CoreClient(server.url, {
    // One factory each: connections are shared by factory.
    transportFactory: NodeHttp2gRPCTransport.createFactory()
  });
}

/** What runs code in a worker, and nothing else. */
export class PlainSession {
  static async open(server: IDeephaven): Promise<PlainSession> {
    const client = await newClient(server);
    await client.login({
      type: 'io.deephaven.authentication.psk.PskAuthenticationHandler',
      token: server.key
    });
    const connection = await client.getAsIdeConnection();
    const session = await connection.startSession('python');
    // As every client does that shows what code prints; it is told of the
    // past too, which is no part of any run.
    session.onLogMessage(() => undefined);
    await session.runCode('# connected');
    await new Promise(resolve => setTimeout(resolve, LOG));
    return new PlainSession(await api(server), client, session);
  }

  private constructor(
    readonly api: DeephavenApi,
    private readonly _client: dh.CoreClient,
    readonly session: dh.IdeSession
  ) {}

  /** Run code; returns its error. */
  async run(code: string): Promise<string | null> {
    const { error } = await this.session.runCode(code);
    return error || null;
  }

  close(): void {
    this.session.close();
    this._client.disconnect();
  }
}
