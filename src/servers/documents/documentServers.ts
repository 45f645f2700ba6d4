/**
 * Which servers users have picked for documents.
 */
import type { Contents } from '@jupyterlab/services';
import type { IStateDB } from '@jupyterlab/statedb';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';

/** Where it is kept: in the workspace, so that another tab has its own. */
const KEY = 'jupyterlab-deephaven:document-servers';

/** How many documents are remembered: a bound, no expectation. */
const MAX_DOCUMENTS = 500;

/** The names of servers, by the paths of documents. */
export class DocumentServers {
  /**
   * @param state - keeps it over reloads; null where nothing does.
   * @param contents - tells which documents are renamed and deleted.
   */
  constructor(
    private readonly _state: IStateDB | null,
    contents: Pick<Contents.IManager, 'fileChanged'> | null
  ) {
    contents?.fileChanged.connect((_, { oldValue, newValue, type }) => {
      if (oldValue?.path && (type === 'rename' || type === 'delete')) {
        this._move(oldValue.path, newValue?.path ?? null);
      }
    });
    this.ready = this._load();
  }

  /** Resolves when what was kept is known. */
  readonly ready: Promise<void>;

  /** Emitted when another server is picked. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** The name of the server that was picked for a document; null for none. */
  of(path: string): string | null {
    return this._names.get(path) ?? null;
  }

  /**
   * Pick a server for a document.
   *
   * @param name - its name; null for the one that code runs on by default.
   */
  async pick(path: string, name: string | null): Promise<void> {
    await this.ready;
    this._names.delete(path);
    if (name !== null) {
      this._names.set(path, name);
    }
    await this._save();
  }

  /** Follow a server that gets another name. */
  async rename(before: string, after: string): Promise<void> {
    await this.ready;
    for (const [path, name] of this._names) {
      if (name === before) {
        this._names.set(path, after);
      }
    }
    await this._save();
  }

  /** Follow a document, or a folder of documents; null where it is deleted. */
  private _move(before: string, after: string | null): void {
    const moved = [...this._names].filter(
      ([path]) => path === before || path.startsWith(`${before}/`)
    );
    for (const [path, name] of moved) {
      this._names.delete(path);
      if (after !== null) {
        this._names.set(after + path.slice(before.length), name);
      }
    }
    if (moved.length > 0) {
      this._save().catch(reason => {
        console.warn('The servers of documents could not be kept', reason);
      });
    }
  }

  private async _load(): Promise<void> {
    const kept = await this._state?.fetch(KEY).catch(reason => {
      console.warn('The servers of documents are not known any more', reason);
    });
    for (const [path, name] of Object.entries(kept ?? {})) {
      if (typeof name === 'string') {
        this._names.set(path, name);
      }
    }
    this._changed.emit();
  }

  private async _save(): Promise<void> {
    this._changed.emit();
    const last = [...this._names].slice(-MAX_DOCUMENTS);
    await this._state?.save(KEY, Object.fromEntries(last));
  }

  private _changed = new Signal<this, void>(this);
  private readonly _names = new Map<string, string>();
}
