"""Every fault with every kind of client: imports end with a message, and nothing stays."""

import importlib
import linecache
import os
import sys
import threading

import pytest

from deephaven.python_remote_file_source import PluginObject
from deephaven.python_remote_file_source.contexts import leaving, serving
from deephaven.python_remote_file_source.contexts.finder import ServedFinder
from deephaven.python_remote_file_source.mirror import compiling, home
from deephaven.python_remote_file_source.rpc import client as client_module
from dialects import request
from kinds import ASKED, DIFFERENT, NotListed, NotPushed, asked_for, for_each
from synced import Synced
from test_faults import PATIENCE, Importing

FILES = {"pk.py": "X = 1  # of a faulty client\n"}
SILENCE = "it did not answer within 0.01 s"


def answering(**members):
    return lambda client, question: {"jsonrpc": "2.0", "id": question["id"], **members}


def sending(*messages):
    return lambda client, question: list(messages)


def right_answer(client, question):
    return client.dialect.answer(question, FILES)


def closing(client, question):
    client.close()


def as_batch(client, question):
    return [[right_answer(client, question)]]


def for_another_question(client, question):
    return [{**right_answer(client, question), "id": other} for other in ["other", None, 1]]


def without_an_id(client, question):
    answer = right_answer(client, question)
    del answer["id"]
    return answer


def answering_wrongly(words, words_of_synced, **result):
    return answering(result=result), f"its answer is malformed: {words}", words_of_synced


NO_OBJECT = "its answer is malformed: the result is not an object", "its answer is not an object"
NO_FILES = {NotPushed.name: "its answer has no 'contents'", NotListed.name: "its answer has no 'fi"}
WORDS = "No 'method', 'result' or 'error'"

# What the client does when it is asked, and the words in which the import ends: those of clients
# that are asked for modules, and those of clients with the extension where they differ.
FAULTS = {
    "keeps silent": (sending(), SILENCE),
    "closes its stream": (closing, "it disconnected"),
    "sends what is not JSON": (sending(b"nonsense", b"", b"\xff", b"{"), SILENCE),
    "sends other JSON": (sending(b"null", b"3", b'"text"', b"{}", b"[]"), SILENCE),
    "sends JSON that is nested too deeply": (sending(b"[" * 100_000, b'{"a":' * 100_000), SILENCE),
    "answers in a batch": (as_batch, SILENCE),
    "answers without an id": (without_an_id, SILENCE),
    "answers another question": (for_another_question, SILENCE),
    "asks for unknown methods": (sending(request("nope"), request("fetch_module")), SILENCE),
    "sends notifications": (sending({"jsonrpc": "2.0", "method": "fetch_module"}), SILENCE),
    "answers without a result": (answering(), f"its answer is malformed: {WORDS}", WORDS),
    "answers with text": (answering(result="x"), *NO_OBJECT),
    "answers with an array": (answering(result=[]), *NO_OBJECT),
    "answers with false": (answering(result=False), *NO_OBJECT),
    "answers with a wrong source": answering_wrongly(
        "'source' has the wrong type", NO_FILES, source=1
    ),
    "answers with a wrong path": answering_wrongly(
        "'filepath' has the wrong type", NO_FILES, source="", filepath=[], origin=None
    ),
    "answers with a wrong kind": answering_wrongly(
        "'is_package' has the wrong type", NO_FILES, source="", is_package="no"
    ),
    "answers with wrong locations": answering_wrongly(
        "'submodule_search_locations' is not an array of strings",
        {NotPushed.name: "a content must be a string or", NotListed.name: "'files' must be an obj"},
        source="",
        is_package=True,
        submodule_search_locations=[1],
        contents=[1],
        files=1,
    ),
    "refuses": (
        answering(error={"code": -1, "message": "no"}),
        "it answered with an error: no",
        "no",
    ),
    "refuses without words": (
        answering(error={}),
        "it answered with an error: no message",
        "no message",
    ),
    "refuses with text": (
        answering(error="no"),
        "its answer is malformed: 'error' must be an object",
        "'error' must be an object",
    ),
}


def words_of(fault, kind):
    words = FAULTS[fault][-1 if isinstance(kind, Synced) else 1]
    return words[kind.name] if isinstance(words, dict) else words


def left_behind():
    """What a client may leave behind in the interpreter."""
    return {
        "finders": len([finder for finder in sys.meta_path if isinstance(finder, ServedFinder)]),
        "clients": connected(),
        "folders": [] if home.path() is None else sorted(os.listdir(home.path())),
        "modules": [name for name in sys.modules if name.split(".")[0] in ("pk", "mine")],
    }


