/**
 * What belongs in one server's log: lines that are no run's output, what
 * becomes of the connection, and what the worker asks for in vain.
 */
import type { TranslationBundle } from '@jupyterlab/translation';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';

import type { IDeephavenServer, ILogEntry } from '../tokens';
import { pythonTraceback } from './traceback';

/** The server's levels that are logged; the others are about its own workings. */
const LEVELS: ReadonlyMap<string, ILogEntry['level']> = new Map([
  ['STDOUT', 'info'],
  ['STDERR', 'warning'],
  ['WARN', 'warning'],
  ['ERROR', 'error'],
  ['FATAL', 'critical']
]);

/** What Deephaven calls a failure of Python code. */
const PYTHON_FAILED = ': Error in Python interpreter:\n';

/** How much of a line is kept, in characters. */
const MAX_LINE = 4000;

/** How much of a name that was asked for is kept, in characters. */
const MAX_NAME = 200;

/** How many names are logged in a period; a worker could ask for any number. */
const MAX_MISSING = 100;

/** That period, in milliseconds. */
const PERIOD = 60000;

/** Who keeps what a worker logs, and what it asks for. */
export interface IWorkerLog {
  /** Record a line that is no run's output. */
  recordLine(logLevel: string, text: string): void;
  /** Record what the worker asked for and did not get, as it is not served. */
  recordMissing(name: string): void;
}

/** A server's log: tells what is worth an entry, and keeps none. */
export class ServerLog implements IWorkerLog {
  /**
   * @param server - whose log it is; it clears the signals at its end.
   * @param trans - the translation to use.
   */
  constructor(server: IDeephavenServer, trans: TranslationBundle) {
    this._server = server;
    this._trans = trans;
    this._logged = new Signal(server);
    server.changed.connect(() => this._recordState());
  }

  /** Emitted with each entry. */
  get logged(): ISignal<IDeephavenServer, ILogEntry> {
    return this._logged;
  }

  recordLine(logLevel: string, text: string): void {
    const level = LEVELS.get(logLevel);
    const line = withoutJava(cut(text, MAX_LINE)).trimEnd();
    if (level && line !== '') {
      this._logged.emit({ level, text: line });
    }
  }

  recordMissing(name: string): void {
    const now = Date.now();
    if (now - this._periodBegan >= PERIOD) {
      this._periodBegan = now;
      this._missing = 0;
    }
    this._missing += 1;
    if (this._missing <= MAX_MISSING) {
      this._log(
        'warning',
        this._trans.__(
          'The worker asked for “%1”, which is not served.',
          printable(cut(name, MAX_NAME))
        )
      );
    } else if (this._missing === MAX_MISSING + 1) {
      this._log(
        'warning',
        this._trans.__(
          '… more: the worker asks for more than %1 names a minute that are not served.',
          MAX_MISSING
        )
      );
    }
  }

  private _recordState(): void {
    const { connection, reason, state } = this._server;
    const event = `${state} ${connection?.plugin.kind ?? ''} ${reason ?? ''}`;
    const before = this._event;
    // The server changes in other ways too, and tries again in vain for hours.
    if (event === before) {
      return;
    }
    this._event = event;
    if (state === 'connected') {
      this._recordConnected();
    } else if (reason !== null) {
      this._log('error', reason);
    } else if (state === 'disconnected' && /^(connected|lost)/.test(before)) {
      const { url } = this._server.config;
      this._log('info', this._trans.__('Disconnected from %1.', url));
    }
  }

  private _recordConnected(): void {
    const { _server: server, _trans: trans } = this;
    const { url } = server.config;
    const way =
      server.route === 'jupyter'
        ? trans.__('%1, through the Jupyter server', url)
        : url;
    const { plugin } = server.connection ?? {};
    switch (plugin?.kind) {
      case 'ours':
        return this._log(
          'info',
          trans.__(
            'Connected to %1, with server plugin %2.',
            way,
            plugin.version
          )
        );
      case 'published':
        return this._log(
          'info',
          trans.__('Connected to %1, with the published server plugin.', way)
        );
      case 'closed':
        return this._log(
          'warning',
          trans.__(
            'The server plugin of %1 has closed its stream. It is opened again.',
            url
          )
        );
      case 'missing':
        return this._log(
          'warning',
          trans
            .__(
              'Connected to %1, but without a server plugin: code there cannot import served modules. %2',
              way,
              plugin.reason
            )
            .trimEnd()
        );
    }
  }

  private _log(level: ILogEntry['level'], text: string): void {
    this._logged.emit({ level, text });
  }

  /** What was last known of the connection. */
  private _event = '';
  private _logged: Signal<IDeephavenServer, ILogEntry>;
  /** How many names were missing in the period. */
  private _missing = 0;
  private _periodBegan = -Infinity;
  private _server: IDeephavenServer;
  private _trans: TranslationBundle;
}

/** The beginning of a text that may be of any length. */
function cut(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length)}…` : text;
}

/** The server's word of a failed script, without all that Java adds to it. */
function withoutJava(text: string): string {
  return text.includes(PYTHON_FAILED) ? pythonTraceback(text) : text;
}

/** A name without what would not show, or would show as something else. */
function printable(name: string): string {
  return name.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '\ufffd');
}
