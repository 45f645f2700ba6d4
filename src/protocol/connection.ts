/**
 * The client's end of one remote-file-source stream: JSON-RPC over a channel.
 */
import { UUID } from '@lumino/coreutils';
import {
  JSONRPCClient,
  JSONRPCErrorException,
  JSONRPCServer,
  JSONRPCServerAndClient
} from 'json-rpc-2.0';

import type { IContent } from './content';
import { contentMessage } from './content';
import { deflated } from './deflate';
import type { ISnapshot } from './indexSync';
import { IndexSync } from './indexSync';
import type { IServerInfo, ModuleContent } from './messages';
import {
  ErrorCodes,
  fetchContentResult,
  fetchModuleResult,
  Methods,
  readServerInfo
} from './messages';
import { nextTask } from './nextTask';

/** The version of the protocol's extension that is spoken here. */
const SYNC_VERSION = 1;

/** How long a server may take to receive a revision, in milliseconds. */
const SYNC_TIMEOUT = 120000;

/** A stream of messages, such as a Deephaven widget's. */
export interface IChannel {
  /** Send one message. Must throw when the stream is known to be closed. */
  send(message: string | Uint8Array): void;
  /** Called with each message received. */
  onMessage: ((text: string) => void) | null;
  /** Called once, when the other end or the network closed the stream. */
  onClose: (() => void) | null;
  /** Close the stream. */
  close(): void;
}

/** Answers imports. */
export interface IModuleProvider {
  /**
   * The module of a full dotted name.
   *
   * @returns null when there is no such module.
   * @throws Error when it exists but cannot be read; the message reaches the
   * worker, so it must not tell more than the module's path.
   */
  resolve(name: string): Promise<ModuleContent | null>;

  /**
   * The data file of an origin.
   *
   * @returns null when there is no such file.
   * @throws Error as `resolve` does.
   */
  file(origin: string): Promise<IContent | null>;

  /** All that is served, with the contents of what a program will import. */
  snapshot(program: string): Promise<ISnapshot>;
}

/** Names that another client serves in place of this one, or no longer does. */
export interface IDisplacement {
  /** Whether they are served to any code, or to the runs of one client. */
  readonly context: 'standing' | 'foreground';
  readonly names: readonly string[];
  /** What the other client is called; null for none. */
  readonly by: string | null;
}

/** What the server asked for. */
export interface IFetch {
  /** The full name of a module, or the origin of a file. */
  readonly name: string;
  /** The size of what was sent; null where there is no such thing. */
  readonly bytes: number | null;
}

/** What making names standing did. */
export interface IStandingAnswer {
  /** Names that other clients have lost by it. */
  readonly displaced: readonly string[];
  /** Names that the worker has modules of its own for. */
  readonly hides: readonly string[];
}

/** What a connection tells its owner. */
export interface IConnectionEvents {
  /** The other end or the network closed the stream. */
  onClosed?(): void;
  /** Another client serves names in place of this one. */
  onDisplaced?(displacement: IDisplacement): void;
  /** This client serves standing names again. */
  onRestored?(names: readonly string[]): void;
  /** The server was answered what it asked for. */
  onFetch?(fetch: IFetch): void;
  /**
   * Code other than this client's runs is about to import standing modules.
   *
   * @returns when what has changed is sent; the import waits for it.
   */
  onRenew?(): Promise<void>;
}

/** The client's end of the protocol on one channel. */
export class RemoteFileSourceConnection {
  /**
   * @param channel - the open stream to the plugin object.
   * @param provider - what answers `fetch_module`.
   * @param options - `id`: the connection id, unguessable, since whoever knows
   * it can take the connection's place; `timeout`: milliseconds to wait for
   * the server's answers; `events`: what to tell the owner.
   */
  constructor(
    channel: IChannel,
    provider: IModuleProvider,
    options: { id?: string; timeout?: number; events?: IConnectionEvents } = {}
  ) {
    // Not `crypto.randomUUID`: a page served over plain http has none.
    this.id = options.id ?? UUID.uuid4();
    this._channel = channel;
    this._timeout = options.timeout ?? 10000;
    this._capabilities = {
      sync: SYNC_VERSION,
      ...(options.events?.onRenew ? { renew: true } : {})
    };
    const server = new JSONRPCServer({ errorListener: () => undefined });
    server.addMethod(Methods.fetchModule, params =>
      fetchModule(provider, params, this._sync, options.events)
    );
    server.addMethod(Methods.fetchFile, params =>
      fetchFile(provider, params, options.events)
    );
    server.addMethod(Methods.renew, () =>
      inWords(async () => {
        await options.events?.onRenew?.();
        return null;
      })
    );
    server.addMethod(Methods.displaced, params => {
      options.events?.onDisplaced?.(readDisplacement(params));
    });
    server.addMethod(Methods.restored, params => {
      options.events?.onRestored?.(readDisplacement(params).names);
    });
    this._rpc = new JSONRPCServerAndClient(
      server,
      new JSONRPCClient(
        payload => this._send(payload),
        () => UUID.uuid4()
      ),
      { errorListener: () => undefined }
    );
    channel.onMessage = text => this._receive(text);
    channel.onClose = () => {
      this._rpc.rejectAllPendingRequests('The connection was closed.');
      options.events?.onClosed?.();
    };
  }

  /** The connection id that the execution context has to name. */
  readonly id: string;

