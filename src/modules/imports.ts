/**
 * The imports that stand in a Python program.
 */
import type { SyntaxNode } from '@lezer/common';
import { parser } from '@lezer/python';

import { linesWith } from './logicalLines';

/** One import statement's demand. */
export interface IImport {
  /** The number of leading dots: 0 for an absolute import. */
  readonly level: number;
  /** The dotted module; empty in `from . import x`. */
  readonly module: string;
  /** What is imported from it; empty in `import module`; may hold `*`. */
  readonly names: readonly string[];
  /** Whether it is made only when a function is called. */
  readonly inFunction: boolean;
}

/**
 * The imports of a program, in their order.
 *
 * @param source - a program; errors in it hide only what they are about.
 */
export function scanImports(source: string): IImport[] {
  // Parsing all of it would take many times as long.
  return linesWith(source, 'import').flatMap(({ inFunction, text }) =>
    scanLine(text, inFunction)
  );
}

/** The imports of one logical line. */
function scanLine(line: string, inFunction: boolean): readonly IImport[] {
  const simple = readSimple(line);
  return simple
    ? simple.map(statement => ({ ...statement, inFunction }))
    : parseLine(line, inFunction);
}

/**
 * What most lines with an import are: nothing else, and no comment in brackets. No
 * two parts beside each other take the same sign: that could take very long.
 */
const SIMPLE =
  /^(?:from[ \t]+(\.*)((?:\w[\w.]*)?)[ \t]+)?import(?:[ \t]+([\w*][\w., \t*]*)|[ \t]*\(([\w,\s]+)\)[ \t]*)(?:#.*)?$/;

/** A name in it, and what it is called here. */
const SIMPLE_NAME = /^([\w.]+|\*)(?:\s+as\s+\w+)?$/;

/** Read a line that is as most are; null for others. */
function readSimple(line: string): Omit<IImport, 'inFunction'>[] | null {
  const found = SIMPLE.exec(line);
  if (!found) {
    return null;
  }
  const [, dots, module, bare, bracketed] = found;
  const names: string[] = [];
  for (const item of (bare ?? bracketed).trim().replace(/,$/, '').split(',')) {
    const name = SIMPLE_NAME.exec(item.trim());
    if (!name) {
      return null;
    }
    names.push(name[1]);
  }
  return dots === undefined
    ? names.map(name => ({ level: 0, module: name, names: [] }))
    : [{ level: dots.length, module, names }];
}

/** The imports of one logical line of any kind. */
function parseLine(line: string, inFunction: boolean): IImport[] {
  const found: IImport[] = [];
  let functions = inFunction ? 1 : 0;
  parser.parse(line).iterate({
    enter: ({ name, node }) => {
      if (name === 'ImportStatement') {
        const inFunction = functions > 0;
        for (const statement of readStatement(node, line)) {
          found.push({ ...statement, inFunction });
        }
      } else if (name === 'FunctionDefinition') {
        functions += 1;
      }
    },
    leave: ({ name }) => {
      if (name === 'FunctionDefinition') {
        functions -= 1;
      }
    }
  });
  return found;
}

/**
 * The names in the literal `__all__` of a program: what a star import of it
 * may import as submodules.
 */
export function scanAll(source: string): string[] {
  const assigned = /^__all__\s*(?::[^=\n]+)?\+?=\s*[[(]([^\])]*)[\])]/gm;
  return [...source.matchAll(assigned)].flatMap(([, items]) =>
    [...items.matchAll(/(["'])([^"'\\]*)\1/g)].map(([, , name]) => name)
  );
}

/** The words and signs of a statement. */
interface IToken {
  readonly name: string;
  readonly text: string;
}

function readStatement(
  statement: SyntaxNode,
  source: string
): Omit<IImport, 'inFunction'>[] {
  const tokens: IToken[] = [];
  for (let child = statement.firstChild; child; child = child.nextSibling) {
    const text = source.slice(child.from, child.to);
    tokens.push({ name: child.name, text });
  }
  if (tokens[0].name !== 'from') {
    return readNames(tokens.slice(1)).map(module => ({
      level: 0,
      module,
      names: []
    }));
  }
  const at = tokens.findIndex(({ name }) => name === 'import');
  if (at < 0) {
    return [];
  }
  const head = tokens.slice(1, at);
  const first = head.findIndex(({ name }) => name === 'VariableName');
  const dots = first < 0 ? head : head.slice(0, first);
  const module = first < 0 ? [] : head.slice(first);
  return [
    {
      level: dots.map(({ text }) => text).join('').length,
      module: module.map(({ text }) => text.normalize('NFKC')).join(''),
      names: readNames(tokens.slice(at + 1))
    }
  ];
}

/** The comma-separated names, dotted or not, without what follows `as`. */
function readNames(tokens: readonly IToken[]): string[] {
  const names = [''];
  let isAlias = false;
  for (const { name, text } of tokens) {
    if (text === ',') {
      names.push('');
      isAlias = false;
    } else if (name === 'as') {
      isAlias = true;
    } else if (!isAlias && (name === 'VariableName' || /^[.*]$/.test(text))) {
      names[names.length - 1] += text.normalize('NFKC');
    }
  }
  return names.filter(name => name !== '');
}
