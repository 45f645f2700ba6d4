/**
 * A small Jupyter server in the page: answers what is asked about our kernels,
 * adds them to lists, and passes on everything else untouched.
 */
import type { ServerConnection } from '@jupyterlab/services';
import type { JSONObject, JSONValue } from '@lumino/coreutils';
import { UUID } from '@lumino/coreutils';

import type { IAsked } from './asked';
import { absolute, bodyOf, json, merged, nothing, textsOf } from './asked';
import type { PageKernel } from '../kernel';
import type { IKernelSession, Kernels } from './kernels';
import { kernelModel, sessionModel } from './kernels';
import { KernelSocket } from './socket';
import type { ISpec } from './specs';

type Fetch = ServerConnection.ISettings['fetch'];

/** The server. */
export class PageServer {
  /**
   * Answer in place of the Jupyter server.
   *
   * @param settings - where all who ask the Jupyter server find how.
   */
  constructor(
    settings: ServerConnection.ISettings,
    options: PageServer.IOptions
  ) {
    this._settings = settings;
    this._options = options;
    this._kernels = options.kernels;
    this._fetch = settings.fetch;
    const { WebSocket: Socket, serializer } = settings;
    const shared = settings as {
      -readonly [
        K in keyof ServerConnection.ISettings
      ]: ServerConnection.ISettings[K];
    };
    shared.fetch = (input, init) => this.fetch(input, init);
    shared.WebSocket = new Proxy(Socket, {
      construct: (target, args: [string | URL, ...unknown[]], newTarget) => {
        const peer = this._peerOf(String(args[0]));
        return peer
          ? new KernelSocket(String(args[0]), peer, serializer)
          : Reflect.construct(target, args, newTarget);
      }
    });
  }

  /** Answer a request, or pass it on. */
  fetch: Fetch = async (input, init) => {
    const asked = this._read(input, init);
    if (!asked) {
      return this._fetch.call(null, input, init);
    }
    const [kind] = asked.parts;
    if (kind === 'kernelspecs') {
      return this._specs(asked);
    }
    return kind === 'kernels' ? this._kernel(asked) : this._session(asked);
  };

  /** What is asked, if it may be about us. */
  private _read(input: RequestInfo, init?: RequestInit): IAsked | null {
    const isText = typeof input === 'string';
    const parts = this._partsOf(isText ? input : input.url);
    return parts && ['kernels', 'kernelspecs', 'sessions'].includes(parts[0])
      ? {
          method: init?.method ?? (isText ? 'GET' : input.method),
          parts,
          input,
          init
        }
      : null;
  }

