/**
 * The variables of a worker, as they come and go: what Deephaven tells of
 * those that it can show, joined with what the server plugin tells of all.
 */
import type { dh } from '@deephaven/jsapi-types';
import type { TranslationBundle } from '@jupyterlab/translation';
import { JSONExt } from '@lumino/coreutils';
import type { IDisposable } from '@lumino/disposable';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';

import type { DeephavenApi } from '../connection/api';
import type {
  IInspection,
  IVariableDetail,
  TextKind
} from '../protocol/sessionVariables';
import { PLUGIN_OBJECT_TYPE, pythonString } from '../protocol/worker';
import type { IFetchedVariable, IVariable, IVariables } from '../tokens';
import type { SessionVariables } from './sessionVariables';

/**
 * How long to wait before the plugin is asked once more, in milliseconds: of a
 * notebook whose cells all run, each would ask.
 */
const INTERVAL = 250;

/** Where variables come from. */
export interface IVariableSource {
  readonly api: DeephavenApi;
  readonly session: dh.IdeSession;
  /** What the server plugin tells, where it does now. */
  readonly told: SessionVariables | null;
}

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
    return this._list.find(variable => variable.name === name) ?? null;
  }

  async fetch({ name, type }: IVariable): Promise<IFetchedVariable> {
    // The API waits 10 s for what does not exist.
    if (!this._source || this._exported.get(name)?.type !== type) {
      throw new Error(
        this._trans.__('There is no variable %1 of type %2.', name, type)
      );
    }
    const { api, session } = this._source;
    return { api, object: await session.getObject({ name, type }) };
  }

  async inspect(name: string): Promise<IInspection> {
    const told = this._source?.told;
    if (!told) {
      throw new Error(
        this._trans.__('The server plugin tells nothing of %1.', name)
      );
    }
    return told.inspect(name);
  }

  async remove(name: string): Promise<(() => Promise<void>) | null> {
    const source = this._source;
    if (!source || !this.find(name)) {
      throw new Error(this._trans.__('There is no variable %1.', name));
    }
    if (!source.told) {
      // A name need not be one that could stand in code.
      await source.session.runCode(`del globals()[${pythonString(name)}]`);
      return null;
    }
    const restore = await source.told.remove(name);
    await this.refresh();
    return async () => {
      await restore();
      await this.refresh();
    };
  }

  refresh(): Promise<void> {
    return this._refresh(false);
  }

  /** Ask again after code has run, which may have set any variable. */
  recordRun(): Promise<void> {
    return this._refresh(true);
  }

  /** Ask again where another plugin object tells now. */
  recordPlugin(): void {
    if (this._source && this._source.told !== this._askedOf) {
      void this._refresh(true);
    }
  }

  /** Follow a session, in place of the one before. */
  attach(source: IVariableSource): void {
    this.detach();
    const { session } = source;
    this._source = source;
    this._remove = session.subscribeToFieldUpdates(changes => {
      // The API may have one more to tell after it was told to stop.
      if (this._source?.session === session) {
        this._update(changes);
        void this._refresh(true);
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
    this._exported.clear();
    this._told.clear();
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
      this._exported.delete(title);
      this._told.delete(title);
    }
    for (const { title, type } of [...(created ?? []), ...(updated ?? [])]) {
      if (!title.startsWith('_') && type !== PLUGIN_OBJECT_TYPE) {
        this._exported.set(title, { type, revision: this._nextRevision() });
      }
    }
    this._isKnown = true;
    this._publish();
  }

  /** Ask the plugin, once more if it is being asked already. */
  private async _refresh(isAfterRun: boolean): Promise<void> {
    this._mayBeSet ||= isAfterRun;
    this._asked += 1;
    this._refreshing ??= this._ask().finally(() => {
      this._refreshing = null;
    });
    return this._refreshing;
  }

  private async _ask(): Promise<void> {
    let answered = -1;
    while (answered !== this._asked) {
      if (answered !== -1) {
        await new Promise(resolve => setTimeout(resolve, INTERVAL));
      }
      answered = this._asked;
      const { told } = this._source ?? {};
      this._askedOf = told ?? null;
      const mayBeSet = this._mayBeSet;
      this._mayBeSet = false;
      let details: Map<string, IVariableDetail>;
      try {
        details = (await told?.list()) ?? new Map();
      } catch (reason) {
        // The stream was closed, or the worker is busy: it is asked again.
        console.warn('The variables could not be listed', reason);
        return;
      }
      if (told && told === this._source?.told) {
        this._tell(details, mayBeSet);
      }
    }
  }

  /** Take what the plugin tells in place of what it told before. */
  private _tell(
    details: ReadonlyMap<string, IVariableDetail>,
    mayBeSet: boolean
  ): void {
    const before = this._told;
    this._told = new Map();
    let isChanged = before.size !== details.size;
    for (const [name, detail] of details) {
      const old = before.get(name);
      const isSame =
        old !== undefined &&
        JSONExt.deepEqual({ ...old.detail }, { ...detail });
      isChanged ||= !isSame;
      const revision =
        isSame && !mayBeSet ? old.revision : this._nextRevision();
      this._told.set(name, { detail, revision });
    }
    if (isChanged || mayBeSet) {
      this._publish();
    }
  }

  private _publish(): void {
    const list: IVariable[] = [];
    for (const [name, exported] of this._exported) {
      const detail = this._told.get(name)?.detail ?? null;
      list.push({ name, ...exported, isExported: true, detail });
    }
    for (const [name, { detail, revision }] of this._told) {
      // Deephaven tells of a table itself, a moment later perhaps.
      if (!this._exported.has(name) && detail.kind !== 'table') {
        const { type } = detail;
        list.push({ name, type, revision, isExported: false, detail });
      }
    }
    this._list = list.sort((a, b) => a.name.localeCompare(b.name));
    this._changed.emit();
  }

  private _nextRevision(): number {
    this._revision += 1;
    return this._revision;
  }

  /** How often the plugin was to be asked. */
  private _asked = 0;
  /** Who was asked last. */
  private _askedOf: SessionVariables | null = null;
  private _changed = new Signal<this, void>(this);
  /** What Deephaven can show, by name. */
  private _exported = new Map<string, { type: string; revision: number }>();
  private _isDisposed = false;
  private _isKnown = false;
  private _list: readonly IVariable[] = [];
  /** Whether code has run since the plugin was asked. */
  private _mayBeSet = false;
  private _refreshing: Promise<void> | null = null;
  private _remove: () => void = () => undefined;
  private _revision = 0;
  private _source: IVariableSource | null = null;
  /** What the plugin told, by name. */
  private _told = new Map<
    string,
    { detail: IVariableDetail; revision: number }
  >();
}

/** What a variable is for users. */
export type VariableKind =
  'table' | 'frame' | 'tree' | 'partitions' | 'plot' | 'widget' | TextKind;

/** What a variable is for users. */
export function variableKind({
  detail,
  isExported,
  type
}: IVariable): VariableKind {
  if (!isExported) {
    return detail && detail.kind !== 'table' ? detail.kind : 'object';
  }
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

/** Whether a grid shows a variable. */
export function isTabular(variable: IVariable): boolean {
  return ['table', 'frame', 'tree', 'partitions'].includes(
    variableKind(variable)
  );
}

/** Whether Deephaven's chart shows a variable. */
export function isFigure({ isExported, type }: IVariable): boolean {
  return isExported && type === 'Figure';
}
