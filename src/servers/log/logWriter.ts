/**
 * Writes a server's log into one of the log console's loggers: however much
 * comes, in portions that the page does not feel.
 */
import type { ILogger } from '@jupyterlab/logconsole';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { IDisposable } from '@lumino/disposable';

import type { ILogEntry } from '../../tokens';

/** How long entries are gathered, in milliseconds. */
const INTERVAL = 100;

/** What is written at a time: entries, and their characters. */
const PORTION = { entries: 50, characters: 20000 };

/** How many entries wait; as many as the log console keeps by default. */
const MAX_WAITING = 1000;

/** How many characters count as a line, of lines that are longer. */
const LINE = 200;

/**
 * Writes what it is given a moment later. An entry of the log console may have
 * many lines then: so it keeps as many lines as it may have entries.
 */
export class LogWriter implements IDisposable {
  /**
   * @param logger - gives the logger, when there is something to write.
   * @param trans - the translation to use.
   */
  constructor(logger: () => ILogger, trans: TranslationBundle) {
    this._logger = logger;
    this._trans = trans;
  }

  /** Whether it writes no more. */
  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /** Write an entry, after those before it. The oldest give way to too many. */
  add(entry: ILogEntry): void {
    if (this._isDisposed) {
      return;
    }
    this._waiting.push(entry);
    if (this._waiting.length > MAX_WAITING) {
      this._waiting.shift();
      this._dropped += 1;
    }
    this._timer ??= setTimeout(() => this._write(), INTERVAL);
  }

  /** Write no more; what still waits is dropped. */
  dispose(): void {
    this._isDisposed = true;
    clearTimeout(this._timer);
    this._waiting.length = 0;
  }

  private _write(): void {
    this._timer = undefined;
    const logger = this._logger();
    if (this._dropped > 0) {
      const text = this._trans._n(
        '… %1 more line came too fast to be shown.',
        '… %1 more lines came too fast to be shown.',
        this._dropped
      );
      this._log(logger, { level: 'warning', text });
      this._dropped = 0;
    }
    for (const entry of joined(this._takePortion())) {
      this._log(logger, entry);
    }
    this._trim(logger);
    if (this._waiting.length > 0) {
      this._timer = setTimeout(() => this._write(), INTERVAL);
    }
  }

  private _log(logger: ILogger, { level, text }: ILogEntry): void {
    const { version } = logger;
    logger.log({ type: 'text', level, data: text });
    // Its level may keep the entry out.
    if (logger.version > version) {
      this._lines.push(countLines(text));
    }
  }

  /** Remove the oldest entries where all together have too many lines. */
  private _trim(logger: ILogger): void {
    const { length, maxLength } = logger;
    // It removes some itself, and users clear it.
    const lines = this._lines;
    lines.splice(0, lines.length - length);
    let first = lines.length - 1;
    let sum = lines[first] ?? 0;
    while (first > 0 && sum + lines[first - 1] <= maxLength) {
      first -= 1;
      sum += lines[first];
    }
    if (first > 0) {
      logger.maxLength = lines.length - first;
      logger.maxLength = maxLength;
      lines.splice(0, first);
    }
  }

  private _takePortion(): ILogEntry[] {
    let taken = 0;
    let characters = 0;
    for (const { text } of this._waiting) {
      characters += text.length;
      // One at least, or nothing would ever go on.
      if (
        taken === PORTION.entries ||
        (taken > 0 && characters > PORTION.characters)
      ) {
        break;
      }
      taken += 1;
    }
    return this._waiting.splice(0, taken);
  }

  private _dropped = 0;
  private _isDisposed = false;
  /** How many lines the logger's last entries have. */
  private _lines: number[] = [];
  private _logger: () => ILogger;
  private _timer: ReturnType<typeof setTimeout> | undefined;
  private _trans: TranslationBundle;
  private _waiting: ILogEntry[] = [];
}

/** How much a text is to draw, in lines. */
function countLines(text: string): number {
  return text
    .split('\n')
    .reduce((sum, line) => sum + Math.max(1, Math.ceil(line.length / LINE)), 0);
}

/** Entries of the same level as one: each costs the log console a widget. */
function joined(entries: readonly ILogEntry[]): ILogEntry[] {
  const blocks: { level: ILogEntry['level']; lines: string[] }[] = [];
  for (const { level, text } of entries) {
    const last = blocks[blocks.length - 1];
    if (last?.level === level) {
      last.lines.push(text);
    } else {
      blocks.push({ level, lines: [text] });
    }
  }
  return blocks.map(({ level, lines }) => ({ level, text: lines.join('\n') }));
}
