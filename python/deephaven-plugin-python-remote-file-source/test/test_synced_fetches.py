"""Modules and files that a client tells of but does not push: fetched where nobody else waits."""

import importlib
import importlib.util
import sys
import threading

import pytest

from deephaven.python_remote_file_source import PluginObject
from dialects import ROOT
from synced import Synced, key_of
from test_faults import PATIENCE, Importing

FILES = {
    "pk/__init__.py": "",
    "pk/a.py": "X = 1\n",
    "pk/b.py": "from .a import X\n",
    "pk/data.txt": "text",
}


def not_pushed(connect, files, answer=None, connection_id="id-1", **options):
    """A client that tells of all files and pushes none; marked, so that no store has them."""
    files = {path: f"{text}# {connection_id} not pushed\n" for path, text in files.items()}
    client = connect(Synced(), files, connection_id=None, answer=answer, **options)
    client.send(Synced().set_connection_id(connection_id))
    assert client.call(Synced().sync(files, contents=False))[0]["result"]["wanted"]
    return client


def test_an_index_without_contents_is_fetched_by_the_loader(connect, plugin_object):
    client = connect(Synced(), FILES, connection_id=None)
    client.send(Synced().set_connection_id("id-1"))
    files = {path: f"{text}# not pushed\n" for path, text in FILES.items()}
    client.files = files
    client.send(Synced().sync(files, contents=False))
    plugin_object.set_execution_context("id-1", {"pk"})
    spec = importlib.util.find_spec("pk")
    assert client.asked == []
    assert spec.origin == f"{ROOT}/pk/__init__.py"
    assert importlib.import_module("pk.b").X == 1
    assert client.asked == ["pk", "pk.b", "pk.a"]
    # Fetched once, then kept like what was pushed.
    plugin_object.set_execution_context("id-1", {"pk"})
    importlib.import_module("pk.b")
    assert client.asked == ["pk", "pk.b", "pk.a"]


def test_a_newer_text_than_the_index_knows_is_taken(connect, plugin_object):
    client = connect(Synced(), FILES, connection_id=None)
    client.send(Synced().set_connection_id("id-1"))
    client.send(Synced().sync({"pk.py": "X = 'old, not pushed'\n"}, contents=False))
    client.files = {"pk.py": "X = 'new'\n"}
    plugin_object.set_execution_context("id-1", {"pk"}, 1, "changed")
    assert importlib.import_module("pk").X == "new"
    # What was executed is not what the index has, so the next run looks again.
    plugin_object.set_execution_context("id-1", {"pk"}, 1, "changed")
    assert "pk" not in sys.modules


def test_an_answer_with_text_only_is_taken_as_text(connect, plugin_object):
    """As the two existing dialects have it: decoded, so that its cookie does not count."""
    text = "# coding: latin-1\nX = 'ü'\n"
    client = connect(Synced(), {}, connection_id=None, answer=lambda message: {
        "jsonrpc": "2.0", "id": message["id"],
        "result": {"filepath": f"{ROOT}/pk.py", "source": text}})  # fmt: skip
    client.send(Synced().set_connection_id("id-1"))
    client.send(Synced().sync({"pk.py": text.encode("latin-1")}, contents=False))
    plugin_object.set_execution_context("id-1", {"pk"})
    assert importlib.import_module("pk").X == "ü"


def test_names_below_an_incomplete_package_are_asked_for(connect, plugin_object):
    files = {**FILES, "pk/late.py": "X = 'late'\n"}
    client = connect(Synced(), files, connection_id=None)
    client.send(Synced().set_connection_id("id-1"))
    message = Synced().sync(FILES)
    del message["params"]["modules"]["pk"]["complete"]
    client.send(message)
    plugin_object.set_execution_context("id-1", {"pk"})
    assert importlib.import_module("pk.late").X == "late"
    for _ in range(2):
        with pytest.raises(ModuleNotFoundError):
            importlib.import_module("pk.nope")
    assert client.asked == ["pk.late", "pk.nope"]


