/**
 * What the server plugin tells of the variables of a session.
 */
import { asObject } from './messages';

/** What a variable is. */
export type TextKind = 'value' | 'function' | 'class' | 'object';

/** What is known of a variable beside its type. */
export interface IVariableDetail {
  readonly kind: TextKind | 'table';
  /** Python's name of its type, with the module unless that is `builtins`. */
  readonly type: string;
  /** How many items or characters it has, where it has any. */
  readonly length?: number;
  /** Its value in short, a function's parameters, or why a table has no size. */
  readonly text?: string;
  /** How many rows a table has; null where they are not counted. */
  readonly rows?: number | null;
  readonly columns?: number;
  /** Whether the rows of a table change by themselves. */
  readonly isTicking?: boolean;
}

/** A variable that was looked into. */
export interface IInspection extends IVariableDetail {
  readonly text: string;
  /** Whether the text goes on. */
  readonly isCut: boolean;
}

/** Read the answer to `list_variables`: details by name. */
export function readVariables(result: unknown): Map<string, IVariableDetail> {
  const { variables } = asObject(result);
  const details = new Map<string, IVariableDetail>();
  for (const item of Array.isArray(variables) ? variables : []) {
    const { name } = asObject(item);
    const detail = readDetail(item);
    if (typeof name === 'string' && detail) {
      details.set(name, detail);
    }
  }
  return details;
}

/**
 * Read the answer to `inspect_variable`.
 *
 * @throws Error when it is none.
 */
export function readInspection(result: unknown): IInspection {
  const detail = readDetail(result);
  if (detail?.text === undefined) {
    throw new Error('The server plugin’s answer has no text.');
  }
  const isCut = asObject(result).is_cut === true;
  return { ...detail, text: detail.text, isCut };
}

function readDetail(value: unknown): IVariableDetail | null {
  const { columns, kind, length, rows, text, ticking, type } = asObject(value);
  if (!isKind(kind) || typeof type !== 'string') {
    return null;
  }
  return {
    kind,
    type,
    ...(typeof length === 'number' ? { length } : {}),
    ...(typeof text === 'string' ? { text } : {}),
    ...(typeof columns === 'number'
      ? {
          rows: typeof rows === 'number' ? rows : null,
          columns,
          isTicking: ticking === true
        }
      : {})
  };
}

function isKind(value: unknown): value is IVariableDetail['kind'] {
  return ['value', 'function', 'class', 'object', 'table'].includes(
    value as string
  );
}
