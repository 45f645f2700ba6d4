/**
 * What the server plugin says of its clients: the request, and its answer read
 * with the care that text from outside needs. `docs/protocol.md` has both.
 */

/** How an import of a module went. */
export type Outcome = 'fetched' | 'store' | 'missing' | 'failed';

/** A module that a client was asked for. */
export interface IFetch {
  readonly name: string;
  readonly ms: number;
  /** One of `Outcome`, or what a newer server calls it. */
  readonly outcome: string;
}

/** A client of the plugin object. */
export interface IClient {
  /** The beginning of its connection id. */
  readonly id: string;
  readonly isConnected: boolean;
  readonly foreground: readonly string[];
  readonly standing: readonly string[];
  readonly displaced: readonly string[];
  /** Null for a client without the extension of the protocol. */
  readonly revision: number | null;
  /** How many modules its index has. */
  readonly modules: number;
  /** What it was asked for lately, the newest last. */
  readonly fetched: readonly IFetch[];
}

/** The answer. */
export interface IPluginInfo {
  readonly fullNames: readonly string[];
  /** Null if the server plugin does not tell. */
  readonly clients: readonly IClient[] | null;
}

/** The request, as a message. */
export function infoRequest(id: string): string {
  return JSON.stringify({
    jsonrpc: '2.0',
    id,
    method: 'request_plugin_info',
    params: { details: true }
  });
}

/** The server plugin refused the request. */
export class RefusedError extends Error {}

/**
 * Read a message.
 *
 * @returns the answer to the request of that id; null for any other message.
 * @throws RefusedError if it is an error of the server plugin.
 * @throws TypeError if the answer is not what the protocol says.
 */
export function readAnswer(text: string, id: string): IPluginInfo | null {
  const message = parse(text);
  if (!isObject(message) || message.id !== id || 'method' in message) {
    return null;
  }
  if (isObject(message.error)) {
    throw new RefusedError(String(message.error.message ?? 'no reason given'));
  }
  return readInfo(message.result);
}

function readInfo(result: unknown): IPluginInfo {
  const info = object(result, 'result');
  return {
    fullNames: strings(info.full_names, 'full_names'),
    clients:
      info.clients === undefined
        ? null
        : array(info.clients, 'clients').map(readClient)
  };
}

function readClient(value: unknown): IClient {
  const client = object(value, 'client');
  return {
    id: string(client.client, 'client'),
    isConnected: client.connected === true,
    foreground: strings(client.foreground, 'foreground'),
    standing: strings(client.standing, 'standing'),
    displaced: strings(client.displaced, 'displaced'),
    revision:
      client.revision === null ? null : number(client.revision, 'revision'),
    modules: number(client.modules, 'modules'),
    fetched: array(client.fetched, 'fetched').map(readFetch)
  };
}

function readFetch(value: unknown): IFetch {
  const fetch = object(value, 'fetched');
  return {
    name: string(fetch.name, 'name'),
    ms: number(fetch.ms, 'ms'),
    outcome: string(fetch.outcome, 'outcome')
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function wrong(what: string): TypeError {
  return new TypeError(`“${what}” is not what it should be`);
}

function object(value: unknown, what: string): Record<string, unknown> {
  if (!isObject(value)) {
    throw wrong(what);
  }
  return value;
}

function array(value: unknown, what: string): unknown[] {
  if (!Array.isArray(value)) {
    throw wrong(what);
  }
  return value;
}

function string(value: unknown, what: string): string {
  if (typeof value !== 'string') {
    throw wrong(what);
  }
  return value;
}

function number(value: unknown, what: string): number {
  if (typeof value !== 'number') {
    throw wrong(what);
  }
  return value;
}

function strings(value: unknown, what: string): string[] {
  return array(value, what).map(item => string(item, what));
}
