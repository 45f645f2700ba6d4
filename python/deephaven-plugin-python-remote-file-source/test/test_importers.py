"""What makes a module an importer of another, so that it is evicted along with it."""

import ast
import importlib
import sys
from pathlib import Path

import pytest

from deephaven.python_remote_file_source import imports
from dialects import request


def load(*names):
    return [importlib.import_module(name) for name in names]


@pytest.mark.parametrize(
    "text",
    [
        "import base\nX = base.X\n",
        "from base import X\n",
        "from base import *\n",
        "if True:\n    try:\n        import base as other\n    finally:\n        X = other.X\n",
        "class C:\n    class D:\n        from base import X\nX = C.D.X\n",
        "import importlib\nX = importlib.import_module('base').X\n",
        "X = __import__('base').X\n",
        "def get():\n    import base\n    return base.X\nX = get()\n",
        "from through import f\nX = f()\n",
        "import through\nf = through.f\nX = f()\n",
        "\n".join(f"n{n} = {n + 1000}" for n in range(400)) + "\nimport base as b\nX = b.X\n",
    ],
)
@pytest.mark.parametrize("first", [False, True], ids=["base-loaded-before", "first"])
def test_kinds_of_imports_that_make_an_importer(edit, text, first):
    files = {"base.py": "X = 1\ndef f():\n    return X\n", "through.py": "from base import f\n"}
    editor = edit({**files, "asks.py": text})
    editor.run({"base", "asks", "through"})
    if not first and ("import_module" in text or "__import__" in text or "def get" in text):
        pytest.skip("only what is asked of a finder can be observed")
    if not first:
        import base  # noqa: F401
    assert importlib.import_module("asks").X == 1
    editor.save({"base.py": "X = 2\ndef f():\n    return X\n"})
    editor.run({"base", "asks", "through"})
    assert importlib.import_module("asks").X == 2


def test_what_a_lazy_package_hands_out_makes_an_importer(edit):
    """The module was loaded before, so no finder is asked; its function tells where it is from."""
    files = {
        "pk/__init__.py": "def __getattr__(name):\n    import importlib\n"
        "    if name != 'thing':\n        raise AttributeError(name)\n"
        "    return importlib.import_module('pk._thing').thing\n",
        "pk/_thing.py": "def thing():\n    return 1\n",
        "one.py": "from pk import thing\n",
        "two.py": "from pk import thing\n",
    }
    editor = edit(files)
    editor.run({"pk", "one", "two"})
    load("one", "two")
    editor.save({"pk/_thing.py": "def thing():\n    return 2\n"})
    editor.run({"pk", "one", "two"})
    assert importlib.import_module("one").thing() == 2
    assert importlib.import_module("two").thing() == 2


class StatementsOfSource(ast.NodeVisitor):
    """Import statements outside of functions, as the source has them."""

    def __init__(self, source):
        self.found = set()
        self.visit(ast.parse(source))

    def visit_Import(self, node):
        self.found.update((0, alias.name, ()) for alias in node.names)

    def visit_ImportFrom(self, node):
        names = tuple(alias.name for alias in node.names)
        self.found.add((node.level, node.module or "", names))

    def visit_FunctionDef(self, node):
        pass

    visit_AsyncFunctionDef = visit_Lambda = visit_FunctionDef


def test_statements_are_found_in_code_as_in_source():
    """In files of the standard library, and where an operand has more than a byte or two."""
    folder = Path(ast.__file__).parent
    sources = [path.read_text(encoding="utf-8") for path in sorted(folder.glob("[c-d]*.py"))]
    for count in [100, 300, 70_000]:
        lines = [f"n{n} = {n}.5" for n in range(count)]
        sources.append("\n".join([*lines, "import base.part as b", "from ..x import y, z as q"]))
    assert len(sources) > 15
    for source in sources:
        found = imports.find_statements(compile(source, "x", "exec", dont_inherit=True))
        at_once = {tuple(statement)[:3] for statement in found if not statement.in_function}
        assert at_once == StatementsOfSource(source).found


@pytest.mark.skipif(sys.version_info < (3, 12), reason="generic classes came with Python 3.12")
def test_imports_in_a_generic_class():
    code = compile("class A[T]:\n    import one\n    def f(self): import two\n"
                   "def g[T](): import three\n", "x", "exec")  # fmt: skip
    assert [statement.name for statement in imports.find_statements(code)] == ["one"]


def test_star_imports_concern_submodules(edit):
    files = {
        "pk/__init__.py": "__all__ = ['a']\n",
        "pk/a.py": "X = 1\n",
        "asks.py": "from pk import *\n",
    }
    editor = edit(files)
    editor.run({"pk", "asks"})
    load("pk.a")
    assert importlib.import_module("asks").a.X == 1
    editor.save({"pk/a.py": "X = 2\n"})
    editor.run({"pk", "asks"})
    assert importlib.import_module("asks").a.X == 2


def test_modules_of_other_clients_are_importers_too(edit, connect, plugin_object):
    first = edit({"base.py": "X = 1\n", "other.py": ""})
    second = edit({"tool.py": "import base\nX = base.X\n"}, connection_id="b")
    second.client.send(request("set_standing", names=["tool"]))
    first.run({"base"})
    assert importlib.import_module("tool").X == 1
    first.save({"base.py": "X = 2\n"})
    first.run({"base"})
    assert importlib.import_module("tool").X == 2
