/**
 * Keeps the last runs of a page beyond a reload, in the storage of its tab.
 */
import { Signal } from '@lumino/signaling';
import type { ISignal } from '@lumino/signaling';

import type {
  IKeptOutput,
  IOutputText,
  IRun,
  IRunKey,
  IRunResult
} from '../tokens';

const KEY = 'jupyterlab-deephaven:runs';

/** How many runs are kept: browsers store 5 million characters for a tab. */
const MAX_RUNS = 20;

/** How many characters of a run's output: of its beginning, and of its end. */
const MAX_PART = 50_000;

/** A run as it is stored. Times are in milliseconds since 1970. */
interface IStoredRun extends Pick<
  IRun,
  | 'failure'
  | 'file'
  | 'isShown'
  | 'isStopped'
  | 'key'
  | 'label'
  | 'notebook'
  | 'server'
> {
  readonly started: number;
  readonly began: number | null;
  readonly ended: number | null;
  readonly output: IKeptOutput;
  readonly result: IRunResult | null;
}

/** A run of the page before it was reloaded. */
class StoredRun implements IRun {
  constructor(
    readonly id: number,
    stored: IStoredRun,
    /** Why there is no more of a run that had not ended. */
    interrupted: string
  ) {
    const { began, ended, isStopped, result, started } = stored;
    this.label = stored.label;
    this.file = stored.file;
    this.notebook = stored.notebook;
    this.server = stored.server;
    this.isShown = stored.isShown;
    this.key = stored.key;
    this.isStopped = isStopped;
    this.output = stored.output;
    this.result = result;
    this.started = new Date(started);
    this.began = began === null ? null : new Date(began);
    this.ended = ended === null ? new Date() : new Date(ended);
    this.failure = ended === null ? interrupted : stored.failure;
    const hasError =
      this.failure !== null || (result !== null && result.error !== null);
    this.failed = hasError && !isStopped;
  }

  readonly label: string;
  readonly file: string | null;
  readonly notebook: string | null;
  readonly server: string;
  readonly isShown: boolean;
  readonly key: IRunKey | null;
  readonly started: Date;
  readonly sent = null;
  readonly began: Date | null;
  readonly ended: Date;
  readonly failed: boolean;
  readonly failure: string | null;
  readonly isStopped: boolean;
  readonly isStopping = false;
  readonly output: IKeptOutput;
  readonly result: IRunResult | null;
  readonly waitsFor = null;
  readonly changed: ISignal<this, void> = new Signal<this, void>(this);
}

/**
 * Keep runs, in place of those kept before.
 *
 * @param storage - of the tab.
 */
export function storeRuns(runs: readonly IRun[], storage: Storage): void {
  let kept = runs.slice(-MAX_RUNS).map(stored);
  while (kept.length > 0) {
    try {
      storage.setItem(KEY, JSON.stringify(kept));
      return;
    } catch (reason) {
      if ((reason as DOMException).name !== 'QuotaExceededError') {
        throw reason;
      }
      // Others store in the same place.
      kept = kept.slice(1);
    }
  }
  storage.removeItem(KEY);
}

/**
 * The runs that were kept, the newest last.
 *
 * @param storage - of the tab.
 * @param interrupted - what to say of a run that had not ended, on a server of
 * a name.
 */
export function storedRuns(
  storage: Storage,
  interrupted: (server: string) => string
): IRun[] {
  const text = storage.getItem(KEY);
  if (text === null) {
    return [];
  }
  try {
    return (JSON.parse(text) as IStoredRun[]).map(
      (run, index) => new StoredRun(index + 1, run, interrupted(run.server))
    );
  } catch (reason) {
    // Of another version of the extension: it is as if nothing had run.
    console.warn('The runs before the reload could not be read', reason);
    return [];
  }
}

function stored(run: IRun): IStoredRun {
  const { began, ended, result, started } = run;
  return {
    label: run.label,
    file: run.file,
    notebook: run.notebook,
    server: run.server,
    isShown: run.isShown,
    isStopped: run.isStopped,
    key: run.key,
    failure: run.failure,
    started: started.getTime(),
    began: began && began.getTime(),
    ended: ended && ended.getTime(),
    output: shortened(run.output),
    // Its output is kept above; offers to serve a module are over.
    result: result && { ...result, output: '', unserved: undefined }
  };
}

/** The beginning and the end of an output. */
function shortened({ head, leftOut, tail }: IKeptOutput): IKeptOutput {
  const first = cut(head, MAX_PART);
  const end = lengthOf(tail) > 0 ? tail : rest(head, lengthOf(first));
  const last = cutStart(end, MAX_PART);
  const all = lengthOf(head) + leftOut + lengthOf(tail);
  return {
    head: first,
    leftOut: all - lengthOf(first) - lengthOf(last),
    tail: last
  };
}

function lengthOf(texts: readonly IOutputText[]): number {
  return texts.reduce((sum, { text }) => sum + text.length, 0);
}

/** The first characters of texts. */
function cut(texts: readonly IOutputText[], limit: number): IOutputText[] {
  let room = limit;
  return texts.flatMap(({ stream, text }) => {
    const part = text.slice(0, Math.max(0, room));
    room -= text.length;
    return part === '' ? [] : [{ stream, text: part }];
  });
}

/** Texts without so many of their first characters. */
function rest(texts: readonly IOutputText[], skipped: number): IOutputText[] {
  let left = skipped;
  return texts.flatMap(({ stream, text }) => {
    const part = text.slice(Math.max(0, left));
    left -= text.length;
    return part === '' ? [] : [{ stream, text: part }];
  });
}

/** The last characters of texts. */
function cutStart(texts: readonly IOutputText[], limit: number): IOutputText[] {
  return rest(texts, lengthOf(texts) - limit);
}
