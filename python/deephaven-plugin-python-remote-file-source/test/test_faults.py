"""Clients that are gone, silent or wrong: imports end with a message, and nothing stays behind."""

import asyncio
import importlib
import sys
import threading
import time

import pytest

from deephaven.python_remote_file_source import PluginObject
from deephaven.python_remote_file_source.rpc import client as client_module
from dialects import DIALECTS, Deployed, Documented, request

both_dialects = pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.name)

# Only a bug makes a test wait this long (seconds).
PATIENCE = 60


class Importing:
    """Imports a module in a thread of its own."""

    def __init__(self, name):
        self.error = None
        self.module = None
        self._name = name
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self):
        try:
            self.module = importlib.import_module(self._name)
        except BaseException as error:
            self.error = error

    def result(self):
        self._thread.join(PATIENCE)
        assert not self._thread.is_alive(), f"the import of {self._name} hangs"
        if self.error is not None:
            raise self.error
        return self.module


def wait_until(condition):
    """Wait for a condition that another thread fulfils."""
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, "it does not happen"
        time.sleep(0.001)


def silent(message):
    return None


@both_dialects
def test_an_import_fails_at_once_when_its_client_goes_away(
    dialect, connect, plugin_object, monkeypatch
):
    """Not only at the next time that the worker tries whether the client is still there."""
    plugin_object.fetch_timeout = 10 * PATIENCE
    monkeypatch.setattr(client_module, "PING_INTERVAL", 10 * PATIENCE)
    client = connect(dialect, answer=silent, connection_id="0123456789abcdef")
    plugin_object.set_execution_context("0123456789abcdef", {"pk"})
    importing = Importing("pk")
    assert client.was_asked.wait(PATIENCE)
    client.close()
    with pytest.raises(ImportError) as caught:
        importing.result()
    assert type(caught.value) is ImportError
    assert caught.value.name == "pk"
    assert str(caught.value) == ("cannot import 'pk' from client '01234567...': it disconnected")
    assert "pk" not in sys.modules


def test_an_import_fails_at_once_when_sending_fails(connect, plugin_object):
    plugin_object.fetch_timeout = 10 * PATIENCE
    client = connect(Documented(), connection_id="browser")
    plugin_object.set_execution_context("browser", {"pk"})
    client.break_stream()
    with pytest.raises(
        ImportError, match=r"cannot import 'pk' from client 'browser': its message stream is closed"
    ):
        importlib.import_module("pk")
    # The finder is gone with the client.
    with pytest.raises(ModuleNotFoundError):
        importlib.import_module("pk")


def test_silence_ends_in_an_import_error(connect):
    plugin_object = PluginObject(fetch_timeout=0.01)
    connect(Documented(), answer=silent, target=plugin_object)
    plugin_object.set_execution_context("id-1", {"pk"})
    with pytest.raises(
        ImportError, match=r"'pk' .*'id-1': it did not answer within 0.01 s"
    ) as info:
        importlib.import_module("pk")
    assert type(info.value) is ImportError
    assert info.value.name == "pk"


def test_silence_is_not_remembered_as_missing(connect):
    plugin_object = PluginObject(fetch_timeout=0.01)
    answers = [None]

    def answer(message):
        return answers.pop() if answers else Documented().answer(message, {"pk.py": "X = 1"})

    client = connect(Documented(), answer=answer, target=plugin_object)
    plugin_object.set_execution_context("id-1", {"pk"})
    with pytest.raises(ImportError):
        importlib.import_module("pk")
    client.send(request("request_plugin_info"))  # it is awake again
    assert importlib.import_module("pk").X == 1


def test_late_answers_are_dropped(connect):
    plugin_object = PluginObject(fetch_timeout=0.01)
    files, asked = {"pk.py": "X = 1"}, []

    def late(message):
        asked.append(message)

    client = connect(Documented(), answer=late, target=plugin_object)
    plugin_object.set_execution_context("id-1", {"pk"})
    with pytest.raises(ImportError):
        importlib.import_module("pk")
    assert client.call(Documented().answer(asked[0], files)) == []
    assert "pk" not in sys.modules


