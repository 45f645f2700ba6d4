/**
 * What the times of files can tell, by what the server said alone.
 *
 * A contents manager may give any time: none, one for all files, one that never
 * moves, in whole seconds, of a clock that nobody else has. Its times count
 * once one of them was seen to move with a content. From then on, a file whose
 * time is well before that move cannot change without another time.
 */
import type { IEntry } from './types';

/**
 * How long after a file's time another change may still have the same one, in
 * milliseconds: some file systems know times to two seconds.
 */
const GRANULARITY = 3000;

/** The times of files that have been read. */
export class FileTimes {
  /**
   * Record that a file had another content when it was read again.
   *
   * @param before - the file as its folder's listing showed it.
   * @param after - the same, at the second reading.
   */
  recordChange(before: IEntry, after: IEntry): void {
    const time = Date.parse(after.lastModified);
    if (before.lastModified !== after.lastModified && !Number.isNaN(time)) {
      const volume = volumeOf(after.path);
      this._moves.set(volume, Math.max(time, this._moves.get(volume) ?? time));
    }
  }

  /** Whether a change of a file from now on shows in its time. */
  tell({ created, lastModified, path }: IEntry): boolean {
    const moved = this._moves.get(volumeOf(path));
    const times = [lastModified, created ?? lastModified].map(time =>
      Date.parse(time)
    );
    return moved !== undefined && Math.max(...times) < moved - GRANULARITY;
  }

  /** The newest time that was seen to move, by volume. */
  private _moves = new Map<string, number>();
}

/** What has its times from one place: a contents manager may show several. */
function volumeOf(path: string): string {
  return path.slice(0, Math.max(0, path.indexOf('/')));
}