def connected():
    return sorted(source.client.connection_id for source in serving.all_sources())


@pytest.fixture(autouse=True)
def no_explanations(monkeypatch):
    """Who waited for a client that is gone is told why at once, and not for a second more."""
    monkeypatch.setattr(leaving, "_EXPLAINED", 0.0)


def wait_until_idle():
    assert compiling.wait(60)
    thread = leaving._thread
    if thread is not None:
        thread.join(PATIENCE)


@pytest.fixture
def bystander(connect):
    """Another client, of another object: it serves before and after, and is told nothing."""
    other_object, clients = PluginObject(), []

    def bystander(kind):
        client = connect(kind, {"mine.py": "Y = 2\n"}, "bystander", target=other_object)
        other_object.set_execution_context("bystander", {"mine"})
        assert importlib.import_module("mine").Y == 2
        clients.append((client, len(client.received), sys.modules["mine"]))

    yield bystander
    for client, received, mine in clients:
        assert len(client.received) == received
        assert sys.modules["mine"] is mine
        other_object.set_execution_context("bystander", {"mine"})
        assert importlib.import_module("mine").Y == 2


@for_each(DIFFERENT, "other_kind")
@for_each(ASKED)
@pytest.mark.parametrize("fault", FAULTS)
def test_an_import_ends_in_words(fault, kind, other_kind, connect, plugin_object, bystander):
    bystander(other_kind)
    do, words = FAULTS[fault][0], words_of(fault, kind)
    plugin_object.fetch_timeout = 0.01 if words == SILENCE else 10 * PATIENCE
    wait_until_idle()
    before, asked, is_faulty = left_behind(), [], True
    threads = set(threading.enumerate())

    def answer(question):
        asked.append(question)
        return do(client, question) if is_faulty else right_answer(client, question)

    client = connect(kind, FILES, "0123456789abcdef", answer=answer)
    plugin_object.set_execution_context("0123456789abcdef", {"pk"})
    with pytest.raises(ImportError) as caught:
        importlib.import_module("pk")
    # A module that the client tells of is not just missing when its client has gone.
    start = "cannot import 'pk' from client '01234567...': "
    assert str(caught.value).startswith(start + words)
    assert type(caught.value) is ImportError
    assert caught.value.name == "pk"
    assert client._stream._client._waiting == {}
    assert left_behind()["modules"] == ["mine"]
    assert not [path for path in linecache.cache if path.endswith("/pk.py")]

    client.send(right_answer(client, asked[0]))  # too late
    assert "pk" not in sys.modules
    is_faulty, plugin_object.fetch_timeout = False, 10 * PATIENCE
    if do is not closing:
        # It is not remembered as missing: the client serves, when it is well again.
        assert importlib.import_module("pk").X == 1
    client.close()
    plugin_object.set_execution_context(None, set())
    wait_until_idle()
    assert left_behind() == before
    assert set(threading.enumerate()) <= threads


@for_each(ASKED)
def test_a_stream_that_is_completed(kind, connect, plugin_object):
    """The worker notices when it sends: the stream may be closed from its side as well."""
    plugin_object.fetch_timeout = 10 * PATIENCE
    before = left_behind()
    client = connect(kind, FILES)
    plugin_object.set_execution_context("id-1", {"pk"})
    client.break_stream()
    with pytest.raises(ImportError) as caught:
        importlib.import_module("pk")
    # Without the lines of Java's traceback.
    assert str(caught.value) == (
        "cannot import 'pk' from client 'id-1': its message stream is closed"
        " (java.lang.IllegalStateException: call is closed)"
    )
    plugin_object.set_execution_context(None, set())
    wait_until_idle()
    assert left_behind() == before
    assert client._stream._client._waiting == {}


@for_each(DIFFERENT, "other_kind")
@for_each(DIFFERENT)
def test_who_left_unnoticed_is_noticed_when_another_comes(kind, other_kind, connect, plugin_object):
    """Deephaven may not tell that a stream is closed, if the session closes at the same moment."""
    before = left_behind()
    gone = connect(kind, FILES, "gone")
    stays = connect(kind, FILES, "stays")
    gone.break_stream()
    assert connected() == ["gone", "stays"]
    other = connect(other_kind, FILES, "other", target=PluginObject())
    assert connected() == ["other", "stays"]
    assert stays.pings > 0
    stays.close()
    other.close()
    assert left_behind() == before


