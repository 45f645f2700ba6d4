/**
 * Bytes of Python source to text, as PEP 263 says.
 */

/** A source file that cannot be decoded, in words for whoever imports it. */
export class SourceDecodeError extends Error {}

/** PEP 263's cookie: in a comment of the first or second line. */
const COOKIE = /^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)/;
const BLANK_OR_COMMENT = /^[ \t\f]*(?:#.*)?$/;

const LATIN_1 = new Set(['latin-1', 'latin1', 'iso-8859-1', 'iso8859-1', 'l1']);
const UTF_8 = new Set(['utf-8', 'utf8', 'u8', 'utf-8-sig']);

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
  const head =
    typeof source === 'string'
      ? source.slice(0, 1000)
      : String.fromCharCode(...source.subarray(0, 1000));
  const encoding = declaredEncoding(head);
  if (typeof source === 'string') {
    if (UTF_8.has(encoding)) {
      return source.replace(/^\uFEFF/, '');
    }
    // Valid UTF-8 by chance: the cookie says what the bytes mean.
    return decodeSource(new TextEncoder().encode(source), path);
  }
  if (LATIN_1.has(encoding)) {
    // The Encoding Standard's "latin1" is windows-1252, Python's is not.
    let text = '';
    for (let i = 0; i < source.length; i += 8192) {
      text += String.fromCharCode(...source.subarray(i, i + 8192));
    }
    return text;
  }
  let decoder: TextDecoder;
  try {
    decoder = new TextDecoder(UTF_8.has(encoding) ? 'utf-8' : encoding, {
      fatal: true
    });
  } catch {
    throw new SourceDecodeError(`${path}: unknown encoding: ${encoding}`);
  }
  try {
    return decoder.decode(source);
  } catch {
    throw new SourceDecodeError(`${path}: not valid ${encoding}`);
  }
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
