import { executeBytes, runProgram } from '../../protocol/worker';
import { askPython } from '../helpers/python';
import { Random } from '../helpers/random';

/** Pieces of texts that end a literal, a line or a call somewhere. */
const PIECES = [
  ...'"\'\\{}[](),:;#%$`\n\r\t\f\v\b\0 abcNuUx01',
  '"""',
  '\\n',
  '\\\n',
  '\r\n',
  '\\N{DASH}',
  '\u0085',
  '\u00e9',
  '\u2028',
  '\ufeff',
  '\ud800',
  '\u{1f40d}',
  '# coding: latin-1',
  '"); import os; ("'
];

it('is one line and one call for Python, whatever it is given', () => {
  const random = new Random(12);
  const calls = Array.from({ length: 400 }, () => ({
    id: random.text(PIECES, 6),
    names: [...new Set([random.text(PIECES, 4), random.text(PIECES, 4)])],
    revision: 1 + random.below(1e6),
    program: random.text(PIECES, 20),
    filename: random.text(PIECES, 8),
    mark: random.text(PIECES, 4)
  }));
  const scripts = calls.map(
    ({ id, names, revision, program, filename, mark }) =>
      runProgram(id, names, revision, program, filename, mark)
  );
  scripts.forEach(script => expect(script).toMatch(/^[\x20-\x7e]*$/));
  const read = askPython<unknown[]>(
    [
      'import ast',
      'def read(code):',
      '    [statement] = ast.parse(code).body',
      '    call = statement.value',
      '    assert type(call) is ast.Call and not call.keywords',
      '    assert call.func.attr == "run"',
      '    module = call.func.value',
      '    assert module.func.id == "__import__"',
      '    assert [ast.literal_eval(arg) for arg in module.args] == [',
      '        "deephaven.python_remote_file_source"]',
      '    id, names, *others = [ast.literal_eval(arg) for arg in call.args]',
      '    assert type(names) is dict and set(names.values()) <= {None}',
      '    return [id, list(names), *others]',
      'answer = [read(code) for code in data]'
    ].join('\n'),
    scripts
  );
  expect(read).toEqual(
    calls.map(({ id, names, revision, program, filename, mark }) => [
      id,
      names,
      revision,
      program,
      filename,
      mark
    ])
  );
});

it('takes any bytes as one literal', () => {
  const bytes = Uint8Array.from({ length: 256 }, (_, i) => i);
  const scripts = [
    runProgram('id', [], 1, bytes, 'a"\n.py', 'm'),
    executeBytes(bytes, 'a"\n.py')
  ];
  scripts.forEach(script => expect(script).toMatch(/^[\x20-\x7e]*$/));
  const read = askPython<unknown[]>(
    [
      'import ast',
      'def read(code):',
      '    [statement] = ast.parse(code).body',
      '    for node in ast.walk(statement):',
      '        if isinstance(node, ast.Constant) and isinstance(node.value, bytes):',
      '            return list(node.value)',
      'answer = [read(code) for code in data]'
    ].join('\n'),
    scripts
  );
  expect(read).toEqual([[...bytes], [...bytes]]);
});
