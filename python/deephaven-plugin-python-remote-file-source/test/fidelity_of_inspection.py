"""Checks of what shows code: inspect, tracebacks, warnings, doctest, unittest, debuggers.

`FILES` is what they need of the workspace.
"""

import ast
import bdb
import contextlib
import dis
import inspect
import io
import linecache
import os
import sys
import tokenize
import traceback
import unittest
import warnings
from importlib import import_module

from fidelity import check, error_of, traceback_of
from fidelity_expressions import add_rows

SHAPES = '''"""Shapes.

>>> area(2)
4
"""
import contextlib
import functools
import inspect
import sys
import warnings

LIMIT = 3  # a constant


def keep(function):
    @functools.wraps(function)
    def inner(*args):
        return function(*args)

    return inner


@keep
# between
def decorated(
    a,
    b=LIMIT,
):
    """Twice
    over."""
    return a * b


def area(side: "int") -> "int":
    return side ** 2


class Shape:
    """A shape."""

    class Inner:
        def method(self):
            return "inner"

    @property
    def size(self):
        return 1

    @staticmethod
    def static(): return "static"

    @classmethod
    def make(cls):
        return cls()

    def divide(self, by):
        if by > 10:
            by = 0
        return (
            1
            / by
        )


class Child(Shape):
    size = 2


def outer():
    def nested():
        value = 1
        return value

    return nested


pair = (lambda x: x + 1,
        lambda y: y - 1)


async def coroutine():
    return 1


def generator():
    yield 1
    raise LookupError("spent")


def recurse(n):
    return recurse(n - 1) if n else 1 / 0


def with_cause():
    try:
        {}["missing"]
    except KeyError as error:
        raise ValueError("caused") from error


def in_context():
    try:
        {}["missing"]
    finally:
        [][1]


def hidden_context():
    try:
        {}["missing"]
    except KeyError:
        raise ValueError("alone") from None


def long_line():
    return [number for number in range(10) if number > 5 and number / (number - 7) > 0], "x" * 100


def stack():
    return [(f.function, f.lineno, f.code_context) for f in inspect.stack()[:1]]


def warn(level):
    warnings.warn("old", DeprecationWarning, stacklevel=level)


def warn_deeper(level):
    warn(level)


def noted():
    error = ValueError("with notes")
    error.add_note("first")
    error.add_note("second é")
    raise error


@contextlib.contextmanager
def managed():
    yield
    raise RuntimeError("at exit")


def use_managed():
    with managed():
        pass


def steps(n):
    total = 0
    for i in range(n):
        if i % 2:
            total += i
    return total
'''
GROUPS = """def grouped():
    try:
        raise ExceptionGroup("several", [ValueError(1), TypeError(2)])
    except* ValueError as group:
        raise KeyError("from group")
"""
TESTS = """import unittest
from ..shapes import area

class AreaTest(unittest.TestCase):
    def test_area(self):
        self.assertEqual(area(3), 9)

    def test_wrong(self):
        self.assertEqual(area(3), 8)

    @unittest.skip("why not")
    def test_skipped(self):
        pass
"""

FILES = {
    "ins/__init__.py": "",
    "ins/shapes.py": SHAPES,
    "ins/groups.py": GROUPS,
    "ins/warner.py": "import warnings\nwarnings.warn('imported', FutureWarning)\n",
    "ins/invalid_escape.py": "X = '\\d'\n",
    "ins/asserts.py": "assert (1, 'always true')\n",
    "ins/tests/__init__.py": "",
    "ins/tests/test_area.py": TESTS,
    "ins/tests/test_broken.py": "import ins_nothing\n",
    "ins/tests/helper.py": "1 / 0\n",
    "ins/readme.txt": ">>> from ins.shapes import area\n>>> area(4)\n16\n>>> area(1)\n2\n",
    "ins/docs.py": 'def f():\n    """\n    >>> f()\n    Traceback (most recent call last):\n'
    '    ZeroDivisionError: division by zero\n    """\n    1 / 0\n\n'
    'class C:\n    """\n    >>> C().x\n    5\n    """\n    x = 5\n'
    '__test__ = {"more": ">>> C.x\\n6\\n"}\n',
    "ins/cells.py": "def counter():\n    n = 0\n    def add():\n"
    "        nonlocal n\n        n += 1\n"
    "        return n\n    return add\n\n\nX: int = 1\n"
    "if X:\n    def chosen():\n        return 1\n"
    "else:\n    def chosen():\n        return 2\n",
}


def names():
    modules = [ast, bdb, contextlib, dis, inspect, io, linecache, os, sys, tokenize, traceback]
    names = {module.__name__: module for module in [*modules, unittest, warnings]}
    names.update(error_of=error_of, traceback_of=traceback_of, import_module=import_module)
    names["m"] = import_module("ins.shapes")
    return names


OBJECTS = [
    "decorated", "Shape", "Shape.Inner", "Shape.Inner.method", "Shape.size.fget", "Shape.static",
    "Shape.make", "Child", "outer", "outer()", "coroutine", "generator", "keep", "managed",
]  # fmt: skip

