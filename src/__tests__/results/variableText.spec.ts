import { nullTranslator } from '@jupyterlab/translation';

import type { IVariableDetail } from '../../protocol/sessionVariables';
import {
  descriptionOf,
  groupOf,
  inGroups,
  summaryOf
} from '../../results/variableText';
import type { IVariable } from '../../tokens';

const trans = nullTranslator.load('test');

/** A variable; one with a detail only is none of Deephaven's. */
function variable(
  name: string,
  type: string,
  detail: IVariableDetail | null = null
): IVariable {
  const isExported = detail === null || detail.kind === 'table';
  return { name, type, revision: 1, isExported, detail };
}

const table = (detail: Partial<IVariableDetail>) =>
  variable('t', 'Table', { kind: 'table', type: 'T', ...detail });

describe('a summary', () => {
  it.each([
    [
      table({ rows: 1234567, columns: 7, isTicking: false }),
      `${(1234567).toLocaleString()} × 7`
    ],
    [table({ rows: 3, columns: 7, isTicking: true }), '3 × 7, ticking'],
    [table({ rows: null, columns: 1, isTicking: false }), '1 column'],
    [table({ text: 'Its size cannot be read' }), 'Its size cannot be read'],
    [variable('t', 'Table'), 'table'],
    [variable('f', 'Figure'), 'plot'],
    [
      variable('l', 'list', {
        kind: 'value',
        type: 'list',
        length: 2,
        text: '[1, 2]'
      }),
      '[1, 2]'
    ],
    [variable('o', 'Order', { kind: 'object', type: 'Order' }), 'Order'],
    [variable('C', 'type', { kind: 'class', type: 'type' }), 'class']
  ])('of %j', (given, text) => {
    expect(summaryOf(given, trans)).toBe(text);
  });
});

it('a description has the type and the length', () => {
  const text = variable('s', 'str', {
    kind: 'value',
    type: 'str',
    length: 1,
    text: "'a'"
  });
  expect(descriptionOf(text, trans)).toBe("s: str, 1 character, 'a'");
  const order = variable('o', 'Order', { kind: 'object', type: 'Order' });
  expect(descriptionOf(order, trans)).toBe('o: Order');
});

it('groups are in one order, and keep that of the names', () => {
  const list = [
    variable('f', 'function', { kind: 'function', type: 'function' }),
    variable('n', 'int', { kind: 'value', type: 'int', text: '1' }),
    variable('o', 'Order', { kind: 'object', type: 'Order' }),
    variable('p', 'Figure'),
    variable('t', 'Table')
  ];
  expect(inGroups(list).map(({ name }) => name)).toEqual([
    't',
    'p',
    'n',
    'o',
    'f'
  ]);
  expect(groupOf(list[2])).toBe('values');
});
