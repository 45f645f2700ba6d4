"""A client that is gone: what it served to any code stays for a while, and is then gone with it."""

import importlib
import os
import sys
import threading
import time

import pytest

from deephaven.python_remote_file_source import PluginObject, run
from deephaven.python_remote_file_source.contexts import leaving, serving, standing
from deephaven.python_remote_file_source.contexts.finder import ServedFinder
from dialects import Documented, request
from in_process import run_id
from synced import Synced
from test_faults import PATIENCE, wait_until

FILES = {"pk/__init__.py": "", "pk/a.py": "X = 1\n", "pk/b.py": "X = 2\n", "pk/data.txt": "text"}


@pytest.fixture(autouse=True)
def grace(monkeypatch):
    """Sets the grace time; a test ends when all of it is over."""

    def grace(seconds):
        monkeypatch.setattr(leaving, "GRACE", seconds)

    grace(10 * PATIENCE)
    yield grace
    end_of_grace()


def end_of_grace():
    """Let the time be over for all that is kept."""
    with leaving._lock:
        for source in leaving._leaving:
            leaving._leaving[source] = time.monotonic()
        leaving._changed.notify_all()
    wait_until(lambda: leaving._thread is None)


@pytest.fixture
def stand(connect):
    def stand(connection_id="one", files=FILES, names=("pk",), **options):
        client = connect(Synced(), dict(files), connection_id, **options)
        client.send(request("set_standing", names=list(names)))
        return client

    return stand


def left_behind(root):
    return {
        "folder": os.path.exists(root),
        "claims": bool(standing._claims),
        "finder": any(isinstance(finder, ServedFinder) for finder in sys.meta_path),
        "thread": any(t.name == "forget served files" for t in threading.enumerate()),
        "sources": bool(serving.all_sources() or leaving._leaving),
    }


def test_what_is_served_to_any_code_stays_importable_for_a_while(stand):
    client = stand()
    importlib.import_module("pk.a")
    root = client.mirror
    client.close()
    assert importlib.import_module("pk.b").X == 2
    with open(f"{importlib.import_module('pk').__path__[0]}/data.txt") as file:
        assert file.read() == "text"
    with pytest.raises(ModuleNotFoundError):
        importlib.import_module("pk.nope")
    assert left_behind(root) == {
        "folder": True, "claims": True, "finder": True, "thread": True, "sources": True
    }  # fmt: skip


def test_then_it_is_gone_without_a_trace(stand):
    client = stand()
    a = importlib.import_module("pk.a")
    root = client.mirror
    client.close()
    end_of_grace()
    assert not any(left_behind(root).values())
    # What is loaded stays.
    assert importlib.import_module("pk.a") is a
    with pytest.raises(ModuleNotFoundError, match=r"No module named 'pk\.b'"):
        importlib.import_module("pk.b")


def test_it_is_over_by_itself(stand, grace):
    grace(0.05)
    client = stand()
    root = client.mirror
    client.close()
    wait_until(lambda: not any(left_behind(root).values()))
    with pytest.raises(ModuleNotFoundError):
        importlib.import_module("pk")


def test_what_was_served_to_runs_alone_is_gone_at_once(connect, plugin_object):
    client = connect(Synced(), FILES)
    plugin_object.set_execution_context("id-1", {"pk"})
    importlib.import_module("pk.a")
    root = client.mirror
    client.close()
    assert not any(left_behind(root).values())
    with pytest.raises(ModuleNotFoundError):
        importlib.import_module("pk.b")


def test_a_client_of_the_older_dialects_is_gone_at_once(connect, plugin_object):
    client = connect(Documented(), {"pk.py": ""})
    plugin_object.set_execution_context("id-1", {"pk"})
    root = client.mirror
    client.close()
    assert not any(left_behind(root).values())


def test_who_comes_back_takes_over_at_once(stand):
    client = stand("first")
    root = client.mirror
    importlib.import_module("pk.a")
    client.close()
    again = stand("second")
    assert not os.path.exists(root)
    assert leaving._leaving == {}
    assert importlib.import_module("pk.b").__file__.startswith(again.mirror)
    assert again.asked == []


