/**
 * The variables of a worker that clients can open, as they come and go.
 */
import type { dh } from '@deephaven/jsapi-types';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { IDisposable } from '@lumino/disposable';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';

import { PLUGIN_OBJECT_TYPE } from '../protocol/worker';
import type { IFetchedVariable, IVariable, IVariables } from '../tokens';
import type { DeephavenApi } from './api';

/** The variables of the session that is attached; none without one. */
export class Variables implements IVariables, IDisposable {
  constructor(private _trans: TranslationBundle) {}

  get list(): readonly IVariable[] {
    return this._list;
  }

  get isKnown(): boolean {
    return this._isKnown;
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  find(name: string): IVariable | null {
    return this._variables.get(name) ?? null;
  }

  async fetch({ name, type }: IVariable): Promise<IFetchedVariable> {
    // The API waits 10 s for what does not exist.
    if (!this._source || this.find(name)?.type !== type) {
      throw new Error(
        this._trans.__('There is no variable %1 of type %2.', name, type)
      );
    }
    const { api, session } = this._source;
    return { api, object: await session.getObject({ name, type }) };
  }

  /** Follow a session, in place of the one before. */
  attach(api: DeephavenApi, session: dh.IdeSession): void {
    this.detach();
    this._source = { api, session };
    this._remove = session.subscribeToFieldUpdates(changes => {
      // The API may have one more to tell after it was told to stop.
      if (this._source?.session === session) {
        this._update(changes);
      }
    });
  }

  /** Follow no session. */
  detach(): void {
    if (!this._source) {
      return;
    }
    this._source = null;
    this._remove();
    this._remove = () => undefined;
    this._variables.clear();
    this._isKnown = false;
    this._publish();
  }

  dispose(): void {
    if (!this._isDisposed) {
      this._isDisposed = true;
      this.detach();
      Signal.clearData(this);
    }
  }

  private _update({
    created,
    removed,
    updated
  }: Partial<dh.ide.VariableChanges>): void {
    // A variable of another type than before is among both: removed first.
    for (const { title } of removed ?? []) {
      this._variables.delete(title);
    }
    for (const { title, type } of [...(created ?? []), ...(updated ?? [])]) {
      if (!title.startsWith('_') && type !== PLUGIN_OBJECT_TYPE) {
        this._revision += 1;
        this._variables.set(title, {
          name: title,
          type,
          revision: this._revision
        });
      }
    }
    this._isKnown = true;
    this._publish();
  }

  private _publish(): void {
    this._list = [...this._variables.values()].sort((a, b) =>
      a.name.localeCompare(b.name)
    );
    this._changed.emit();
  }

  private _changed = new Signal<this, void>(this);
  private _isDisposed = false;
  private _isKnown = false;
  private _list: readonly IVariable[] = [];
  private _remove: () => void = () => undefined;
  private _revision = 0;
  private _source: { api: DeephavenApi; session: dh.IdeSession } | null = null;
  private _variables = new Map<string, IVariable>();
}

/** How a variable can be shown. */
export type VariableKind =
  'table' | 'frame' | 'tree' | 'partitions' | 'plot' | 'widget';

/** What Deephaven's types of variables are for users. */
export function variableKind(type: string): VariableKind {
  switch (type) {
    case 'Table':
      return 'table';
    case 'pandas.DataFrame':
      return 'frame';
    case 'HierarchicalTable':
    case 'TreeTable':
      return 'tree';
    case 'PartitionedTable':
    case 'TableMap':
      return 'partitions';
    case 'Figure':
    case 'deephaven.plot.express.DeephavenFigure':
      return 'plot';
    default:
      return 'widget';
  }
}

/** Whether a grid shows a variable of a type. */
export function isTabular(type: string): boolean {
  return ['table', 'frame', 'tree', 'partitions'].includes(variableKind(type));
}
