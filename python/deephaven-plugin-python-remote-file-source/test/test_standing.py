"""Standing contexts: importable by any code while the client is connected."""

import importlib
import sys
import threading

import pytest

from deephaven.python_remote_file_source import PluginObject
from dialects import DIALECTS, Documented, request
from editor import Editor
from kinds import NotPushed
from synced import Synced
from test_faults import PATIENCE, Importing, wait_until


@pytest.fixture
def stand(connect, plugin_object):
    """Connects clients that make all their modules standing."""

    def stand(files, connection_id, target=plugin_object):
        client = connect(Synced(), files, connection_id, target=target)
        names = sorted({path.split("/")[0].replace(".py", "") for path in files})
        return client, set_standing(client, names)

    return stand


def set_standing(client, names):
    (answer,) = [m for m in client.call(request("set_standing", names=names)) if "id" in m]
    return answer["result"]


def told(client):
    return [(m["method"], m["params"]) for m in client.received if "id" not in m]


def who():
    return importlib.import_module("pk").WHO


def test_any_code_can_import(stand):
    client, result = stand({"pk.py": "WHO = 'me'"}, "one")
    assert result == {"displaced": []}
    assert Importing("pk").result().WHO == "me"
    with pytest.raises(ModuleNotFoundError):
        importlib.import_module("not_standing")
    assert client.asked == []


def test_names_that_hide_modules_of_the_worker_are_told(stand, tmp_path, monkeypatch):
    (tmp_path / "own_module.py").touch()
    (tmp_path / "own_folder").mkdir()
    monkeypatch.syspath_prepend(tmp_path)
    files = ["turtledemo.py", "own_module.py", "own_folder/__init__.py", "pk.py"]
    client, result = stand(dict.fromkeys(files, "WHO = 'served'"), "one")
    assert result == {"displaced": [], "hides": ["own_module", "turtledemo"]}
    assert importlib.import_module("own_module").WHO == "served"
    client.close()
    # Another client's modules are none of the worker's own.
    _, result = stand({"pk.py": "WHO = 'me'"}, "two")
    assert result == {"displaced": []}


def test_a_foreground_context_wins_while_it_names_the_module(connect, stand, plugin_object):
    stand({"pk.py": "WHO = 'standing'", "other.py": ""}, "one")
    connect(Documented(), {"pk.py": "WHO = 'foreground'"}, "two")
    assert who() == "standing"
    plugin_object.set_execution_context("two", {"pk"})
    assert who() == "foreground"
    importlib.import_module("other")
    plugin_object.set_execution_context("two", set())
    assert who() == "standing"


def test_a_foreground_context_of_another_object_wins_too(connect, stand):
    other_object = PluginObject()
    connect(Documented(), {"pk.py": "WHO = 'foreground'"}, "two", target=other_object)
    stand({"pk.py": "WHO = 'standing'"}, "one")
    other_object.set_execution_context("two", {"pk"})
    assert who() == "foreground"


def test_a_foreground_context_without_its_client_does_not_count(connect, stand, plugin_object):
    stand({"pk.py": "WHO = 'standing'"}, "one")
    gone = connect(Documented(), {"pk.py": "WHO = 'foreground'"}, "two")
    plugin_object.set_execution_context("two", {"pk"})
    gone.close()
    assert who() == "standing"


def test_the_newest_wins_and_the_others_are_told(stand):
    first, _ = stand({"pk.py": "WHO = 'first'", "mine.py": ""}, "first-client-id")
    assert who() == "first"
    second, result = stand({"pk.py": "WHO = 'second'"}, "second-client-id")
    assert result == {"displaced": ["pk"]}
    assert who() == "second"
    expected = {"context": "standing", "names": ["pk"], "by": "second-c..."}
    assert told(first) == [("displaced", expected)]
    second.close()
    assert told(first)[1:] == [("restored", {"context": "standing", "names": ["pk"]})]
    assert who() == "first"
    assert told(second) == []


def test_the_newest_wins_across_plugin_objects(stand):
    first, _ = stand({"pk.py": "WHO = 'first'"}, "one")
    stand({"pk.py": "WHO = 'second'"}, "two", target=PluginObject())
    assert who() == "second"
    assert [method for method, _ in told(first)] == ["displaced"]


def test_setting_the_same_names_again_does_not_win_them_back(stand):
    """Two clients that repeat themselves would take them from each other for ever."""
    first, _ = stand({"pk.py": "WHO = 'first'", "extra.py": ""}, "one")
    second, _ = stand({"pk.py": "WHO = 'second'"}, "two")
    assert set_standing(first, ["pk", "extra"]) == {"displaced": []}
    assert who() == "second"
    set_standing(first, [])
    assert set_standing(first, ["pk"]) == {"displaced": ["pk"]}
    assert who() == "first"
    assert [method for method, _ in told(second)] == ["displaced"]


