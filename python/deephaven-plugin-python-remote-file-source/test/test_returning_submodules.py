"""Submodules that come back while something else happens: an edit, an eviction, a recipe."""

import importlib
import importlib.util
import threading

import pytest

from deephaven.python_remote_file_source import serving, set_aside
from evictions import ONE, changed_one, load


def test_a_program_keeps_what_was_left_though_it_changes_meanwhile(edit):
    """And the next run has what is new, in all that had imported it."""
    files = {"pk/two.py": "V = 1\n", "pk/three.py": "from .two import V\n"}
    editor = edit({**ONE, **files})
    editor.run({"pk"})
    load("pk.three")
    changed_one(editor)
    with serving.program_of(serving.source_of("pk")):
        editor.save({"pk/two.py": "V = 2\n"})
        three, two = load("pk.three", "pk.two")
        assert (three.V, two.V) == (1, 1)
    editor.run({"pk"})
    three, two = load("pk.three", "pk.two")
    assert (three.V, two.V) == (2, 2)


def test_a_lazy_import_of_what_was_left_gives_the_same_module(edit):
    """By the recipe of importlib's documentation, which changes the spec that it finds."""
    lazy = (
        "import importlib.util, sys\n"
        "def load(name):\n"
        "    if name in sys.modules:\n"
        "        return sys.modules[name]\n"
        "    spec = importlib.util.find_spec(name)\n"
        "    loader = spec.loader = importlib.util.LazyLoader(spec.loader)\n"
        "    module = sys.modules[name] = importlib.util.module_from_spec(spec)\n"
        "    loader.exec_module(module)\n"
        "    return module\n"
    )
    files = {"pk/heavy.py": "class C:\n    pass\n", "pk/user.py": "from .heavy import C\nx = C()\n"}
    editor = edit({**ONE, **files})
    editor.run({"pk"})
    load("pk.user")
    load_lazily = {}
    exec(lazy, load_lazily)
    for number in range(2):
        changed_one(editor, text=f"X = {number}\n")
        load("pk")
        heavy = load_lazily["load"]("pk.heavy")
        (user,) = load("pk.user")
        assert isinstance(user.x, heavy.C)


def test_a_package_with_a_getattr_of_its_own_keeps_what_others_imported(edit):
    files = {
        "pk/sub/__init__.py": "def __getattr__(name):\n    raise AttributeError(name)\n",
        "pk/sub/other.py": "Z = 1\n",
    }
    editor = edit({**ONE, **files})
    editor.run({"pk"})
    import pk.sub.other

    changed_one(editor)
    assert pk.sub.other.Z == 1


def test_an_import_on_another_thread_brings_nothing_back_that_is_evicted(edit, monkeypatch):
    files = {"pk/two.py": "V = 1\n", "pk/three.py": "from .two import V\n"}
    editor = edit({**ONE, **files})
    editor.run({"pk"})
    load("pk.three")
    changed_one(editor)
    drop = set_aside.drop
    threads = []

    def drop_while_imported(is_dropped):
        # It waits for the eviction's end, where it would bring back what goes.
        threads.append(threading.Thread(target=load, args=["pk.three"]))
        threads[-1].start()
        return drop(is_dropped)

    monkeypatch.setattr(set_aside, "drop", drop_while_imported)
    editor.save({"pk/two.py": "V = 2\n"})
    editor.run({"pk"})
    threads[-1].join()
    monkeypatch.undo()
    assert [module.V for module in load("pk.three", "pk.two")] == [2, 2]


def test_nor_anything_when_all_is_evicted(edit, monkeypatch):
    editor = edit({**ONE, "pk/two.py": "V = 1\n"})
    editor.run({"pk"})
    (before,) = load("pk.two")
    changed_one(editor)
    drop = set_aside.drop

    def drop_after_an_import(is_dropped):
        thread = threading.Thread(target=load, args=["pk.two"])
        thread.start()
        thread.join()
        return drop(is_dropped)

    monkeypatch.setattr(set_aside, "drop", drop_after_an_import)
    editor.run({"pk"}, evict="all")
    monkeypatch.undo()
    assert load("pk.two") != [before]


def test_a_module_that_is_evicted_while_it_returns_says_so(edit):
    editor = edit({**ONE, "pk/two.py": "V = 1\n"})
    editor.run({"pk"})
    load("pk.two")
    changed_one(editor)
    load("pk")
    spec = importlib.util.find_spec("pk.two")
    module = importlib.util.module_from_spec(spec)
    changed_one(editor, **{"pk/two.py": "V = 2\n"})
    with pytest.raises(ImportError, match="evicted by another run"):
        spec.loader.exec_module(module)
    assert load("pk.two")[0].V == 2


def test_a_module_that_is_evicted_before_it_returns_is_not_executed_as_it_was(edit):
    editor = edit({**ONE, "pk/two.py": "V = 1\n"})
    editor.run({"pk"})
    load("pk.two")
    changed_one(editor)
    load("pk")
    spec = importlib.util.find_spec("pk.two")
    changed_one(editor, **{"pk/two.py": "V = 2\n"})
    with pytest.raises(ImportError, match="evicted by another run"):
        importlib.util.module_from_spec(spec)
    (two,) = load("pk.two")
    assert two.V == 2
    # Its own spec makes other modules, as ever.
    changed_one(editor, "X = 'newer'\n")
    assert load("pk.two") == [two]
    other = importlib.util.module_from_spec(two.__spec__)
    two.__spec__.loader.exec_module(other)
    assert other is not two
    assert other.V == 2
