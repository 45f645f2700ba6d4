"""Who runs again after modules that were missing, or failed."""

import importlib
import sys

import pytest

from evictions import CHAIN, load


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
