"""Checks of objects that served modules make, and of the bytes of sources.

Pickles, types, hints, enums, attributes of modules; encodings and forms of text. `FILES` is what
they need of the workspace.
"""

import abc
import copy
import copyreg
import dataclasses
import enum
import functools
import importlib.util
import io
import os
import pickle
import sys
import tokenize
import types
import typing
import weakref
from importlib import import_module

from fidelity import check, check_with_index, error_of, traceback_of
from fidelity_expressions import add_rows

KINDS = """from __future__ import annotations

import abc
import collections
import copyreg
import dataclasses
import enum
import functools
import typing

from . import base


class Color(enum.Enum):
    RED = 1
    BLUE = "b"


class Flags(enum.IntFlag):
    A = 1
    B = 2


Pair = collections.namedtuple("Pair", "left right")


class Typed(typing.NamedTuple):
    x: int
    y: "str" = "y"


class Outer:
    class Inner:
        class Innermost:
            def __init__(self, value):
                self.value = value

            def __eq__(self, other):
                return self.value == other.value

    def method(self):
        return self


@dataclasses.dataclass(frozen=True)
class Node(base.Base):
    name: str
    children: typing.List[Node] = dataclasses.field(default_factory=list)
    parent: typing.Optional[base.Base] = None


class Slots:
    __slots__ = ["a"]


class Abstract(abc.ABC):
    @abc.abstractmethod
    def must(self): ...


class Proto(typing.Protocol):
    def run(self, x: Color) -> Node: ...


T = typing.TypeVar("T")


class Box(typing.Generic[T]):
    item: T


class Custom:
    def __init__(self, x):
        self.x = x


copyreg.pickle(Custom, lambda c: (Custom, (c.x + 1,)))


class Failure(Exception):
    def __init__(self, code):
        super().__init__(code)
        self.code = code


def local():
    class Local: pass
    return Local


@functools.singledispatch
def describe(thing):
    return "thing"


@describe.register(Color)
def _(thing):
    return "color"


@functools.lru_cache(None)
def cached(x):
    return [x]


partial = functools.partial(cached, 3)
unnamed = lambda x: x
"""


def text(cookie, content, encoding):
    """A source with a cookie, in an encoding."""
    return (f"# -*- coding: {cookie} -*-\n" + content).encode(encoding)


FAIL = "\n\ndef f():\n    raise KeyError(X)  # {}\n"

FILES = {
    "obj/__init__.py": "'''Package doc.'''\nfrom .kinds import Color\n",
    "obj/base.py": "class Base:\n    made = []\n    def __init_subclass__(cls):\n"
    "        Base.made.append(cls.__name__)\n",
    "obj/kinds.py": KINDS,
    "obj/other.py": "from obj.kinds import Color as C1\nfrom .kinds import Color as C2\n"
    "from obj import Color as C3\nSAME = C1 is C2 is C3\n",
    "obj/late.py": "from .kinds import describe, Node\n@describe.register(Node)\n"
    "def node(thing): return 'node'\n",
    "obj/attributes.py": '"""Doc\n\nlonger."""\n__all__ = ["x"]\n__version__ = "1"\nx: int = 1\n',
    "obj/notext.py": "# only a comment",
    "enc/__init__.py": b"",
    "enc/cp1252.py": text("cp1252", "X = '\u20ac \u201cq\u201d'" + FAIL.format("\u20ac"), "cp1252"),
    "enc/shift_jis.py": text("shift_jis", "X = '\u65e5\u672c'\n", "shift_jis"),
    "enc/gb18030.py": text("gb18030", "X = '\u4e2d\u6587\U0001f600'\n", "gb18030"),
    "enc/koi8.py": text("koi8-r", "X = '\u0440'" + FAIL.format("\u044f"), "koi8-r"),
    "enc/utf7.py": text("utf-7", "X = 'a'\n", "ascii"),
    "enc/mac.py": text("mac-roman", "X = '\u00fc'\n", "mac-roman"),
    "enc/vim.py": b"#!/usr/bin/python\n# vim: set fileencoding=latin-1 :\nX = '\xfc'\n",
    "enc/third_line.py": b"#\n#\n# coding: latin-1\nX = '\xc3\xbc'\n",
    "enc/cookie_in_doc.py": b'"""\ncoding: latin-1\n"""\nX = "\xc3\xbc"\n',
    "enc/sig.py": b"\xef\xbb\xbfX = '\xc3\xbc'\ndef f():\n    1 / 0\n",
    "enc/sig_cookie.py": b"\xef\xbb\xbf# coding: utf-8-sig\nX = 1\n",
    "enc/utf16.py": "X = 1\n".encode("utf-16"),
    "enc/utf16_cookie.py": b"# coding: utf-16\nX = 1\n",
    "enc/ascii.py": b"# coding: ascii\nX = '\xc3'\n",
    "enc/surrogate.py": b"X = '\xed\xa0\x80'\n",
    "enc/mixed_ends.py": b"X = 1\r\nY = 2\nZ = '''a\r\nb'''\rW = 3\r\n",
    "enc/no_end.py": b"def f():\n    1 / 0  # end",
    "enc/crlf_fails.py": b"def f():\r\n    x = 1\r\n    return x / 0\r\n",
    "enc/tabs.py": b"def f():\n\tif 1:\n\t\treturn 1 / 0\n",
    "enc/mixed_tabs.py": b"if 1:\n        x = 1\n\ty = 2\n",
    "enc/spaces.py": b"   \n\n \t\n",
    "enc/backslash.py": b"X = 1 + \\\n    2\ndef f():\n    return X / \\\n        0\n",
    "enc/long_line.py": b"X = [" + b"1, " * 20_000 + b"]; Y = 1 / 0 if len(X) < 5 else 7\n",
    "enc/many_lines.py": b"X = 0\n" + b"X += 1\n" * 5_000 + b"def f():\n    1 / 0\n",
    "enc/zero_width.py": "X = 1\u200b\n",
    "enc/control_z.py": b"X = 1\n\x1a\n",
    "enc/deep.py": b"X = " + b"(" * 60 + b"1" + b")" * 60 + b"\n",
    "enc/emoji.py": "X = '\U0001f600'\n"
    "def f():\n    y = '\U0001f600'; raise KeyError(y)  # \u4e2d\n",
    "enc/greek.py": "\u03b1 = 1\nclass \u0394:\n    \u00aa = 2\n",
}


