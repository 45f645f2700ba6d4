/**
 * The contents of files that were read, for as long as they are what the
 * files hold; and the texts of open editors in their place.
 */
import { PromiseDelegate } from '@lumino/coreutils';

import type { IContent } from '../protocol/content';
import { keyOfText, makeContent } from '../protocol/content';
import { moment } from '../protocol/moment';
import { FileTimes } from './fileTimes';
import { TimeSlicer } from './timeSlicer';
import type {
  FileData,
  IEntry,
  IFileRead,
  IFileStore,
  IOpenDocuments
} from './types';

/** Larger files are refused, in bytes: one message has to carry them. */
const MAX_SIZE = 32 * 1024 * 1024;

/** Files of which all was wanted are kept up to this, in bytes. */
export const MAX_SMALL = 8 * 1024 * 1024;

/** How many bytes are kept at most. */
const MAX_KEPT = 256 * 1024 * 1024;

/** How many requests read at once, and how many files each asks for. */
const CONCURRENCY = 6;
const MAX_BATCH = 256;
const MAX_BATCH_SIZE = 8 * 1024 * 1024;

/** What was read from a file. */
interface IKept {
  readonly content: IContent;
  /** The file as its folder's listing showed it when it was read. */
  readonly entry: IEntry;
  /** The moment when reading it began. */
  readonly since: number;
  /** Whether any later change shows in a listing. */
  readonly isCertain: boolean;
  /** Whether anybody has ever waited for it. */
  readonly isWanted: boolean;
  /** Whether the file may have been saved since, whatever listings show. */
  readonly isOutdated: boolean;
}

/** A file that is to be read. */
interface IReading {
  readonly entry: IEntry;
  readonly content: PromiseDelegate<IContent | null>;
  isUrgent: boolean;
  /** When it began to be read; null while it waits. */
  since: number | null;
  /** Whether times told of a change from then on. */
  doTimesTell: boolean;
}

/** Reads files once, as long as they do not change. */
export class FileCache {
  /**
   * @param store - where the files are.
   * @param documents - the open editors, whose newer texts win.
   * @param slicer - what keeps many files that come at once from blocking the
   * page.
   */
  constructor(
    store: IFileStore,
    documents: IOpenDocuments | null,
    slicer = new TimeSlicer()
  ) {
    this._store = store;
    this._documents = documents;
    this._slicer = slicer;
  }

  /**
   * The content of a file, if it is known; without a look at open editors.
   *
   * @param entry - the file as its folder's listing shows it.
   * @param since - the moment when the listing was asked for: what was read
   * later than that is as new.
   */
  peek(entry: IEntry, since: number): IContent | null {
    const kept = this._kept.get(entry.path);
    return kept &&
      !kept.isOutdated &&
      (kept.since >= since || kept.isCertain) &&
      isSame(kept.entry, entry)
      ? kept.content
      : null;
  }

  /**
   * The content of a file, read where it is not known; without a look at
   * open editors.
   *
   * @param isUrgent - whether it is read before those that are not.
   * @returns null when there is no such file any more.
   * @throws Error naming the file when it is too large or cannot be read.
   */
  read(
    entry: IEntry,
    since: number,
    isUrgent: boolean
  ): Promise<IContent | null> {
    const known = this.peek(entry, since);
    if (known) {
      return Promise.resolve(known);
    }
    try {
      checkSize(entry.path, entry.size ?? 0);
    } catch (reason) {
      return Promise.reject(reason);
    }
    let reading = this._readings.get(entry.path);
    // One that has begun may have seen the file as it was before.
    if (
      !reading ||
      !isSame(reading.entry, entry) ||
      (reading.since ?? Infinity) < since
    ) {
      reading = {
        entry,
        content: new PromiseDelegate(),
        isUrgent: false,
        since: null,
        doTimesTell: false
      };
      this._readings.set(entry.path, reading);
      this._waiting.push(reading);
    }
    if (isUrgent && !reading.isUrgent) {
      reading.isUrgent = true;
      this._urgent.push(reading);
    }
    // Not before all that is wanted now is known: it may go together.
    void Promise.resolve().then(() => this._next());
    return reading.content.promise;
  }

