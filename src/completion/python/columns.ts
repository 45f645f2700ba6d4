/**
 * The columns of the table that an expression is: of a live variable, and of
 * what methods in the text make of it.
 */
import type { SyntaxNode } from '@lezer/common';

import {
  isMatching,
  madeColumn,
  METHODS,
  OTHER_TABLE,
  readColumn
} from './methods';
import type { IArgument, IParsed } from './tree';
import {
  argumentsOf,
  argumentWith,
  calledName,
  childrenOf,
  enclosing,
  methodOf,
  stringsIn,
  textOf
} from './tree';

/** A column; its type is null where only the server could tell. */
export interface IColumn {
  readonly name: string;
  readonly type: string | null;
}

/** The columns of a table, by name, in their order. */
export type Columns = ReadonlyMap<string, IColumn>;

/** Tells the columns of the tables that there are; null where it is none. */
export type LiveColumns = (
  variable: string
) => Promise<readonly IColumn[] | null>;

/** The columns that can stand in a string, and whether it is an expression. */
export interface IColumnsAt {
  readonly columns: Columns;
  readonly isFormula: boolean;
}

/** How many variables lead from one to the other at most. */
const MAX_DEPTH = 20;

/** Finds columns in one text. */
export class ColumnFinder {
  constructor(
    private readonly _parsed: IParsed,
    private readonly _live: LiveColumns
  ) {}

  /**
   * The columns that can stand in a literal string: an argument of a table's
   * method, or of a function in such an argument.
   *
   * @param text - the text in it up to the cursor.
   * @returns null where it is no such argument, or the table is not known.
   */
  async at(literal: SyntaxNode, text: string): Promise<IColumnsAt | null> {
    let call = enclosing(literal, 'CallExpression');
    for (; call; call = enclosing(call.parent, 'CallExpression')) {
      const argument = argumentWith(this._parsed, call, literal);
      const called = methodOf(this._parsed, call);
      const method = called && METHODS.get(called.method);
      if (!argument || !called || !method) {
        continue;
      }
      const own = await this.of(called.receiver);
      if (!own) {
        continue;
      }
      const columns = isMatching(called.method)
        ? await this._matched(call, argument, own, text)
        : own;
      return { columns, isFormula: method.hasFormulas };
    }
    return null;
  }

  /** The columns of the table that an expression is; null for no table. */
  async of(expression: SyntaxNode, depth = 0): Promise<Columns | null> {
    switch (expression.name) {
      case 'VariableName':
        return this._ofVariable(expression, depth);
      case 'ParenthesizedExpression': {
        const inner = childrenOf(expression)[1];
        return inner ? this.of(inner, depth) : null;
      }
      case 'CallExpression':
        return this._ofCall(expression, depth);
      default:
        return null;
    }
  }

  private async _ofVariable(
    variable: SyntaxNode,
    depth: number
  ): Promise<Columns | null> {
    const name = textOf(this._parsed, variable);
    const assigned = depth < MAX_DEPTH && this._assigned(name, variable);
    // The text may be newer than what ran.
    const written = assigned ? await this.of(assigned, depth + 1) : null;
    return written ?? asMap(await this._live(name));
  }

  /** What a name was set to last before a place, where that is in its scope. */
  private _assigned(name: string, place: SyntaxNode): SyntaxNode | null {
    let found: SyntaxNode | null = null;
    this._parsed.top.cursor().iterate(({ name: kind, node }) => {
      if (kind !== 'AssignStatement' || node.to > place.from) {
        return node.from < place.from;
      }
      const target = node.firstChild;
      const scope = enclosing(node, 'FunctionDefinition', 'LambdaExpression');
      const isSeen =
        !scope || (scope.from <= place.from && place.to <= scope.to);
      const value = node.lastChild;
      if (
        target?.name === 'VariableName' &&
        textOf(this._parsed, target) === name &&
        isSeen &&
        value
      ) {
        found = value;
      }
      return true;
    });
    return found;
  }

  private async _ofCall(
    call: SyntaxNode,
    depth: number
  ): Promise<Columns | null> {
    const called = methodOf(this._parsed, call);
    const method = called && METHODS.get(called.method);
    if (!called || !method) {
      return this._ofFunction(call, depth);
    }
    const own = await this.of(called.receiver, depth);
    if (!own || method.effect === null) {
      return null;
    }
    const args = argumentsOf(this._parsed, call);
    const strings = args.flatMap(({ value }) => this._strings(value));
    const made = strings.map(madeColumn).filter(isThere);
    switch (method.effect) {
      case 'keep':
        return own;
      case 'add':
        return join(own, ofNames(made, own));
      case 'choose':
        return strings.length === 0 ? own : ofNames(made, own);
      case 'drop': {
        const left = new Map(own);
        made.forEach(name => left.delete(name));
        return left;
      }
      case 'rename':
        return renamed(own, strings);
      case 'join':
        return this._joined(args, own, depth);
      case 'count':
      case 'aggregate':
        return this._aggregated(args, own, method.effect === 'count');
    }
  }

