"""Eviction of what has changed: with its importers, and with nothing else."""

import importlib
import importlib.util
import linecache
import sys

import pytest

from dialects import ROOT


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


def test_submodules_run_again_when_their_package_has_changed(edit):
    """Importing them imports the package first."""
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


ALL = {
    "pk/__init__.py": "from . import log\nfrom .one import X\nfrom .two import Y\n"
    "log.ran.append('pk')\n",
    "pk/one.py": "from .log import ran\nran.append('one')\nX = 1\n",
    "pk/two.py": "from .log import ran\nfrom .sub.deep import Z as Y\nran.append('two')\n",
    "pk/log.py": "ran = []\n",
    "pk/sub/__init__.py": "from ..log import ran\nran.append('sub')\n",
    "pk/sub/deep.py": "from ..log import ran\nran.append('deep')\nZ = 3\n",
}


def test_a_package_that_imports_what_changed_leaves_its_other_submodules(edit):
    editor = edit(ALL)
    editor.run({"pk"})
    (before,) = load("pk")
    log = before.log
    kept = loaded("pk.log", "pk.two", "pk.sub", "pk.sub.deep")
    log.ran.clear()
    editor.save({"pk/one.py": ALL["pk/one.py"].replace("1", "2")})
    editor.run({"pk"})
    import pk.sub.deep

    assert log.ran == ["one", "pk"]
    assert pk is not before
    assert (pk.X, pk.Y, pk.two.Y, pk.sub.deep.Z) == (2, 3, 3, 3)
    assert loaded("pk.log", "pk.two", "pk.sub", "pk.sub.deep") == kept
    assert [pk.log, pk.two, pk.sub, pk.sub.deep] == kept


def test_a_module_that_was_left_returns_with_what_it_had_imported(edit):
    editor = edit(ALL)
    editor.run({"pk"})
    load("pk")
    text = "from . import log\nfrom .one import X\n"
    editor.save({"pk/one.py": ALL["pk/one.py"].replace("1", "2")})
    editor.run({"pk"})
    # As from a disk: importing `pk.two` imports `pk.sub.deep`.
    assert "pk.sub" not in sys.modules
    import pk.two

    assert pk.sub.deep.Z == 3
    # And importing the package does not, once it does not say so.
    editor.save({"pk/__init__.py": text})
    editor.run({"pk"})
    (package,) = load("pk")
    assert not hasattr(package, "two")


def test_a_module_that_was_left_runs_again_when_it_changes_meanwhile(edit):
    editor = edit(ALL)
    editor.run({"pk"})
    load("pk")
    for number, name in enumerate(["one", "two", "sub/deep"]):
        text = f"from {'..' if 'sub' in name else '.'}log import ran\nran.append('{name}')\n"
        editor.save({f"pk/{name}.py": f"{text}X = Y = Z = 'new {number}'\n"})
        editor.run({"pk"})  # which imports nothing
    from pk import X, Y, log
    from pk.sub.deep import Z

    assert (X, Y, Z) == ("new 0", "new 1", "new 2")
    log.ran.clear()
    editor.run({"pk"})
    load("pk", "pk.two", "pk.sub.deep")
    assert log.ran == []


@pytest.mark.parametrize(
    "text",
    [
        "import pk\n",
        "from pk.two import Y\n",
        "import importlib\ntwo = importlib.import_module('pk.two')\n",
    ],
)
def test_who_imports_from_a_package_runs_again_with_it(edit, text):
    """Also who takes something from its submodules only: that imports the package."""
    files = {**ALL, "other.py": text, "late.py": "def f():\n    import pk\n"}
    names = {"pk", "other", "late"}
    editor = edit(files)
    editor.run(names)
    late = load("pk.two", "other", "late")[-1]
    editor.save({"pk/one.py": ALL["pk/one.py"].replace("1", "2")})
    editor.run(names)
    assert loaded("other", "late") == [None, late]
    assert load("other", "pk.log")[1].ran[-2:] == ["one", "pk"]


