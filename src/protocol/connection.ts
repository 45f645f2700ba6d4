/**
 * The client's end of one remote-file-source stream: JSON-RPC over a channel.
 */
import { PromiseDelegate, UUID } from '@lumino/coreutils';
import {
  JSONRPCClient,
  JSONRPCServer,
  JSONRPCServerAndClient
} from 'json-rpc-2.0';

import type { IBackgroundAnswer, IDisplacement } from './background';
import { readBackground, readDisplacement } from './background';
import { deflated } from './deflate';
import type { IFileEvents } from './fileRequests';
import { FileRequests, inWords } from './fileRequests';
import { IndexSync } from './indexSync';
import type { ILanguage } from './language';
import { LanguageRequests } from './language';
import type { IServerInfo } from './messages';
import { Methods, readServerInfo } from './messages';
import { nextTask } from './nextTask';
import type { IModuleProvider } from './provider';
import { RunReports } from './runReports';
import type { IInspection, IVariableDetail } from './sessionVariables';
import { readInspection, readVariables } from './sessionVariables';

/** The version of the protocol's extension that is spoken here. */
const SYNC_VERSION = 2;

/** How long a server may take to receive a revision, in milliseconds. */
const SYNC_TIMEOUT = 120000;

/** How much longer for each one that is sent before it. */
const TURN_TIMEOUT = 10000;

/** A stream of messages, such as a Deephaven widget's. */
export interface IChannel {
  /** Send one message. Must throw when the stream is known to be closed. */
  send(message: string | Uint8Array): void;
  /** Called with each message received, and with objects that go along. */
  onMessage: ((text: string, objects?: readonly unknown[]) => void) | null;
  /** Called once, when the other end or the network closed the stream. */
  onClose: (() => void) | null;
  /** Close the stream. */
  close(): void;
}

/** What a connection tells its owner. */
export interface IConnectionEvents extends IFileEvents {
  /** The other end or the network closed the stream. */
  onClosed?(): void;
  /** Another client serves names in place of this one. */
  onDisplaced?(displacement: IDisplacement): void;
  /** This client serves background names again. */
  onRestored?(names: readonly string[]): void;
  /**
   * Code other than this client's runs is about to import background modules.
   *
   * @returns when what has changed is sent; the import waits for it.
   */
  onRefresh?(): Promise<void>;
}

/** The client's end of the protocol on one channel. */
export class RemoteFileSourceConnection {
  /**
   * @param channel - the open stream to the plugin object.
   * @param provider - what has the files.
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
      ...(options.events?.onRefresh ? { renew: true } : {})
    };
    const server = new JSONRPCServer({ errorListener: () => undefined });
    this._requests = new FileRequests(
      provider,
      () => this._sync,
      options.events ?? {}
    );
    this._requests.addTo(server);
    this.runs = new RunReports({
      notify: (method, params) => this._rpc.notify(method, params),
      request: (method, params) => this._request(method, params)
    });
    this.runs.addTo(server);
    server.addMethod(Methods.renew, () =>
      inWords(async () => {
        await options.events?.onRefresh?.();
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
    channel.onMessage = (text, objects) => this._receive(text, objects);
    channel.onClose = () => {
      this._closed.resolve(null);
      this._requests.dispose();
      this._rpc.rejectAllPendingRequests('The connection was closed.');
      options.events?.onClosed?.();
    };
  }

  /** The connection id that the execution context has to name. */
  readonly id: string;

  /** What the server tells of this client's runs. */
  readonly runs: RunReports;

  /** Resolves when the stream is closed, by either end. */
  get closed(): Promise<null> {
    return this._closed.promise;
  }

