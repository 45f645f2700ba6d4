/**
 * Messages in zlib streams (RFC 1950), for servers that take them.
 */

import { nextTask } from './nextTask';

/** How many characters are encoded and deflated at a stretch. */
const CHUNK = 64 * 1024;

/** The first half of a character that takes two code units. */
const HIGH_SURROGATE = /^[\ud800-\udbff]$/;

/** Shorter texts are sent as they are. */
const MIN_LENGTH = 1024;

/**
 * A text as a zlib stream of its UTF-8; as it is where that does not pay, or
 * the platform cannot.
 */
export async function deflated(text: string): Promise<string | Uint8Array> {
  if (text.length < MIN_LENGTH || typeof CompressionStream === 'undefined') {
    return text;
  }
  const { readable, writable } = new CompressionStream('deflate');
  const [result] = await Promise.all([
    new Response(readable).arrayBuffer(),
    write(text, writable)
  ]);
  return new Uint8Array(result);
}

/**
 * Write a text bit by bit. (Not by way of a `Blob`: making one can keep a page
 * waiting for the browser.)
 */
async function write(
  text: string,
  writable: WritableStream<BufferSource>
): Promise<void> {
  const encoder = new TextEncoder();
  const writer = writable.getWriter();
  for (let i = 0; i < text.length;) {
    let end = i + CHUNK;
    if (HIGH_SURROGATE.test(text.charAt(end - 1))) {
      // Both halves of a character go together.
      end += 1;
    }
    await nextTask();
    await writer.write(encoder.encode(text.slice(i, end)));
    i = end;
  }
  await writer.close();
}
