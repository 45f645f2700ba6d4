/**
 * A Deephaven server as its JavaScript API shows it.
 */
import type { DeephavenApi } from '../../connection/api';
import {
  createPluginObject,
  PLUGIN_OBJECT_TYPE,
  PLUGIN_VARIABLE
} from '../../protocol/worker';
import { inflated } from './compression';
import type { IMessage } from './fakeChannel';
import type { Refusal } from './modelServer';
import { ModelServer } from './modelServer';

const HANDLERS = {
  anonymous: 'io.deephaven.auth.AnonymousAuthenticationHandler',
  psk: 'io.deephaven.authentication.psk.PskAuthenticationHandler',
  password: 'io.deephaven.auth.BasicAuthAuthenticationHandler'
};

type Listener = (event: { detail: unknown }) => void;

/** Something with events, as the API's objects are. */
class Target {
  addEventListener(type: string, listener: Listener): void {
    this._listeners.push([type, listener]);
  }

  emit(type: string, detail: unknown = null): void {
    for (const [of, listener] of this._listeners) {
      if (of === type) {
        listener({ detail });
      }
    }
  }

  private _listeners: [string, Listener][] = [];
}

/** What a login is asked with. */
export interface ILogin {
  type: string;
  token?: string;
  username?: string;
}

/** A client that the code under test made. */
export class FakeClient extends Target {
  constructor(
    private _server: FakeDeephaven,
    readonly url: string
  ) {
    super();
    _server.clients.push(this);
  }

  isDisconnected = false;
  readonly connection = new Target();
  readonly logins: ILogin[] = [];

  async getAuthConfigValues(): Promise<string[][]> {
    await this._server.onAuthConfig?.();
    return [
      ['other', 'x'],
      ['AuthHandlers', this._server.handlers]
    ];
  }

  async login(credentials: ILogin): Promise<void> {
    this.logins.push(credentials);
    await this._server.onLogin?.();
    if (!this._server.accepts(credentials)) {
      throw { type: 'refused' };
    }
  }

  async getAsIdeConnection(): Promise<unknown> {
    return Object.assign(this.connection, {
      startSession: async () => new FakeSession(this._server)
    });
  }

  disconnect(): void {
    this.isDisconnected = true;
  }

  /** Let the connection break. */
  lose(): void {
    this.connection.emit('disconnect');
  }
}

/** A console session. */
class FakeSession {
  constructor(private _server: FakeDeephaven) {
    _server.log = (logLevel, message) => this._log({ logLevel, message });
  }

  onLogMessage(listener: (item: object) => void): () => void {
    this._log = listener;
    return () => undefined;
  }

  async runCode(code: string): Promise<object> {
    const { created, error } = await this._run(code);
    return {
      error,
      changes: { created: created ?? [], updated: [], removed: [] }
    };
  }

  subscribeToFieldUpdates(listener: (changes: object) => void): () => void {
    const created = this._server.variables.map(title => ({
      title,
      type: PLUGIN_OBJECT_TYPE
    }));
    listener({ created });
    return () => undefined;
  }

  async getObject(): Promise<unknown> {
    await this._server.onGetObject?.();
    const widget = new Target();
    const stream: IStream = {
      index: new ModelServer(),
      received: [],
      lose: () => widget.emit('close'),
      ask: (method, params) => send({ id: 'q', method, params }),
      tell: (method, params) => send({ method, params })
    };
    const send = (message: object) => {
      const text = JSON.stringify({ jsonrpc: '2.0', ...message });
      widget.emit('message', {
        getDataAsString: () => text,
        exportedObjects: []
      });
    };
    this._server.streams.push(stream);
    return Object.assign(widget, {
      sendMessage: async (text: string | Uint8Array) => {
        const message: IMessage = JSON.parse(inflated(text));
        stream.received.push(message);
        const { id, method } = message;
        if (method === undefined) {
          return;
        }
        const answer = { jsonrpc: '2.0', id, ...this._answer(stream, message) };
        await this._server.onAnswer?.(message);
        widget.emit('message', {
          getDataAsString: () => JSON.stringify(answer),
          exportedObjects: []
        });
      },
      close: () => undefined
    });
  }

  private _answer(
    { index }: IStream,
    { method, params }: IMessage
  ): Pick<IMessage, 'result' | 'error'> {
    if (method === 'set_standing') {
      return { result: { displaced: [] } };
    }
    if (method !== 'sync' && method !== 'put') {
      return { result: this._server.pluginInfo };
    }
    try {
      const refusal = this._server.onSync?.();
      if (refusal) {
        throw refusal;
      }
      return { result: index.handle(method, params) };
    } catch (reason) {
      const { code, message } = reason as Refusal;
      return { error: { code, message } };
    }
  }

