/**
 * Offers the names that can stand at a place of a Python text: those that the
 * worker knows, those of served files, and the columns of tables.
 */
import type { Columns } from './columns';
import { ColumnFinder } from './columns';
import type { ICursor } from './cursor';
import { readCursor } from './cursor';
import type { IDefinition } from './outline';
import { ServedNames } from './servedNames';
import type {
  ICompletion,
  ICompletions,
  ICompletionSource,
  ITextPlace
} from './source';
import { enclosing } from './tree';

/** How long the worker may take where others answer, in milliseconds: JupyterLab waits a second. */
const PATIENCE = 700;

/** A text that is no module's. */
export const NO_MODULE: ITextPlace = { module: null, isPackage: false };

/**
 * Find what can stand at a place.
 *
 * @param code - all of the text.
 * @param offset - the place, in UTF-16 units.
 * @param source - what to ask.
 * @param place - what the text is.
 */
export async function complete(
  code: string,
  offset: number,
  source: ICompletionSource,
  place: ITextPlace = NO_MODULE
): Promise<ICompletions> {
  const cursor = readCursor(code.slice(0, offset));
  const start = offset - cursor.prefix.length;
  const { language } = source;
  const asked =
    language && asksWorker(cursor)
      ? language.complete(code, offset).catch(reason => {
          source.onFailure(reason);
          return null;
        })
      : null;
  const late = new Promise<null>(resolve =>
    setTimeout(() => resolve(null), PATIENCE)
  );
  const own = await ownItems(cursor, source, place).catch(reason => {
    source.onFailure(reason);
    return [];
  });
  const wanted = own.filter(({ label }) => begins(label, cursor.prefix));
  const theirs = await (wanted.length > 0
    ? Promise.race([asked, late])
    : asked);
  if (wanted.length === 0) {
    return theirs ?? { start, end: offset, items: [] };
  }
  const labels = new Set(wanted.map(({ label }) => label));
  const others = theirs?.start === start ? theirs.items : [];
  return {
    start,
    end: offset,
    items: [...wanted, ...others.filter(({ label }) => !labels.has(label))]
  };
}

/** Whether the worker's Python may know what can stand at the cursor. */
function asksWorker({ at }: ICursor): boolean {
  switch (at.kind) {
    case 'none':
      return false;
    case 'module':
    case 'member':
      return at.level === 0;
    case 'string':
      // Keys it knows; but in other strings it offers the worker's files.
      return (
        enclosing(at.literal.parent, 'MemberExpression', 'ArgList')?.name ===
        'MemberExpression'
      );
    default:
      return true;
  }
}

async function ownItems(
  { at, parsed, prefix }: ICursor,
  source: ICompletionSource,
  place: ITextPlace
): Promise<ICompletion[]> {
  const names = new ServedNames(source, place);
  switch (at.kind) {
    case 'string': {
      const finder = new ColumnFinder(parsed, name => source.columns(name));
      const isLiteral = isInLiteral(at.text, prefix);
      const found = isLiteral ? null : await finder.at(at.literal, at.text);
      return found
        ? columnItems(
            found.columns,
            found.isFormula && prefix !== '' ? source.variables : []
          )
        : [];
    }
    case 'module': {
      const parent = names.absolute(at.level, at.parent);
      const modules = parent === null ? [] : await names.submodules(parent);
      return modules.map(label => ({ label, kind: 'module' }));
    }
    case 'member': {
      const module = names.absolute(at.level, at.module);
      const found = module ? await names.importable(module) : [];
      return items(found, prefix);
    }
    case 'attribute': {
      const entity = at.path && (await names.find(parsed, at.path));
      return entity
        ? items(await names.attributes(parsed, entity), prefix)
        : [];
    }
    default:
      return [];
  }
}

/** Whether the end of a formula is in a text of it, or behind a dot. */
function isInLiteral(formula: string, prefix: string): boolean {
  const before = formula.slice(0, formula.length - prefix.length);
  return before.split('`').length % 2 === 0 || before.endsWith('.');
}

function columnItems(
  columns: Columns,
  variables: readonly string[]
): ICompletion[] {
  const found: ICompletion[] = [...columns.values()].map(({ name, type }) => ({
    label: name,
    kind: 'column',
    ...(type === null ? {} : { detail: shortType(type) })
  }));
  for (const label of variables) {
    if (!columns.has(label)) {
      found.push({ label, kind: 'variable' });
    }
  }
  return found;
}

/** A Java type without its package. */
export function shortType(type: string): string {
  return type.replace(/^(?:[a-z_][\w]*\.)+(?=[A-Z])/, '');
}

/** Definitions as what is offered: private ones only where they are asked for. */
function items(
  definitions: readonly IDefinition[],
  prefix: string
): ICompletion[] {
  return definitions
    .filter(({ name }) => !name.startsWith('_') || prefix.startsWith('_'))
    .map(({ doc, head, kind, name }) => ({
      label: name,
      kind,
      ...(head === undefined ? {} : { detail: head }),
      ...(head === undefined && doc === undefined
        ? {}
        : { documentation: [head, doc].filter(Boolean).join('\n\n') })
    }));
}

function begins(label: string, prefix: string): boolean {
  return label.toLowerCase().startsWith(prefix.toLowerCase());
}
