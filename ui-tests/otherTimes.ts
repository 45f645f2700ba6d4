/**
 * Files of which listings tell other times than the disk, as contents managers
 * do that keep files somewhere else.
 */
import type { IEntry, IFileStore } from '../src/tree/types';

/** What listings tell of a file's time, and whether they tell its size. */
export const TIMES = {
  'one time for all files': { time: () => 0, hasSize: true },
  'one time for all files, without sizes': { time: () => 0, hasSize: false },
  'times in whole seconds': {
    time: (time: number) => Math.floor(time / 1000) * 1000,
    hasSize: true
  },
  'times of a clock that is an hour ahead, in two seconds': {
    time: (time: number) => Math.floor(time / 2000) * 2000 + 3_600_000,
    hasSize: false
  }
} as const;

/** Lists and reads by another store, file by file. */
export class OtherTimes implements IFileStore {
  constructor(
    private readonly _store: IFileStore,
    private readonly _kind: keyof typeof TIMES
  ) {}

  parent(path: string): string {
    return this._store.parent(path);
  }

  async list(path: string): Promise<readonly IEntry[] | null> {
    const { hasSize, time } = TIMES[this._kind];
    const entries = await this._store.list(path);
    return (
      entries &&
      entries.map(({ isFolder, lastModified, name, path: file, size }) => ({
        name,
        path: file,
        isFolder,
        lastModified: new Date(time(Date.parse(lastModified))).toISOString(),
        size: hasSize ? size : undefined
      }))
    );
  }

  read(path: string): ReturnType<IFileStore['read']> {
    return this._store.read(path);
  }
}
