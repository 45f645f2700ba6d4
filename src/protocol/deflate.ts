/**
 * Messages in zlib streams (RFC 1950), for servers that take them.
 */

import { nextTask } from './nextTask';

/** How many bytes are deflated at a stretch. */
const CHUNK = 64 * 1024;

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
  const bytes = new TextEncoder().encode(text);
  const [result] = await Promise.all([
    new Response(readable).arrayBuffer(),
    write(bytes, writable)
  ]);
  return new Uint8Array(result);
}

/**
 * Write bytes bit by bit. (Not by way of a `Blob`: making one can keep a page
 * waiting for the browser.)
 */
async function write(
  bytes: Uint8Array<ArrayBuffer>,
  writable: WritableStream<BufferSource>
): Promise<void> {
  const writer = writable.getWriter();
  for (let i = 0; i < bytes.length; i += CHUNK) {
    await nextTask();
    await writer.write(bytes.subarray(i, i + CHUNK));
  }
  await writer.close();
}
