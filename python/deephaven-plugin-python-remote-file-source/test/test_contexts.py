"""Execution contexts of clients with the extension: revisions, and who is displaced."""

import importlib
import sys
import threading

import pytest

from dialects import Deployed, Documented
from synced import Synced
from test_faults import PATIENCE, Importing

# Revisions.


def test_a_context_waits_for_its_revision(connect, plugin_object):
    plugin_object.fetch_timeout = 10 * PATIENCE
    client = connect(Synced(), {"pk.py": "X = 1\n"})
    waiting = threading.Event()
    real = plugin_object._source_of
    plugin_object._source_of = lambda name: (waiting.set(), real(name))[1]
    thread = threading.Thread(
        target=plugin_object.set_execution_context, args=("id-1", {"pk"}, 2), daemon=True
    )
    thread.start()
    assert waiting.wait(PATIENCE)
    assert plugin_object.get_top_level_module_fullnames() == set()
    client.send(Synced().sync({"pk.py": "X = 2\n"}, revision=2))
    thread.join(PATIENCE)
    assert not thread.is_alive()
    assert importlib.import_module("pk").X == 2


def test_a_revision_that_does_not_come_ends_in_words(connect, plugin_object):
    plugin_object.set_execution_context("before", {"kept"})
    plugin_object.fetch_timeout = 0.01
    connect(Synced(), {})
    for connection_id in ["id-1", "nobody"]:
        with pytest.raises(TimeoutError, match=f"revision 2 of client '{connection_id}' did not"):
            plugin_object.set_execution_context(connection_id, {"pk"}, revision=2)
    assert plugin_object.get_top_level_module_fullnames() == {"kept"}


def test_a_client_that_goes_away_ends_the_wait_at_once(connect, plugin_object):
    plugin_object.fetch_timeout = 10 * PATIENCE
    client = connect(Synced(), {})
    waiting, errors = threading.Event(), []
    real = plugin_object._source_of
    plugin_object._source_of = lambda name: (waiting.set(), real(name))[1]

    def run():
        with pytest.raises(ConnectionError, match="client 'id-1' has disconnected") as caught:
            plugin_object.set_execution_context("id-1", {"pk"}, revision=2)
        errors.append(caught.value)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    assert waiting.wait(PATIENCE)
    client.close()
    thread.join(PATIENCE)
    assert errors


def test_a_legacy_client_has_no_revisions(connect, plugin_object):
    connect(Documented(), {})
    with pytest.raises(ConnectionError, match="client 'id-1' sends no revisions"):
        plugin_object.set_execution_context("id-1", {"pk"}, revision=1)


@pytest.mark.parametrize(
    ("kwargs", "error"),
    [
        ({"revision": "1"}, TypeError),
        ({"revision": True}, TypeError),
        ({"revision": 1.0}, TypeError),
        ({"evict": "changed"}, TypeError),
    ],
)
def test_wrong_arguments_change_nothing(plugin_object, kwargs, error):
    with pytest.raises(error):
        plugin_object.set_execution_context("id", {"a"}, **kwargs)
    assert plugin_object.get_top_level_module_fullnames() == set()


def test_a_revision_that_arrives_while_an_import_runs(edit, monkeypatch):
    """The import goes on with the files of its time, and the next run is right."""
    running, go_on = threading.Event(), threading.Event()
    monkeypatch.setattr(sys, "_test_events", (running, go_on), raising=False)
    slow = "import sys\nfrom a import X\nsys._test_events[0].set()\nsys._test_events[1].wait(60)\n"
    editor = edit({"a.py": "X = 1\n", "slow.py": slow + "from b import Y\n", "b.py": "Y = 1\n"})
    editor.run({"a", "b", "slow"})
    importing = Importing("slow")
    assert running.wait(PATIENCE)
    editor.save({"a.py": "X = 2\n", "b.py": "Y = 2\n"})
    go_on.set()
    assert (importing.result().X, importing.result().Y) == (1, 1)
    editor.run({"a", "b", "slow"})
    slow = importlib.import_module("slow")
    assert (slow.X, slow.Y) == (2, 2)


# Who is told.


def notifications(client):
    return [(m["method"], m["params"]) for m in client.received if "id" not in m]


def test_a_client_whose_context_is_replaced_is_told(connect, plugin_object):
    first = connect(Synced(), {}, "first-connection-id")
    second = connect(Synced(), {}, "second-connection-id")
    plugin_object.set_execution_context("first-connection-id", {"b", "a"})
    plugin_object.set_execution_context("first-connection-id", {"b", "a"})
    assert notifications(first) == []
    plugin_object.set_execution_context("second-connection-id", {"c"})
    expected = {"context": "foreground", "names": ["a", "b"], "by": "second-c..."}
    assert notifications(first) == [("displaced", expected)]
    assert notifications(second) == []
    plugin_object.set_execution_context(None, set())
    expected = {"context": "foreground", "names": ["c"], "by": None}
    assert notifications(second) == [("displaced", expected)]


@pytest.mark.parametrize("dialect", [Documented(), Deployed()], ids=lambda dialect: dialect.name)
def test_a_legacy_client_is_told_nothing(connect, plugin_object, dialect):
    legacy = connect(dialect, {}, "legacy")
    connect(Synced(), {}, "new")
    plugin_object.set_execution_context("legacy", {"a"})
    plugin_object.set_execution_context("new", {"a"})
    assert notifications(legacy) == []