  /** What follows `api/` in a URL of the server; null for what is none. */
  private _partsOf(url: string): string[] | null {
    const path = (text: string) =>
      new URL(text, window.location.href).pathname.replace(/\/*$/, '/');
    const base = `${path(this._settings.baseUrl)}api/`;
    const whole = path(url);
    return whole.startsWith(base)
      ? whole.slice(base.length, -1).split('/').map(decodeURIComponent)
      : null;
  }

  /** The kernel that a web socket is to lead to. */
  private _peerOf(url: string): PageKernel | null {
    const [kind, id, what] = this._partsOf(url.replace(/^ws/, 'http')) ?? [];
    return kind === 'kernels' && what === 'channels'
      ? this._kernels.kernel(id)
      : null;
  }

  private async _specs(asked: IAsked): Promise<Response> {
    await this._options.ready;
    const { specs } = this._options;
    const [, name] = asked.parts;
    if (asked.method !== 'GET') {
      return this._pass(asked);
    }
    if (name !== undefined) {
      const own = specs().find(spec => spec.name === name);
      return own ? json(own as unknown as JSONValue) : this._pass(asked);
    }
    return merged(await this._pass(asked), specs().length > 0, listed => {
      const { kernelspecs } = listed as { kernelspecs: JSONObject };
      const own = Object.fromEntries(specs().map(spec => [spec.name, spec]));
      return {
        ...(listed as JSONObject),
        kernelspecs: { ...kernelspecs, ...own } as unknown as JSONObject
      };
    });
  }

  private async _kernel(asked: IAsked): Promise<Response> {
    const [, id, action] = asked.parts;
    const { method } = asked;
    if (id === undefined) {
      return method === 'POST'
        ? this._startKernel(asked)
        : this._listKernels(asked);
    }
    const kernel = this._kernels.kernel(id);
    if (!kernel) {
      return this._pass(asked);
    }
    if (method === 'DELETE') {
      this._kernels.shutDown(kernel);
      return nothing();
    }
    if (action === 'interrupt') {
      kernel.interrupt();
      return nothing();
    }
    if (action === 'restart') {
      kernel.restart();
    }
    return json(kernelModel(kernel));
  }

  private async _listKernels(asked: IAsked): Promise<Response> {
    const { kernels } = this._kernels;
    return merged(await this._pass(asked), kernels.length > 0, listed => [
      ...(listed as JSONValue[]),
      ...kernels.map(kernel => kernelModel(kernel) as unknown as JSONObject)
    ]);
  }

  private async _startKernel(asked: IAsked): Promise<Response> {
    const name = (await bodyOf(asked)).name;
    const kernel = this._start(name);
    return kernel ? json(kernelModel(kernel), 201) : this._pass(asked);
  }

  private async _session(asked: IAsked): Promise<Response> {
    const [, id] = asked.parts;
    const { method } = asked;
    if (id === undefined) {
      return method === 'POST'
        ? this._startSession(asked)
        : this._listSessions(asked);
    }
    if (method === 'PATCH') {
      return this._changeSession(id, asked);
    }
    const session = this._kernels.session(id);
    const kernel = session && this._kernels.kernel(session.kernel);
    if (!session || !kernel) {
      return this._passSession(id, asked);
    }
    if (method === 'DELETE') {
      this._kernels.shutDown(kernel);
      return nothing();
    }
    return this._answerSession(session);
  }

  private async _listSessions(asked: IAsked): Promise<Response> {
    // Before notebooks look for theirs, there must be something to find.
    await this._options.known;
    const { sessions } = this._kernels;
    const isOurs = sessions.length > 0 || this._aliases.size > 0;
    return merged(await this._pass(asked), isOurs, listed => [
      ...(listed as JSONObject[])
        .map(session => this._shown(session))
        .filter(({ id }) => !this._kernels.session(String(id))),
      ...sessions.map(session => this._model(session))
    ]);
  }

  private async _startSession(asked: IAsked): Promise<Response> {
    const body = await bodyOf(asked);
    const wanted = (body.kernel ?? {}) as JSONObject;
    const kernel = this._kernels.kernel(wanted.id) ?? this._start(wanted.name);
    if (!kernel) {
      return this._pass(asked);
    }
    return this._answerSession(
      this._kernels.put({
        id: UUID.uuid4(),
        path: String(body.path ?? ''),
        name: String(body.name ?? ''),
        type: String(body.type ?? 'notebook'),
        kernel: kernel.id
      }),
      201
    );
  }

  /** Rename a session, or give it another kernel: it keeps its id. */
  private async _changeSession(id: string, asked: IAsked): Promise<Response> {
    const session = this._kernels.session(id);
    const body = await bodyOf(asked);
    const wanted = (body.kernel ?? {}) as JSONObject;
    const isOther = wanted.id != null || wanted.name != null;
    const kernel = this._kernels.kernel(wanted.id) ?? this._start(wanted.name);
    if (session && (kernel || !isOther)) {
      const before = this._kernels.kernel(session.kernel);
      const after = kernel ?? before!;
      const changed = this._kernels.put({
        ...session,
        ...textsOf(body, ['path', 'name', 'type']),
        kernel: after.id
      });
      if (before && before !== after) {
        this._kernels.shutDown(before);
      }
      return this._answerSession(changed);
    }
    if (session) {
      return this._leave(session, wanted, asked);
    }
    return kernel
      ? this._takeOver(id, kernel, asked)
      : this._passSession(id, asked);
  }

  /** Give a session of ours a kernel of the Jupyter server's. */
  private async _leave(
    session: IKernelSession,
    { id, name }: JSONObject,
    asked: IAsked
  ): Promise<Response> {
    const { path, type } = session;
    const kernel: JSONObject = id == null ? { name } : { id };
    const body: JSONObject = { path, type, name: session.name, kernel };
    const started = await this._ask(asked, 'sessions', 'POST', body);
    if (!started.ok) {
      return started;
    }
    const model = (await started.json()) as JSONObject;
    // Who asks knows it by the id that it has had.
    this._aliases.set(session.id, String(model.id));
    const before = this._kernels.kernel(session.kernel);
    this._kernels.removeSession(session.id);
    if (before) {
      this._kernels.shutDown(before);
    }
    return json(this._shown(model));
  }

  /** Give a session of the Jupyter server's one of our kernels. */
  private async _takeOver(
    id: string,
    kernel: PageKernel,
    asked: IAsked
  ): Promise<Response> {
    const url = `sessions/${encodeURIComponent(this._aliases.get(id) ?? id)}`;
    const found = await this._ask(asked, url, 'GET');
    if (!found.ok) {
      this._kernels.shutDown(kernel);
      return found;
    }
    const model = (await found.json()) as JSONObject;
    await this._ask(asked, url, 'DELETE');
    this._aliases.delete(id);
    return this._answerSession(
      this._kernels.put({
        id,
        path: String(model.path),
        name: String(model.name),
        type: String(model.type),
        kernel: kernel.id
      })
    );
  }

  /** Start a kernel, if it is one of ours. */
  private _start(name: JSONValue | undefined): PageKernel | null {
    const isOurs = this._options.specs().some(spec => spec.name === name);
    if (!isOurs) {
      return null;
    }
    const kernel = this._kernels.start(String(name));
    this._options.onStarted(kernel);
    return kernel;
  }

  private _model(session: IKernelSession): JSONObject {
    const kernel = this._kernels.kernel(session.kernel)!;
    return sessionModel(session, kernel) as unknown as JSONObject;
  }

  private _answerSession(session: IKernelSession, status = 200): Response {
    return json(this._model(session), status);
  }

  /** A session of the Jupyter server's, by the id that clients know. */
  private _shown(session: JSONObject): JSONObject {
    for (const [id, real] of this._aliases) {
      if (real === session.id) {
        return { ...session, id };
      }
    }
    return session;
  }

  /** Pass on what is asked about a session that is not ours any more. */
  private async _passSession(id: string, asked: IAsked): Promise<Response> {
    const real = this._aliases.get(id);
    if (real === undefined) {
      return this._pass(asked);
    }
    const { method } = asked;
    const body =
      method === 'PATCH' ? { ...(await bodyOf(asked)), id: real } : undefined;
    const url = `sessions/${encodeURIComponent(real)}`;
    const answer = await this._ask(asked, url, method, body);
    if (method === 'DELETE') {
      this._aliases.delete(id);
    }
    return method === 'DELETE'
      ? answer
      : merged(answer, true, model => this._shown(model as JSONObject));
  }

  private _pass({ init, input }: IAsked): Promise<Response> {
    return this._fetch.call(null, input, init);
  }

  /** Ask the Jupyter server something else, by the rights of who asks us. */
  private _ask(
    { init, input }: IAsked,
    url: string,
    method: string,
    body?: JSONObject
  ): Promise<Response> {
    const { baseUrl, Request } = this._settings;
    const { credentials, headers } = new Request(
      typeof input === 'string' ? input : input.clone(),
      init
    );
    return this._fetch.call(
      null,
      new Request(new URL(`api/${url}`, absolute(baseUrl)).href, {
        method,
        headers,
        credentials,
        cache: 'no-store',
        body: body && JSON.stringify(body)
      })
    );
  }

  /** The sessions that have left us: the id that clients know, and the real one. */
  private _aliases = new Map<string, string>();
  private _fetch: Fetch;
  private _kernels: Kernels;
  private _options: PageServer.IOptions;
  private _settings: ServerConnection.ISettings;
}

/** A namespace for `PageServer` statics. */
export namespace PageServer {
  /** What the server needs. */
  export interface IOptions {
    readonly kernels: Kernels;
    /** Our kernels' specifications of now. */
    readonly specs: () => readonly ISpec[];
    /** Resolves when it is known which there are. */
    readonly ready: Promise<unknown>;
    /** Resolves when the page knows them, too. */
    readonly known: Promise<unknown>;
    /** Called with each kernel that somebody starts. */
    readonly onStarted: (kernel: PageKernel) => void;
  }
}
