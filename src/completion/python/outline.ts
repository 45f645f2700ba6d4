/**
 * The names that the text of a module defines, without running it.
 */
import type { SyntaxNode } from '@lezer/common';

import type { NameKind } from '../../protocol/language';
import { parse } from './cursor';
import type { IParsed } from './tree';
import { childrenOf, textOf } from './tree';

/** A name that a text defines. */
export interface IDefinition {
  readonly name: string;
  readonly kind: NameKind;
  /** A function's head, as it stands there: `def f(a, b=1) -> int`. */
  readonly head?: string;
  readonly doc?: string;
  /** What a class defines. */
  readonly members?: readonly IDefinition[];
  /** What an import names: `a.b`, or `..a.b`. */
  readonly imported?: IImported;
}

/** A module, or a name in it. */
export interface IImported {
  readonly level: number;
  readonly module: string;
  /** Null for the module itself. */
  readonly member: string | null;
  /** The full name of the module that is loaded for it: `a.b` of `import a.b`. */
  readonly loads: string | null;
}

/** Statements whose bodies run as the module does. */
const TRANSPARENT = new Set([
  'Script',
  'Body',
  'IfStatement',
  'TryStatement',
  'WithStatement',
  'ForStatement',
  'WhileStatement',
  'StatementGroup'
]);

/** The names that a module's text defines, by name: the last of each counts. */
export function outline(source: string): Map<string, IDefinition> {
  const parsed = parse(source);
  return definitionsIn(parsed, parsed.top);
}

/** The names that a statement and those in it define. */
export function definitionsIn(
  parsed: IParsed,
  block: SyntaxNode
): Map<string, IDefinition> {
  const found = new Map<string, IDefinition>();
  const visit = (node: SyntaxNode) => {
    for (const definition of definitionsOf(parsed, node)) {
      found.set(definition.name, definition);
    }
    if (TRANSPARENT.has(node.name)) {
      childrenOf(node).forEach(visit);
    }
  };
  childrenOf(block).forEach(visit);
  return found;
}

function definitionsOf(parsed: IParsed, node: SyntaxNode): IDefinition[] {
  switch (node.name) {
    case 'DecoratedStatement':
      return childrenOf(node).flatMap(child => definitionsOf(parsed, child));
    case 'FunctionDefinition':
    case 'ClassDefinition':
      return definitionOf(parsed, node);
    case 'AssignStatement':
      return assigned(parsed, node);
    case 'ForStatement':
    case 'WithStatement':
      return targets(parsed, childrenOf(node).slice(1)).filter(
        ({ name }) => name !== ''
      );
    case 'ImportStatement':
      return definitionsOfImport(parsed, node);
    default:
      return [];
  }
}

function definitionOf(parsed: IParsed, node: SyntaxNode): IDefinition[] {
  const title = node.getChild('VariableName');
  const body = node.getChild('Body');
  if (!title) {
    return [];
  }
  const name = textOf(parsed, title);
  const head = parsed.code
    .slice(node.from, body?.from ?? node.to)
    .replace(/\s+/g, ' ')
    .trim();
  const doc = body && docOf(parsed, body);
  const common = { name, head, ...(doc ? { doc } : {}) };
  if (node.name === 'FunctionDefinition') {
    return [{ ...common, kind: 'function' }];
  }
  const members = body ? [...definitionsIn(parsed, body).values()] : [];
  return [{ ...common, kind: 'class', members }];
}

/** The docstring of a body, without the indentation of its lines. */
function docOf(parsed: IParsed, body: SyntaxNode): string | null {
  const first = childrenOf(body).find(
    ({ name }) => ![':', 'Comment', '⚠'].includes(name)
  );
  const string =
    first?.name === 'ExpressionStatement' ? first.getChild('String') : null;
  const text = string && textOf(parsed, string);
  const inner = text && /^r?('''|"""|'|")([^]*)\1$/i.exec(text)?.[2];
  return inner ? inner.replace(/\n[^\S\n]+/g, '\n').trim() : null;
}

function assigned(parsed: IParsed, node: SyntaxNode): IDefinition[] {
  const children = childrenOf(node);
  const last = children.map(({ name }) => name).lastIndexOf('AssignOp');
  // `a: int` alone defines a member of a dataclass, say.
  return targets(parsed, last < 0 ? children : children.slice(0, last));
}

/** The names among targets, before the word `in` of a loop. */
function targets(parsed: IParsed, nodes: readonly SyntaxNode[]): IDefinition[] {
  const end = nodes.findIndex(({ name }) => name === 'in' || name === 'Body');
  return nodes.slice(0, end < 0 ? undefined : end).flatMap((node, i) => {
    if (node.name === 'VariableName') {
      // Of `with f() as x`, `x` alone.
      const name = textOf(parsed, node);
      return nodes[i + 1]?.name === 'as' ? [] : [{ name, kind: 'variable' }];
    }
    return ['TupleExpression', 'ParenthesizedExpression'].includes(node.name)
      ? targets(parsed, childrenOf(node))
      : [];
  });
}

/** The names that an import defines. */
export function definitionsOfImport(
  parsed: IParsed,
  statement: SyntaxNode
): IDefinition[] {
  const tokens = childrenOf(statement).map(token => ({
    name: token.name,
    text: textOf(parsed, token)
  }));
  const isFrom = tokens[0].name === 'from';
  const at = tokens.findIndex(({ name }) => name === 'import');
  const head = isFrom
    ? tokens
        .slice(1, Math.max(1, at))
        .map(({ text }) => text)
        .join('')
    : '';
  const level = /^\.*/.exec(head)![0].length;
  const found: IDefinition[] = [];
  let path = '';
  let alias: string | null = null;
  let isAlias = false;
  const end = () => {
    if (path !== '' && path !== '*') {
      // `import a.b` defines `a`.
      const name = alias ?? (isFrom ? path : path.split('.')[0]);
      const module = isFrom ? head.slice(level) : alias ? path : name;
      const member = isFrom ? path : null;
      const kind = isFrom ? 'variable' : 'module';
      const loads = isFrom ? null : path;
      found.push({ name, kind, imported: { level, module, member, loads } });
    }
    path = '';
    alias = null;
    isAlias = false;
  };
  for (const { name, text } of at < 0 ? [] : tokens.slice(at + 1)) {
    if (name === ',') {
      end();
    } else if (name === 'as') {
      isAlias = true;
    } else if (name === 'VariableName' && isAlias) {
      alias = text;
    } else if (name === 'VariableName' || /^[.*]$/.test(text)) {
      path += text;
    }
  }
  end();
  return found;
}