def test_what_is_no_longer_there_is_missing_and_asked_for_once_a_run(connect, plugin_object):
    client = connect(Synced(), {}, connection_id=None)
    client.send(Synced().set_connection_id("id-1"))
    client.send(Synced().sync({"pk.py": "X = 'was never pushed'\n"}, contents=False))
    plugin_object.set_execution_context("id-1", {"pk"})
    for _ in range(2):
        with pytest.raises(ModuleNotFoundError, match="No module named 'pk'") as caught:
            import pk  # noqa: F401
        assert caught.value.name == "pk"
        assert caught.value.__traceback__.tb_next is None  # no frames of ours
    assert importlib.util.find_spec("pk") is None
    assert client.asked == ["pk"]
    assert "pk" not in sys.modules


def test_data_files_are_fetched_when_they_were_not_pushed(connect, plugin_object):
    client = connect(Synced(), FILES, connection_id=None)
    client.send(Synced().set_connection_id("id-1"))
    files = {**FILES, "pk/data.txt": "not pushed \u00fc", "pk/gone.txt": "gone, not pushed"}
    client.send(Synced().sync(files, contents=set(files) - {"pk/data.txt", "pk/gone.txt"}))
    client.files = {"pk/data.txt": files["pk/data.txt"]}
    plugin_object.set_execution_context("id-1", {"pk"})
    loader = importlib.import_module("pk").__loader__
    for _ in range(2):
        assert loader.get_data(f"{ROOT}/pk/data.txt") == files["pk/data.txt"].encode()
    assert client.asked == [f"{ROOT}/pk/data.txt"]
    with pytest.raises(FileNotFoundError):
        loader.get_data(f"{ROOT}/pk/gone.txt")
    client.close()
    with pytest.raises(OSError, match=r"client 'id-1' did not send the file: it disconnected"):
        loader.get_data(f"{ROOT}/pk/gone.txt")


class Held:
    """The answer of a client that keeps it back until it is told to go on."""

    def __init__(self):
        self.client = None
        self.messages = []

    def __call__(self, message):
        self.messages.append(message)

    def release(self):
        for message in self.messages:
            self.client.send(Synced().answer(message, self.client.files))


@pytest.fixture
def waiting(connect, plugin_object):
    """An import that waits for its client: yields it, and what lets the client answer."""
    plugin_object.fetch_timeout = 10 * PATIENCE
    held = Held()
    held.client = not_pushed(connect, {"pk.py": "X = 1\n"}, answer=held)
    plugin_object.set_execution_context("id-1", {"pk"})
    importing = Importing("pk")
    assert held.client.was_asked.wait(PATIENCE)
    yield importing, held
    held.release()
    assert importing.result().X == 1


def test_other_imports_do_not_wait_for_a_client(waiting, monkeypatch):
    """A first-time import of the standard library, in another thread, while the client is asked."""
    importing, _ = waiting
    monkeypatch.delitem(sys.modules, "colorsys", raising=False)
    assert Importing("colorsys").result().rgb_to_hsv(0, 0, 0) == (0.0, 0.0, 0)
    assert importing._thread.is_alive()


def test_a_second_connection_does_not_wait_for_the_client_of_the_first(waiting, connect):
    """Its connecting, pushing, run and imports, of what it pushed and of what it must fetch."""
    importing, _ = waiting
    other_object = PluginObject()
    done = []

    def run():
        other = not_pushed(connect, {"mine.py": "Y = 2\n"}, connection_id="b", target=other_object)
        pushed = {**other.files, "pushed.py": "Z = 3\n"}
        other.send(Synced().sync(pushed, revision=2, contents={"pushed.py"}))
        other_object.set_execution_context("b", {"mine", "pushed"}, revision=2, evict="changed")
        done.append(importlib.import_module("pushed").Z)
        done.append(importlib.import_module("mine").Y)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(PATIENCE)
    assert done == [3, 2]
    assert importing._thread.is_alive()


def test_a_new_context_does_not_wait_for_an_import_that_waits(waiting, plugin_object):
    importing, _ = waiting
    thread = threading.Thread(
        target=plugin_object.set_execution_context,
        args=("id-1", {"other"}, 1, "changed"),
        daemon=True,
    )
    thread.start()
    thread.join(PATIENCE)
    assert not thread.is_alive()
    plugin_object.set_execution_context("id-1", {"pk"})
    # The import that waited was evicted: it ends in words, and the next one succeeds.
    waiting[1].release()
    with pytest.raises(ImportError, match="'pk' was evicted by another run"):
        importing.result()
    importing.result = lambda: importlib.import_module("pk")


