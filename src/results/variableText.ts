/**
 * Texts for variables: their kind, and a summary of their value.
 */
import type { TranslationBundle } from '@jupyterlab/translation';

import type { IVariableDetail } from '../protocol/sessionVariables';
import type { IVariable } from '../tokens';
import type { VariableKind } from '../worker/variables';
import { variableKind } from '../worker/variables';

/** The groups of a list of variables, in their order. */
const GROUPS = ['tables', 'views', 'values', 'code'] as const;

/** A group of a list of variables. */
export type VariableGroup = (typeof GROUPS)[number];

/** The variables in the order of their groups, and by name in each. */
export function inGroups(variables: readonly IVariable[]): IVariable[] {
  return GROUPS.flatMap(group =>
    variables.filter(variable => groupOf(variable) === group)
  );
}

/** The group of a variable. */
export function groupOf(variable: IVariable): VariableGroup {
  switch (variableKind(variable)) {
    case 'table':
    case 'frame':
    case 'tree':
    case 'partitions':
      return 'tables';
    case 'plot':
    case 'widget':
      return 'views';
    case 'function':
    case 'class':
      return 'code';
    default:
      return 'values';
  }
}

/** The heading of a group. */
export function groupInWords(
  group: VariableGroup,
  trans: TranslationBundle
): string {
  switch (group) {
    case 'tables':
      return trans.__('Tables');
    case 'views':
      return trans.__('Plots and widgets');
    case 'values':
      return trans.__('Values');
    case 'code':
      return trans.__('Functions and classes');
  }
}

/** What a variable holds, as short as possible. */
export function summaryOf(
  variable: IVariable,
  trans: TranslationBundle
): string {
  const { detail } = variable;
  if (detail?.columns !== undefined) {
    const size = sizeInWords(detail, detail.columns, trans);
    return detail.isTicking ? trans.__('%1, ticking', size) : size;
  }
  if (detail?.kind === 'table' && detail.text !== undefined) {
    return detail.text;
  }
  const kind = variableKind(variable);
  return detail && !variable.isExported
    ? (detail.text ?? typeInWords(detail, trans))
    : kindInWords(kind, trans);
}

/** All that is known of a variable. */
export function descriptionOf(
  variable: IVariable,
  trans: TranslationBundle
): string {
  const { detail, isExported, name, type } = variable;
  const what = detail && !isExported ? typeInWords(detail, trans) : type;
  const summary = summaryOf(variable, trans);
  return summary === what
    ? trans.__('%1: %2', name, what)
    : trans.__('%1: %2, %3', name, what, summary);
}

/** A type, with how many items or characters there are. */
export function typeInWords(
  { kind, length, type }: IVariableDetail,
  trans: TranslationBundle
): string {
  if (kind === 'class') {
    return trans.__('class');
  }
  if (length === undefined) {
    return type;
  }
  return type === 'str'
    ? trans._n(
        '%2, %3 character',
        '%2, %3 characters',
        length,
        type,
        count(length)
      )
    : trans._n('%2, %3 item', '%2, %3 items', length, type, count(length));
}

/** The name of a kind of variable. */
export function kindInWords(
  kind: VariableKind,
  trans: TranslationBundle
): string {
  switch (kind) {
    case 'table':
      return trans.__('table');
    case 'frame':
      return trans.__('pandas');
    case 'tree':
      return trans.__('tree table');
    case 'partitions':
      return trans.__('partitioned table');
    case 'plot':
      return trans.__('plot');
    case 'widget':
      return trans.__('widget');
    case 'function':
      return trans.__('function');
    case 'class':
      return trans.__('class');
    default:
      return trans.__('value');
  }
}

function sizeInWords(
  { rows }: IVariableDetail,
  columns: number,
  trans: TranslationBundle
): string {
  return rows === null || rows === undefined
    ? trans._n('%2 column', '%2 columns', columns, count(columns))
    : trans.__('%1 × %2', count(rows), count(columns));
}

function count(number: number): string {
  return number.toLocaleString();
}
