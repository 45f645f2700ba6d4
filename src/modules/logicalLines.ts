/**
 * The logical lines of a Python program, found without parsing it.
 */

/** A logical line: a statement, or several on one line. */
export interface ILogicalLine {
  /** Its text, without its indentation; comments may be in it. */
  readonly text: string;
  /** Whether it is in the body of a function. */
  readonly inFunction: boolean;
}

/** What matters on the way to the end of a line. */
const STOP = /["'#()[\]{}\\\n]/g;

/** What matters on the way to the end of a string, in one line or in more. */
const STRING_STOPS: Readonly<Record<string, RegExp>> = {
  '"': /["\\\n]/g,
  "'": /['\\\n]/g,
  '"""': /"""|\\/g,
  "'''": /'''|\\/g
};

const INDENT = /[ \t\f]*/y;

const FUNCTION = /(?:async[ \t]+)?def\b/y;

/**
 * Lines that only begin a statement: brackets before them were left open by
 * somebody who still writes.
 */
const BEGINS =
  /\n[ \t]*(?:(?:async[ \t]+)?def[ \t]|class[ \t]|import[ \t]|from[ \t]+[.\w][.\w \t]*\bimport\b)/y;

/**
 * The logical lines that have a word in them.
 *
 * @param source - a program; errors in it hide only what they are about.
 * @param word - the word.
 */
export function linesWith(source: string, word: string): ILogicalLine[] {
  const text = source.replace(/^\ufeff/, ' ').replace(/\r\n?/g, '\n');
  const found: ILogicalLine[] = [];
  /** The indentations of the functions around a line. */
  const functions: number[] = [];
  let next = text.indexOf(word);
  let at = 0;
  while (next >= 0) {
    const begin = matchEnd(INDENT, text, at);
    const end = endOfLine(text, begin);
    if (begin < end && text[begin] !== '#') {
      const indent = begin - at;
      while (
        functions.length > 0 &&
        functions[functions.length - 1] >= indent
      ) {
        functions.pop();
      }
      if (next < end) {
        const line = text.slice(begin, end);
        found.push({ text: line, inFunction: functions.length > 0 });
      }
      if (matchEnd(FUNCTION, text, begin) > begin) {
        functions.push(indent);
      }
    }
    at = end + 1;
    if (next < at) {
      next = text.indexOf(word, at);
    }
  }
  return found;
}

/** Where the logical line ends that a place is in: its `\n`, or the end of all. */
function endOfLine(text: string, begin: number): number {
  let depth = 0;
  let at = begin;
  for (;;) {
    STOP.lastIndex = at;
    const stop = STOP.exec(text);
    if (!stop) {
      return text.length;
    }
    at = stop.index + 1;
    switch (stop[0]) {
      case '\n':
        if (depth === 0 || matchEnd(BEGINS, text, stop.index) > stop.index) {
          return stop.index;
        }
        break;
      case '\\':
        at += 1;
        break;
      case '#': {
        const end = text.indexOf('\n', at);
        at = end < 0 ? text.length : end;
        break;
      }
      case '"':
      case "'":
        at = endOfString(text, stop.index);
        break;
      case '(':
      case '[':
      case '{':
        depth += 1;
        break;
      default:
        depth = Math.max(0, depth - 1);
    }
  }
}

/** Where the string ends that begins at a place; one that is not closed, at the end of its line. */
function endOfString(text: string, begin: number): number {
  const quote = text[begin];
  const long = quote.repeat(3);
  const close = text.startsWith(long, begin) ? long : quote;
  const stops = STRING_STOPS[close];
  let at = begin + close.length;
  for (;;) {
    stops.lastIndex = at;
    const stop = stops.exec(text);
    if (!stop) {
      return text.length;
    }
    if (stop[0] === '\n') {
      return stop.index;
    }
    if (stop[0] === close) {
      return stops.lastIndex;
    }
    at = stop.index + 2;
  }
}

function matchEnd(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : at;
}
