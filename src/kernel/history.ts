/**
 * What was run in a kernel, for consoles that go back to it.
 */
import type { JSONObject, JSONValue } from '@lumino/coreutils';

import { Glob } from '../tree/glob';

/** How many cells are remembered: a bound, no expectation. */
const MAX_CELLS = 1000;

/** The cells of a kernel since it was started last. */
export class History {
  /** Record a cell, and its number. */
  record(line: number, source: string): void {
    if (source.trim() !== '') {
      this._cells.push({ line, source });
      this._cells.splice(0, this._cells.length - MAX_CELLS);
    }
  }

  /**
   * Answer a request.
   *
   * @param content - that of a `history_request`. Cells are of session 0, the
   * present one; outputs are not kept.
   * @returns the content of a `history_reply`, the oldest cell first.
   */
  answer(content: Readonly<Record<string, unknown>>): JSONObject {
    const found = this._find(content);
    const history = found.map(({ line, source }): JSONValue => [
      0,
      line,
      content.output === true ? [source, null] : source
    ]);
    return { status: 'ok', history };
  }

  private _find({
    hist_access_type: type,
    n,
    pattern,
    start,
    stop,
    unique
  }: Readonly<Record<string, unknown>>): readonly ICell[] {
    if (type === 'range') {
      const end = typeof stop === 'number' ? stop : Infinity;
      const begin = typeof start === 'number' ? start : 0;
      return this._cells.filter(({ line }) => line >= begin && line < end);
    }
    const matches = type === 'search' ? matcher(pattern) : () => true;
    let found = this._cells.filter(({ source }) => matches(source));
    if (unique === true) {
      const last = new Map(found.map(cell => [cell.source, cell]));
      found = found.filter(cell => last.get(cell.source) === cell);
    }
    return typeof n === 'number'
      ? found.slice(Math.max(0, found.length - n))
      : found;
  }

  private readonly _cells: ICell[] = [];
}

interface ICell {
  readonly line: number;
  readonly source: string;
}

/** What a pattern with `*` and `?` matches, as in IPython: a cell is one name. */
function matcher(pattern: unknown): (source: string) => boolean {
  const glob = new Glob(asName(typeof pattern === 'string' ? pattern : '*'));
  return source => glob.matches([asName(source)]);
}

/** A text without what separates names. */
function asName(text: string): string {
  return text.replace(/\//g, '\0');
}
