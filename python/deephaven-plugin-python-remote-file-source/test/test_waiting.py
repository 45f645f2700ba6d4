"""Imports that wait for a slow client: they stop no other import and no other connection.

The clients answer when they are told to, however long that takes, so nothing here depends on time.
"""

import _imp
import importlib
import importlib.util
import sys
import threading

import pytest

from deephaven.python_remote_file_source import PluginObject
from dialects import DIALECTS, request
from kinds import ASKED, DIFFERENT, Held, NotPushed, asked_for, for_each
from test_faults import PATIENCE, Importing

TEXT = "X = 1  # of a slow client\n"


all_kinds = for_each(ASKED)


@pytest.fixture
def wait_for_pk(connect, plugin_object):
    """Starts an import of `pk` that waits: it, and what lets the client answer."""
    plugin_object.fetch_timeout = 10 * PATIENCE
    held = Held()
    waiting = []

    def wait_for_pk(kind):
        held.client = connect(kind, {"pk.py": TEXT}, answer=held)
        plugin_object.set_execution_context("id-1", {"pk"})
        waiting.append(Importing("pk"))
        assert held.client.was_asked.wait(PATIENCE)
        return waiting[0], held

    yield wait_for_pk
    held.release()
    assert [importing.result().X for importing in waiting] == [1]


@all_kinds
def test_other_imports_go_on(kind, wait_for_pk, monkeypatch):
    """A first-time import of the standard library, in another thread."""
    importing, _ = wait_for_pk(kind)
    monkeypatch.delitem(sys.modules, "colorsys", raising=False)
    assert Importing("colorsys").result().rgb_to_hsv(0, 0, 0) == (0.0, 0.0, 0)
    assert importing._thread.is_alive()


@all_kinds
def test_the_import_lock_is_not_held(kind, wait_for_pk):
    wait_for_pk(kind)
    assert not _imp.lock_held()


@all_kinds
def test_a_finder_that_imports_while_it_finds(kind, connect, plugin_object, monkeypatch):
    """Then the thread that waits had the import lock twice. It gets both back."""

    class Nesting:
        def find_spec(self, name, path=None, target=None):
            if name == "outer":
                found.append(importlib.import_module("pk"))
                held_after.append(_imp.lock_held())

    found, held_after, held = [], [], Held()
    plugin_object.fetch_timeout = 10 * PATIENCE
    held.client = connect(kind, {"pk.py": TEXT}, answer=held)
    plugin_object.set_execution_context("id-1", {"pk"})
    monkeypatch.setattr(sys, "meta_path", [Nesting(), *sys.meta_path])
    outer = Importing("outer")
    assert held.client.was_asked.wait(PATIENCE)
    monkeypatch.delitem(sys.modules, "colorsys", raising=False)
    assert Importing("colorsys").result()
    held.release()
    with pytest.raises(ModuleNotFoundError, match="No module named 'outer'"):
        outer.result()
    assert [module.X for module in found] == [1]
    assert held_after == [True]
    assert not _imp.lock_held()


@for_each(DIFFERENT, "other_kind")
@all_kinds
def test_a_second_connection_goes_on(kind, other_kind, wait_for_pk, connect):
    """Its connecting, pushing, run and imports."""
    importing, _ = wait_for_pk(kind)
    other_object, done = PluginObject(), []

    def run():
        connect(other_kind, {"mine/__init__.py": "", "mine/m.py": "Y = 2\n"}, "b", other_object)
        other_object.set_execution_context("b", {"mine"})
        done.append(importlib.import_module("mine.m").Y)
        with pytest.raises(ModuleNotFoundError):
            importlib.import_module("mine.nope")

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(PATIENCE)
    assert done == [2]
    assert not thread.is_alive()
    assert importing._thread.is_alive()


@all_kinds
def test_other_modules_of_the_same_client_do_not_wait_for_one(kind, wait_for_pk, plugin_object):
    importing, held = wait_for_pk(kind)
    assert plugin_object.get_top_level_module_fullnames() == {"pk"}
    answers = held.client.call(request("request_plugin_info", message_id="q"))
    assert answers == [{"jsonrpc": "2.0", "id": "q", "result": {"full_names": ["pk"]}}]
    assert importing._thread.is_alive()


