/**
 * The content of a file as the protocol's extension carries it: its bytes,
 * under the key of their hash.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';

/** A file's content. */
export interface IContent {
  /** A text stands for its bytes in UTF-8. */
  readonly data: string | Uint8Array;
  /** The SHA-256 of the bytes, in 64 lower-case hexadecimal digits. */
  readonly key: string;
  /** In bytes. */
  readonly size: number;
}

/**
 * The content of a file.
 *
 * @param data - its bytes, or the text that they are in UTF-8.
 */
export function makeContent(data: string | Uint8Array): IContent {
  if (typeof data !== 'string') {
    return { data, key: keyOf(data), size: data.length };
  }
  const bytes = new TextEncoder().encode(data);
  // Half a surrogate pair has no bytes in UTF-8: an editor may hold one.
  const text = /[\ud800-\udfff]/.test(data)
    ? new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)
    : data;
  return { data: text, key: keyOf(bytes), size: bytes.length };
}

/** What the version of a file begins with whose content is not known. */
const UNKNOWN = '?';

/** How long such a version may be. */
const MAX_VERSION = 256;

/**
 * The version of a file whose content is not known: no content's key.
 *
 * @param size - in bytes; undefined where nobody knows.
 * @param stamp - what changes whenever the file may have changed.
 */
export function unknownVersion(
  size: number | undefined,
  stamp: string
): string {
  const begin = `${UNKNOWN}${size ?? ''}:`;
  const version = begin + stamp;
  return version.length <= MAX_VERSION ? version : begin + keyOfText(stamp);
}

/** The version of an empty folder. */
export const EMPTY_FOLDER = '';

/** The version of a folder that is not listed. */
export const UNLISTED_FOLDER = UNKNOWN;

/** Whether a version is the key of a content. */
export function isKey(version: string): boolean {
  return version !== EMPTY_FOLDER && !version.startsWith(UNKNOWN);
}

/** A content as a message has it. */
export function contentMessage({
  data
}: Pick<IContent, 'data'>): string | { readonly base64: string } {
  if (typeof data === 'string') {
    return data;
  }
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(
      data
    );
  } catch {
    return { base64: base64(data) };
  }
}

/** The key of the content that is a text. */
export function keyOfText(text: string): string {
  return keyOf(new TextEncoder().encode(text));
}

function keyOf(bytes: Uint8Array): string {
  return bytesToHex(sha256(bytes));
}

function base64(bytes: Uint8Array): string {
  let characters = '';
  for (let i = 0; i < bytes.length; i += 8192) {
    characters += String.fromCharCode(...bytes.subarray(i, i + 8192));
  }
  return btoa(characters);
}
