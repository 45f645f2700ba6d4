/**
 * The examples of docs/protocol.md.
 */
import { readFileSync } from 'fs';
import { join } from 'path';

import type { IMessage } from './fakeChannel';

const PAGE = join(__dirname, '../../../docs/protocol.md');
const EXAMPLE = /<!-- example: (.+) -->\s+```\w+\n([\s\S]*?)```/g;

/** The page's examples, by name. */
export const examples = new Map(
  [...readFileSync(PAGE, 'utf8').matchAll(EXAMPLE)].map(([, name, text]) => [
    name,
    text.trimEnd()
  ])
);

/** The text of an example. */
export function example(name: string): string {
  const text = examples.get(name);
  if (text === undefined) {
    throw new Error(`docs/protocol.md has no example "${name}"`);
  }
  return text;
}

/** The message of an example. */
export function exampleMessage(name: string): IMessage {
  return JSON.parse(example(name));
}