@for_each(ASKED)
def test_who_leaves_unnoticed_while_an_import_waits(kind, connect, plugin_object, monkeypatch):
    plugin_object.fetch_timeout = 10 * PATIENCE
    monkeypatch.setattr(client_module, "PING_INTERVAL", 0.01)
    client = connect(kind, FILES, answer=sending())
    # It leaves after the worker has asked whether it is still there.
    client._answer = lambda question: None
    plugin_object.set_execution_context("id-1", {"pk"})
    importing = Importing("pk")
    assert client.was_asked.wait(PATIENCE)
    client.break_stream()
    with pytest.raises(ImportError, match="'id-1': its message stream is closed") as caught:
        importing.result()
    assert type(caught.value) is ImportError
    assert client._stream._client._waiting == {}


def test_who_left_unnoticed_serves_no_longer_what_was_pushed(connect, plugin_object, monkeypatch):
    monkeypatch.setattr(client_module, "PING_INTERVAL", 0)
    first = connect(Synced(), {"pk.py": "WHO = 'first'", "late.py": ""}, "one")
    first.send(request("set_standing", names=["pk"]))
    second = connect(Synced(), {"pk.py": "WHO = 'second'", "lone.py": ""}, "two")
    second.send(request("set_standing", names=["pk", "lone"]))
    second.break_stream()
    assert importlib.import_module("pk").WHO == "first"
    with pytest.raises(ModuleNotFoundError, match="No module named 'lone'"):
        importlib.import_module("lone")
    assert [message.get("method") for message in first.received[-2:]] == ["displaced", "restored"]
    plugin_object.set_execution_context("one", {"pk", "late"})
    first.break_stream()
    with pytest.raises(ModuleNotFoundError, match="No module named 'late'"):
        importlib.import_module("late")
    assert left_behind()["finders"] == 0


def test_a_client_is_not_pinged_at_every_import(connect, plugin_object):
    client = connect(Synced(), {f"m{number}.py": "" for number in range(100)})
    plugin_object.set_execution_context("id-1", {f"m{number}" for number in range(100)})
    for number in range(100):
        importlib.import_module(f"m{number}")
    assert client.pings <= 2  # one a second


def twice(client, question):
    return [right_answer(client, question), right_answer(client, question)]


def twice_and_different(client, question):
    other = client.dialect.answer(question, {"pk.py": "X = 2\n"})
    return [right_answer(client, question), other]


def after_everything_else(client, question):
    out = [b"nonsense", b"", [], request("nope"), {"jsonrpc": "2.0", "method": "nope"}]
    return [*out, *for_another_question(client, question), right_answer(client, question)]


def for_another_name(client, question):
    """The published plugin takes it; a client may strip a prefix from the name that is asked."""
    answer = right_answer(client, question)
    return {**answer, "result": {**answer["result"], "name": "other"}}


@for_each(ASKED)
@pytest.mark.parametrize(
    "do", [twice, twice_and_different, after_everything_else, for_another_name]
)
def test_what_an_import_does_not_mind(kind, do, connect, plugin_object):
    plugin_object.fetch_timeout = 10 * PATIENCE
    client = connect(kind, FILES, answer=lambda question: do(client, question))
    plugin_object.set_execution_context("id-1", {"pk"})
    module = importlib.import_module("pk")
    assert (module.X, module.__name__, "other" in sys.modules) == (1, "pk", False)
    assert client.asked == asked_for(kind, "pk")
    assert client._stream._client._waiting == {}


@for_each(DIFFERENT, "other_kind")
@for_each(DIFFERENT)
def test_two_clients_with_one_id(kind, other_kind, connect, plugin_object):
    """The first serves, and the other cannot take its id while it is connected."""
    first = connect(kind, {"pk.py": "WHO = 'first'"}, "same")
    second = connect(other_kind, {"pk.py": "WHO = 'second'"}, connection_id=None)
    claim = other_kind.set_connection_id("same")
    assert "is in use" in second.call(claim)[-1]["error"]["message"]
    plugin_object.set_execution_context("same", {"pk"})
    assert importlib.import_module("pk").WHO == "first"
    first.close()
    assert "error" not in second.call(claim)[-1]
    for message in getattr(other_kind, "first_messages", lambda files: [])(second.files):
        second.call(message)
    plugin_object.set_execution_context("same", {"pk"})
    assert importlib.import_module("pk").WHO == "second"


def test_ten_seconds_are_the_default():
    assert PluginObject().fetch_timeout == 10.0
