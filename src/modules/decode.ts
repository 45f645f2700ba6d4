/**
 * Bytes of Python source to text, as PEP 263 says.
 */

/** A source file that cannot be decoded; the message is for the importing code. */
export class SourceDecodeError extends Error {
  /**
   * @param problem - the bytes are invalid, their encoding is unknown, or they
   * begin with the mark of another one.
   */
  constructor(
    path: string,
    readonly problem: 'invalid' | 'unknown' | 'mark',
    readonly encoding: string
  ) {
    super(`${path}: ${describe(problem, encoding)}`);
  }
}

function describe(
  problem: SourceDecodeError['problem'],
  encoding: string
): string {
  switch (problem) {
    case 'unknown':
      return `unknown encoding: ${encoding}`;
    case 'mark':
      return `${encoding} is declared, but the file begins with the mark of utf-8`;
    default:
      return `not valid ${encoding}`;
  }
}

/** PEP 263's cookie: in a comment of the first or second line. */
const COOKIE = /^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)/s;
const BLANK_OR_COMMENT = /^[ \t\f]*(?:#.*)?$/s;

/** The mark of UTF-8, as a character or as bytes in Latin-1. */
const MARK = /^(?:\uFEFF|\xEF\xBB\xBF)/;

/** Python's names of the encodings that are not left to the browser. */
const LATIN_1 =
  /^(?:(?:latin-1|iso-8859-1|iso-latin-1)(?:-.*)?|latin1?|l1|iso8859(?:-1)?|8859|cp819)$/;
const UTF_8 = /^(?:utf-8(?:-.*)?|utf8|u8)$/;
const ASCII = /^(?:ascii|us-ascii|646)$/;
/** What the browser knows and Python takes for no encoding of a source. */
const REFUSED = /^(?:utf-?16|ucs-?2|unicode|iso-10646)/;

/**
 * Decode a source file.
 *
 * @param source - its bytes, or the text that they are in UTF-8.
 * @param path - what to call the file in errors.
 * @throws SourceDecodeError when the bytes do not fit the declared encoding.
 */
export function decodeSource(
  source: Uint8Array | string,
  path: string
): string {
  const head = typeof source === 'string' ? source : latin1(twoLines(source));
  const start = head.replace(MARK, '');
  const encoding = declaredEncoding(start);
  if (start !== head && !UTF_8.test(encoding)) {
    throw new SourceDecodeError(path, 'mark', encoding);
  }
  if (typeof source === 'string') {
    // Valid UTF-8 by chance: the cookie says what the bytes mean.
    return UTF_8.test(encoding)
      ? start
      : decodeSource(new TextEncoder().encode(source), path);
  }
  if (LATIN_1.test(encoding)) {
    // The Encoding Standard's "latin1" is windows-1252, Python's is not.
    return latin1(source);
  }
  const isAscii = ASCII.test(encoding);
  if (isAscii && source.some(byte => byte > 0x7f)) {
    throw new SourceDecodeError(path, 'invalid', encoding);
  }
  let decoder: TextDecoder;
  try {
    if (REFUSED.test(encoding)) {
      throw new RangeError();
    }
    decoder = new TextDecoder(
      isAscii || UTF_8.test(encoding) ? 'utf-8' : encoding,
      { fatal: true }
    );
  } catch {
    throw new SourceDecodeError(path, 'unknown', encoding);
  }
  try {
    return decoder.decode(source);
  } catch {
    throw new SourceDecodeError(path, 'invalid', encoding);
  }
}

/**
 * Whether a source is left to Python to decode: it declares an encoding that
 * browsers do not know, or take for a slightly different one.
 *
 * @param source - its bytes, or the text that they are in UTF-8.
 */
export function isForPython(source: Uint8Array | string): boolean {
  const head = typeof source === 'string' ? source : latin1(twoLines(source));
  const encoding = declaredEncoding(head.replace(MARK, ''));
  // A mark of another encoding than the declared one is an error of Python's.
  const known = MARK.test(head) ? [UTF_8] : [UTF_8, LATIN_1, ASCII];
  return !known.some(pattern => pattern.test(encoding));
}

/** Each byte as the character of that code. */
export function latin1(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i < bytes.length; i += 8192) {
    text += String.fromCharCode(...bytes.subarray(i, i + 8192));
  }
  return text;
}

/** The bytes of the first two lines, however they end. */
function twoLines(bytes: Uint8Array): Uint8Array {
  let lines = 0;
  let end = 0;
  for (; end < bytes.length && lines < 2; end++) {
    const isCR = bytes[end] === 0x0d && bytes[end + 1] !== 0x0a;
    if (isCR || bytes[end] === 0x0a) {
      lines += 1;
    }
  }
  return bytes.subarray(0, end);
}

/** The encoding that the first two lines declare, as Python spells it. */
function declaredEncoding(head: string): string {
  const [first, second] = head.split(/\r\n|\r|\n/, 2);
  const cookie =
    COOKIE.exec(first) ??
    (second !== undefined && BLANK_OR_COMMENT.test(first)
      ? COOKIE.exec(second)
      : null);
  return cookie ? cookie[1].toLowerCase().replace(/_/g, '-') : 'utf-8';
}

/**
 * A program whose encoding declaration, if any, says UTF-8: for text that is
 * decoded already and goes to a compiler as UTF-8 again.
 */
export function declareUtf8(program: string): string {
  const lines = program.split('\n', 2);
  const index = COOKIE.test(lines[0])
    ? 0
    : lines.length > 1 &&
        BLANK_OR_COMMENT.test(lines[0].trimEnd()) &&
        COOKIE.test(lines[1])
      ? 1
      : -1;
  if (index < 0) {
    return program;
  }
  const line = lines[index];
  const rest = program.slice(lines.join('\n').length);
  lines[index] = line.replace(/(coding[:=][ \t]*)[-\w.]+/, '$1utf-8');
  return lines.join('\n') + rest;
}