  /** What scripts call this client, in place of its secret id. */
  get runId(): string {
    return this._info?.runId ?? '';
  }

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
    this._info = info;
    if (info?.capabilities.language === 1) {
      this._language = new LanguageRequests({
        request: (method, params) => this._request(method, params)
      });
    }
    if (info?.capabilities.sync === SYNC_VERSION) {
      this._deflates = info.capabilities.deflate === true;
      this._sync = new IndexSync((method, params) =>
        this._inTurn(method, params)
      );
    }
    return info;
  }

  /** Whether programs can be the bytes of their files. */
  get takesBytes(): boolean {
    return this._info?.capabilities.bytes === 1;
  }

  /** Whether programs can be cells. */
  get takesCells(): boolean {
    return this._info?.capabilities.cells === 1;
  }

  /** Whether cells can have variables apart from the session's. */
  get hasScopes(): boolean {
    return this._info?.capabilities.scopes === 1;
  }

  /** Forget such variables; see `IScope`. */
  async forgetScope(id: string): Promise<void> {
    await this._request(Methods.forgetScope, { scope: id });
  }

  /** What the worker's Python knows of texts; null where the server does not tell. */
  get language(): ILanguage | null {
    return this._language;
  }

  /** Whether the server can stop runs. */
  get canStop(): boolean {
    return this._info?.capabilities.stop === 1;
  }

  /**
   * Ask whether the server is there.
   *
   * @throws Error when it does not answer in time, unless files that are sent
   * keep it from that.
   */
  async ping(): Promise<void> {
    try {
      await this._request(Methods.ping, {});
    } catch (reason) {
      if (this._inFlight === 0) {
        throw reason;
      }
    }
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
  async setBackground(names: readonly string[]): Promise<IBackgroundAnswer> {
    const result = await this._request(Methods.setBackground, {
      names: [...names]
    });
    return readBackground(result);
  }

  /**
   * What the variables of the session are, by name.
   *
   * @throws Error on a server that does not tell.
   */
  async listVariables(): Promise<Map<string, IVariableDetail>> {
    return readVariables(await this._request(Methods.listVariables, {}));
  }

  /**
   * Look into a variable.
   *
   * @throws Error when there is none of that name.
   */
  async inspectVariable(name: string): Promise<IInspection> {
    return readInspection(
      await this._request(Methods.inspectVariable, { name })
    );
  }

  /** Close the stream; the worker's waiting imports end at once. */
  close(): void {
    this._channel.onMessage = null;
    this._channel.onClose = null;
    this._closed.resolve(null);
    this._requests.dispose();
    this._rpc.rejectAllPendingRequests('The connection was closed.');
    this._channel.close();
  }

  /** The result of a request, an object. */
  private async _request(
    method: string,
    params: object
  ): Promise<Readonly<Record<string, unknown>> | undefined> {
    return this._rpc.timeout(this._timeout).request(method, params);
  }

  /** Send a request that may have many others before it. */
  private async _inTurn(method: string, params: unknown): Promise<unknown> {
    const timeout = SYNC_TIMEOUT + this._inFlight * TURN_TIMEOUT;
    this._inFlight += 1;
    try {
      return await this._rpc.timeout(timeout).request(method, params);
    } finally {
      this._inFlight -= 1;
    }
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

  private _receive(text: string, objects: readonly unknown[] = []): void {
    let message: unknown;
    try {
      message = JSON.parse(text);
      if (objects.length > 0) {
        attach(message, objects);
      }
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
  private _closed = new PromiseDelegate<null>();
  /** Whether the server takes deflated messages. */
  private _deflates = false;
  /** How many revisions and contents have no answer yet. */
  private _inFlight = 0;
  /** What the server says of itself; null before, and without the extension. */
  private _info: IServerInfo | null = null;
  private _language: ILanguage | null = null;
  private _requests: FileRequests;
  private _rpc: JSONRPCServerAndClient;
  /** Resolves when all messages up to now are sent. */
  private _sent: Promise<void> = Promise.resolve();
  private _sync: IndexSync | null = null;
  private _timeout: number;
}

/** Whether a message carries an index, or contents. */
function isBulky(payload: unknown): boolean {
  const { method } = payload as { method?: unknown };
  return method === Methods.sync || method === Methods.put;
}

/** Put objects that go along with a message into its parameters. */
function attach(message: unknown, objects: readonly unknown[]): void {
  const { params } = message as { params?: { objects?: unknown } };
  if (typeof params === 'object' && params !== null) {
    params.objects = objects;
  }
}
