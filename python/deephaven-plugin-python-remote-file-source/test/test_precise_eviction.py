"""Eviction of what has changed: with its importers, and with nothing else."""

import ast
import importlib
import importlib.util
import linecache
import sys
from pathlib import Path

import pytest

from deephaven.python_remote_file_source import imports
from dialects import ROOT, request


def load(*names):
    return [importlib.import_module(name) for name in names]


def loaded(*names):
    return [sys.modules.get(name) for name in names]


CHAIN = {
    "pk/__init__.py": "",
    "pk/base.py": "X = 1\n",
    "pk/middle.py": "from .base import X\n",
    "pk/top.py": "from . import middle\nX = middle.X\n",
    "pk/lazy.py": "def get():\n    from .base import X\n    return X\n",
    "pk/alone.py": "state = []\n",
}


def test_nothing_changed_nothing_is_evicted(edit):
    editor = edit(CHAIN)
    editor.run({"pk"})
    before = load("pk.alone", "pk.top", "pk")
    editor.run({"pk"})
    editor.save({})
    editor.run({"pk"})
    assert loaded("pk.alone", "pk.top", "pk") == before


def test_changed_modules_and_their_importers_run_again_and_no_others(edit):
    editor = edit(CHAIN)
    editor.run({"pk"})
    import pk.alone
    import pk.lazy
    import pk.top

    pk.alone.state.append(1)
    kept = loaded("pk", "pk.alone", "pk.lazy")
    editor.save({"pk/base.py": "X = 2\n"})
    editor.run({"pk"})
    assert loaded("pk.base", "pk.middle", "pk.top") == [None, None, None]
    assert loaded("pk", "pk.alone", "pk.lazy") == kept
    from pk import top

    assert top.X == 2
    assert pk.alone.state == [1]
    # An import in a function runs again when the function is called.
    assert kept[2].get() == 2


def test_a_changed_leaf_does_not_concern_what_it_imports(edit):
    editor = edit(CHAIN)
    editor.run({"pk"})
    load("pk.top")
    kept = loaded("pk", "pk.base", "pk.middle")
    assert None not in kept
    editor.save({"pk/top.py": "X = 'new'\n"})
    editor.run({"pk"})
    assert loaded("pk", "pk.base", "pk.middle") == kept
    assert importlib.import_module("pk.top").X == "new"


def test_submodules_are_evicted_with_their_package(edit):
    """Else they would not be attributes of the new one."""
    editor = edit(CHAIN)
    editor.run({"pk"})
    import pk.alone

    editor.save({"pk/__init__.py": "Y = 1\n"})
    editor.run({"pk"})
    assert loaded("pk", "pk.alone") == [None, None]
    import pk as package
    import pk.alone as alone

    assert package.alone is alone
    assert package.Y == 1


def test_from_package_import_child_gets_the_new_child(edit):
    editor = edit(CHAIN)
    editor.run({"pk"})
    from pk import base

    editor.save({"pk/base.py": "X = 2\n"})
    editor.run({"pk"})
    from pk import base as again

    assert (base.X, again.X) == (1, 2)


def test_a_cell_that_imports_nothing_again_gets_the_new_child_too(edit):
    """A notebook imports in its first cell; a later one has but the package."""
    editor = edit(CHAIN)
    editor.run({"pk"})
    import pk.base

    editor.save({"pk/base.py": "X = 2\n"})
    editor.run({"pk"})
    assert pk.base.X == 2
    assert pk.base is sys.modules["pk.base"]
    with pytest.raises(AttributeError, match="module 'pk' has no attribute 'nope'"):
        pk.nope  # noqa: B018
    editor.save({"pk/base.py": None})
    editor.run({"pk"})
    with pytest.raises(AttributeError, match="module 'pk' has no attribute 'base'"):
        pk.base  # noqa: B018
    editor.save({"pk/base.py": "def f(:\n"})
    editor.run({"pk"})
    with pytest.raises(SyntaxError):
        pk.base  # noqa: B018


def test_a_packages_own_getattr_is_left_alone(edit):
    editor = edit({**CHAIN, "pk/__init__.py": "def __getattr__(name):\n    return name.upper()\n"})
    editor.run({"pk"})
    import pk.base

    editor.save({"pk/base.py": "X = 2\n"})
    editor.run({"pk"})
    assert pk.other == "OTHER"
    assert importlib.import_module("pk.base").X == 2
    assert pk.base.X == 2


def test_deleted_modules_are_missing_and_their_importers_run_again(edit):
    editor = edit({**CHAIN, "pk/try_it.py": "try:\n    from .base import X\n"
                   "except ImportError:\n    X = None\n"})  # fmt: skip
    editor.run({"pk"})
    assert importlib.import_module("pk.try_it").X == 1
    editor.save({"pk/base.py": None})
    editor.run({"pk"})
    assert importlib.import_module("pk.try_it").X is None
    with pytest.raises(ModuleNotFoundError):
        importlib.import_module("pk.top")
    try_it = sys.modules["pk.try_it"]
    editor.save({"unrelated.py": ""})
    editor.run({"pk"})  # that pk.base is gone is no news any more
    editor.run({"pk"})
    assert sys.modules.get("pk.try_it") is try_it