def test_what_holds_its_package_runs_again_with_it(edit):
    files = {
        **ALL,
        "pk/two.py": "import pk.log\npk.log.ran.append('two')\nY = 2\n",
    }
    editor = edit(files)
    editor.run({"pk"})
    (package,) = load("pk")
    package.log.ran.clear()
    editor.save({"pk/one.py": ALL["pk/one.py"].replace("1", "2")})
    editor.run({"pk"})
    (again,) = load("pk")
    assert again.log.ran == ["one", "two", "pk"]
    assert again.two.pk is again


SUB = {
    **ALL,
    "pk/two.py": "from .sub import call, later\nY = call()\n",
    "pk/sub/__init__.py": "from . import used\nfrom .call import call\n"
    "from . import later as also\nlater = 'own'\n",
    "pk/sub/used.py": "Z = 3\n",
    "pk/sub/call.py": "def call():\n    from . import used\n    return used.Z\n",
    "pk/sub/later.py": "",
    "pk/sub/other.py": "",
}


def test_a_package_that_was_left_has_the_attributes_that_it_had(edit):
    editor = edit(SUB)
    editor.run({"pk"})
    import pk.sub.other

    sub = pk.sub
    attributes = {**vars(sub)}
    other = attributes.pop("other")
    editor.save({"pk/one.py": ALL["pk/one.py"].replace("1", "2")})
    editor.run({"pk"})
    # What runs still has what it uses.
    assert (sub.used.Z, sub.call(), sub.later) == (3, 3, "own")
    import pk

    assert pk.sub is sub
    assert "other" not in vars(sub)
    assert attributes.items() <= vars(sub).items()
    assert sub.call() == 3
    assert sub.other is other is sys.modules["pk.sub.other"]


def test_what_is_imported_from_a_package_that_was_left_imports_the_topmost_one(edit):
    """As from a disk, though that is a whim of `from package import submodule`."""
    editor = edit({**ALL, "pk/__init__.py": "import pk.sub\nfrom .one import X\n"})
    editor.run({"pk"})
    load("pk.sub.deep")
    editor.save({"pk/one.py": "1 / 0\n"})
    for _ in range(2):
        editor.run({"pk"})
        with pytest.raises(ZeroDivisionError):
            load("pk")
        assert "pk.sub" in sys.modules
        with pytest.raises(ZeroDivisionError):
            from pk.sub import deep  # noqa: F401


def test_namespace_packages_are_left_as_well(edit):
    editor = edit({**ALL, "pk/two.py": "from .ns.deep import Z as Y\n", "pk/ns/deep.py": "Z = 3\n"})
    editor.run({"pk"})
    (before,) = load("pk")
    kept = loaded("pk.two", "pk.ns", "pk.ns.deep")
    editor.save({"pk/one.py": ALL["pk/one.py"].replace("1", "2")})
    editor.run({"pk"})
    (after,) = load("pk")
    assert after is not before
    assert loaded("pk.two", "pk.ns", "pk.ns.deep") == kept
    assert [after.two, after.ns, after.ns.deep] == kept
    assert importlib.import_module("pk.ns").__file__ is None


def test_a_package_that_fails_does_not_lose_its_submodules(edit):
    editor = edit(ALL)
    editor.run({"pk"})
    (before,) = load("pk.two")
    editor.save({"pk/one.py": "1 / 0\n"})
    for _ in range(2):
        editor.run({"pk"})
        with pytest.raises(ZeroDivisionError):
            import pk
    editor.save({"pk/one.py": "X = 5\n"})
    editor.run({"pk"})
    import pk.two

    assert pk.X == 5
    assert pk.two is before


def test_evicting_all_evicts_what_was_left_too(edit):
    editor = edit(ALL)
    editor.run({"pk"})
    (two,) = load("pk.two")
    editor.save({"pk/one.py": "X = 5\n"})
    editor.run({"pk"})
    editor.run({"pk"}, evict="all")
    assert load("pk.two") != [two]


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


