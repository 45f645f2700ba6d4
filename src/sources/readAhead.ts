/**
 * Reads files before anybody asks for them, behind what is asked for.
 */
import type { FileView } from './fileView';
import type { IEntry, IReadBudget, IReadProgress } from './types';

/** How many files are asked for at once: what is urgent overtakes them. */
const PORTION = 64;

/** What may be read at once, to save asking for one import after the other. */
const AT_ONCE: IReadBudget = { files: 2000, bytes: 16 * 1024 * 1024 };

/** What is sent with a run without looking whether the run needs it. */
const SMALL: IReadBudget = { files: 2000, bytes: 4 * 1024 * 1024 };

/** Whether to look for what a run needs would take longer than to send all. */
export function areSmall(files: readonly IEntry[]): boolean {
  const bytes = files.reduce((sum, { size }) => sum + (size ?? 0), 0);
  return files.length <= SMALL.files && bytes <= SMALL.bytes;
}

/** Read the files that a view does not know, unless they are too many. */
export async function readAtOnce(
  view: FileView,
  files: readonly IEntry[]
): Promise<void> {
  const unknown = files.filter(file => view.peek(file) === null);
  const bytes = unknown.reduce((sum, { size }) => sum + (size ?? 0), 0);
  if (unknown.length <= AT_ONCE.files && bytes <= AT_ONCE.bytes) {
    // Its import will say why it cannot be read.
    await Promise.all(unknown.map(file => view.read(file).catch(() => null)));
  }
}

/** Read the files that a view does not know; see `ISurvey.read`. */
export async function readAhead(
  view: FileView,
  files: readonly IEntry[],
  budget: IReadBudget,
  progress: (progress: IReadProgress) => void,
  signal: AbortSignal
): Promise<void> {
  let bytes = 0;
  const wanted = files
    .filter(file => view.peek(file) === null)
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
