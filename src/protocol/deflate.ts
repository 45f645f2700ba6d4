/**
 * Messages in zlib streams (RFC 1950), for servers that take them.
 */

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
  const stream = new Blob([text])
    .stream()
    .pipeThrough(new CompressionStream('deflate'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