def test_who_lost_already_is_not_told_again(stand):
    first, _ = stand({"pk.py": "WHO = 'first'"}, "one")
    second, _ = stand({"pk.py": "WHO = 'second'"}, "two")
    third, _ = stand({"pk.py": "WHO = 'third'"}, "three")
    second.close()
    assert [method for method, _ in told(first)] == ["displaced"]
    third.close()
    assert [method for method, _ in told(first)] == ["displaced", "restored"]
    assert who() == "first"


@pytest.mark.parametrize("params", [{}, {"names": "pk"}, {"names": [1]}, {"names": ["a..b"]}, []])
def test_wrong_names(stand, params):
    client, _ = stand({"pk.py": "WHO = 'me'"}, "one")
    (answer,) = client.call({"jsonrpc": "2.0", "id": 1, "method": "set_standing", "params": params})
    assert answer["error"]["code"] == -32602
    assert who() == "me"


# What is evicted.


def test_a_revision_renews_what_is_standing_at_once(stand):
    files = {
        "pk/__init__.py": "",
        "pk/a.py": "X = 1\n",
        "pk/b.py": "from .a import X\n",
        "c.py": "",
    }
    client, _ = stand(files, "one")
    assert importlib.import_module("pk.b").X == 1
    c = importlib.import_module("c")
    client.send(Synced().sync({**files, "pk/a.py": "X = 2\n"}, revision=2))
    assert importlib.import_module("pk.b").X == 2
    assert sys.modules["c"] is c


def test_a_revision_evicts_nothing_that_another_clients_context_names(
    connect, stand, plugin_object
):
    client, _ = stand({"pk.py": "WHO = 'standing'"}, "one")
    connect(Documented(), {"pk.py": "WHO = 'foreground'"}, "two")
    plugin_object.set_execution_context("two", {"pk"})
    pk = importlib.import_module("pk")
    client.send(Synced().sync({"pk.py": "WHO = 'standing 2'"}, revision=2))
    assert sys.modules["pk"] is pk


def test_a_revision_renews_what_is_in_the_foreground_of_the_same_client(stand, plugin_object):
    """The context stays after a run; other code must not get old modules because of that."""
    client, _ = stand({"pk.py": "WHO = 1"}, "one")
    plugin_object.set_execution_context("one", {"pk"}, 1)
    assert who() == 1
    client.send(Synced().sync({"pk.py": "WHO = 2"}, revision=2))
    assert who() == 2


def test_a_module_that_is_being_imported_is_left_until_it_is(stand, monkeypatch):
    running, go_on = threading.Event(), threading.Event()
    monkeypatch.setattr(sys, "_test_events", (running, go_on), raising=False)
    slow = "import sys\nX = {}\nsys._test_events[0].set()\nsys._test_events[1].wait(60)\n"
    client, _ = stand({"slow.py": slow.format(1)}, "one")
    importing = Importing("slow")
    assert running.wait(PATIENCE)
    client.send(Synced().sync({"slow.py": slow.format(2)}, revision=2))
    go_on.set()
    assert importing.result().X == 1
    wait_until(lambda: "slow" not in sys.modules)
    assert importlib.import_module("slow").X == 2


def test_from_standing_to_foreground_unchanged_modules_stay(stand, plugin_object):
    stand({"pk.py": "WHO = 1"}, "one")
    pk = importlib.import_module("pk")
    plugin_object.set_execution_context("one", {"pk"}, 1)
    assert importlib.import_module("pk") is pk


@pytest.fixture
def hidden(tmp_path, monkeypatch):
    """A module of the worker that is in use."""
    (tmp_path / "own_module.py").write_text("WHO = 'worker'\n")
    monkeypatch.syspath_prepend(tmp_path)
    yield importlib.import_module("own_module")
    sys.modules.pop("own_module", None)


SERVED = {"own_module.py": "WHO = 'served'"}


def test_a_hidden_module_comes_back_when_its_client_goes_away(stand, hidden):
    client, _ = stand({**SERVED, "pk.py": "WHO = 'me'"}, "one")
    assert importlib.import_module("own_module").WHO == "served"
    pk = importlib.import_module("pk")
    client.close()
    assert importlib.import_module("own_module") is hidden
    # What hides nothing stays: listeners and later cells go on.
    assert sys.modules["pk"] is pk


def test_a_hidden_module_comes_back_when_a_foreground_client_goes_away(
    connect, plugin_object, hidden
):
    client = connect(Synced(), SERVED)
    plugin_object.set_execution_context("id-1", {"own_module"}, 1)
    assert importlib.import_module("own_module").WHO == "served"
    client.close()
    assert importlib.import_module("own_module") is hidden


def test_a_hidden_module_comes_back_when_it_is_no_longer_standing(stand, hidden):
    client, _ = stand(SERVED, "one")
    assert importlib.import_module("own_module").WHO == "served"
    set_standing(client, [])
    assert importlib.import_module("own_module") is hidden


