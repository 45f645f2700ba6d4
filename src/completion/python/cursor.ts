/**
 * What stands at the cursor of a Python text: an import, an attribute, a
 * string that is an argument, a name.
 */
import type { SyntaxNode } from '@lezer/common';
import { parser } from '@lezer/python';

import type { IParsed } from './tree';
import { childrenOf, dottedPath, enclosing, stringStart, textOf } from './tree';

/** What is being written. */
export type Cursor =
  /** A module: `import a.b` or `from a.b`; the dots of `from ..b` are `level`. */
  | { readonly kind: 'module'; readonly parent: string; readonly level: number }
  /** A name of a module: `from a.b import x`. */
  | { readonly kind: 'member'; readonly module: string; readonly level: number }
  /** An attribute of what stands before the dot. */
  | { readonly kind: 'attribute'; readonly path: readonly string[] | null }
  /** The text of a literal string, up to the cursor. */
  | {
      readonly kind: 'string';
      readonly literal: SyntaxNode;
      readonly text: string;
    }
  | { readonly kind: 'name' }
  /** A comment or a number. */
  | { readonly kind: 'none' };

/** What stands at a cursor, and the word that is being written there. */
export interface ICursor {
  readonly parsed: IParsed;
  readonly at: Cursor;
  /** The beginning of the word, up to the cursor. */
  readonly prefix: string;
}

/**
 * Find out what is being written.
 *
 * @param code - the text up to the cursor: the parser then sees for itself
 * which strings and calls have no end yet.
 */
export function readCursor(code: string): ICursor {
  const parsed = parse(code);
  const prefix = /[\p{L}\p{N}_$]*$/u.exec(code)?.[0] ?? '';
  return { parsed, prefix, at: cursorIn(parsed, prefix) };
}

/** Parse Python. */
export function parse(code: string): IParsed {
  // The parser takes a byte order mark for part of the first word.
  const top = parser.parse(code.replace(/^\ufeff/, ' ')).topNode;
  return { code, top };
}

function cursorIn(parsed: IParsed, prefix: string): Cursor {
  const end = parsed.code.length;
  const node = parsed.top.resolveInner(end, -1);
  const string = openString(node, end);
  if (string) {
    const text = parsed.code.slice(stringStart(parsed, string));
    return { kind: 'string', literal: string, text };
  }
  if (node.name === 'Comment' || /^\d/.test(prefix)) {
    return { kind: 'none' };
  }
  const statement = importAt(parsed, node, end);
  if (statement) {
    return readImport(parsed, statement, end - prefix.length);
  }
  return attributeAt(parsed, end - prefix.length);
}

/** The string at the end that has no closing quote yet; null for none. */
function openString(node: SyntaxNode, end: number): SyntaxNode | null {
  const string = enclosing(node, 'String', 'FormatString');
  if (!string || string.to < end || string.lastChild?.name !== '⚠') {
    return null;
  }
  const inner = enclosing(node, 'FormatReplacement', 'FormatString', 'String');
  return inner?.name === 'FormatReplacement' ? null : string;
}

/** The import statement that goes on at the end. */
function importAt(
  parsed: IParsed,
  node: SyntaxNode,
  end: number
): SyntaxNode | null {
  const around = enclosing(node, 'ImportStatement');
  if (around) {
    return around;
  }
  // The parser ends a statement before the blanks behind it.
  const blank = /[^\S\n]*$/.exec(parsed.code)?.[0].length ?? 0;
  const before = parsed.top.resolveInner(end - blank, -1);
  return blank > 0 ? enclosing(before, 'ImportStatement') : null;
}

function readImport(
  parsed: IParsed,
  statement: SyntaxNode,
  wordStart: number
): Cursor {
  const tokens = childrenOf(statement).filter(
    ({ name, to }) => name !== '⚠' && to <= wordStart
  );
  const names = tokens.map(({ name }) => name);
  if (names[names.length - 1] === 'as') {
    return { kind: 'none' };
  }
  const isFrom = names[0] === 'from';
  const at = names.indexOf('import');
  if (isFrom && at >= 0) {
    const head = readDotted(parsed, tokens.slice(1, at));
    const last = names[names.length - 1];
    return last === 'import' || last === '(' || last === ','
      ? { kind: 'member', module: head.name, level: head.level }
      : { kind: 'none' };
  }
  const begin = isFrom ? 0 : Math.max(at, names.lastIndexOf(','));
  const part = tokens.slice(begin + 1);
  if (part.length > 0 && part[part.length - 1].name === 'VariableName') {
    return { kind: 'none' };
  }
  const { level, name } = readDotted(parsed, part);
  return { kind: 'module', parent: name, level: isFrom ? level : 0 };
}

/** Dots, and a dotted name, perhaps with a last dot. */
function readDotted(
  parsed: IParsed,
  tokens: readonly SyntaxNode[]
): { level: number; name: string } {
  const text = tokens.map(token => textOf(parsed, token)).join('');
  const [dots] = /^\.*/.exec(text) ?? [''];
  return {
    level: dots.length,
    name: text.slice(dots.length).replace(/\.$/, '')
  };
}

function attributeAt(parsed: IParsed, wordStart: number): Cursor {
  const before = parsed.code.slice(0, wordStart).replace(/(?:\s|\\\n)+$/, '');
  if (!before.endsWith('.')) {
    return { kind: 'name' };
  }
  const dot = parsed.top.resolveInner(before.length, -1);
  const member = enclosing(dot, 'MemberExpression');
  const receiver = member?.firstChild ?? null;
  return {
    kind: 'attribute',
    path: receiver && dottedPath(parsed, receiver)
  };
}
