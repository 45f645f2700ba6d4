import { scanAll, scanImports } from '../../modules/imports';
import { askPython } from '../helpers/python';

/** The imports that Python's own parser finds. */
const SCAN = `
import ast

def imports(node, inside=False):
    found = []
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import):
            found += [{"level": 0, "module": a.name, "names": [], "inFunction": inside}
                      for a in child.names]
        elif isinstance(child, ast.ImportFrom):
            found.append({"level": child.level, "module": child.module or "",
                          "names": [a.name for a in child.names], "inFunction": inside})
        else:
            is_function = isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef))
            found += imports(child, inside or is_function)
    return found
`;

describe('the imports of a program', () => {
  it.each([
    'import a',
    'import a.b.c as d, e , f.g',
    'import a . b',
    'from a import b',
    'from a.b import (c as d,\n    e,  # comment\n    f,\n)',
    'from a import *',
    'from . import x',
    'from .. import x, y as z',
    'from ... import x',
    'from .... import x',
    'from .....a.b import x',
    'from . . import x',
    'from .a import b; import c; x = 1',
    'if x:\n    import a\nelse:\n    import b\n',
    'try:\n    import a\nexcept ImportError:\n    import b\nfinally:\n    import c\n',
    'with x:\n    import a\nfor y in z:\n    import b\nwhile x:\n    import c\n',
    'class A:\n    import a\n    def f(self):\n        import b\n    import c\n',
    'def f():\n    import a\n    def g():\n        import b\n',
    'async def f():\n    import a\nimport b\n',
    '@decorated\ndef f():\n    import a\n',
    'x = lambda: 1\nimport a\n',
    'match x:\n    case 1:\n        import a\n',
    'import caf\u00e9, \ufb01le',
    '"""import a"""\n# import b\ns = "import c"\n',
    'from __future__ import annotations\nimport a\n',
    'import \\\n    a\n',
    'from a import \\\n    b, \\\n    c\n',
    '\ufeffimport a\n',
    'import a\r\nimport b\r\n',
    'import a\rimport b\r',
    'def f(): import a\nimport b\n',
    'def f(x=(\n1)):\n  # no end\n\n  import a\nif x: import b; import c\n',
    'def f():\n    s = """\nimport a\n"""\n    import b\nimport c\n',
    "s = '\\\\'; import a; t = '\\'; import b'\n",
    "s = '''a\\'''import a'''; import b\n",
    's = r"\\\\"\nx = [\n  "import a", # import b\n  1]; import c\n',
    'class A:\n  def f(self): pass\n  import a\n  async  def g(self):\n    if x:\n      import b\n',
    'define = 1\nif define:\n  import a\n',
    'importlib = __import__("a")\nx.important\n',
    ''
  ])('%j', source => {
    const expected = askPython(
      `${SCAN}\nanswer = imports(ast.parse(data.lstrip(chr(0xfeff))))`,
      source
    );
    expect(scanImports(source)).toEqual(expected);
  });

  it('are those that Python finds in its own library', () => {
    const files = askPython<{ source: string; imports: object[] }[]>(
      `${SCAN}
import glob, os, random, tokenize
paths = sorted(glob.glob(os.path.join(os.path.dirname(os.__file__), "**", "*.py"), recursive=True))
paths = [p for p in paths if "site-packages" not in p and "test" not in p]
random.Random(1).shuffle(paths)
answer = []
for path in paths[:200]:
    try:
        with tokenize.open(path) as file:
            source = file.read()
        if len(source) < 100000:
            answer.append({"source": source, "imports": imports(ast.parse(source))})
    except (SyntaxError, UnicodeDecodeError):
        pass
`,
      null
    );
    expect(files.length).toBeGreaterThan(100);
    for (const { source, imports } of files) {
      expect(scanImports(source)).toEqual(imports);
    }
  });

  it.each([
    `import${' '.repeat(200_000)}!`,
    `from ${'.'.repeat(200_000)}!import x`,
    `from a import b${' ,'.repeat(100_000)}!`,
    `(\nfrom ${'a '.repeat(100_000)}\nimport`,
    `import${'"a"'.repeat(200_000)}`,
    `import"""${'\\a'.repeat(200_000)}`
  ])('are found in a time that grows with the text: case %#', source => {
    const before = scanImports('import z');
    expect(scanImports(`import z\n${source}`).slice(0, 1)).toEqual(before);
  });

  it('survive errors in the program', () => {
    expect(scanImports('import a\nfrom . import\nx = (\nimport b\n')).toEqual(
      expect.arrayContaining([
        { level: 0, module: 'a', names: [], inFunction: false }
      ])
    );
    // A bracket, or a string, that is not closed yet.
    for (const open of ['x = f(1,\n', 'x = "abc\n', 'x = [\ndef f(): 1\n']) {
      expect(scanImports(`${open}import a\nfrom .b import c\n`)).toEqual([
        { level: 0, module: 'a', names: [], inFunction: false },
        { level: 1, module: 'b', names: ['c'], inFunction: false }
      ]);
    }
    expect(scanImports('from')).toEqual([]);
    expect(scanImports('import')).toEqual([]);
  });
});

describe('the names in __all__', () => {
  it.each([
    ['__all__ = ["a", \'b\']', ['a', 'b']],
    ['__all__ = (\n    "a",\n    "b",\n)\n', ['a', 'b']],
    ['x = 1\n__all__: list[str] = ["a"]\n__all__ += ["b"]\n', ['a', 'b']],
    ['__all__ = []', []],
    ['print("__all__")', []]
  ])('%j', (source, names) => {
    expect(scanAll(source)).toEqual(names);
  });
});