  /**
   * Whether a file was read before, but may hold something else by now: it was
   * touched since, or changing at that moment.
   */
  isDoubtful(entry: IEntry, since: number): boolean {
    return this._kept.has(entry.path) && this.peek(entry, since) === null;
  }

  /**
   * Whether a file has changed since it was read, and nobody has ever waited
   * for it: it may change all the time.
   */
  isRestless(entry: IEntry): boolean {
    const kept = this._kept.get(entry.path);
    return !!kept && !kept.isWanted && !isSame(kept.entry, entry);
  }

  /** The text of a file's open editor, where it is newer than the file. */
  open(entry: IEntry): IContent | null {
    const text = this._documents?.text(entry, keyOfText);
    if (typeof text !== 'string') {
      if (this._texts.delete(entry.path)) {
        this._outdate(entry.path);
      }
      return null;
    }
    let open = this._texts.get(entry.path);
    if (open?.text !== text) {
      open = { text, content: makeContent(text) };
      this._texts.set(entry.path, open);
    }
    return open.content;
  }

  /**
   * All of a file of any size, of which only what is small is kept.
   *
   * @returns null when there is no such file any more.
   */
  async readAll(entry: IEntry): Promise<FileData> {
    const since = moment();
    const isCertain = this._hasVersions || this._times.tell(entry);
    const data = await this._store.read(entry.path);
    const { mark = '' } = this._wholes.get(entry.path) ?? {};
    this._wholes.delete(entry.path);
    if (data !== null && data.length <= MAX_SMALL) {
      const reading = { entry, since, doTimesTell: isCertain, isUrgent: true };
      return this._record(reading, { data })?.data ?? null;
    }
    if (data !== null && !isCertain) {
      this._wholes.set(entry.path, { since, mark });
    }
    return data;
  }

  /**
   * What differs from before when a file may have changed whose content is not
   * kept.
   */
  stamp(entry: IEntry, since: number): string {
    let whole = this._wholes.get(entry.path);
    if (whole && whole.since < since) {
      // It would have to be read to know.
      whole = { since, mark: ` ${since}` };
      this._wholes.set(entry.path, whole);
    }
    return stampOf(entry) + (whole?.mark ?? '');
  }

  /** Resolves when no file is being read that somebody waits for. */
  async calm(): Promise<void> {
    const urgent = [...this._readings.values()].filter(
      ({ isUrgent }) => isUrgent
    );
    if (urgent.length > 0) {
      await Promise.allSettled(urgent.map(({ content }) => content.promise));
      await this.calm();
    }
  }

  private _next(): void {
    while (this._running < CONCURRENCY) {
      const batch = this._takeBatch();
      if (batch.length === 0) {
        return;
      }
      this._running += 1;
      void this._readBatch(batch).finally(() => {
        this._running -= 1;
        this._next();
      });
    }
  }

  /** The next files to read in one request, the urgent ones first. */
  private _takeBatch(): IReading[] {
    const batch: IReading[] = [];
    const limit = this._store.readMany ? MAX_BATCH : 1;
    let size = 0;
    for (const queue of [this._urgent, this._waiting]) {
      while (queue.length > 0 && batch.length < limit) {
        if (queue[0].since === null) {
          size += queue[0].entry.size ?? 0;
          if (batch.length > 0 && size > MAX_BATCH_SIZE) {
            return batch;
          }
          queue[0].since = moment();
          queue[0].doTimesTell = this._times.tell(queue[0].entry);
          batch.push(queue[0]);
        }
        queue.shift();
      }
    }
    return batch;
  }