  close(): void {
    this._server.closedSessions += 1;
  }

  private async _run(
    code: string
  ): Promise<{ created?: object[]; error?: string }> {
    this._server.scripts += 1;
    for (const message of this._server.past.splice(0)) {
      this._log({ logLevel: 'STDOUT', message });
    }
    this._log({ logLevel: 'INFO', message: `Evaluating command: ${code}` });
    if (code.startsWith('# ')) {
      return {};
    }
    if (code === createPluginObject()) {
      return this._server.hasPlugin
        ? { created: [{ title: PLUGIN_VARIABLE, type: PLUGIN_OBJECT_TYPE }] }
        : {};
    }
    // Without the mark by which the log line is known.
    const script = code.replace(/ {2}# [-\w]+$/, '');
    if (script === 'pass') {
      return {};
    }
    this._server.ran.push(script);
    if (code.includes('set_execution_context(')) {
      return {};
    }
    const run = /\.run\(.*"([-\w]+)"\)$/s.exec(script)?.[1];
    const stream = this._server.streams[this._server.streams.length - 1];
    const print = (text: string) =>
      run === undefined
        ? this._log({ logLevel: 'STDOUT', message: text })
        : stream.tell('output', { run, parts: [['stdout', text]] });
    const result = (await this._server.onRun?.(code, print)) ?? {};
    if (run !== undefined && !result.error) {
      stream.tell('run_ended', { run, error: null });
    }
    return result;
  }

  private _log: (item: object) => void = () => undefined;
}

/** A stream to a plugin object. */
export interface IStream {
  /** What the server has of the client's index. */
  readonly index: ModelServer;
  readonly received: IMessage[];
  /** Let it break. */
  lose(): void;
  /** Ask the client for something; the answer is in `received`. */
  ask(method: string, params: object): void;
  /** Tell the client something. */
  tell(method: string, params: object): void;
}

/** A server; what happens at each step can be changed. */
export class FakeDeephaven {
  /** @param kinds - how it lets users in. */
  constructor(...kinds: (keyof typeof HANDLERS)[]) {
    this.handlers = kinds.map(kind => HANDLERS[kind]).join(',');
  }

  /** Its `AuthHandlers`. */
  handlers: string;
  /** Whether credentials are right. */
  accepts: (credentials: ILogin) => boolean = () => true;
  /** Whether the server plugin is installed. */
  hasPlugin = true;
  /** What the plugin says of itself. */
  pluginInfo: object | null = { version: '9.9', capabilities: {} };
  /** Variables of the worker that hold plugin objects. */
  variables: string[] = [];

  /** Steps to wait at, or to fail at. */
  onLoad: (() => Promise<void>) | null = null;
  onAuthConfig: (() => Promise<void>) | null = null;
  onLogin: (() => Promise<void>) | null = null;
  onGetObject: (() => Promise<void>) | null = null;
  onRun:
    | ((
        code: string,
        print: (text: string) => void
      ) => Promise<{ error?: string } | void>)
    | null = null;

  /** What was printed before, which the next session hears of first. */
  past: string[] = [];
  /** Logs a line, as the last session hears of it. */
  log: (logLevel: string, message: string) => void = () => undefined;

  /** Called before an answer of the plugin is sent. */
  onAnswer: ((message: IMessage) => Promise<void> | void) | null = null;
  /** Refuses what a client with the extension sends. */
  onSync: (() => Refusal | null) | null = null;

  /** What happened. */
  readonly streams: IStream[] = [];
  readonly clients: FakeClient[] = [];
  readonly ran: string[] = [];
  closedSessions = 0;
  /** How many scripts were sent, those with marks alone as well. */
  scripts = 0;

  /** The logins tried, in their order. */
  get logins(): ILogin[] {
    return this.clients.flatMap(({ logins }) => logins);
  }

  /** The clients that are still connected. */
  get open(): FakeClient[] {
    return this.clients.filter(({ isDisconnected }) => !isDisconnected);
  }

  /** How often its API was loaded. */
  loads = 0;

  /** Loads the API of this server, whatever the URL. */
  readonly loadApi = async (): Promise<DeephavenApi> => {
    this.loads += 1;
    await this.onLoad?.();
    const createClient = (url: string) => new FakeClient(this, url);
    class CoreClient {
      static LOGIN_TYPE_ANONYMOUS = 'anonymous';
      static LOGIN_TYPE_PASSWORD = 'password';
      constructor(url: string) {
        return createClient(url);
      }
    }
    return {
      CoreClient,
      IdeConnection: { EVENT_DISCONNECT: 'disconnect' },
      Widget: { EVENT_MESSAGE: 'message', EVENT_CLOSE: 'close' }
    } as unknown as DeephavenApi;
  };
}
