/**
 * What browsers have to deflate with, and jsdom has not.
 */
import { CompressionStream as NodeCompressionStream } from 'stream/web';
import { inflateSync } from 'zlib';

/** A response of which only the body counts. */
class BodyResponse {
  constructor(private readonly _body: AsyncIterable<Uint8Array>) {}

  async arrayBuffer(): Promise<ArrayBuffer> {
    const chunks: Uint8Array[] = [];
    for await (const chunk of this._body) {
      chunks.push(chunk);
    }
    return Uint8Array.from(Buffer.concat(chunks)).buffer;
  }
}

/**
 * Let this platform deflate.
 *
 * @returns makes it as it was.
 */
export function installCompression(): () => void {
  const shims = {
    CompressionStream: NodeCompressionStream,
    Response: BodyResponse
  };
  const before = Object.keys(shims).map(
    name => [name, Object.getOwnPropertyDescriptor(globalThis, name)] as const
  );
  for (const [name, value] of Object.entries(shims)) {
    Object.defineProperty(globalThis, name, { configurable: true, value });
  }
  return () => {
    for (const [name, descriptor] of before) {
      if (descriptor) {
        Object.defineProperty(globalThis, name, descriptor);
      } else {
        Reflect.deleteProperty(globalThis, name);
      }
    }
  };
}

/** The text of a message, as the server plugin reads it. */
export function inflated(message: string | Uint8Array): string {
  if (typeof message === 'string') {
    return message;
  }
  if (message[0] !== 0x78) {
    throw new Error('Not a zlib stream');
  }
  return inflateSync(Buffer.from(message)).toString('utf8');
}