def test_the_same_module_is_waited_for_and_fetched_once(waiting):
    importing, held = waiting
    second = Importing("pk")
    held.release()
    assert second.result() is importing.result()
    assert held.client.asked == ["pk"]


def test_a_legacy_client_is_asked_in_find_spec_and_stops_other_imports(
    connect, plugin_object, monkeypatch
):
    """The measure of the tests above: it shows that they would fail, if a finder waited."""
    from dialects import Documented

    plugin_object.fetch_timeout = 10 * PATIENCE
    asked = []
    client = connect(Documented(), answer=asked.append)
    plugin_object.set_execution_context("id-1", {"pk"})
    importing = Importing("pk")
    assert client.was_asked.wait(PATIENCE)
    monkeypatch.delitem(sys.modules, "colorsys", raising=False)
    assert _imp_lock_is_held()
    other = Importing("colorsys")
    client.send(Documented().answer(asked[0], {"pk.py": "X = 1"}))
    assert importing.result().X == 1
    assert other.result()


def test_no_import_lock_is_held_while_the_loader_waits(waiting):
    assert not _imp_lock_is_held()


def _imp_lock_is_held():
    import _imp

    return _imp.lock_held()


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ({"result": "text"}, "its answer is malformed: the result is not an object"),
        ({"result": {"content": 1}}, "its answer is malformed: a content must be a string or"),
        ({"result": {"content": {"base64": "?"}}}, "its answer is malformed: "),
        ({"error": "text"}, "its answer is malformed: 'error' must be an object"),
        ({"error": {"code": 1, "message": "no"}}, "it answered with an error: no"),
        ({"result": {"is_package": True}}, "it is of another kind now"),
        (
            {"result": {"origin": "/pk/__init__.py", "is_package": True, "source": ""}},
            "it is of another kind now",
        ),
    ],
)
def test_wrong_answers_to_the_loader_end_in_words(connect, plugin_object, answer, words):
    not_pushed(
        connect,
        {"pk.py": ""},
        connection_id="wrong",
        answer=lambda message: {"jsonrpc": "2.0", "id": message["id"], **answer},
    )
    plugin_object.set_execution_context("wrong", {"pk"})
    with pytest.raises(ImportError) as caught:
        import pk  # noqa: F401
    assert str(caught.value).startswith(f"cannot import 'pk' from client 'wrong': {words}")
    assert caught.value.name == "pk"
    assert caught.value.__traceback__.tb_next is None
    assert "pk" not in sys.modules


def test_silence_to_the_loader_ends_in_words(connect, plugin_object):
    plugin_object.fetch_timeout = 0.01
    not_pushed(connect, {"pk.py": ""}, connection_id="silent", answer=lambda message: None)
    plugin_object.set_execution_context("silent", {"pk"})
    with pytest.raises(ImportError, match=r"'silent': it did not answer within 0.01 s"):
        importlib.import_module("pk")


def test_a_loader_fails_at_once_when_its_client_goes_away(connect, plugin_object):
    plugin_object.fetch_timeout = 10 * PATIENCE
    client = not_pushed(
        connect, {"pk.py": ""}, connection_id="leaving", answer=lambda message: None
    )
    plugin_object.set_execution_context("leaving", {"pk"})
    importing = Importing("pk")
    assert client.was_asked.wait(PATIENCE)
    client.close()
    with pytest.raises(ImportError, match="cannot import 'pk' from client 'leaving': it disconn"):
        importing.result()
    assert "pk" not in sys.modules


def test_a_content_that_is_put_while_an_import_is_under_way_is_taken(connect, plugin_object):
    """Between finding and loading a module."""
    client = not_pushed(connect, {"pk.py": "X = 'put'\n"}, connection_id="put")
    plugin_object.set_execution_context("put", {"pk"})
    spec = importlib.util.find_spec("pk")
    text = client.files["pk.py"]
    client.send({"jsonrpc": "2.0", "id": 1, "method": "put",
                 "params": {"contents": {key_of(text): text}}})  # fmt: skip
    assert "'put'" in spec.loader.get_source("pk")
    assert client.asked == []
