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

import type { IServerInfo, ModuleContent } from './messages';
import {
  ErrorCodes,
  fetchModuleResult,
  Methods,
  readServerInfo
} from './messages';

/** A stream of texts, such as a Deephaven widget's. */
export interface IChannel {
  /** Send one message. Must throw when the stream is known to be closed. */
  send(text: string): void;
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
}

/** The client's end of the protocol on one channel. */
export class RemoteFileSourceConnection {
  /**
   * @param channel - the open stream to the plugin object.
   * @param provider - what answers `fetch_module`.
   * @param options - `id`: the connection id, unguessable, since whoever knows
   * it can take the connection's place; `timeout`: milliseconds to wait for
   * the server's answers; `onClosed`: called when the other end or the
   * network closed the stream.
   */
  constructor(
    channel: IChannel,
    provider: IModuleProvider,
    options: { id?: string; timeout?: number; onClosed?: () => void } = {}
  ) {
    // Not `crypto.randomUUID`: a page served over plain http has none.
    this.id = options.id ?? UUID.uuid4();
    this._channel = channel;
    this._timeout = options.timeout ?? 10000;
    const server = new JSONRPCServer({ errorListener: () => undefined });
    server.addMethod(Methods.fetchModule, params =>
      fetchModule(provider, params)
    );
    this._rpc = new JSONRPCServerAndClient(
      server,
      new JSONRPCClient(
        async payload => {
          channel.send(JSON.stringify(payload));
        },
        () => UUID.uuid4()
      ),
      { errorListener: () => undefined }
    );
    channel.onMessage = text => this._receive(text);
    channel.onClose = () => {
      this._rpc.rejectAllPendingRequests('The connection was closed.');
      options.onClosed?.();
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
      params: { id: this.id, capabilities: {} }
    });
    if (response.error) {
      throw new Error(response.error.message);
    }
    return readServerInfo(response.result);
  }

  /** The top-level names that the worker now asks some client for. */
  async topLevelNames(): Promise<string[]> {
    const result = await this._rpc
      .timeout(this._timeout)
      .request(Methods.requestPluginInfo, {});
    const names = result?.full_names;
    return Array.isArray(names) ? [...names].sort() : [];
  }

  /** Close the stream; the worker's waiting imports end at once. */
  close(): void {
    this._channel.onMessage = null;
    this._channel.onClose = null;
    this._rpc.rejectAllPendingRequests('The connection was closed.');
    this._channel.close();
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

  private _channel: IChannel;
  private _rpc: JSONRPCServerAndClient;
  private _timeout: number;
}

async function fetchModule(provider: IModuleProvider, params: unknown) {
  const name = (params as { module_name?: unknown } | null)?.module_name;
  if (typeof name !== 'string') {
    throw new JSONRPCErrorException(
      'module_name must be a string',
      ErrorCodes.invalidParams
    );
  }
  let module: ModuleContent | null;
  try {
    module = await provider.resolve(name);
  } catch (reason) {
    throw new JSONRPCErrorException(
      reason instanceof Error ? reason.message : String(reason),
      ErrorCodes.readFailed
    );
  }
  if (module === null) {
    throw new JSONRPCErrorException(
      `Module not found: ${name}`,
      ErrorCodes.invalidParams
    );
  }
  return fetchModuleResult(module);
}