EXPRESSIONS = {
    f"source_of_{name.replace('.', '_').replace('()', '_called')}": f"""
thing = m.{name}
inspect.getsource(thing), inspect.getsourcelines(thing)[1], inspect.getfile(thing)"""
    for name in OBJECTS
}
EXPRESSIONS.update(
    {
        "source_of_a_lambda": "[inspect.getsource(f) for f in m.pair]",
        "source_of_a_code_object": "inspect.getsource(m.area.__code__)",
        "source_of_a_frame": """
g = m.generator()
next(g)
inspect.getsource(g.gi_frame), inspect.getframeinfo(g.gi_frame).code_context""",
        "source_of_a_traceback": """
try:
    m.with_cause()
except ValueError as error:
    found = inspect.getsource(error.__traceback__.tb_next), inspect.trace()[-1].code_context
found""",
        "source_of_a_conditional_function": """
inspect.getsource(import_module('ins.cells').chosen)""",
        "source_found": "lines, at = inspect.findsource(m.Child)\nlen(lines), at, lines[at]",
        "source_of_what_has_none": """
exec(compile('def f(): pass', '<nothing>', 'exec'), got := {})
error_of(inspect.getsource, got['f'])[:2], error_of(inspect.getsource, 5)[:2]""",
        "comments_and_docs": """
inspect.getcomments(m.decorated.__wrapped__), inspect.getdoc(m.decorated), inspect.getdoc(m)""",
        "module_of_objects": """
[inspect.getmodule(t).__name__ for t in [m.decorated, m.Shape, m.outer(), m.area.__code__]]""",
        "module_of_a_file": "inspect.getmodule(None, m.__file__) is m",
        "signatures": """
[str(inspect.signature(f)) for f in [m.decorated, m.area, m.Shape.divide, m.Shape.make]]""",
        "members": "[n for n, _ in inspect.getmembers(m, inspect.isfunction)]",
        "stack_of_a_served_function": "m.stack()",
        "module_and_source_file": """
inspect.getsourcefile(m), inspect.getmodulename(m.__file__), inspect.getabsfile(m) == m.__file__
""",
        "closure_variables": """
add = import_module('ins.cells').counter()
add(), inspect.getclosurevars(add).nonlocals['n']""",
        "annotations_of_a_module": "sorted(import_module('ins.cells').__annotations__)",
        "lines_of_linecache": """
[linecache.getline(m.__file__, n) for n in [1, 12, 9999]], len(linecache.getlines(m.__file__))""",
        "lines_after_clearcache": """
linecache.clearcache()
linecache.getline(m.__file__, 12, vars(m)), inspect.getsource(m.area)""",
        "lines_lazily": """
linecache.clearcache()
linecache.lazycache(m.__file__, vars(m)), linecache.getline(m.__file__, 12)""",
        "file_tokenized": """
with tokenize.open(m.__file__) as file:
    found = file.encoding, file.readline()
found""",
        "tokens": """
with open(m.__file__, 'rb') as file:
    found = [t.string for t in tokenize.tokenize(file.readline)][:12]
found""",
        "file_parsed": """
tree = ast.parse(open(m.__file__).read(), m.__file__)
[n.name for n in tree.body if isinstance(n, (ast.FunctionDef, ast.ClassDef))]""",
        "source_dedented_and_parsed": """
import textwrap
ast.dump(ast.parse(textwrap.dedent(inspect.getsource(m.Shape.make))).body[0].args.args[0])[:30]
""",
        "code_disassembled": """
out = io.StringIO()
dis.dis(m.area, file=out)
len(out.getvalue().splitlines()) > 3, [n for _, n in dis.findlinestarts(m.area.__code__)]""",
        "code_attributes": """
code = m.Shape.divide.__code__
code.co_filename, code.co_name, code.co_firstlineno, code.co_varnames""",
        "traceback_forms": """
[traceback_of(f) for f in [m.with_cause, m.in_context, m.hidden_context, m.long_line]]""",
        "traceback_over_several_lines": "traceback_of(m.Shape().divide, 11)",
        "traceback_of_recursion": "traceback_of(m.recurse, 8)",
        "traceback_of_a_generator": "traceback_of(list, m.generator())",
        "traceback_of_a_context_manager": "traceback_of(m.use_managed)",
        "traceback_extracted": """
try:
    m.with_cause()
except ValueError as error:
    frames = traceback.extract_tb(error.__traceback__)
[(f.filename, f.lineno, f.name, f.line) for f in frames[1:]]""",
        "traceback_with_locals": """
try:
    m.Shape().divide(11)
except ZeroDivisionError as error:
    found = traceback.TracebackException.from_exception(error, capture_locals=True)
found.stack[-1].locals['by'], found.stack[-1].line""",
        "traceback_walked": """
try:
    m.recurse(3)
except ZeroDivisionError as error:
    lines = [n for _, n in traceback.walk_tb(error.__traceback__)]
lines[1:]""",
        "warning_stack_levels": """
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter('always')
    m.warn(1)
    m.warn_deeper(2)
[(w.filename, w.lineno, warnings.formatwarning(w.message, w.category, w.filename, w.lineno))
 for w in caught]""",
        "warning_by_module": """
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter('ignore')
    warnings.filterwarnings('always', module=r'ins\\.shapes$')
    m.warn(1)
[str(w.message) for w in caught]""",
        "warning_once_for_each_place": """
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter('default')
    m.warn(1), m.warn(1)
len(caught), '__warningregistry__' in vars(m)""",
        "warning_at_import": """
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter('always')
    import_module('ins.warner')
[(w.filename, w.lineno, w.category.__name__) for w in caught]""",
        "warning_of_an_escape": """
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter('always')
    import_module('ins.invalid_escape')
[(w.filename, w.lineno, str(w.message)) for w in caught]""",
        "warning_of_an_assertion": """
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter('always')
    import_module('ins.asserts')
[(w.filename, w.lineno, str(w.message)) for w in caught]""",
        "warning_as_error": """
with warnings.catch_warnings():
    warnings.simplefilter('error')
    found = error_of(import_module, 'ins.invalid_escape'), error_of(import_module, 'ins.warner')
found, 'ins.invalid_escape' in sys.modules""",
    }
)
add_rows(EXPRESSIONS, check, names)
