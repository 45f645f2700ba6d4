"""Modules that code makes, and names below modules that are no packages."""

import importlib
import sys

import pytest

from synced import Synced

FILES = {
    "pk/__init__.py": "",
    "pk/six.py": (
        "import sys, types\n"
        "moves = types.ModuleType('pk.six.moves')\n"
        "sys.modules['pk.six.moves'] = moves\n"
    ),
    "pk/user.py": "import pk.six\nimport pk.six.moves\nfrom pk.six.moves import __name__ as name\n",
}


def test_what_code_made_is_not_made_again_at_each_run(edit):
    client = edit(FILES)
    client.run({"pk"})
    import pk.user

    user, moves = pk.user, sys.modules["pk.six.moves"]
    client.run({"pk"})
    import pk.user

    assert pk.user is user
    assert sys.modules["pk.six.moves"] is moves


def test_what_code_made_goes_with_the_module_that_made_it(edit):
    client = edit(FILES)
    client.run({"pk"})
    import pk.user

    user, moves = pk.user, sys.modules["pk.six.moves"]
    client.save({"pk/six.py": FILES["pk/six.py"] + "# changed\n"})
    client.run({"pk"})
    import pk.user

    assert pk.user is not user
    assert sys.modules["pk.six.moves"] is not moves


ALIASES = {
    "pk/__init__.py": "",
    "pk/real.py": "X = 1\n",
    "pk/packages.py": "import sys\nfrom . import real\nsys.modules['pk.packages.real'] = real\n",
    "pk/user.py": "from pk.packages.real import X\n",
    "pk/other.py": "",
}


def test_other_names_of_a_module_are_no_change(edit):
    client = edit(ALIASES)
    client.run({"pk"})
    before = [importlib.import_module(f"pk.{name}") for name in ("user", "packages.real")]
    client.run({"pk"})
    after = [importlib.import_module(f"pk.{name}") for name in ("user", "packages.real")]
    assert after == before


def test_other_names_of_a_module_follow_it(edit):
    client = edit(ALIASES)
    client.run({"pk"})
    other, _ = [importlib.import_module(f"pk.{name}") for name in ("other", "user")]
    client.save({"pk/real.py": "X = 2\n"})
    client.run({"pk"})
    assert importlib.import_module("pk.packages")
    user = importlib.import_module("pk.user")
    assert user.X == 2
    assert sys.modules["pk.packages.real"] is sys.modules["pk.real"]
    assert importlib.import_module("pk.other") is other


def test_nobody_is_asked_for_what_is_below_a_module(connect, plugin_object):
    client = connect(Synced(), FILES)
    plugin_object.set_execution_context("id-1", {"pk"}, 1, "changed")
    import pk.user

    assert pk.user.name == "pk.six.moves"
    with pytest.raises(ModuleNotFoundError):
        import pk.six.other
    assert client.asked == []
