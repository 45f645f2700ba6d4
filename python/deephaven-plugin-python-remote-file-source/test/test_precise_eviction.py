"""Eviction of what has changed: with its importers, and with nothing else."""

import importlib
import importlib.util
import linecache
import sys

import pytest

from dialects import ROOT
from evictions import CHAIN, load, loaded


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
