import { isComplete } from '../../kernel/isComplete';

it.each([
  'x = 1',
  'print("a: b")',
  "x = '''\na\n'''",
  'f(1,\n  2)',
  'def f():\n    return 1\n',
  'x = {"a": 1}  # note:',
  '"#"',
  "'it\\'s'"
])('is complete: %j', code => {
  expect(isComplete(code)).toEqual({ status: 'complete' });
});

it.each([
  ['def f():', '    '],
  ['if a:\n    if b:', '        '],
  ['def f():\n    return 1', '    '],
  ['f(1,', ''],
  ['x = """\nabc', ''],
  ['x = 1 + \\', ''],
  ['@decorated', ''],
  ['class A:  # note', '    ']
])('goes on: %j', (code, indent) => {
  expect(isComplete(code)).toEqual({ status: 'incomplete', indent });
});

it('takes a bracket too many for no Python', () => {
  expect(isComplete('f(1))')).toEqual({ status: 'invalid' });
});