def test_a_loaded_package_works_after_its_client_has_gone(connect, plugin_object):
    """Its files are gone: what it reads and imports later, it finds no more."""
    files = {"pk/__init__.py": "def f():\n    return 1 / 0\n", "pk/a.py": "", "pk/b.py": ""}
    client = connect(Synced(), files)
    plugin_object.set_execution_context("id-1", {"pk"}, 1)
    pk = importlib.import_module("pk")
    a = importlib.import_module("pk.a")
    client.close()
    with pytest.raises(ZeroDivisionError):
        pk.f()
    assert importlib.import_module("pk.a") is a
    with pytest.raises(ModuleNotFoundError, match=r"No module named 'pk\.b'"):
        importlib.import_module("pk.b")


# What is told to the panel.


def info(client, **params):
    return client.call(request("request_plugin_info", **params))[-1]["result"]


@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.name)
def test_details_are_told_to_who_asks_for_them(connect, stand, plugin_object, dialect):
    asker = connect(dialect, {"old.py": ""}, connection_id=None)
    assert info(asker, details=True) == {"full_names": [], "clients": []}
    asker.send(dialect.set_connection_id("legacy-connection-id"))
    stand({"pk.py": "WHO = 1", "taken.py": ""}, "synced")
    stand({"taken.py": ""}, "other", target=PluginObject())
    plugin_object.set_execution_context("legacy-connection-id", {"old", "nope"})
    importlib.import_module("old")
    importlib.import_module("pk")
    with pytest.raises(ModuleNotFoundError):
        importlib.import_module("nope")
    details = info(asker, details=True)
    assert all(fetch.pop("ms") >= 0 for client in details["clients"] for fetch in client["fetched"])
    assert details == {
        "full_names": ["nope", "old"],
        "clients": [
            {
                "client": "legacy-c...",
                "connected": True,
                "foreground": ["nope", "old"],
                "standing": [],
                "displaced": [],
                "revision": None,
                "modules": 0,
                "fetched": [
                    {"name": "old", "outcome": "fetched"},
                    {"name": "nope", "outcome": "missing"},
                ],
            },
            {
                "client": "synced",
                "connected": True,
                "foreground": [],
                "standing": ["pk"],
                "displaced": ["taken"],
                "revision": 1,
                "modules": 2,
                "fetched": [{"name": "pk", "outcome": "store"}],
            },
        ],
    }
    assert info(asker) == info(asker, details=1) == {"full_names": ["nope", "old"]}


def test_details_of_a_client_that_is_gone_and_of_failures(connect, plugin_object):
    asker = connect(Documented(), connection_id=None)
    plugin_object.fetch_timeout = 0.01
    files = {"pk.py": "# not pushed"}
    client = connect(NotPushed(), files, "gone-connection-id", answer=lambda message: None)
    plugin_object.set_execution_context("gone-connection-id", {"pk"})
    with pytest.raises(ImportError):
        importlib.import_module("pk")
    (description,) = info(asker, details=True)["clients"]
    (fetch,) = description["fetched"]
    assert (fetch["name"], fetch["outcome"]) == ("pk", "failed")
    client.close()
    (description,) = info(asker, details=True)["clients"]
    assert (description["client"], description["connected"]) == ("gone-con...", False)
    assert description["foreground"] == ["pk"]


def test_only_the_latest_fetches_are_kept(connect, plugin_object):
    client = connect(Synced(), {f"m{n}.py": "" for n in range(250)})
    plugin_object.set_execution_context("id-1", {f"m{n}" for n in range(250)})
    for n in range(250):
        importlib.import_module(f"m{n}")
    fetched = info(client, details=True)["clients"][0]["fetched"]
    assert [fetch["name"] for fetch in fetched] == [f"m{n}" for n in range(50, 250)]


def test_what_was_being_imported_when_it_was_to_go_goes_when_it_is(connect, plugin_object):
    slow = "from .two import V\nimport sys\nsys.slow_began.set()\nsys.slow_ends.wait(10)\n"
    files = {"pk/__init__.py": "", "pk/two.py": "V = 1\n", "pk/slow.py": slow}
    editor = Editor(connect, plugin_object, files)
    set_standing(editor.client, ["pk"])
    sys.slow_began, sys.slow_ends = threading.Event(), threading.Event()
    try:
        importing = Importing("pk.slow")
        assert sys.slow_began.wait(PATIENCE)
        editor.save({"pk/two.py": "V = 2\n"})
        sys.slow_ends.set()
        assert importing.result().V == 1
        wait_until(lambda: "pk.slow" not in sys.modules)
        assert importlib.import_module("pk.slow").V == 2
        assert importlib.import_module("pk.two").V == 2
    finally:
        del sys.slow_began, sys.slow_ends