  /** Read files; never rejects, each file has its own outcome. */
  private async _readBatch(batch: readonly IReading[]): Promise<void> {
    let results: ReadonlyMap<string, IFileRead | Error | null> = new Map();
    let failure: unknown = null;
    try {
      const paths = batch.map(({ entry }) => entry.path);
      results = this._store.readMany
        ? await this._store.readMany(paths)
        : new Map([[paths[0], await this._readOne(paths[0])]]);
    } catch (reason) {
      failure = reason;
    }
    await this._slicer.each(batch, reading => {
      const { content, entry } = reading;
      if (this._readings.get(entry.path) === reading) {
        this._readings.delete(entry.path);
      }
      try {
        const read = results.get(entry.path) ?? null;
        if (failure !== null || read instanceof Error) {
          throw failure ?? read;
        }
        content.resolve(this._record(reading, read));
      } catch (reason) {
        content.reject(reason);
      }
    });
  }

  private async _readOne(path: string): Promise<IFileRead | null> {
    const data = await this._store.read(path);
    return data === null ? null : { data };
  }

  private _record(
    {
      doTimesTell,
      entry,
      isUrgent,
      since
    }: Pick<IReading, 'doTimesTell' | 'entry' | 'isUrgent' | 'since'>,
    read: IFileRead | null
  ): IContent | null {
    const before = this._kept.get(entry.path);
    const isNewest = !before || before.since <= since!;
    if (isNewest) {
      this._forget(entry.path);
    }
    if (read === null) {
      return null;
    }
    const { data, version } = read;
    this._hasVersions ||= version !== undefined;
    // A listing need not tell sizes, and the file may have grown since.
    checkSize(entry.path, data.length);
    const content = makeContent(data);
    if (!isNewest) {
      return content;
    }
    if (before && before.content.key !== content.key) {
      this._times.recordChange(before.entry, entry);
    }
    this._keep(entry.path, {
      content,
      entry,
      since: since!,
      isCertain:
        version === undefined ? doTimesTell : version === entry.version,
      isWanted: isUrgent || before?.isWanted === true,
      isOutdated: false
    });
    return content;
  }

  private _outdate(path: string): void {
    const kept = this._kept.get(path);
    if (kept) {
      this._kept.set(path, { ...kept, since: moment(), isOutdated: true });
    }
  }

  private _forget(path: string): void {
    this._size -= this._kept.get(path)?.content.size ?? 0;
    this._kept.delete(path);
  }

  private _keep(path: string, kept: IKept): void {
    this._size += kept.content.size;
    this._kept.set(path, kept);
    // What was read first goes first.
    for (const oldest of this._kept.keys()) {
      if (this._size <= MAX_KEPT || oldest === path) {
        break;
      }
      this._forget(oldest);
    }
  }

  private _documents: IOpenDocuments | null;
  /** Whether the store has versions that tell all changes. */
  private _hasVersions = false;
  private _kept = new Map<string, IKept>();
  private _slicer: TimeSlicer;
  private _times = new FileTimes();
  /** The files that wait to be read, or are being read, by path. */
  private _readings = new Map<string, IReading>();
  /** How many requests are under way. */
  private _running = 0;
  /** How many bytes are kept. */
  private _size = 0;
  private _store: IFileStore;
  /** The texts of open documents, by path, with their contents. */
  private _texts = new Map<string, { text: string; content: IContent }>();
  private _urgent: IReading[] = [];
  /**
   * Files of which all was read without keeping it, by path: the moment after
   * which they may have changed, and what tells this from others.
   */
  private _wholes = new Map<string, { since: number; mark: string }>();
  private _waiting: IReading[] = [];
}

/** What changes in a listing when a file changes. */
export function stampOf(entry: IEntry): string {
  const { created = '', lastModified, size = '', version = '' } = entry;
  return `${lastModified} ${created} ${size} ${version}`;
}

function isSame(one: IEntry, other: IEntry): boolean {
  return one === other || stampOf(one) === stampOf(other);
}

function checkSize(path: string, size: number): void {
  if (size > MAX_SIZE) {
    throw new Error(
      `${path}: ${size} bytes are more than the ${MAX_SIZE} that one message carries`
    );
  }
}
