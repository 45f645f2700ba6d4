/**
 * Tells what stands at a place of a Python text, and what is being called:
 * what the worker knows, and what served files and tables tell.
 */
import type { IDefinitionText } from '../../protocol/language';
import { ColumnFinder } from './columns';
import { NO_MODULE, shortType } from './complete';
import { parse, readCursor } from './cursor';
import type { IDefinition } from './outline';
import { ServedNames } from './servedNames';
import type { ICompletionSource, ISignature, ITextPlace } from './source';
import type { IParsed } from './tree';
import { argumentsOf, dottedPath, enclosing } from './tree';

/** What is told of a word, and where it is. */
export interface IHover extends IDefinitionText {
  readonly start: number;
  readonly end: number;
}

/** A call that is being written. */
export interface ICall {
  /** Where its opening bracket is. */
  readonly open: number;
  readonly signatures: readonly ISignature[];
}

/** What stands at a place; null for nothing that is known. */
export async function hover(
  code: string,
  offset: number,
  source: ICompletionSource,
  place: ITextPlace = NO_MODULE
): Promise<IHover | null> {
  const [left] = /[\p{L}\p{N}_$]*$/u.exec(code.slice(0, offset)) ?? [''];
  const [right] = /^[\p{L}\p{N}_$]*/u.exec(code.slice(offset)) ?? [''];
  const word = { start: offset - left.length, end: offset + right.length };
  if (word.start === word.end) {
    return null;
  }
  const { at, parsed, prefix } = readCursor(code.slice(0, word.end));
  if (at.kind === 'none') {
    return null;
  }
  if (at.kind === 'string') {
    const finder = new ColumnFinder(parsed, name => source.columns(name));
    const found = await finder.at(at.literal, at.text);
    const column = found?.columns.get(prefix);
    const type = column?.type && shortType(column.type);
    return column
      ? {
          ...word,
          head: type ? `${column.name}: ${type}` : column.name,
          documentation: ''
        }
      : null;
  }
  const [definition, known] = await Promise.all([
    servedDefinition(code.slice(0, word.end), source, place),
    source.language?.hover(code, offset)
  ]);
  if (known) {
    return { ...word, ...known };
  }
  return definition?.head
    ? { ...word, head: definition.head, documentation: definition.doc ?? '' }
    : null;
}

/** The call that a place is in the arguments of; null for none. */
export async function signatures(
  code: string,
  offset: number,
  source: ICompletionSource,
  place: ITextPlace = NO_MODULE
): Promise<ICall | null> {
  const parsed = parse(code.slice(0, offset));
  const list = enclosing(parsed.top.resolveInner(offset, -1), 'ArgList');
  const call = list?.parent;
  if (
    !list ||
    call?.name !== 'CallExpression' ||
    list.lastChild?.name === ')'
  ) {
    return null;
  }
  const open = list.from;
  const found = await source.language?.signatures(code, offset);
  if (found && found.length > 0) {
    return { open, signatures: found };
  }
  const definition = await servedDefinition(code.slice(0, open), source, place);
  return definition?.head
    ? { open, signatures: [signatureOf(definition, parsed, call)] }
    : null;
}

/** What served files define as the name at the end of a text. */
async function servedDefinition(
  code: string,
  source: ICompletionSource,
  place: ITextPlace
): Promise<IDefinition | null> {
  const parsed = parse(code);
  const end = code.trimEnd().length;
  const node = parsed.top.resolveInner(end, -1);
  const names = new ServedNames(source, place);
  const statement = enclosing(node, 'ImportStatement');
  const member = node.parent;
  const isPart = node.name === 'PropertyName' && member !== null;
  const path = statement
    ? [code.slice(node.from, node.to)]
    : dottedPath(parsed, isPart ? member : node);
  const entity = path && (await names.find(parsed, path));
  return entity?.kind === 'definition' ? entity.definition : null;
}

function signatureOf(
  { doc, head = '', kind, members, name }: IDefinition,
  parsed: IParsed,
  call: NonNullable<ReturnType<typeof enclosing>>
): ISignature {
  // A class is called with the parameters of its constructor.
  const init = members?.find(member => member.name === '__init__');
  const whole = kind === 'class' ? (init?.head ?? '()') : head;
  const list = whole.slice(whole.indexOf('('));
  const all = parametersOf(list);
  const isBound = kind === 'class' || /^(?:self|cls)$/.test(all[0] ?? '');
  const parameters = isBound && all.length > 0 ? all.slice(1) : all;
  const result = /\)\s*(->.*)$/.exec(list)?.[1];
  const args = argumentsOf(parsed, call);
  const last = args[args.length - 1];
  const isNext = /,\s*$/.test(parsed.code);
  const index = Math.max(0, args.length - (isNext ? 0 : 1));
  const keyword = isNext ? null : last?.keyword;
  const active = keyword
    ? parameters.findIndex(parameter => nameOf(parameter) === keyword)
    : index;
  return {
    label: `${name}(${parameters.join(', ')})${result ? ` ${result}` : ''}`,
    documentation: doc ?? '',
    parameters,
    active: active >= 0 && active < parameters.length ? active : null
  };
}

function nameOf(parameter: string): string {
  return /^\**(\w*)/.exec(parameter)?.[1] ?? '';
}

/** The parameters of a head, which may have brackets in them. */
function parametersOf(list: string): string[] {
  const parameters = [''];
  let depth = 0;
  for (const character of list) {
    depth += '([{'.includes(character) ? 1 : 0;
    depth -= ')]}'.includes(character) ? 1 : 0;
    if (depth === 0) {
      break;
    }
    if (character === ',' && depth === 1) {
      parameters.push('');
    } else if (depth > 1 || character !== '(') {
      parameters[parameters.length - 1] += character;
    }
  }
  return parameters.map(text => text.trim()).filter(text => text !== '');
}
