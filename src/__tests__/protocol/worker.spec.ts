import {
  createPluginObject,
  PLUGIN_VARIABLE,
  PLUGIN_VARIABLES,
  pythonString,
  setExecutionContext
} from '../../protocol/worker';
import { askPython } from '../helpers/python';
import { Random } from '../helpers/random';

/** Pieces of texts that end a literal or a line somewhere. */
const PIECES = [
  ...'"\'\\{}[](),:;#%$`\n\r\t\f\v\b\0 abcNuUx01',
  '"""',
  "'''",
  '\\N{DASH}',
  '\\x41',
  '\\u0041',
  '\u0080',
  '\u0085',
  '\u00e9',
  'e\u0301',
  '\u2028',
  '\u2029',
  '\u202e',
  '\ufeff',
  '\uffff',
  '\ud800',
  '\udfff',
  '\u{1f40d}',
  '\u{10ffff}',
  '__import__("os").system("true")'
];

describe('pythonString', () => {
  it.each([
    ['plain', '"plain"'],
    ['', '""'],
    ['a"b', '"a\\"b"'],
    ["a'b", '"a\'b"'],
    ['a\\', '"a\\\\"'],
    ['a\\"b', '"a\\\\\\"b"'],
    ['a\nb', '"a\\nb"'],
    ['a\rb', '"a\\U0000000db"'],
    ['\0', '"\\U00000000"'],
    ['é', '"\\U000000e9"'],
    ['\u2028', '"\\U00002028"'],
    ['\u{1f40d}', '"\\U0001f40d"'],
    ['\ud800', '"\\U0000d800"'],
    ['{x}', '"{x}"'],
    ['"); import os; ("', '"\\"); import os; (\\""']
  ])('writes %p as %s', (text, literal) => {
    expect(pythonString(text)).toBe(literal);
  });

  it('is read back by Python as the same text, whatever the text', () => {
    const random = new Random(1);
    const texts = Array.from({ length: 800 }, () => random.text(PIECES, 12));
    const literals = texts.map(pythonString);
    for (const literal of literals) {
      expect(literal).toMatch(/^"[\x20-\x7e]*"$/);
    }
    const read = askPython<string[]>(
      'import ast\nanswer = [ast.literal_eval(text) for text in data]',
      literals
    );
    expect(read).toEqual(texts);
  });
});

describe('setExecutionContext', () => {
  it('is one call, with the names as the keys of a dict', () => {
    expect(setExecutionContext(PLUGIN_VARIABLE, 'id-1', ['a', 'b'])).toBe(
      '__deephaven_jupyter.set_execution_context("id-1", {"a": None, "b": None})'
    );
  });

  it('passes a dict also without names', () => {
    expect(setExecutionContext(PLUGIN_VARIABLE, null, [])).toBe(
      '__deephaven_jupyter.set_execution_context(None, {})'
    );
  });

  it.each([
    'os.system("true") or __deephaven_jupyter',
    '',
    '__deephaven_jupyter ',
    'toString'
  ])('refuses the variable %p', variable => {
    expect(() => setExecutionContext(variable, 'id', [])).toThrow(
      'Not a variable'
    );
  });

  it('is nothing but that call for Python, whatever id and names are', () => {
    const random = new Random(2);
    const calls = Array.from({ length: 300 }, (_, index) => {
      const names = Array.from({ length: random.below(4) }, () =>
        random.text(PIECES, 8)
      );
      const id = random.text(PIECES, 8);
      const variable = PLUGIN_VARIABLES[index % PLUGIN_VARIABLES.length];
      return { variable, id, names: [...new Set(names)] };
    });
    const read = askPython<unknown[]>(
      [
        'import ast',
        'def read(code):',
        '    [statement] = ast.parse(code).body',
        '    call = statement.value',
        '    assert type(call) is ast.Call and not call.keywords',
        '    assert type(call.func) is ast.Attribute',
        '    assert call.func.attr == "set_execution_context"',
        '    id, names = [ast.literal_eval(arg) for arg in call.args]',
        '    assert type(names) is dict and set(names.values()) <= {None}',
        '    return {"variable": call.func.value.id, "id": id,',
        '            "names": list(names)}',
        'answer = [read(code) for code in data]'
      ].join('\n'),
      calls.map(({ variable, id, names }) =>
        setExecutionContext(variable, id, names)
      )
    );
    expect(read).toEqual(calls);
  });
});

describe('createPluginObject', () => {
  const run = (modules: string) =>
    askPython<string[]>(
      [
        'import types',
        modules,
        'scope = {}',
        'exec(data, scope)',
        'scope.pop("__builtins__")',
        'answer = [f"{k}={v!r}" for k, v in scope.items()]'
      ].join('\n'),
      createPluginObject()
    );

  it('binds an instance and nothing else', () => {
    const names = run(
      [
        'for name in "deephaven", "deephaven.python_remote_file_source":',
        '    sys.modules[name] = types.ModuleType(name)',
        'class PluginObject:',
        '    __repr__ = lambda self: "an instance"',
        'sys.modules[name].PluginObject = PluginObject'
      ].join('\n')
    );
    expect(names).toEqual(['__deephaven_jupyter=an instance']);
  });

  it('binds nothing where the server plugin is not installed', () => {
    const names = run('sys.modules["deephaven"] = types.ModuleType("d")');
    expect(names).toEqual([]);
  });
});