  /**
   * Allow the worker to import over this stream.
   *
   * The request's own message id equals `params.id`, so that servers of both
   * dialects take the same id from it.
   *
   * @returns what the server says of itself; null for the published plugin.
   */
  async open(): Promise<IServerInfo | null> {
    const response = await this._rpc.timeout(this._timeout).requestAdvanced({
      jsonrpc: '2.0',
      id: this.id,
      method: Methods.setConnectionId,
      params: { id: this.id, capabilities: this._capabilities }
    });
    if (response.error) {
      throw new Error(response.error.message);
    }
    const info = readServerInfo(response.result);
    if (info?.capabilities.sync === SYNC_VERSION) {
      this._deflates = info.capabilities.deflate === true;
      this._sync = new IndexSync(async (method, params) =>
        this._rpc.timeout(SYNC_TIMEOUT).request(method, params)
      );
    }
    return info;
  }

  /** Keeps the server's index up to date; null where it has none. */
  get sync(): IndexSync | null {
    return this._sync;
  }

  /**
   * Let any code in the worker import these top-level names, in place of
   * those set before.
   *
   * @throws Error on a server without the extension.
   */
  async setStanding(names: readonly string[]): Promise<IStandingAnswer> {
    const result = await this._rpc
      .timeout(this._timeout)
      .request(Methods.setStanding, { names: [...names] });
    return {
      displaced: stringsOf(result?.displaced),
      hides: stringsOf(result?.hides)
    };
  }

  /** The top-level names that the worker now asks some client for. */
  async topLevelNames(): Promise<string[]> {
    const result = await this._rpc
      .timeout(this._timeout)
      .request(Methods.requestPluginInfo, {});
    return stringsOf(result?.full_names).sort();
  }

  /** Close the stream; the worker's waiting imports end at once. */
  close(): void {
    this._channel.onMessage = null;
    this._channel.onClose = null;
    this._rpc.rejectAllPendingRequests('The connection was closed.');
    this._channel.close();
  }

  /** Send a message, after those before it. */
  private _send(payload: unknown): Promise<void> {
    if (!this._deflates) {
      this._channel.send(JSON.stringify(payload));
      return Promise.resolve();
    }
    // One after the other: many at once would keep the page waiting.
    const sent = this._sent
      .then(async () => {
        if (isBulky(payload)) {
          // To make it took a while already.
          await nextTask();
        }
        return deflated(JSON.stringify(payload));
      })
      .then(message => this._channel.send(message));
    // One that could not be sent is no reason to keep the next one back.
    this._sent = sent.catch(() => undefined);
    return sent;
  }

  private _receive(text: string): void {
    let message: unknown;
    try {
      message = JSON.parse(text);
    } catch {
      // Nothing can be answered to a text without an id.
      console.warn('Deephaven sent a message that is not JSON', text);
      return;
    }
    this._rpc.receiveAndSend(message).catch(reason => {
      console.warn('A message to Deephaven could not be sent', reason);
    });
  }

  private _capabilities: { readonly sync: number; readonly renew?: boolean };
  private _channel: IChannel;
  /** Whether the server takes deflated messages. */
  private _deflates = false;
  private _rpc: JSONRPCServerAndClient;
  /** Resolves when all messages up to now are sent. */
  private _sent: Promise<void> = Promise.resolve();
  private _sync: IndexSync | null = null;
  private _timeout: number;
}

async function fetchModule(
  provider: IModuleProvider,
  params: unknown,
  sync: IndexSync | null,
  events: IConnectionEvents = {}
) {
  const name = (params as { module_name?: unknown } | null)?.module_name;
  if (typeof name !== 'string') {
    throw new JSONRPCErrorException(
      'module_name must be a string',
      ErrorCodes.invalidParams
    );
  }
  const result = await inWords(async () => {
    const module = await provider.resolve(name);
    events.onFetch?.({
      name,
      bytes: module && (module.kind === 'namespace' ? 0 : module.content.size)
    });
    if (module && sync) {
      // What it imports goes ahead of the answer: none of it is asked for.
      await provider.snapshot(`import ${name}`).then(
        snapshot => void sync.push(snapshot),
        reason => {
          console.warn('The imports of a module could not be sent', reason);
        }
      );
    }
    return module && (sync ? fetchContentResult : fetchModuleResult)(module);
  });
  if (result === null) {
    throw new JSONRPCErrorException(
      `Module not found: ${name}`,
      ErrorCodes.invalidParams
    );
  }
  return result;
}

async function fetchFile(
  provider: IModuleProvider,
  params: unknown,
  events: IConnectionEvents = {}
) {
  const path = (params as { path?: unknown } | null)?.path;
  if (typeof path !== 'string') {
    throw new JSONRPCErrorException(
      'path must be a string',
      ErrorCodes.invalidParams
    );
  }
  return inWords(async () => {
    const content = await provider.file(path);
    events.onFetch?.({ name: path, bytes: content && content.size });
    return content && contentMessage(content);
  });
}

/** What reading gives; a failure becomes an answer with its message. */
async function inWords<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (reason) {
    throw new JSONRPCErrorException(
      reason instanceof Error ? reason.message : String(reason),
      ErrorCodes.readFailed
    );
  }
}

/** Whether a message carries an index, or contents. */
function isBulky(payload: unknown): boolean {
  const { method } = payload as { method?: unknown };
  return method === Methods.sync || method === Methods.put;
}

function readDisplacement(params: unknown): IDisplacement {
  const { context, names, by } = (params ?? {}) as Partial<IDisplacement>;
  return {
    context: context === 'foreground' ? 'foreground' : 'standing',
    names: stringsOf(names),
    by: typeof by === 'string' ? by : null
  };
}

/** The strings of what should be an array of them. */
function stringsOf(value: unknown): string[] {
  return Array.isArray(value)
    ? value.filter(item => typeof item === 'string')
    : [];
}
