/**
 * Reads files before anybody asks for them, behind what is asked for.
 */
import type { IContent } from '../protocol/content';
import type { FileView } from './fileView';
import type { Pace } from './pace';
import type { IEntry, IReadBudget, IReadProgress } from './types';

/** How many files are asked for at once: what is urgent overtakes them. */
const PORTION = 64;

/** What may be read at once, to save asking for one import after the other. */
const AT_ONCE: IReadBudget = { files: 2000, bytes: 16 * 1024 * 1024 };

/** What is sent with a run without looking whether the run needs it. */
const SMALL: IReadBudget = { files: 2000, bytes: 4 * 1024 * 1024 };

/** How many bytes it pays to send before the rest is read. */
const PART = 256 * 1024;

/** Which data files are read before anybody asks for them. */
const DATA: IReadBudget = { files: 200, bytes: 4 * 1024 * 1024 };
const MAX_DATA_FILE = 512 * 1024;

/** How long data has to be what it is for that, in milliseconds. */
const DATA_AT_REST = 60_000;

/** Told of each file that was read. */
export type OnRead = (content: IContent | null) => void;

/** Whether to look for what a run needs would take longer than to send all. */
export function areSmall(files: readonly IEntry[]): boolean {
  const bytes = files.reduce((sum, { size }) => sum + (size ?? 0), 0);
  return files.length <= SMALL.files && bytes <= SMALL.bytes;
}

/** Tells when it pays to send what was read before the rest is read. */
export class Parts {
  /** @param onPart - called when it does; not again before it resolves. */
  constructor(private readonly _onPart: () => Promise<void>) {}

  /** Note that a file was read. */
  readonly note: OnRead = content => {
    this._waiting += content?.size ?? 0;
    // A share of it all, too: each part has a price of its own.
    if (
      this._part === null &&
      this._waiting >= Math.max(PART, this._noted / 4)
    ) {
      this._noted += this._waiting;
      this._waiting = 0;
      this._part = this._onPart().finally(() => {
        this._part = null;
      });
      // Whoever ends it is told.
      this._part.catch(reason => {
        this._failure ??= reason;
      });
    }
  };

  /**
   * Wait for the part that is being sent.
   *
   * @throws what a part failed with.
   */
  async end(): Promise<void> {
    await this._part?.catch(() => undefined);
    if (this._failure !== undefined) {
      throw this._failure;
    }
  }

  private _failure: unknown;
  private _noted = 0;
  private _part: Promise<void> | null = null;
  private _waiting = 0;
}

/** Read the files that a view does not know, unless they are too many. */
export async function readAtOnce(
  view: FileView,
  files: readonly IEntry[],
  pace: Pace,
  onRead: OnRead
): Promise<void> {
  const wanted = await unknown(view, files, pace);
  const bytes = wanted.reduce((sum, { size }) => sum + (size ?? 0), 0);
  if (wanted.length <= AT_ONCE.files && bytes <= AT_ONCE.bytes) {
    // Its import will say why it cannot be read.
    await Promise.all(
      wanted.map(file => view.read(file).then(onRead, () => null))
    );
  }
}

/** Read the files that a view does not know; see `ISurvey.read`. */
export async function readAhead(
  view: FileView,
  files: readonly IEntry[],
  pace: Pace,
  budget: IReadBudget,
  progress: (progress: IReadProgress) => void,
  signal: AbortSignal
): Promise<void> {
  let bytes = 0;
  const wanted = (await unknown(view, files, pace))
    .slice(0, budget.files)
    .filter(({ size }) => (bytes += size ?? 0) <= budget.bytes);
  for (let read = 0; read < wanted.length; read += PORTION) {
    if (signal.aborted) {
      return;
    }
    progress({ read, total: wanted.length });
    const portion = wanted.slice(read, read + PORTION);
    await Promise.all(
      // Its import will say why it cannot be read.
      portion.map(file => view.read(file, false).catch(() => null))
    );
  }
  progress({ read: wanted.length, total: wanted.length });
}

/** Read small data files, the smallest first: packages come with some. */
export async function readSmall(
  view: FileView,
  files: readonly IEntry[],
  pace: Pace
): Promise<void> {
  let bytes = 0;
  const isOld = ({ lastModified }: IEntry) =>
    Date.now() - Date.parse(lastModified) >= DATA_AT_REST;
  const small = files
    .filter(file => (file.size ?? Infinity) <= MAX_DATA_FILE && isOld(file))
    .sort((a, b) => a.size! - b.size!)
    .slice(0, DATA.files)
    .filter(({ size }) => (bytes += size!) <= DATA.bytes);
  const wanted = await unknown(view, small, pace);
  await Promise.all(
    // Whoever reads it is told why it cannot be read.
    wanted.map(file => view.read(file, false).catch(() => null))
  );
}

/** The files that a view does not know. */
async function unknown(
  view: FileView,
  files: readonly IEntry[],
  pace: Pace
): Promise<IEntry[]> {
  const result: IEntry[] = [];
  await pace.each(files, file => {
    if (view.peek(file) === null) {
      result.push(file);
    }
  });
  return result;
}
