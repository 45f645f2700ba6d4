"""Kinds of edits of code: constants, functions, classes, re-exports."""

from edit_kinds import kind

X1, X2 = "X = 1\n", "X = 2\n"
PK = {"pk/__init__.py": ""}

# Where a constant is, and how the program comes to it.
kind("constant_in_a_module", {"m.py": X1}, "import m; print(m.X)", {"m.py": X2})
kind("constant_by_from_import", {"m.py": X1}, "from m import X; print(X)", {"m.py": X2})
kind("constant_by_another_name", {"m.py": X1}, "from m import X as y; print(y)", {"m.py": X2})
kind("constant_by_star", {"m.py": X1}, "from m import *; print(X)", {"m.py": X2})
kind(
    "constant_in_a_package",
    {"pk/__init__.py": X1},
    "import pk; print(pk.X)",
    {"pk/__init__.py": X2},
)
kind("constant_in_a_leaf", {**PK, "pk/a.py": X1}, "import pk.a; print(pk.a.X)", {"pk/a.py": X2})
kind(
    "constant_deep_inside",
    {**PK, "pk/a/__init__.py": "", "pk/a/b/__init__.py": "", "pk/a/b/c.py": X1},
    "from pk.a.b import c; print(c.X)",
    {"pk/a/b/c.py": X2},
)
kind(
    "constant_re_exported",
    {"pk/__init__.py": "from .a import X\n", "pk/a.py": X1},
    "import pk; print(pk.X, pk.a.X)",
    {"pk/a.py": X2},
)
kind(
    "constant_re_exported_three_times",
    {
        "pk/__init__.py": "from .a import X\n",
        "pk/a.py": "from .b import X\n",
        "pk/b.py": "from .c import X\n",
        "pk/c.py": X1,
    },
    "from pk import X; print(X)",
    {"pk/c.py": X2},
)
kind(
    "constant_re_exported_by_star",
    {"pk/__init__.py": "from .a import *\n", "pk/a.py": X1},
    "import pk; print(pk.X)",
    {"pk/a.py": X2},
)
kind(
    "constant_computed_from_another_module",
    {"a.py": "from b import X\nY = X + 1\n", "b.py": X1},
    "import a; print(a.Y)",
    {"b.py": X2},
)
kind(
    "constant_as_a_default_argument",
    {"a.py": "import b\ndef f(x=b.X): return x\n", "b.py": X1},
    "import a; print(a.f())",
    {"b.py": X2},
)
kind(
    "constant_in_a_class_body",
    {"a.py": "import b\nclass C:\n    x = b.X\n", "b.py": X1},
    "import a; print(a.C.x)",
    {"b.py": X2},
)
kind(
    "constant_in_a_closure",
    {
        "a.py": "from b import make\nf = make()\n",
        "b.py": "def make():\n    x = 1\n    return lambda: x\n",
    },
    "import a; print(a.f())",
    {"b.py": "def make():\n    x = 2\n    return lambda: x\n"},
)
kind(
    "constant_in_an_f_string_at_import",
    {"a.py": "from b import X\nTEXT = f'<{X}>'\n", "b.py": X1},
    "import a; print(a.TEXT)",
    {"b.py": X2},
)
kind(
    "constant_of_the_same_size",
    {"m.py": "X = 1111\n"},
    "import m; print(m.X)",
    {"m.py": "X = 2222\n"},
)
kind("constant_back_again", {"m.py": X1}, "import m; print(m.X)", {"m.py": X2}, {"m.py": X1})
kind(
    "constant_removed",
    {"m.py": X1 + "Y = 1\n"},
    "import m; print(sorted(n for n in dir(m) if n[0] != '_'))",
    {"m.py": X1},
)
kind(
    "two_modules_at_once",
    {"a.py": X1, "b.py": "import a\nY = a.X * 10\n"},
    "import b; print(b.a.X, b.Y)",
    {"a.py": X2, "b.py": "import a\nY = a.X * 100\n"},
)
kind(
    "one_module_then_another",
    {"a.py": X1, "b.py": "import a\nY = a.X * 10\n"},
    "import b; print(b.a.X, b.Y)",
    {"a.py": X2},
    {"b.py": "import a\nY = a.X * 100\n"},
)