@all_kinds
def test_a_new_context_does_not_wait(kind, wait_for_pk, plugin_object):
    importing, _ = wait_for_pk(kind)
    thread = threading.Thread(
        target=plugin_object.set_execution_context, args=("id-1", {"other"}), daemon=True
    )
    thread.start()
    thread.join(PATIENCE)
    assert not thread.is_alive()
    assert importing._thread.is_alive()
    if isinstance(kind, NotPushed):
        # The module was evicted while its loader waited: the import fails, the next one succeeds.
        plugin_object.set_execution_context("id-1", {"pk"})
        importing.result = lambda: importlib.import_module("pk")


def test_the_same_context_again_lets_an_import_wait_on(wait_for_pk, plugin_object):
    _, held = wait_for_pk(NotPushed())
    plugin_object.set_execution_context("id-1", {"pk"})
    held.release()


def test_an_import_that_was_evicted_while_its_loader_waited_ends_in_words(
    wait_for_pk, plugin_object
):
    importing, held = wait_for_pk(NotPushed())
    plugin_object.set_execution_context("id-1", {"other"})
    plugin_object.set_execution_context("id-1", {"pk"})
    held.release()
    with pytest.raises(ImportError, match="'pk' was evicted by another run"):
        importing.result()
    importing.result = lambda: importlib.import_module("pk")


@all_kinds
def test_the_same_module_is_waited_for_and_asked_for_once(kind, wait_for_pk):
    importing, held = wait_for_pk(kind)
    second = Importing("pk")
    held.release()
    assert second.result() is importing.result()
    assert held.client.asked == asked_for(kind, "pk")


@all_kinds
def test_several_modules_are_waited_for_at_once(kind, connect, plugin_object):
    """One thread each: the client has all the questions before it answers the first."""
    plugin_object.fetch_timeout = 10 * PATIENCE
    names = [f"m{number}" for number in range(8)]
    files = {f"{name}.py": f"X = {name!r}  # slow\n" for name in names}
    held, all_asked = Held(), threading.Event()

    def answer(message):
        answer = held(message)
        if len(held.messages) == len(names):
            all_asked.set()
        return answer

    held.client = connect(kind, files, answer=answer)
    plugin_object.set_execution_context("id-1", set(names))
    importing = {name: Importing(name) for name in names}
    assert all_asked.wait(PATIENCE)
    held.release()
    assert {name: one.result().X for name, one in importing.items()} == {n: n for n in names}


@all_kinds
def test_missing_modules_of_many_threads_are_asked_for_once_a_run(kind, connect, plugin_object):
    client = connect(kind, {})
    plugin_object.set_execution_context("id-1", {"gone"})
    for importing in [Importing("gone") for _ in range(8)]:
        with pytest.raises(ModuleNotFoundError, match="No module named 'gone'"):
            importing.result()
    assert client.asked == (["gone"] if kind in DIALECTS else [])


@all_kinds
def test_all_who_wait_for_a_client_that_goes_away_end_at_once_and_say_why(
    kind, connect, plugin_object
):
    """Those that wait for the answer, and those that wait for the import of another thread."""
    plugin_object.fetch_timeout = 10 * PATIENCE
    files = {"pk.py": TEXT, "other.py": TEXT}
    held, both_asked = Held(), threading.Event()

    def answer(message):
        held(message)
        if len(held.messages) == 2:
            both_asked.set()

    held.client = connect(kind, files, "0123456789abcdef", answer=answer)
    plugin_object.set_execution_context("0123456789abcdef", {"pk", "other"})
    importing = [Importing(name) for name in ["pk", "other", "pk", "pk", "other"]]
    assert both_asked.wait(PATIENCE)
    held.client.close()
    for one in importing:
        with pytest.raises(ImportError, match=r"client '01234567\.\.\.'.* (disconnected|is gone)"):
            one.result()
    assert not {"pk", "other"} & set(sys.modules)


def test_a_client_that_goes_away_does_not_end_the_imports_of_others(connect, plugin_object):
    held = Held()
    held.client = connect(NotPushed(), {"pk.py": TEXT}, answer=held)
    leaving = connect(NotPushed(), {"pk.py": TEXT}, "id-2", answer=lambda message: None)
    plugin_object.set_execution_context("id-1", {"pk"})
    importing = [Importing("pk") for _ in range(3)]
    assert held.client.was_asked.wait(PATIENCE)
    leaving.close()
    held.release()
    assert [one.result().X for one in importing] == [1, 1, 1]
