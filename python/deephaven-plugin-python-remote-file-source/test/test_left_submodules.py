"""Submodules that stay as they are while their package runs again."""

import importlib
import sys

import pytest

from evictions import CHAIN, ONE, changed_one, load, loaded


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
    "pk/__init__.py": "from evictions import ran\nfrom . import log\nfrom .one import X\n"
    "from .two import Y\nran.append('pk')\n",
    "pk/one.py": "from .log import ran\nran.append('one')\nX = 1\n",
    "pk/two.py": "from .log import ran\nfrom .sub.deep import Z as Y\nran.append('two')\n",
    "pk/log.py": "from evictions import ran\n",
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


@pytest.mark.parametrize(
    ("files", "told"),
    [
        (
            {
                "pk/__init__.py": "from .one import X\nfrom . import config\nconfig.rate = X\n"
                "from .model import TWICE\n",
                "pk/config.py": "rate = None\n",
                "pk/model.py": "from .config import rate\nTWICE = 2 * rate\n",
            },
            "TWICE",
        ),
        (
            {
                "pk/__init__.py": "from .one import X\nfrom .model import TWICE\n",
                "pk/model.py": "def twice():\n    from pk import X\n    return 2 * X\n"
                "TWICE = twice()\n",
            },
            "TWICE",
        ),
        (
            {
                "pk/__init__.py": "from .one import X\nfrom .known import note, known\n"
                "note('x', X)\n",
                "pk/known.py": "known = {}\ndef note(name, value):\n"
                "    assert name not in known\n    known[name] = value\n",
            },
            "known['x']",
        ),
    ],
)
def test_submodules_that_the_package_or_they_change_run_again_with_it(edit, files, told):
    editor = edit({**ONE, **files})
    editor.run({"pk"})
    (before,) = load("pk")
    value = eval(told, vars(before))
    for times in [2, 3]:
        changed_one(editor, f"X = {times}\n")
        (again,) = load("pk")
        assert eval(told, vars(again)) == times * value


def test_a_package_that_fails_to_change_its_submodules_starts_with_new_ones(edit):
    init = "from .known import note\nfrom .one import X\nnote(X)\nfrom . import last\n"
    known = "known = []\ndef note(value):\n    assert not known\n    known.append(value)\n"
    editor = edit({**ONE, "pk/__init__.py": init, "pk/known.py": known, "pk/last.py": "1 / 0\n"})
    for _ in range(2):
        editor.run({"pk"})
        with pytest.raises(ZeroDivisionError):
            load("pk")
    changed_one(editor, **{"pk/last.py": ""})
    assert load("pk.known")[0].known == ["new"]


def test_what_a_module_gave_the_name_of_a_submodule_to_stays(edit):
    files = {
        "pk/__init__.py": "from .one import X\nfrom . import sub\n",
        "pk/sub/__init__.py": "from .call import call\nfrom .later import later\n",
        "pk/sub/call.py": "from .later import later\ndef call():\n    return later()\n",
        "pk/sub/later.py": "def later():\n    return 7\n",
    }
    editor = edit({**ONE, **files})
    editor.run({"pk"})
    (before,) = load("pk")
    sub = dict(vars(before.sub))
    changed_one(editor)
    (again,) = load("pk")
    assert again is not before
    assert sub.items() <= vars(again.sub).items()
    assert again.sub.later() == 7


def test_modules_that_code_made_are_made_again(edit):
    files = {
        "pk/__init__.py": "from .one import X\nfrom . import six, compat\n",
        "pk/six.py": "import sys, types\n"
        "sys.modules['pk.six.moves'] = types.ModuleType('pk.six.moves')\n",
        "pk/real.py": "Y = 1\n",
        "pk/compat.py": "import sys\nfrom .real import Y\n"
        "sys.modules[__name__ + '.old'] = sys.modules['pk.real']\n",
    }
    editor = edit({**ONE, **files})
    names = ["pk.six.moves", "pk.compat.old"]
    for _ in range(3):
        editor.run({"pk"})
        moves, old = load(*names)
        assert moves.__name__ == "pk.six.moves"
        assert old is sys.modules["pk.real"]
        changed_one(editor, text=f"X = {id(moves)}\n")