# Functions and classes.
F = "def f():\n    return {}\n"
kind("function", {"m.py": F.format(1)}, "import m; print(m.f())", {"m.py": F.format(2)})
kind(
    "function_called_by_another_module",
    {"a.py": "from b import f\ndef g(): return f() + 1\n", "b.py": F.format(1)},
    "import a; print(a.g())",
    {"b.py": F.format(2)},
)
kind(
    "function_that_becomes_a_class",
    {"m.py": "def thing(): return 'function'\n"},
    "import m; t = m.thing(); print(t if isinstance(t, str) else t.x)",
    {"m.py": "class thing:\n    x = 'class'\n"},
)
kind(
    "function_renamed_with_its_importer",
    {"a.py": "from b import old as f\n", "b.py": "def old(): return 'old'\n"},
    "import a; print(a.f())",
    {"a.py": "from b import new as f\n", "b.py": "def new(): return 'new'\n"},
)
kind(
    "decorator_in_another_module",
    {
        "a.py": "from b import loud\n@loud\ndef f(): return 'x'\n",
        "b.py": "def loud(g): return lambda: g() + '!'\n",
    },
    "import a; print(a.f())",
    {"b.py": "def loud(g): return lambda: g() + '?'\n"},
)
kind(
    "generator_and_coroutine",
    {"m.py": "def g():\n    yield 1\nasync def c(): return 1\n"},
    "import m\nc = m.c()\ntry: c.send(None)\n"
    "except StopIteration as e: print(list(m.g()), e.value)",
    {"m.py": "def g():\n    yield 2\nasync def c(): return 2\n"},
)
kind(
    "class_attribute",
    {"m.py": "class C:\n    x = 1\n"},
    "import m; print(m.C().x)",
    {"m.py": "class C:\n    x = 2\n"},
)
kind(
    "base_class_in_another_module",
    {
        "base.py": "class B:\n    def f(self): return 1\n",
        "child.py": "from base import B\nclass C(B): pass\n",
    },
    "import child, base; print(child.C().f(), issubclass(child.C, base.B))",
    {"base.py": "class B:\n    def f(self): return 2\n"},
)
kind(
    "base_class_two_levels_up",
    {
        "a.py": "class A:\n    def f(self): return 'a1'\n",
        "b.py": "import a\nclass B(a.A): pass\n",
        "c.py": "from b import B\nclass C(B):\n    def f(self): return super().f() + 'c'\n",
    },
    "import c; print(c.C().f(), [k.__name__ for k in c.C.__mro__])",
    {"a.py": "class Root: pass\nclass A(Root):\n    def f(self): return 'a2'\n"},
)
kind(
    "mixin_order",
    {
        "a.py": "class M:\n    def f(self): return 'm'\nclass N:\n    def f(self): return 'n'\n",
        "b.py": "from a import M, N\nclass C(M, N): pass\n",
    },
    "import b; print(b.C().f())",
    {"b.py": "from a import M, N\nclass C(N, M): pass\n"},
)
kind(
    "instances_across_modules",
    {"types_.py": "class T:\n    v = 1\n", "make.py": "from types_ import T\none = T()\n"},
    "import make, types_; print(isinstance(make.one, types_.T), make.one.v)",
    {"types_.py": "class T:\n    v = 2\n"},
)
kind(
    "exceptions_caught_across_modules",
    {
        "errors.py": "class E(Exception):\n    word = 'one'\n",
        "raiser.py": "from errors import E\ndef go(): raise E\n",
    },
    "import raiser\nfrom errors import E\ntry: raiser.go()\nexcept E as e: print('caught', e.word)",
    {"errors.py": "class E(Exception):\n    word = 'two'\n"},
)
kind(
    "dataclass_field_added",
    {"m.py": "import dataclasses\n@dataclasses.dataclass\nclass D:\n    x: int = 1\n"},
    "import m; print(m.D())",
    {
        "m.py": "import dataclasses\n@dataclasses.dataclass\nclass D:\n    x: int = 1\n"
        "    y: int = 2\n"
    },
)
kind(
    "dataclass_inherited",
    {
        "a.py": "import dataclasses\n@dataclasses.dataclass\nclass D:\n    x: int = 1\n",
        "b.py": "import dataclasses, a\n@dataclasses.dataclass\nclass E(a.D):\n    z: int = 3\n",
    },
    "import b; print(b.E())",
    {"a.py": "import dataclasses\n@dataclasses.dataclass\nclass D:\n    y: str = 'y'\n"},
)
kind(
    "enum_member_added",
    {
        "a.py": "import enum\nclass E(enum.Enum):\n    A = 1\n",
        "b.py": "from a import E\nBY = {e: e.name for e in E}\n",
    },
    "import a, b; print(list(b.BY.values()), a.E.A in b.BY)",
    {"a.py": "import enum\nclass E(enum.Enum):\n    A = 1\n    B = 2\n"},
)
kind(
    "named_tuple_changed",
    {
        "a.py": "import typing\nclass N(typing.NamedTuple):\n    x: int = 1\n",
        "b.py": "from a import N\nn = N()\n",
    },
    "import b; print(b.n)",
    {"a.py": "import typing\nclass N(typing.NamedTuple):\n    x: int = 1\n    y: int = 2\n"},
)
kind(
    "type_hints_resolved",
    {
        "a.py": "class T: pass\n",
        "b.py": "from __future__ import annotations\nimport a\ndef f(x: a.T): pass\n",
    },
    "import a, b, typing; print(typing.get_type_hints(b.f)['x'] is a.T, a.T.__doc__)",
    {"a.py": "class T:\n    'new'\n"},
)
kind(
    "metaclass_changed",
    {"a.py": "class M(type):\n    word = 1\n", "b.py": "import a\nclass C(metaclass=a.M): pass\n"},
    "import b; print(b.C.word)",
    {"a.py": "class M(type):\n    word = 2\n"},
)
kind(
    "docstring_of_a_module",
    {"m.py": "'''one'''\n"},
    "import m; print(m.__doc__)",
    {"m.py": "'''two'''\n"},
)
kind(
    "all_changed",
    {"m.py": "__all__ = ['A']\nA, B = 1, 2\n"},
    "from m import *\nprint('A' in dir(), 'B' in dir())",
    {"m.py": "__all__ = ['B']\nA, B = 1, 2\n"},
)
kind(
    "getattr_of_a_module",
    {"m.py": "def __getattr__(n): return n + '1'\n"},
    "import m; print(m.x)",
    {"m.py": "def __getattr__(n): return n + '2'\n"},
)
kind(
    "lines_in_tracebacks",
    {"m.py": "def f():\n    1 / 0\n"},
    "import m\ntry: m.f()\nexcept Exception as e: print(e.__traceback__.tb_next.tb_lineno)",
    {"m.py": "\n\ndef f():\n    x = 1 / 0\n"},
)
kind(
    "source_shown",
    {"m.py": F.format(1)},
    "import inspect, m; print(inspect.getsource(m.f))",
    {"m.py": "# moved\n\n" + F.format(2)},
)
