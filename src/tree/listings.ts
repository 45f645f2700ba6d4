/**
 * Listings of folders, of which those wanted at the same time are one.
 */
import { moment } from '../protocol/moment';
import type { IEntry, IFileStore, ITreeListing } from './types';

/** A request that has no answer yet. */
interface IRunning<T> {
  /** The moment when it was sent. */
  readonly since: number;
  readonly answer: Promise<T>;
}

/** Lists the folders of a store. */
export class Listings {
  constructor(store: IFileStore) {
    this._store = store;
  }

  /**
   * What a folder holds; see `IFileStore.list`.
   *
   * @param since - the moment before which the answer is too old.
   */
  list(path: string, since: number): Promise<readonly IEntry[] | null> {
    return shared(this._folders, path, since, () => this._store.list(path));
  }

  /**
   * What all folders of roots hold; see `IFileStore.listTree`.
   *
   * @returns null where the store cannot tell.
   */
  listTree(
    roots: readonly string[],
    ignore: readonly string[],
    since: number
  ): Promise<ITreeListing | null> {
    const key = JSON.stringify([roots, ignore]);
    return shared(
      this._trees,
      key,
      since,
      async () => (await this._store.listTree?.(roots, ignore)) ?? null
    );
  }

  private _folders = new Map<string, IRunning<readonly IEntry[] | null>>();
  private _store: IFileStore;
  private _trees = new Map<string, IRunning<ITreeListing | null>>();
}

/** The answer of a running request that is new enough, or of another one. */
function shared<T>(
  running: Map<string, IRunning<T>>,
  key: string,
  since: number,
  request: () => Promise<T>
): Promise<T> {
  const other = running.get(key);
  if (other && other.since >= since) {
    return other.answer;
  }
  const mine = { since: moment(), answer: request() };
  running.set(key, mine);
  const end = () => {
    if (running.get(key) === mine) {
      running.delete(key);
    }
  };
  mine.answer.then(end, end);
  return mine.answer;
}
