/**
 * Counts what travels to one worker: for each run, and for each top-level name.
 */
import type { IFetch } from '../protocol/fileRequests';
import type { IPush, ISnapshot } from '../protocol/indexSync';
import { moduleOfFile } from '../protocol/names';
import { pathOfWire } from '../protocol/origin';
import type { IActivity, IReceipt } from '../tokens';

/** How many names of each kind a receipt has: a bound, not an expectation. */
const MAX_NAMES = 100;

/** What is counted, and changed by `ActivityLog` only. */
class Count implements IActivity {
  files = 0;
  bytes = 0;
  requested = 0;
  missing = 0;
  last: Date | null = null;

  record(files: number, bytes: number): void {
    this.files += files;
    this.bytes += bytes;
    this.last = new Date();
  }
}

/** A run's receipt while it is written. */
class OpenReceipt {
  readonly began = performance.now();
  sent = 0;
  bytes = 0;
  /** How many contents the last snapshot had, and how many were pushed. */
  contents = 0;
  pushed = 0;
  readonly requested = new Set<string>();
  readonly missing = new Set<string>();
  seconds = 0;
}

/** What has travelled since a connection was opened. */
export class ActivityLog {
  /** All of it. */
  get total(): IActivity {
    return this._total;
  }

  /** By top-level name. */
  get byName(): ReadonlyMap<string, IActivity> {
    return this._byName;
  }

  /** Begin the receipt of a run; runs follow one another. */
  begin(): void {
    this._receipt = new OpenReceipt();
  }

  /** Record that all is ready, and that the code runs from here on. */
  recordReady(): void {
    const receipt = this._receipt;
    if (receipt) {
      receipt.seconds = (performance.now() - receipt.began) / 1000;
    }
  }

  /** End the receipt of a run. */
  end(): IReceipt {
    const { sent, bytes, contents, pushed, requested, missing, seconds } =
      this._receipt ?? new OpenReceipt();
    this._receipt = null;
    return {
      sent,
      bytes,
      unchanged: Math.max(0, contents - pushed),
      requested: [...requested],
      missing: [...missing],
      seconds
    };
  }

  /** Record what was pushed for the run whose receipt is open; all of it last. */
  recordRunPush(push: IPush, snapshot: ISnapshot): void {
    if (this._receipt) {
      this._receipt.sent += push.contents;
      this._receipt.bytes += push.bytes;
      this._receipt.pushed += push.contents;
      this._receipt.contents = snapshot.contents.size;
    }
    this.recordPush(push, snapshot);
  }

  /** Record what was pushed, for whichever import. */
  recordPush(push: IPush, snapshot: ISnapshot): void {
    this._folders = byFolder(snapshot.names);
    if (push.contents === 0) {
      return;
    }
    this._total.record(push.contents, push.bytes);
    const keys = new Set(push.keys);
    for (const [path, version] of snapshot.files) {
      const content = keys.has(version) && snapshot.contents.get(version);
      if (content) {
        this._of(path).forEach(count => count.record(1, content.size));
      }
    }
  }

  /** Record what the worker asked for. */
  recordFetch(fetch: IFetch): void {
    const { bytes } = fetch;
    const name = pathOfWire(fetch.name) ?? fetch.name;
    const counts = [this._total, ...this._of(fetch.name)];
    const receipt = this._receipt;
    counts.forEach(count => (count.requested += 1));
    if (receipt && receipt.requested.size < MAX_NAMES) {
      receipt.requested.add(name);
    }
    if (bytes === null) {
      counts.forEach(count => (count.missing += 1));
      if (receipt && receipt.missing.size < MAX_NAMES) {
        receipt.missing.add(name);
      }
      return;
    }
    counts.forEach(count => count.record(1, bytes));
    if (receipt) {
      receipt.sent += 1;
      receipt.bytes += bytes;
    }
  }

  /** The counts of the top-level names of a file, or of a module. */
  private _of(name: string): Count[] {
    if (!name.startsWith('/')) {
      return [this._ofTop(name.split('.')[0])];
    }
    return [...this._folders].flatMap(([folder, names]) => {
      const entry = name.startsWith(`${folder}/`)
        ? name.slice(folder.length + 1).split('/')[0]
        : '';
      const top = names.has(entry) ? entry : moduleOfFile(entry);
      return top !== null && names.has(top) ? [this._ofTop(top)] : [];
    });
  }

  private _ofTop(top: string): Count {
    let count = this._byName.get(top);
    if (!count) {
      count = new Count();
      this._byName.set(top, count);
    }
    return count;
  }

  private _byName = new Map<string, Count>();
  /** The top-level names in each folder, of the last push. */
  private _folders: ReadonlyMap<string, ReadonlySet<string>> = new Map();
  private _receipt: OpenReceipt | null = null;
  private _total = new Count();
}

/** The names in each folder. */
function byFolder(names: ISnapshot['names']): Map<string, Set<string>> {
  const result = new Map<string, Set<string>>();
  for (const [name, folders] of names) {
    for (const folder of folders) {
      const others = result.get(folder) ?? new Set();
      result.set(folder, others.add(name));
    }
  }
  return result;
}