CATCHES = "try:\n    import broken\nexcept Exception as error:\n    broken = repr(error)\n"


@pytest.mark.parametrize(
    "text", ["import not_installed\n", "x = (\n", "from fine import nothing\n", "del __spec__\n1 +"]
)
def test_a_failure_that_would_happen_again_concerns_nobody(edit, text):
    names = {"pk", "broken", "fine", "more"}
    editor = edit({"pk.py": CATCHES, "broken.py": text, "fine.py": "", "more.py": ""})
    editor.run(names)
    (before,) = load("pk")
    editor.save({"more.py": "X = 1\n"})
    editor.run(names)
    assert load("pk") == [before]
    # But what it imports does, and so does it itself.
    if "fine" in text:
        editor.save({"fine.py": "nothing = 0\n"})
    else:
        editor.save({"broken.py": "X = 1\n"})
    editor.run(names)
    (after,) = load("pk")
    assert after.broken.__name__ == "broken"
    editor.run(names)
    assert load("pk") == [after]


def test_a_failure_with_a_reason_outside_of_the_sources_is_tried_again(edit, monkeypatch):
    editor = edit({"pk.py": CATCHES, "broken.py": "import sys\nsys.not_yet\n"})
    editor.run({"pk", "broken"})
    assert "AttributeError" in load("pk")[0].broken
    monkeypatch.setattr(sys, "not_yet", 1, raising=False)
    editor.run({"pk", "broken"})
    assert load("pk")[0].broken.__name__ == "broken"


def test_nobody_keeps_a_module_that_failed(edit):
    """In a circle, a module gets another one that is not complete yet, and never will be."""
    names = {"first", "second"}
    editor = edit({"first.py": "import second.part\n", "second.py": "import first\n"})
    editor.run(names)
    with pytest.raises(ImportError, match="'second' is not a package"):
        import first  # noqa: F401
    assert "second" in sys.modules
    editor.run(names)
    with pytest.raises(ImportError, match="'second' is not a package"):
        import second  # noqa: F401


def test_who_caught_a_failure_in_a_circle_tries_again(edit):
    """It depends on who comes first."""
    files = {
        "first.py": "try:\n    import second\nexcept ImportError:\n    second = None\n",
        "second.py": "import between\n",
        "between.py": "import first.part\n",
    }
    names = {"first", "second", "between"}
    editor = edit(files)
    editor.run(names)
    assert load("first")[0].second is None
    editor.run(names)
    with pytest.raises(ImportError, match="'first' is not a package"):
        load("second")
    assert load("first")[0].second is not None


def test_no_submodule_outlives_its_package_that_failed(edit):
    editor = edit({"pk/__init__.py": "from .a import missing\n", "pk/a.py": "", "other.py": ""})
    for _ in range(2):
        editor.run({"pk"})
        with pytest.raises(ImportError, match="cannot import name 'missing'"):
            import pk.a as a  # noqa: F401


def test_what_was_evicted_and_fails_is_tried_once(edit):
    editor = edit({"pk/a/a.py": "", "pk/a/b.py": ""})
    editor.run({"pk"})
    import pk.a.b

    editor.save({"pk/a/__init__.py": "import pk.a.a.none\n"})
    for _ in range(2):
        editor.run({"pk"})
        with pytest.raises(ModuleNotFoundError, match="is not a package"):
            import pk.a.b
        with pytest.raises(ImportError, match="cannot import name 'a' from 'pk'"):
            import pk.a.a as a  # noqa: F401
        with pytest.raises(AttributeError):
            pk.a  # noqa: B018


def test_who_caught_a_failure_hears_of_the_success(edit, monkeypatch):
    editor = edit({"pk.py": CATCHES, "broken.py": "import just_installed\n"})
    editor.run({"pk", "broken"})
    assert "just_installed" in load("pk")[0].broken
    monkeypatch.setitem(sys.modules, "just_installed", type(sys)("just_installed"))
    load("broken")
    editor.run({"pk", "broken"})
    assert load("pk")[0].broken.__name__ == "broken"


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
