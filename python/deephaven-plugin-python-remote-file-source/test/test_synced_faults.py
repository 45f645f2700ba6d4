"""Clients with the extension that leave or break: nothing stays behind."""

import importlib
import sys
import threading

import pytest

from deephaven.python_remote_file_source.contexts import standing
from deephaven.python_remote_file_source.contexts.finder import ServedFinder
from deephaven.python_remote_file_source.mirror.contents import store
from dialects import request
from kinds import NotListed
from synced import Synced, key_of
from test_faults import PATIENCE, Importing


def test_a_client_that_connects_again_on_its_stream_keeps_its_revision(connect, plugin_object):
    client = connect(Synced(), {"pk.py": "X = 1"})
    client.send(Synced().set_connection_id("renamed"))
    assert len([f for f in sys.meta_path if isinstance(f, ServedFinder)]) == 1
    plugin_object.set_execution_context("renamed", {"pk"}, 1)
    assert importlib.import_module("pk").X == 1
    assert client.asked == []


def test_messages_after_the_end_do_nothing(connect):
    client = connect(Synced(), {"pk.py": "X = 1"})
    client.close()
    for message in [
        Synced().sync({"pk.py": "X = 2"}, revision=2),
        request("set_standing", names=["pk"]),
        request("put", contents={}),
        Synced().set_connection_id("id-1"),
    ]:
        client.send(message)
    assert standing._claims == {}
    assert not [f for f in sys.meta_path if isinstance(f, ServedFinder)]
    assert key_of("X = 2") not in store._references


def test_a_stream_that_breaks_while_others_are_told(connect, plugin_object):
    """Who cannot be told has gone; the one who took its name does not notice."""
    first = connect(Synced(), {"pk.py": "WHO = 'first'"}, "one")
    first.send(request("set_standing", names=["pk"]))
    second = connect(Synced(), {"pk.py": "WHO = 'second'"}, "two")
    first.break_stream()
    answers = second.call(request("set_standing", names=["pk"]))
    assert answers[-1]["result"] == {"displaced": ["pk"]}
    assert importlib.import_module("pk").WHO == "second"
    second.close()
    assert standing._claims == {}


def test_a_disconnection_in_the_middle_of_an_import(connect, plugin_object, monkeypatch):
    """What was pushed is imported to its end; what must be fetched fails with a message."""
    running, go_on = threading.Event(), threading.Event()
    monkeypatch.setattr(sys, "_test_events", (running, go_on), raising=False)
    files = {
        "pk.py": "import sys\nsys._test_events[0].set()\nsys._test_events[1].wait(60)\n"
        "try:\n    import fetched\nexcept ImportError as error:\n    WORDS = str(error)\n",
        "fetched.py": "# never sent\n",
    }
    client = connect(Synced(), files, connection_id=None)
    client.send(Synced().set_connection_id("id-1"))
    client.send(Synced().sync(files, contents={"pk.py"}))
    plugin_object.set_execution_context("id-1", {"pk", "fetched"}, 1)
    importing = Importing("pk")
    assert running.wait(PATIENCE)
    client.close()
    go_on.set()
    assert importing.result().WORDS.startswith("No module named 'fetched'")


def test_taking_leave_does_not_wait_for_imports_that_wait_for_the_client(
    connect, plugin_object, monkeypatch
):
    """Looking for what its names hid may import, while its last import holds the import lock."""

    class LazyFinder:
        def find_spec(self, name, path=None, target=None):
            if name == "pk" and threading.current_thread() is threading.main_thread():
                looked.append(importlib.import_module("colorsys"))

    looked = []
    plugin_object.fetch_timeout = 10 * PATIENCE
    monkeypatch.delitem(sys.modules, "colorsys", raising=False)
    client = connect(NotListed(), {"pk.py": ""}, answer=lambda message: None)
    plugin_object.set_execution_context("id-1", {"pk"}, 1)
    importing = Importing("pk")
    assert client.was_asked.wait(PATIENCE)
    sys.meta_path.append(LazyFinder())
    try:
        client.close()
    finally:
        sys.meta_path.pop()
    with pytest.raises(ImportError, match="it disconnected"):
        importing.result()
    assert looked


def test_revisions_from_many_threads_leave_consistent_files(connect, plugin_object):
    """Streams deliver one message at a time; several clients do so at once."""
    clients = [connect(Synced(), {}, f"id-{n}") for n in range(4)]
    errors = []

    def push(number):
        for revision in range(2, 52):
            files = {f"m{number}.py": f"X = {revision}\n", "shared.py": f"Y = {revision}\n"}
            (answer,) = clients[number].call(Synced().sync(files, revision=revision))
            if answer.get("result") != {"revision": revision, "wanted": []}:
                errors.append(answer)

    threads = [threading.Thread(target=push, args=(n,), daemon=True) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert errors == []
    for number in range(4):
        plugin_object.set_execution_context(f"id-{number}", {f"m{number}", "shared"}, 51)
        assert importlib.import_module(f"m{number}").X == 51
        assert importlib.import_module("shared").Y == 51
    # Each as the newest revision of a client, and as what its mirror has.
    assert store._references[key_of("Y = 51\n")] == 4 * 2
    assert key_of("Y = 50\n") not in store._references


@pytest.mark.parametrize("payload", [b"\x78\x9c", b"{", b"\xff", b'{"jsonrpc": "2.0"}'])
def test_broken_messages_do_not_disturb_an_import_that_waits(connect, plugin_object, payload):
    asked = []
    files = {"pk.py": f"X = 1  # {payload!r}\n"}
    client = connect(Synced(), files, connection_id=None, answer=asked.append)
    client.send(Synced().set_connection_id("id-1"))
    client.send(Synced().sync(files, contents=False))
    plugin_object.set_execution_context("id-1", {"pk"}, 1)
    importing = Importing("pk")
    assert client.was_asked.wait(PATIENCE)
    assert "error" in client.call(payload)[-1]
    client.send(Synced().answer(asked[0], files))
    assert importing.result().X == 1
