/**
 * Reading the syntax tree of Python: calls, their arguments, literal strings.
 */
import type { SyntaxNode } from '@lezer/common';

/** Python that was parsed. */
export interface IParsed {
  readonly code: string;
  readonly top: SyntaxNode;
}

/** An argument of a call. */
export interface IArgument {
  /** The keyword; null for one by position. */
  readonly keyword: string | null;
  /** Its position among all. */
  readonly index: number;
  readonly value: SyntaxNode;
}

/** The text of a node. */
export function textOf({ code }: IParsed, node: SyntaxNode): string {
  return code.slice(node.from, node.to);
}

/** The children of a node. */
export function childrenOf(node: SyntaxNode): SyntaxNode[] {
  const children: SyntaxNode[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling) {
    children.push(child);
  }
  return children;
}

/** The arguments of a call. */
export function argumentsOf(parsed: IParsed, call: SyntaxNode): IArgument[] {
  const list = call.getChild('ArgList');
  const found: IArgument[] = [];
  let part: SyntaxNode[] = [];
  const end = () => {
    const isKeyword = part.length > 1 && part[1].name === 'AssignOp';
    const value = isKeyword ? part[2] : part[0];
    if (value) {
      const keyword = isKeyword ? textOf(parsed, part[0]) : null;
      found.push({ keyword, index: found.length, value });
    }
    part = [];
  };
  for (const child of list ? childrenOf(list) : []) {
    if (child.name === ',') {
      end();
    } else if (!['(', ')', '⚠', 'Comment'].includes(child.name)) {
      part.push(child);
    }
  }
  end();
  return found;
}

/** The argument of a call that a node is in; null for none. */
export function argumentWith(
  parsed: IParsed,
  call: SyntaxNode,
  node: SyntaxNode
): IArgument | null {
  return (
    argumentsOf(parsed, call).find(
      ({ value }) => value.from <= node.from && node.to <= value.to
    ) ?? null
  );
}

/** What stands before the dot of a method's call, and the method's name. */
export function methodOf(
  parsed: IParsed,
  call: SyntaxNode
): { receiver: SyntaxNode; method: string } | null {
  const callee = call.firstChild;
  if (callee?.name !== 'MemberExpression' || !callee.firstChild) {
    return null;
  }
  const property = callee.getChild('PropertyName');
  return (
    property && {
      receiver: callee.firstChild,
      method: textOf(parsed, property)
    }
  );
}

/** The name of the function that is called, without what is before its dot. */
export function calledName(parsed: IParsed, call: SyntaxNode): string | null {
  const callee = call.firstChild;
  return callee?.name === 'VariableName'
    ? textOf(parsed, callee)
    : (methodOf(parsed, call)?.method ?? null);
}

/** All literal strings in a node that are whole, in their order. */
export function stringsIn(parsed: IParsed, node: SyntaxNode): string[] {
  const found: string[] = [];
  node.cursor().iterate(({ name, node: child }) => {
    if (name === 'String' || name === 'FormatString') {
      const text = stringText(textOf(parsed, child));
      if (text !== null) {
        found.push(text);
      }
    }
  });
  return found;
}

/** The dotted path that an expression is: `a.b.c`; null for another one. */
export function dottedPath(parsed: IParsed, node: SyntaxNode): string[] | null {
  if (node.name === 'VariableName') {
    return [textOf(parsed, node)];
  }
  const property = node.getChild('PropertyName');
  if (node.name !== 'MemberExpression' || !node.firstChild || !property) {
    return null;
  }
  const before = dottedPath(parsed, node.firstChild);
  return before && [...before, textOf(parsed, property)];
}

/** The innermost node around a node, or the node itself, of some names. */
export function enclosing(
  node: SyntaxNode | null,
  ...names: string[]
): SyntaxNode | null {
  let found = node;
  while (found && !names.includes(found.name)) {
    found = found.parent;
  }
  return found;
}

/** What is between the quotes of a literal; null where it has no end. */
function stringText(literal: string): string | null {
  const match = /^[a-z]*('''|"""|'|")([^]*)\1$/i.exec(literal);
  return match ? match[2] : null;
}

/** Where the text of a literal begins, behind its quotes. */
export function stringStart(parsed: IParsed, literal: SyntaxNode): number {
  const [opening] = /^[a-z]*(?:'''|"""|'|")/i.exec(textOf(parsed, literal)) ?? [
    ''
  ];
  return literal.from + opening.length;
}
