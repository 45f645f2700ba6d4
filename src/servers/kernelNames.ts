/**
 * What the kernels of servers are called.
 */
import { makeContent } from '../protocol/content';
import type { IDeephavenServer } from '../tokens';

/** What the names of our kernels begin with. */
const PREFIX = 'deephaven-';

/**
 * The names of the servers' kernels, which notebooks keep.
 *
 * @returns the servers by them, in the servers' order.
 */
export function kernelNames(
  servers: readonly IDeephavenServer[]
): Map<string, IDeephavenServer> {
  const named = new Map<string, IDeephavenServer>();
  for (const server of servers) {
    const { name } = server.config;
    const plain = name
      .normalize('NFKD')
      .toLowerCase()
      .replace(/[\u0300-\u036f]/g, '')
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-|-$/g, '');
    const isTaken = plain === '' || named.has(PREFIX + plain);
    const hash = isTaken ? makeContent(name).key.slice(0, 8) : '';
    const parts = [plain, hash].filter(part => part !== '');
    named.set(PREFIX + parts.join('-'), server);
  }
  return named;
}