def test_an_answer_given_twice_counts_once(connect, plugin_object):
    def twice(message):
        first = Documented().answer(message, {"pk.py": "X = 1"})
        second = Documented().answer(message, {"pk.py": "X = 2"})
        return [first, second]

    client = connect(Documented(), answer=twice)
    plugin_object.set_execution_context("id-1", {"pk"})
    assert importlib.import_module("pk").X == 1
    assert [message.get("method") for message in client.received] == [None, "fetch_module"]


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ({"result": "text"}, "its answer is malformed: the result is not an object"),
        ({"result": {"source": 1}}, "its answer is malformed: 'source' has the wrong type"),
        ({}, "its answer is malformed: No 'method', 'result' or 'error'"),
        ({"error": "text"}, "its answer is malformed: 'error' must be an object"),
        (
            {"error": {"code": -32603, "message": "pk.py: permission denied"}},
            "it answered with an error: pk.py: permission denied",
        ),
        ({"error": {}}, "it answered with an error: no message"),
    ],
)
def test_wrong_answers_end_the_import_in_words(connect, plugin_object, answer, words):
    plugin_object.fetch_timeout = 10 * PATIENCE
    connect(
        Documented(),
        answer=lambda message: {"jsonrpc": "2.0", "id": message["id"], **answer},
    )
    plugin_object.set_execution_context("id-1", {"pk"})
    with pytest.raises(ImportError) as caught:
        importlib.import_module("pk")
    assert str(caught.value) == f"cannot import 'pk' from client 'id-1': {words}"
    assert caught.value.name == "pk"


def test_wrong_messages_do_not_disturb_an_import_that_waits(connect, plugin_object):
    asked = []
    client = connect(Documented(), answer=asked.append)
    plugin_object.set_execution_context("id-1", {"pk"})
    importing = Importing("pk")
    assert client.was_asked.wait(PATIENCE)
    assert client.call(b"nonsense")[0]["error"]["code"] == -32700
    assert client.call([])[0]["error"]["code"] == -32600
    client.send({"jsonrpc": "2.0", "id": "someone else's", "result": None})
    client.send(Documented().answer(asked[0], {"pk.py": "X = 1"}))
    assert importing.result().X == 1


def test_the_error_of_an_import_shows_no_frames_of_ours(connect, plugin_object):
    client = connect(Documented(), answer=silent)
    plugin_object.set_execution_context("id-1", {"pk"})
    client.break_stream()
    with pytest.raises(ImportError) as caught:
        import pk  # noqa: F401
    assert caught.value.__traceback__.tb_next is None


def test_an_import_works_inside_a_running_event_loop(connect, plugin_object):
    connect(Documented(), {"pk.py": "X = 1"})
    plugin_object.set_execution_context("id-1", {"pk"})

    async def main():
        return importlib.import_module("pk").X

    assert asyncio.run(main()) == 1


def test_one_client_going_away_is_not_noticed_by_another(connect, plugin_object):
    other_object = PluginObject()
    asked = []
    waiting = connect(Documented(), answer=asked.append, connection_id="a")
    leaving = connect(Deployed(), answer=silent, connection_id="b", target=other_object)
    plugin_object.set_execution_context("a", {"pk"})
    importing = Importing("pk")
    assert waiting.was_asked.wait(PATIENCE)
    leaving.close()
    waiting.send(Documented().answer(asked[0], {"pk.py": "X = 1"}))
    assert importing.result().X == 1


def test_several_threads_import_the_same_and_different_modules(connect, plugin_object):
    files = {"pk/__init__.py": ""}
    files.update({f"pk/m{n}.py": f"from pk import m{(n + 1) % 8}\nN = {n}" for n in range(8)})
    client = connect(Documented(), files)
    plugin_object.set_execution_context("id-1", {"pk"})
    importing = [(n % 8, Importing(f"pk.m{n % 8}")) for n in range(32)]
    for number, one in importing:
        assert one.result().N == number
    assert sorted(client.asked) == sorted(["pk", *(f"pk.m{n}" for n in range(8))])


def test_a_module_evicted_while_another_thread_imports_it(connect, plugin_object, monkeypatch):
    running, go_on = threading.Event(), threading.Event()
    monkeypatch.setattr(sys, "_test_events", (running, go_on), raising=False)
    source = "import sys\nsys._test_events[0].set()\nsys._test_events[1].wait(60)\n"
    connect(Documented(), {"pk.py": source})
    plugin_object.set_execution_context("id-1", {"pk"})
    importing = Importing("pk")
    assert running.wait(PATIENCE)
    plugin_object.set_execution_context("id-1", {"pk"})
    go_on.set()
    with pytest.raises(ImportError, match="'pk' was evicted by another run") as caught:
        importing.result()
    assert caught.value.name == "pk"
    assert "pk" not in sys.modules
