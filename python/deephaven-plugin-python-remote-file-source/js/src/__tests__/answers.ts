/**
 * Answers of server plugins, for the tests.
 */
import type { IClient, IFetch, IPluginInfo } from '../pluginInfo';

/** A client that is connected and serves nothing, but for what is said. */
export function client(id: string, changes: Partial<IClient> = {}): IClient {
  return {
    id,
    isConnected: true,
    foreground: [],
    standing: [],
    displaced: [],
    revision: null,
    modules: 0,
    fetched: [],
    ...changes
  };
}

/** An answer with details. */
export function info(
  fullNames: readonly string[],
  ...clients: IClient[]
): IPluginInfo {
  return { fullNames, clients };
}

/** Imports from the store, by their names. */
export function imports(...names: string[]): IFetch[] {
  return names.map(name => ({ name, ms: 0, outcome: 'store' }));
}

/** An answer as the server plugin sends it. */
export function message(id: string, result: unknown): string {
  return JSON.stringify({ jsonrpc: '2.0', id, result });
}
