/**
 * Reads files before anybody asks for them, behind what is asked for.
 */
import type { IContent } from '../protocol/content';
import type { FileView } from '../tree/fileView';
import type { TimeSlicer } from '../tree/timeSlicer';
import type { IEntry, IReadBudget, IReadProgress } from '../tree/types';
import type { IServedTree } from './moduleIndex';
import { filesOf } from './moduleIndex';

/** How many files are asked for at once: what is urgent overtakes them. */
const PORTION = 64;

/** What may be read at once, to save asking for one import after the other. */
const AT_ONCE: IReadBudget = { files: 2000, bytes: 16 * 1024 * 1024 };

/** What is sent with a run without looking whether the run needs it. */
const SMALL: IReadBudget = { files: 2000, bytes: 4 * 1024 * 1024 };

/** How many bytes it pays to send before the rest is read. */
const PART = 256 * 1024;

/** How many data files are read ahead where each costs a request. */
const MAX_SINGLE = 500;

/** Told of each file that was read. */
export type OnRead = (content: IContent | null) => void;

/** Whether to look for what a run needs would take longer than to send all. */
export function areSmall(files: readonly IEntry[]): boolean {
  return within(files, SMALL).length === files.length;
}

/** The data files that are sent with a run besides all these Python files. */
export function smallData(
  python: readonly IEntry[],
  data: readonly IEntry[]
): IEntry[] {
  return within([...python, ...bySize(data)], SMALL).slice(python.length);
}

/** Tells when it pays to send what was read before the rest is read. */
export class Parts {
  /** @param onPart - called when it does; not again before it resolves. */
  constructor(private readonly _onPart: () => Promise<void>) {}

  /** Record that a file was read. */
  readonly record: OnRead = content => {
    this._waiting += content?.size ?? 0;
    // A share of it all, too: each part has a price of its own.
    if (
      this._part === null &&
      this._waiting >= Math.max(PART, this._recordd / 4)
    ) {
      this._recordd += this._waiting;
      this._waiting = 0;
      this._part = this._onPart().finally(() => {
        this._part = null;
      });
      // The caller that ends it is told.
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
  private _recordd = 0;
  private _part: Promise<void> | null = null;
  private _waiting = 0;
}

/**
 * Read the files that a view does not know, unless they are too many.
 *
 * @param isUrgent - whether somebody waits for them.
 */
export async function readAtOnce(
  view: FileView,
  files: readonly IEntry[],
  slicer: TimeSlicer,
  onRead: OnRead,
  isUrgent = true
): Promise<void> {
  const wanted = await unknown(view, files, slicer);
  if (within(wanted, AT_ONCE).length === wanted.length) {
    // Its import will say why it cannot be read.
    await Promise.all(
      wanted.map(file => view.read(file, isUrgent).then(onRead, () => null))
    );
  }
}

/**
 * Read the files that a view does not know; see `ISurvey.read`.
 *
 * @param isCheap - whether one request reads many.
 */
export async function readAhead(
  view: FileView,
  trees: readonly IServedTree[],
  isCheap: boolean,
  slicer: TimeSlicer,
  budget: IReadBudget,
  progress: (progress: IReadProgress) => void,
  signal: AbortSignal
): Promise<void> {
  const { data, python } = filesOf(trees);
  const atRest = bySize(data.filter(file => !view.isRestless(file)));
  const files = [
    ...python,
    ...(isCheap ? atRest : atRest.slice(0, MAX_SINGLE))
  ];
  const wanted = await unknown(view, within(files, budget), slicer);
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

/** The files that a budget is enough for; one that is too large is left out. */
export function within(
  files: readonly IEntry[],
  budget: IReadBudget
): IEntry[] {
  let bytes = 0;
  let count = 0;
  return files.filter(({ size = 0 }) => {
    if (count >= budget.files || bytes + size > budget.bytes) {
      return false;
    }
    count += 1;
    bytes += size;
    return true;
  });
}

/** Data files, the smallest first; of an unknown size last. */
function bySize(data: readonly IEntry[]): IEntry[] {
  const sizeOf = ({ size }: IEntry) => size ?? Number.MAX_VALUE;
  return [...data].sort((a, b) => sizeOf(a) - sizeOf(b));
}

/** The files that a view does not know. */
async function unknown(
  view: FileView,
  files: readonly IEntry[],
  slicer: TimeSlicer
): Promise<IEntry[]> {
  const result: IEntry[] = [];
  await slicer.each(files, file => {
    if (view.peek(file) === null) {
      result.push(file);
    }
  });
  return result;
}
