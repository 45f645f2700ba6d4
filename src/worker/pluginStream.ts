/**
 * The stream to a worker's server plugin: it is opened, opened again when it
 * was closed, and tells what the plugin tells.
 */
import type { dh } from '@deephaven/jsapi-types';
import type { IDisposable } from '@lumino/disposable';

import type { DeephavenApi } from '../connection/api';
import { Reconnect } from '../connection/reconnect';
import { RemoteFileSourceConnection } from '../protocol/connection';
import { pathOfWire } from '../protocol/origin';
import { PLUGIN_OBJECT_TYPE } from '../protocol/worker';
import type { PluginState } from '../tokens';
import type {
  IReadProgress,
  IServedProvider,
  IServedSource
} from '../tree/types';
import type { ActivityLog } from './activity';
import type { ConsoleSession } from './consoleSession';
import { Heartbeat } from './heartbeat';
import { IndexWriter } from './indexWriter';
import { pluginVariable } from './pluginVariable';
import type { IWorkerLog } from './serverLog';
import { SessionVariables } from './sessionVariables';
import { WidgetChannel } from './widgetChannel';

/** A stream that is open. */
export interface IOpenStream {
  /** The worker's variable with the plugin object. */
  readonly variable: string;
  readonly connection: RemoteFileSourceConnection;
  /** Writes the worker's index; null with the published plugin. */
  readonly writer: IndexWriter | null;
  /** The session's variables; null where the plugin tells none. */
  readonly told: SessionVariables | null;
  /** Whether the plugin answers; null with the published plugin. */
  readonly heartbeat: Heartbeat | null;
}

/** Keeps the stream open as long as the worker is connected. */
export class PluginStream implements IDisposable {
  constructor(options: PluginStream.IOptions) {
    this._options = options;
  }

  /** The stream, if it is open. */
  get current(): IOpenStream | null {
    return this._current;
  }

  /** The server plugin's state. */
  get state(): PluginState {
    return this._state;
  }

  /** The names that another client serves to any code in place of this one. */
  get displaced(): readonly string[] {
    return this._displaced;
  }

  /** How far reading ahead is; null while nothing is read. */
  get reading(): IReadProgress | null {
    return this._reading;
  }

  /** Served names that the worker has modules of its own for. */
  get shadows(): readonly string[] {
    return this._shadows;
  }