  /** The columns of tables that functions make. */
  private async _ofFunction(
    call: SyntaxNode,
    depth: number
  ): Promise<Columns | null> {
    const args = argumentsOf(this._parsed, call);
    switch (calledName(this._parsed, call)) {
      case 'empty_table':
        return new Map();
      case 'time_table':
        return asMap([{ name: 'Timestamp', type: 'java.time.Instant' }]);
      case 'merge': {
        const first = args[0]?.value;
        const table =
          first?.name === 'ArrayExpression' ? childrenOf(first)[1] : first;
        return table ? this.of(table, depth) : null;
      }
      case 'new_table': {
        const columns: IColumn[] = [];
        args[0]?.value.cursor().iterate(({ name, node }) => {
          const isColumn =
            name === 'CallExpression' &&
            /_col$/.test(calledName(this._parsed, node) ?? '');
          const [title] = isColumn ? argumentsOf(this._parsed, node) : [];
          const [text] = title ? this._strings(title.value) : [];
          if (text !== undefined) {
            columns.push({ name: text, type: null });
          }
        });
        return columns.length > 0 ? asMap(columns) : null;
      }
      default:
        return null;
    }
  }

  /** The columns that can stand in an argument that matches two tables. */
  private async _matched(
    call: SyntaxNode,
    argument: IArgument,
    own: Columns,
    text: string
  ): Promise<Columns> {
    const args = argumentsOf(this._parsed, call);
    const table = otherTable(args);
    const other = table && (await this.of(table.value));
    if (!other) {
      return own;
    }
    const isAdded =
      argument.keyword === 'joins' ||
      (argument.keyword === null && argument.index === 2);
    if (isAdded || /[=<>]/.test(text)) {
      return other;
    }
    // A name alone is in both.
    const both = [...own].filter(([name]) => other.has(name));
    return new Map([...both, ...own]);
  }

  private async _joined(
    args: readonly IArgument[],
    own: Columns,
    depth: number
  ): Promise<Columns> {
    const table = otherTable(args);
    const other = table && (await this.of(table.value, depth));
    const joins = argument(args, 'joins', 2);
    const names = joins ? this._strings(joins.value) : [];
    if (names.length > 0) {
      const made = names.map(madeColumn).filter(isThere);
      return join(own, ofNames(made, other ?? new Map()));
    }
    const on = argument(args, 'on', 1);
    const keys = new Set((on ? this._strings(on.value) : []).map(readColumn));
    const rest = [...(other ?? [])].filter(([name]) => !keys.has(name));
    return join(own, new Map(rest));
  }

  private _aggregated(
    args: readonly IArgument[],
    own: Columns,
    isCount: boolean
  ): Columns {
    const by = argument(args, 'by', 1);
    const keys = (by ? this._strings(by.value) : []).map(readColumn);
    const made = args
      .filter(arg => arg !== by)
      .flatMap(({ value }) => this._strings(value))
      .map(madeColumn);
    const names = [...keys, ...made].filter(isThere);
    // An aggregation that names no column has all.
    return !isCount && made.length === 0 ? own : ofNames(names, own);
  }

  /** The literal strings of an argument; one may hold several formulas. */
  private _strings(value: SyntaxNode): string[] {
    return stringsIn(this._parsed, value);
  }
}

function argument(
  args: readonly IArgument[],
  keyword: string,
  index: number
): IArgument | null {
  return (
    args.find(arg =>
      arg.keyword === null ? arg.index === index : arg.keyword === keyword
    ) ?? null
  );
}

function otherTable(args: readonly IArgument[]): IArgument | null {
  return (
    args.find(({ index, keyword }) =>
      keyword === null ? index === 0 : OTHER_TABLE.includes(keyword)
    ) ?? null
  );
}

function asMap(columns: readonly IColumn[] | null): Columns | null {
  return columns && new Map(columns.map(column => [column.name, column]));
}

/** Columns of some names, with the types that those of a table have. */
function ofNames(names: readonly string[], known: Columns): Columns {
  return new Map(
    names.map(name => [name, known.get(name) ?? { name, type: null }])
  );
}

function join(a: Columns, b: Columns): Columns {
  return new Map([...a, ...b]);
}

function renamed(own: Columns, pairs: readonly string[]): Columns {
  const names = new Map(
    pairs.map(pair => [readColumn(pair), madeColumn(pair)])
  );
  return new Map(
    [...own].map(([old, column]) => {
      const name = names.get(old) ?? old;
      return [name, { ...column, name }];
    })
  );
}

function isThere(name: string | null): name is string {
  return name !== null;
}
