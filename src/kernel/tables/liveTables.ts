/**
 * The tables in outputs that this page can still open, as long as an output shows
 * them.
 */
import type { dh } from '@deephaven/jsapi-types';
import { UUID } from '@lumino/coreutils';

import type { DeephavenApi } from '../../connection/api';
import type { TableObject } from '../../results/deephaven/tableView';
import type { IWorkerObject } from '../../worker/widgetChannel';

/** How many tables are kept that no output has shown yet. */
const MAX_UNSHOWN = 200;

/** A table that can be opened. */
export interface ILiveTable {
  readonly api: DeephavenApi;
  /** The name of its server. */
  readonly server: string;
  /** Open it; the caller closes it. */
  open(): Promise<TableObject>;
}

interface IEntry extends ILiveTable {
  readonly object: dh.WidgetExportedObject;
  users: number;
}

/** Takes tables from kernels, and gives them to outputs. */
export class LiveTables {
  /**
   * Take a table.
   *
   * @returns what outputs call it.
   */
  add({ api, object }: IWorkerObject, server: string): string {
    const id = UUID.uuid4();
    this._entries.set(id, {
      api,
      server,
      object,
      users: 0,
      open: async () => {
        // The one at hand stays, for the next time.
        const copy = await object.reexport();
        return copy.fetch();
      }
    });
    const unshown = [...this._entries].filter(([, { users }]) => users === 0);
    for (const [id] of unshown.slice(0, unshown.length - MAX_UNSHOWN)) {
      this._close(id);
    }
    return id;
  }

  /** Show a table; null where it is not of this page. */
  use(id: string): ILiveTable | null {
    const entry = this._entries.get(id);
    if (!entry) {
      return null;
    }
    entry.users += 1;
    return entry;
  }

  /** Show it no longer. The last one that does lets the worker forget it. */
  release(id: string): void {
    const entry = this._entries.get(id);
    if (entry && --entry.users === 0) {
      this._close(id);
    }
  }

  private _close(id: string): void {
    const object = this._entries.get(id)?.object;
    this._entries.delete(id);
    try {
      object?.close();
    } catch (reason) {
      // The connection may be gone, and the table with it.
      console.debug('Letting go of a Deephaven table', reason);
    }
  }

  private _entries = new Map<string, IEntry>();
}