@pytest.mark.parametrize(
    "text",
    [
        "try:\n    from . import base\nexcept ImportError:\n    base = None\n",
        "try:\n    import pk.base as base\nexcept ImportError:\n    base = None\n",
        "import importlib\ntry:\n    base = importlib.import_module('pk.base')\n"
        "except ImportError:\n    base = None\n",
        "def find():\n    global base\n    try:\n        from pk import base\n"
        "    except ImportError:\n        base = None\nfind()\n",
        "class C:\n    try:\n        from . import base\n    except ImportError:\n"
        "        base = None\nbase = C.base\n",
    ],
)
def test_a_missing_module_that_appears_concerns_who_asked_for_it(edit, text):
    files = {"pk/__init__.py": "", "pk/asks.py": text, "pk/other.py": ""}
    editor = edit(files)
    editor.run({"pk"})
    assert not importlib.import_module("pk.asks").base
    other = importlib.import_module("pk.other")
    editor.run({"pk"})
    asks = sys.modules["pk.asks"]
    editor.save({"pk/base.py": "X = 2\n"})
    editor.run({"pk"})
    assert sys.modules.get("pk.asks") is not asks
    assert importlib.import_module("pk.asks").base
    assert sys.modules["pk.other"] is other


def test_a_module_that_failed_concerns_who_caught_it(edit):
    """The reason of the failure may be anywhere."""
    files = {
        "pk.py": "try:\n    import broken\nexcept ImportError:\n    broken = None\n",
        "broken.py": "import deeper\n",
        "fine.py": "",
    }
    editor = edit(files)
    editor.run({"pk", "broken", "deeper", "fine"})
    import fine
    import pk

    assert pk.broken is None
    editor.save({"deeper.py": ""})
    editor.run({"pk", "broken", "deeper", "fine"})
    import pk

    assert pk.broken is not None
    assert sys.modules["fine"] is fine


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
        assert {tuple(statement) for statement in found} == StatementsOfSource(source).found


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


def test_evict_all_evicts_everything(edit):
    editor = edit(CHAIN)
    editor.run({"pk"})
    load("pk.alone")
    editor.run({"pk"}, evict="all")
    assert loaded("pk", "pk.alone") == [None, None]


def test_names_that_leave_are_evicted(edit):
    import colorsys as real

    editor = edit({"colorsys.py": "HERE = 'served'\n", "pk.py": ""})
    editor.run({"colorsys", "pk"})
    assert importlib.import_module("colorsys").HERE == "served"
    pk = importlib.import_module("pk")
    editor.run({"pk"})
    assert importlib.import_module("colorsys").__file__ == real.__file__
    assert sys.modules["pk"] is pk


def test_a_module_that_was_loaded_from_the_worker_is_evicted(edit):
    import colorsys as real

    editor = edit({"colorsys.py": "HERE = 'served'\n"})
    editor.run({"colorsys"})
    assert importlib.import_module("colorsys").HERE == "served"
    editor.run(set())
    assert importlib.import_module("colorsys").__file__ == real.__file__


def test_a_changed_kind_or_path_is_a_change(edit, monkeypatch):
    editor = edit({"a/__init__.py": "X = 1\n", "ns/m.py": "", "moved.py": ""})
    editor.run({"a", "ns", "moved"})
    before = [importlib.import_module(name) for name in ["a", "ns", "moved", "ns.m"]]
    editor.save({"a.py": "X = 1\n", "a/__init__.py": None, "ns/__init__.py": ""})
    monkeypatch.setattr("dialects.ROOT", "/elsewhere")
    editor.save({})
    editor.run({"a", "ns", "moved"})
    after = [importlib.import_module(name) for name in ["a", "ns", "moved", "ns.m"]]
    assert not [old for old, new in zip(before, after) if old is new]
    assert not hasattr(after[0], "__path__")
    assert after[1].__file__ == "/elsewhere/ns/__init__.py"


def test_lines_follow_the_modules(edit):
    editor = edit(CHAIN)
    editor.run({"pk"})
    import pk.alone
    import pk.base  # noqa: F401

    editor.save({"pk/base.py": "X = 2  # new\n"})
    editor.run({"pk"})
    assert f"{ROOT}/pk/base.py" not in linecache.cache
    assert linecache.getline(f"{ROOT}/pk/alone.py", 1) == "state = []\n"
    importlib.import_module("pk.base")
    assert linecache.getline(f"{ROOT}/pk/base.py", 1) == "X = 2  # new\n"


def test_modules_that_replace_themselves_are_evicted(edit):
    editor = edit({"odd.py": "import sys\nsys.modules[__name__] = 'something else'\n"})
    editor.run({"odd"})
    assert importlib.import_module("odd") == "something else"
    editor.run({"odd"})
    assert "odd" not in sys.modules


def test_a_lazy_module_is_not_loaded_by_looking_at_it(edit):
    editor = edit({"pk.py": "", "lazy.py": "import sys\nsys._test_loaded = True\n"})
    editor.run({"pk", "lazy"})
    spec = importlib.util.find_spec("lazy")
    spec.loader = importlib.util.LazyLoader(spec.loader)
    module = importlib.util.module_from_spec(spec)
    sys.modules["lazy"] = module
    spec.loader.exec_module(module)
    importlib.import_module("pk")
    editor.save({"pk.py": "X = 1\n"})
    editor.run({"pk", "lazy"})
    assert not hasattr(sys, "_test_loaded")


def test_a_reconnected_client_does_not_run_everything_again(edit):
    editor = edit(CHAIN)
    editor.run({"pk"})
    import pk.alone

    editor.client.close()
    again = edit(CHAIN, connection_id="again")
    again.run({"pk"})
    assert sys.modules["pk.alone"] is pk.alone
    again.save({"pk/alone.py": "state = None\n"})
    again.run({"pk"})
    assert "pk.alone" not in sys.modules
