/**
 * The rows of the tables, from the answer of the server plugin.
 */
import type { ILoggedFetch } from './fetchLog';
import type { IClient, IPluginInfo } from './pluginInfo';

/** How a client stands to a name that it serves. */
export type Status = 'foreground' | 'standing' | 'displaced' | 'configured';

/** A top-level name, and the client that serves it. */
export interface IModuleRow {
  readonly key: string;
  readonly name: string;
  readonly statuses: readonly Status[];
  /** The short id; empty if none is known. */
  readonly client: string;
  readonly isConnected: boolean;
  /** Empty if the client has none. */
  readonly revision: string;
  /** The size of the client's index; empty if it has none. */
  readonly modules: string;
}

/** What a status is called, and what it means. */
export const STATUSES: Readonly<
  Record<Status, { readonly label: string; readonly meaning: string }>
> = {
  foreground: {
    label: 'Foreground',
    meaning:
      'Imports get this client’s module, from its last run until another client runs code.'
  },
  standing: {
    label: 'Standing',
    meaning:
      'Any code in the worker may import it, while no run of a client serves the name itself.'
  },
  displaced: {
    label: 'Displaced',
    meaning: 'A newer client serves this name now.'
  },
  configured: {
    label: 'Configured',
    meaning: 'No client serves it now. Its client will at its next run.'
  }
};

/** The label of an outcome; what a newer server calls it is shown as it is. */
export function outcomeLabel(outcome: string): string {
  return OUTCOMES.find(([name]) => name === outcome)?.[1] ?? outcome;
}

/** The outcomes, with what they are called. */
export const OUTCOMES: readonly (readonly [string, string])[] = [
  ['fetched', 'From the client'],
  ['store', 'From the store'],
  ['missing', 'Missing'],
  ['failed', 'Failed']
];

/** The rows of the served modules, by name. */
export function moduleRows(info: IPluginInfo): IModuleRow[] {
  const rows = (info.clients ?? []).flatMap(rowsOfClient);
  const named = new Set(rows.map(({ name }) => name));
  for (const name of info.fullNames) {
    if (!named.has(name)) {
      rows.push({
        key: name,
        name,
        statuses: ['configured'],
        client: '',
        isConnected: false,
        revision: '',
        modules: ''
      });
    }
  }
  return rows.sort(
    (a, b) => compare(a.name, b.name) || compare(rank(a), rank(b))
  );
}

function rowsOfClient(client: IClient): IModuleRow[] {
  const statuses = new Map<string, Status[]>();
  const add = (names: readonly string[], status: Status): void => {
    for (const name of names) {
      statuses.set(name, [...(statuses.get(name) ?? []), status]);
    }
  };
  add(client.foreground, 'foreground');
  add(client.standing, 'standing');
  add(client.displaced, 'displaced');
  return [...statuses].map(([name, its]) => ({
    key: `${client.id} ${name}`,
    name,
    statuses: its,
    client: shortId(client.id),
    isConnected: client.isConnected,
    revision: client.revision === null ? '' : String(client.revision),
    modules: client.revision === null ? '' : formatNumber(client.modules)
  }));
}

/** The clients that are gone, by their short ids, and still hold names. */
export function goneClients(info: IPluginInfo): string[] {
  return (info.clients ?? [])
    .filter(client => !client.isConnected && rowsOfClient(client).length)
    .map(({ id }) => shortId(id));
}

/** The connected clients that serve nothing, by their short ids. */
export function idleClients(info: IPluginInfo): string[] {
  return (info.clients ?? [])
    .filter(client => client.isConnected && !rowsOfClient(client).length)
    .map(({ id }) => shortId(id));
}

/** Whether a text has all words of a search, in any case. */
export function matches(search: string, ...texts: string[]): boolean {
  const text = texts.join('\n').toLowerCase();
  return search
    .toLowerCase()
    .split(/\s+/)
    .every(word => text.includes(word));
}

/** Those rows that a search finds. */
export function findModules(
  rows: readonly IModuleRow[],
  search: string
): readonly IModuleRow[] {
  return rows.filter(row => matches(search, row.name, row.client));
}

/**
 * Those imports that a search finds.
 *
 * @param outcome - what they must have come to; empty for any.
 */
export function findFetches(
  fetches: readonly ILoggedFetch[],
  search: string,
  outcome: string
): readonly ILoggedFetch[] {
  return fetches.filter(
    fetch =>
      (outcome === '' || fetch.outcome === outcome) &&
      matches(search, fetch.name, shortId(fetch.client))
  );
}

/** A client's id without the dots that tell that there is more of it. */
export function shortId(id: string): string {
  return id.replace(/(\.\.\.|…)$/, '');
}

/** A time in milliseconds, of as many digits as matter. */
export function formatMs(ms: number): string {
  const digits = ms > 0 && ms < 9.95 ? 1 : 0;
  return `${ms.toLocaleString('en-US', {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits
  })} ms`;
}

/** A count with its noun. */
export function count(number: number, one: string, many: string): string {
  return `${formatNumber(number)} ${number === 1 ? one : many}`;
}

function formatNumber(number: number): string {
  return number.toLocaleString('en-US');
}

function compare<T>(a: T, b: T): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The client that imports get a name from comes first. */
function rank({ statuses }: IModuleRow): number {
  const order: Status[] = ['foreground', 'standing'];
  const places = statuses.map(status => order.indexOf(status));
  return Math.min(...places.map(place => (place < 0 ? order.length : place)));
}
