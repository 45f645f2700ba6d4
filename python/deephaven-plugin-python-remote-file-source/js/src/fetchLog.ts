/**
 * The imports that the panel has seen, over all clients. The server keeps a
 * list for each client and drops it with the client: the log puts them into
 * one order, and keeps why an import failed when its client has gone.
 */
import type { IClient, IFetch } from './pluginInfo';

/** How many imports are kept. */
export const LOG_SIZE = 200;

/** An import in the log. */
export interface ILoggedFetch extends IFetch {
  readonly client: string;
  /** Counts up; no two imports of a log have the same. */
  readonly number: number;
}

/** The log; replaced, never changed. */
export interface IFetchLog {
  /** The newest first. */
  readonly fetches: readonly ILoggedFetch[];
  /** What each client's list was the last time. */
  readonly lists: ReadonlyMap<string, readonly IFetch[]>;
  /** How many imports were ever put in. */
  readonly count: number;
}

/** A log without imports. */
export const EMPTY_LOG: IFetchLog = {
  fetches: [],
  lists: new Map(),
  count: 0
};

/** The log with what is new in the clients' lists. */
export function updateLog(
  log: IFetchLog,
  clients: readonly IClient[]
): IFetchLog {
  const lists = new Map(clients.map(({ id, fetched }) => [id, fetched]));
  let { count } = log;
  const added: ILoggedFetch[] = [];
  for (const { id, fetched } of clients) {
    for (const fetch of newIn(fetched, log.lists.get(id) ?? [])) {
      added.push({ ...fetch, client: id, number: count++ });
    }
  }
  const fetches = added.length
    ? [...added.reverse(), ...log.fetches].slice(0, LOG_SIZE)
    : log.fetches;
  return { fetches, lists, count };
}

/**
 * What was added to a list that loses its oldest as it grows: what follows the
 * longest end of the old list that the new one begins with.
 */
function newIn(
  list: readonly IFetch[],
  old: readonly IFetch[]
): readonly IFetch[] {
  for (let lost = 0; lost < old.length; lost++) {
    const kept = old.length - lost;
    if (kept <= list.length) {
      const isSame = (_: IFetch, i: number): boolean =>
        isEqual(old[lost + i], list[i]);
      if (list.slice(0, kept).every(isSame)) {
        return list.slice(kept);
      }
    }
  }
  return list;
}

function isEqual(one: IFetch, other: IFetch): boolean {
  return (
    one.name === other.name &&
    one.ms === other.ms &&
    one.outcome === other.outcome
  );
}