def test_nobody_is_told_that_it_has_lost_a_name_that_was_left(stand):
    stand("first").close()
    again = stand("second")
    (answer,) = [m for m in again.received if isinstance(m.get("result"), dict)
                 and "displaced" in m["result"]]  # fmt: skip
    assert answer["result"]["displaced"] in ([], ["pk"])
    assert [m for m in again.received if m.get("method") in ("displaced", "restored")] == []


def test_names_that_another_client_serves_as_well_go_to_it_at_once(stand):
    first = stand("first", {"pk.py": "WHO = 'first'\n"})
    second = stand("second", {"pk.py": "WHO = 'second'\n"}, target=PluginObject())
    assert importlib.import_module("pk").WHO == "second"
    root = second.mirror
    second.close()
    assert importlib.import_module("pk").WHO == "first"
    assert not os.path.exists(root)
    assert [m["method"] for m in first.received if "id" not in m] == ["displaced", "restored"]


def test_some_names_stay_and_others_go_to_another_client(stand):
    files = {"pk.py": "WHO = 'first'\n", "mine.py": "WHO = 'first'\n"}
    stand("other", {"pk.py": "WHO = 'other'\n"}, target=PluginObject())
    client = stand("first", files, ["pk", "mine"])
    client.close()
    assert importlib.import_module("pk").WHO == "other"
    assert importlib.import_module("mine").WHO == "first"


def test_a_file_that_was_not_sent_fails_at_once(connect):
    client = connect(Synced(), FILES, connection_id=None)
    client.send(Synced().set_connection_id("one"))
    client.send(Synced().sync(FILES, contents={"pk/__init__.py"}))
    client.send(request("set_standing", names=["pk"]))
    importlib.import_module("pk")
    client.close()
    with pytest.raises(ImportError, match=r"cannot import 'pk\.a' from client 'one': it disconn"):
        importlib.import_module("pk.a")


def test_a_run_of_another_client_goes_before_what_is_left(stand, connect, plugin_object):
    stand("gone").close()
    connect(Synced(), {"pk.py": "WHO = 'run'\n"}, "run")
    plugin_object.set_execution_context("run", {"pk"})
    assert importlib.import_module("pk").WHO == "run"
    plugin_object.set_execution_context("run", set())
    assert importlib.import_module("pk.a").X == 1


def test_a_module_of_the_worker_comes_back_when_it_is_over(stand, tmp_path, monkeypatch):
    (tmp_path / "own_module.py").write_text("WHO = 'worker'\n")
    monkeypatch.syspath_prepend(tmp_path)
    own = importlib.import_module("own_module")
    try:
        client = stand("one", {"own_module.py": "WHO = 'served'\n"}, ["own_module"])
        client.close()
        assert importlib.import_module("own_module").WHO == "served"
        end_of_grace()
        assert importlib.import_module("own_module") is own
    finally:
        sys.modules.pop("own_module", None)


def test_many_clients_that_are_gone(stand):
    roots = []
    for number in range(20):
        client = stand(f"id-{number}", {f"pk{number}.py": "X = 1\n"}, [f"pk{number}"])
        roots.append(client.mirror)
        client.close()
    assert importlib.import_module("pk7").X == 1
    assert len([t for t in threading.enumerate() if t.name == "forget served files"]) == 1
    end_of_grace()
    assert not any(os.path.exists(root) for root in roots)


def test_a_run_that_names_what_a_client_served_that_is_gone_ends_its_grace(stand, connect):
    stand("one").close()
    importlib.import_module("pk")
    connect(Synced(), {"pk/__init__.py": "X = 2\n"}, "two")
    run(run_id("two"), {"pk"}, 1, "import pk; assert pk.X == 2", "<run>")
    with pytest.raises(ModuleNotFoundError):
        run(run_id("two"), set(), 1, "import pk", "<run>")
    assert not leaving._leaving