  /** Served names that the worker imports from no client, and why. */
  get refused(): ReadonlyMap<string, string> {
    return this._refused;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /** Whether it was closed, and is tried again. */
  get isReopening(): boolean {
    return this._reopening.isActive;
  }

  /** Open it; where that fails, `state` says why, and code runs without it. */
  open(): Promise<void> {
    this._reopening.pause();
    this._opening ??= this._open().finally(() => {
      this._opening = null;
    });
    return this._opening;
  }

  /** Open another one in its place. */
  async renew(): Promise<void> {
    this._close();
    await this.open();
  }

  /** Serve the displaced names in place of the other client. */
  async takeOver(): Promise<void> {
    await this._current?.writer?.takeOver();
    this._setDisplaced([]);
  }

  dispose(): void {
    if (!this._isDisposed) {
      this._isDisposed = true;
      this._reopening.stop();
      this._close();
    }
  }

  private async _open(): Promise<void> {
    try {
      const variable = await pluginVariable(this._options.session);
      if (variable !== null) {
        await this._openObject(variable);
      }
      this._reopening.stop();
    } catch (reason) {
      if (!this._isDisposed && !this._reopening.schedule()) {
        this._setState(missing(reason));
      }
    }
  }

  /** Try to open it again after it was closed. */
  private async _reopen(): Promise<void> {
    if (this._options.isRunning()) {
      // What the program imports is not for the next stream to answer.
      this._reopening.schedule();
    } else {
      await this.open();
    }
  }

  private async _openObject(variable: string): Promise<void> {
    const { activity, api, log, provider, session } = this._options;
    const widget: dh.Widget = await session.session.getObject({
      name: variable,
      type: PLUGIN_OBJECT_TYPE
    });
    const connection = new RemoteFileSourceConnection(
      new WidgetChannel(api, widget),
      provider,
      {
        events: {
          onClosed: () => {
            this._close();
            this._setState({ kind: 'closed' });
            this._reopening.start();
            this._reopening.schedule();
          },
          onDisplaced: ({ context, names }) => {
            if (context === 'standing') {
              this._setDisplaced([...this._displaced, ...names]);
            }
          },
          onRestored: names =>
            this._setDisplaced(
              this._displaced.filter(name => !names.includes(name))
            ),
          onRead: async path => this._current?.writer?.sendAhead(path),
          onFetch: fetch => {
            activity.recordFetch(fetch);
            if (fetch.bytes === null) {
              log?.recordMissing(pathOfWire(fetch.name) ?? fetch.name);
            }
          },
          onRefresh: async () => this._current?.writer?.refresh()
        }
      }
    );
    const info = await connection.open();
    if (this._isDisposed) {
      connection.close();
      return;
    }
    this._current = {
      variable,
      connection,
      writer: this._writer(connection),
      told:
        info?.capabilities.variables === 1
          ? new SessionVariables(connection, session)
          : null,
      heartbeat: connection.sync
        ? new Heartbeat(() => connection.ping(), this._options.onChanged)
        : null
    };
    this._setState(
      info ? { kind: 'ours', version: info.version } : { kind: 'published' }
    );
  }

  private _writer(connection: RemoteFileSourceConnection): IndexWriter | null {
    const { sync } = connection;
    const { activity, onChanged, provider, served } = this._options;
    if (sync === null) {
      return null;
    }
    return new IndexWriter({
      connection,
      sync,
      served,
      provider,
      activity,
      onProgress: progress => {
        this._reading = progress;
        onChanged();
      },
      onNames: ({ shadows, refused }) => {
        this._shadows = shadows;
        this._refused = refused;
        onChanged();
      }
    });
  }

  private _close(): void {
    this._current?.heartbeat?.dispose();
    this._current?.writer?.dispose();
    this._current?.connection.close();
    this._current = null;
    this._displaced = [];
    this._shadows = [];
    this._refused = new Map();
    this._reading = null;
  }

  private _setDisplaced(names: readonly string[]): void {
    this._displaced = [...new Set(names)];
    this._options.onChanged();
  }

  private _setState(state: PluginState): void {
    this._state = state;
    if (!this._isDisposed) {
      this._options.onChanged();
    }
  }

  private _current: IOpenStream | null = null;
  private _displaced: readonly string[] = [];
  private _isDisposed = false;
  private _opening: Promise<void> | null = null;
  private _options: PluginStream.IOptions;
  private _reading: IReadProgress | null = null;
  private _refused: ReadonlyMap<string, string> = new Map();
  private _reopening = new Reconnect(() => this._reopen());
  private _shadows: readonly string[] = [];
  private _state: PluginState = { kind: 'missing', reason: '' };
}

/** A namespace for `PluginStream` statics. */
export namespace PluginStream {
  /** What it needs, and tells. */
  export interface IOptions {
    readonly api: DeephavenApi;
    readonly session: ConsoleSession;
    readonly served: IServedSource;
    readonly provider: IServedProvider;
    readonly activity: ActivityLog;
    /** Where there is a log of the worker. */
    readonly log?: IWorkerLog;
    /** Whether a program runs that this client started. */
    readonly isRunning: () => boolean;
    /** Told when what the stream tells has changed. */
    readonly onChanged: () => void;
  }
}

/** The state after a failure; its last line says what is wrong. */
function missing(reason: unknown): PluginState {
  const text = reason instanceof Error ? reason.message : String(reason);
  const lines = text.trimEnd().split('\n');
  return { kind: 'missing', reason: lines[lines.length - 1] };
}