def names():
    modules = [abc, copy, copyreg, dataclasses, enum, functools, io, os, pickle, sys, tokenize]
    names = {module.__name__: module for module in [*modules, types, typing, weakref]}
    names.update(error_of=error_of, traceback_of=traceback_of, import_module=import_module)
    names.update(util=importlib.util, k=import_module("obj.kinds"))
    return names


OBJECTS = {
    "pickle_of_nested_classes": """
thing = k.Outer.Inner.Innermost(5)
data = pickle.dumps(thing, 4)
data, pickle.loads(data) == thing, pickle.loads(pickle.dumps(k.Outer.Inner)) is k.Outer.Inner""",
    "pickle_of_enums": """
data = pickle.dumps([k.Color.RED, k.Flags.A | k.Flags.B], 2)
data, pickle.loads(data) == [k.Color.RED, k.Flags(3)], pickle.loads(data)[0] is k.Color.RED""",
    "pickle_of_tuples": """
things = [k.Pair(1, 2), k.Typed(1)]
pickle.dumps(things, 3), pickle.loads(pickle.dumps(things)) == things""",
    "pickle_of_functions": """
pickle.dumps([k.local, k.describe], 2), pickle.loads(pickle.dumps(k.local)) is k.local""",
    "pickle_of_methods": """
pickle.loads(pickle.dumps(k.Outer().method))().__class__ is k.Outer""",
    "pickle_by_copyreg": "pickle.loads(pickle.dumps(k.Custom(1))).x, copy.copy(k.Custom(1)).x",
    "pickle_of_exceptions": """
error = pickle.loads(pickle.dumps(k.Failure(7)))
error.code, type(error) is k.Failure, repr(error)""",
    "pickle_of_what_cannot_be": """
[error_of(pickle.dumps, t)[0] for t in [k.local(), k.unnamed, k]]""",
    "pickle_loads_imports_the_module": """
data = pickle.dumps(k.Color.BLUE)
for n in ['obj.kinds', 'obj.base', 'obj']:
    del sys.modules[n]
type(pickle.loads(data)).__module__, 'obj.base' in sys.modules""",
    "pickle_of_a_class_that_was_loaded_again": """
old = k.Outer
del sys.modules['obj.kinds']
import_module('obj.kinds')
error_of(pickle.dumps, old)[:2]""",
    "deep_copies": "n = k.Node('a', [k.Node('b')])\ncopy.deepcopy(n) == n, repr(n)",
    "classes_are_the_same_by_all_ways": """
o = import_module('obj.other')
o.SAME, isinstance(k.Color.RED, o.C3), k.Color.__module__, k.Outer.Inner.__qualname__""",
    "type_hints": """
hints = typing.get_type_hints(k.Node)
[(n, str(h)) for n, h in sorted(hints.items())], str(typing.get_type_hints(k.Proto.run))""",
    "type_hints_of_a_tuple": "str(typing.get_type_hints(k.Typed)), k.Typed._field_defaults['y']",
    "dataclass_fields": "[(f.name, f.type) for f in dataclasses.fields(k.Node)]",
    "dataclass_that_is_frozen": "error_of(setattr, k.Node('a'), 'name', 'b')[:2]",
    "abstract_class": "error_of(k.Abstract)[:2]",
    "generic_class": "str(k.Box[int]), k.Box.__parameters__[0].__name__",
    "subclasses_registered": "k.base.Base.made, [c.__name__ for c in k.base.Base.__subclasses__()]",
    "dispatch_registered_elsewhere": """
before = k.describe(k.Node('a'))
import_module('obj.late')
before, k.describe(k.Node('a')), k.describe(k.Color.RED), k.describe(1)""",
    "cached_functions": "k.cached(3) is k.partial(), k.cached.cache_info().hits",
    "representations": """
[repr(t).split(' at 0x')[0] for t in [k.Color.RED, k.Pair(1, 2), k.Outer, k.Outer(), k.local]]""",
    "weak_references_to_modules": "weakref.ref(k)() is k, isinstance(k, types.ModuleType)",
    "attributes_of_a_module": """
m = import_module('obj.attributes')
[(n, getattr(m, n)) for n in ['__all__', '__doc__', '__name__', '__package__', '__version__']]""",
    "annotations_kept": "sorted(import_module('obj.attributes').__annotations__)",
    "doc_that_is_none": "import_module('obj.notext').__doc__, import_module('obj').__doc__",
    "builtins_of_a_module": "type(vars(k)['__builtins__']).__name__",
    "spec_of_a_module": """
s = k.__spec__
s.name, s.parent, s.origin, s.has_location, s.submodule_search_locations, s.loader_state""",
    "spec_equals_what_is_found": """
s = util.find_spec('obj.kinds')
s is k.__spec__, s == k.__spec__, s.loader is k.__loader__, repr(k)""",
    "globals_of_functions": "k.local.__globals__ is vars(k), k.local.__module__",
    "modules_by_object": "sys.modules[k.Color.__module__] is k, k.__name__ in sys.modules",
    "attributes_set_from_outside": """
k.new = 1
from obj.kinds import new
del k.new
new, error_of(exec, 'from obj.kinds import new', {})[:2]""",
    "parent_has_the_submodule": """
import obj
obj.kinds is k, 'kinds' in vars(obj), sorted(n for n in vars(obj) if n[0] != '_')""",
}
GOOD = "cp1252 shift_jis gb18030 koi8 mac vim third_line cookie_in_doc sig long_line emoji deep"
FAILING = ["cp1252", "koi8", "sig", "no_end", "crlf_fails", "tabs", "backslash", "emoji"]
BAD = "utf16 utf16_cookie ascii surrogate mixed_tabs zero_width control_z sig_cookie utf7"
ENCODINGS = {}
for _name in GOOD.split():
    ENCODINGS[f"encoding_of_{_name}"] = f"""
m = import_module('enc.{_name}')
X = m.X
source = m.__loader__.get_source(m.__name__)
str(X)[:50], source[:100], len(source)"""
for _name in FAILING:
    ENCODINGS[f"lines_of_{_name}"] = f"""
traceback_of(import_module('enc.{_name}').f).splitlines()[-4:]"""
for _name in BAD.split():
    ENCODINGS[f"words_for_{_name}"] = f"""
try:
    found = import_module('enc.{_name}').X
except BaseException as error:
    shown = str(error).replace('.py, line', '.py line')
    found = type(error).__name__, shown, error.filename if hasattr(error, 'filename') else None
found, 'enc.{_name}' in sys.modules"""
ENCODINGS.update(
    {
        "ends_of_lines_mixed": """
m = import_module('enc.mixed_ends')
m.X, m.Y, m.Z, m.W, m.__loader__.get_source(m.__name__)""",
        "source_of_spaces": """
m = import_module('enc.spaces')
m.__loader__.get_source(m.__name__), sorted(n for n in vars(m) if n[:2] != '__')""",
        "line_5000": "traceback_of(import_module('enc.many_lines').f).splitlines()[-3:]",
        "names_in_greek": "sorted(n for n in vars(import_module('enc.greek')) if n[0] != '_')",
        "encodings_detected": """
found = []
for name in ['cp1252', 'vim', 'sig', 'third_line', 'koi8']:
    with open(import_module(f'enc.{name}').__file__, 'rb') as file:
        found.append(tokenize.detect_encoding(file.readline)[0])
found""",
        "bytes_of_sources": """
[open(import_module(f'enc.{n}').__file__, 'rb').read() for n in ['sig', 'mixed_ends', 'vim']]""",
    }
)

add_rows(OBJECTS, check, names)
add_rows(ENCODINGS, check_with_index, names)
