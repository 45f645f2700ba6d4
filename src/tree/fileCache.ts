/**
 * The contents of files that were read, for as long as they are what the
 * files hold; and the texts of open editors in their place.
 */
import { PromiseDelegate } from '@lumino/coreutils';

import type { IContent } from '../protocol/content';
import { makeContent } from '../protocol/content';
import { TimeSlicer } from './timeSlicer';
import type { FileData, IEntry, IFileStore, IOpenDocuments } from './types';

/** Larger files are refused, in bytes: one message has to carry them. */
const MAX_SIZE = 32 * 1024 * 1024;

/** How many bytes are kept at most. */
const MAX_KEPT = 256 * 1024 * 1024;

/**
 * How long after its last change a file has to be read to be trusted, in
 * milliseconds. Another change at the same time, as far as the file system's
 * clock tells, shows in no listing.
 */
const SETTLING = 3000;

/** How many requests read at once, and how many files each asks for. */
const CONCURRENCY = 6;
const MAX_BATCH = 256;
const MAX_BATCH_SIZE = 8 * 1024 * 1024;

/** What was read from a file. */
interface IKept {
  readonly content: IContent;
  /** The listing's facts when it was read. */
  readonly stamp: string;
  /** When reading it began, by `performance.now()`. */
  readonly since: number;
  /** Whether the file was at rest then. */
  readonly isSettled: boolean;
  /** Whether anybody has ever waited for it. */
  readonly isWanted: boolean;
}

/** A file that is to be read. */
interface IReading {
  readonly entry: IEntry;
  readonly stamp: string;
  readonly content: PromiseDelegate<IContent | null>;
  isUrgent: boolean;
  /** When it began to be read; null while it waits. */
  since: number | null;
  isSettled: boolean;
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
   * @param since - when the listing was asked for, by `performance.now()`: what
   * was read later than that is as new.
   */
  peek(entry: IEntry, since: number): IContent | null {
    const kept = this._kept.get(entry.path);
    return kept &&
      (kept.since >= since || kept.isSettled) &&
      kept.stamp === stampOf(entry)
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
    const stamp = stampOf(entry);
    let reading = this._readings.get(entry.path);
    // One that has begun may have seen the file as it was before.
    if (reading?.stamp !== stamp || (reading.since ?? Infinity) < since) {
      reading = {
        entry,
        stamp,
        content: new PromiseDelegate(),
        isUrgent: false,
        since: null,
        isSettled: false
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

  /** Whether no listing shows a change of a file since it was read. */
  isSameFile(entry: IEntry): boolean {
    return this._kept.get(entry.path)?.stamp === stampOf(entry);
  }

  /** Whether a file was read because somebody waited for it. */
  isWanted({ path }: IEntry): boolean {
    return this._kept.get(path)?.isWanted === true;
  }

  /** The text of a file's open editor, where it is newer than the file. */
  open(entry: IEntry): IContent | null {
    const text = this._documents?.text(entry);
    if (typeof text !== 'string') {
      this._texts.delete(entry.path);
      return null;
    }
    let open = this._texts.get(entry.path);
    if (open?.text !== text) {
      open = { text, content: makeContent(text) };
      this._texts.set(entry.path, open);
    }
    return open.content;
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
          queue[0].since = performance.now();
          queue[0].isSettled = isSettled(queue[0].entry);
          batch.push(queue[0]);
        }
        queue.shift();
      }
    }
    return batch;
  }

  /** Read files; never rejects, each file has its own outcome. */
  private async _readBatch(batch: readonly IReading[]): Promise<void> {
    let results: ReadonlyMap<string, FileData | Error> = new Map();
    let failure: unknown = null;
    try {
      const paths = batch.map(({ entry }) => entry.path);
      results = this._store.readMany
        ? await this._store.readMany(paths)
        : new Map([[paths[0], await this._store.read(paths[0])]]);
    } catch (reason) {
      failure = reason;
    }
    await this._slicer.each(batch, reading => {
      const { content, entry } = reading;
      if (this._readings.get(entry.path) === reading) {
        this._readings.delete(entry.path);
      }
      try {
        const data = results.get(entry.path) ?? null;
        if (failure !== null || data instanceof Error) {
          throw failure ?? data;
        }
        content.resolve(this._record(reading, data));
      } catch (reason) {
        content.reject(reason);
      }
    });
  }

  private _record(reading: IReading, data: FileData): IContent | null {
    const { entry, isSettled, stamp, since } = reading;
    const isWanted = reading.isUrgent || this.isWanted(entry);
    this._forget(entry.path);
    if (data === null) {
      return null;
    }
    // A listing need not tell sizes, and the file may have grown since.
    checkSize(entry.path, data.length);
    const content = makeContent(data);
    this._keep(entry.path, {
      content,
      stamp,
      since: since!,
      isSettled,
      isWanted
    });
    return content;
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
  private _kept = new Map<string, IKept>();
  private _slicer: TimeSlicer;
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
  private _waiting: IReading[] = [];
}

/** What changes in a listing when a file changes. */
export function stampOf({ lastModified, size, version }: IEntry): string {
  return `${lastModified} ${size ?? ''} ${version ?? ''}`;
}

/** Whether a file has not changed for a while. */
function isSettled({ lastModified }: IEntry): boolean {
  return Date.now() - Date.parse(lastModified) >= SETTLING;
}

function checkSize(path: string, size: number): void {
  if (size > MAX_SIZE) {
    throw new Error(
      `${path}: ${size} bytes are more than the ${MAX_SIZE} that one message carries`
    );
  }
}
