"""Every fault with every kind of client: the import ends in words, and nothing stays behind."""

import importlib
import linecache
import sys
import threading

import pytest

import dialects
from deephaven.python_remote_file_source import PluginObject, compile_ahead
from deephaven.python_remote_file_source import client as client_module
from deephaven.python_remote_file_source.finder import RemoteFinder
from dialects import request
from kinds import ASKED, DIFFERENT, for_each
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


# What the client does when it is asked, and the words in which the import ends.
FAULTS = {
    "keeps silent": (sending(), SILENCE),
    "closes its stream": (closing, "it disconnected"),
    "sends what is not JSON": (sending(b"nonsense", b"", b"\xff", b"{"), SILENCE),
    "sends other JSON": (sending(b"null", b"3", b'"text"', b"{}", b"[]"), SILENCE),
    "answers in a batch": (as_batch, SILENCE),
    "answers without an id": (without_an_id, SILENCE),
    "answers another question": (for_another_question, SILENCE),
    "asks for unknown methods": (sending(request("nope"), request("fetch_module")), SILENCE),
    "sends notifications": (sending({"jsonrpc": "2.0", "method": "fetch_module"}), SILENCE),
    "answers without a result": (answering(), "its answer is malformed: No 'method', 'result' or"),
    "answers with text": (answering(result="x"), "its answer is malformed: the result is not an o"),
    "answers with an array": (answering(result=[]), "its answer is malformed: the result is not a"),
    "answers with false": (answering(result=False), "its answer is malformed: the result is not"),
    "answers with a wrong source": (
        answering(result={"source": 1}),
        "its answer is malformed: 'source' has the wrong type",
    ),
    "answers with a wrong path": (
        answering(result={"source": "", "filepath": [], "origin": None}),
        "its answer is malformed: 'filepath' has the wrong type",
    ),
    "answers with a wrong kind": (
        answering(result={"source": "", "is_package": "no"}),
        "its answer is malformed: 'is_package' has the wrong type",
    ),
    "answers with wrong locations": (
        answering(result={"source": "", "is_package": True, "submodule_search_locations": [1]}),
        "its answer is malformed: 'submodule_search_locations' is not an array of strings",
    ),
    "refuses": (answering(error={"code": -1, "message": "no"}), "it answered with an error: no"),
    "refuses without words": (answering(error={}), "it answered with an error: no message"),
    "refuses with text": (answering(error="no"), "its answer is malformed: 'error' must be an obj"),
}


def left_behind():
    """What a client may leave behind in the interpreter."""
    return {
        "finders": [f.connection_id for f in sys.meta_path if isinstance(f, RemoteFinder)],
        "modules": [name for name in sys.modules if name.split(".")[0] in ("pk", "mine")],
        "lines": [path for path in linecache.cache if path.startswith(dialects.ROOT)],
    }


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
    do, words = FAULTS[fault]
    plugin_object.fetch_timeout = 0.01 if words == SILENCE else 10 * PATIENCE
    before, asked, is_faulty = left_behind(), [], True
    assert compile_ahead.wait(60)
    threads = set(threading.enumerate())

    def answer(question):
        asked.append(question)
        return do(client, question) if is_faulty else right_answer(client, question)

    client = connect(kind, FILES, "0123456789abcdef", answer=answer)
    plugin_object.set_execution_context("0123456789abcdef", {"pk"})
    with pytest.raises(ImportError) as caught:
        importlib.import_module("pk")
    # A module that the index tells of is not just missing when its client has gone.
    start = "cannot import 'pk' from client '01234567...': "
    assert str(caught.value).startswith(start + words)
    assert type(caught.value) is ImportError
    assert caught.value.name == "pk"
    assert client._stream._client._waiting == {}
    assert {**left_behind(), "finders": before["finders"]} == before

    client.send(right_answer(client, asked[0]))  # too late
    assert "pk" not in sys.modules
    is_faulty, plugin_object.fetch_timeout = False, 10 * PATIENCE
    if do is not closing:
        # It is not remembered as missing: the client serves, when it is well again.
        assert importlib.import_module("pk").X == 1
    client.close()
    plugin_object.set_execution_context(None, set())
    assert left_behind() == before
    assert compile_ahead.wait(60)
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
    assert "gone" in left_behind()["finders"]
    other = connect(other_kind, FILES, "other", target=PluginObject())
    assert sorted(left_behind()["finders"]) == ["other", "stays"]
    assert [source.client.connection_id for source in plugin_object.sources] == ["stays"]
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
    first = connect(Synced(), {"pk.py": "WHO = 'first'"}, "one")
    first.send(request("set_standing", names=["pk"]))
    second = connect(Synced(), {"pk.py": "WHO = 'second'", "lone.py": ""}, "two")
    second.send(request("set_standing", names=["pk", "lone"]))
    second.break_stream()
    assert importlib.import_module("pk").WHO == "first"
    with pytest.raises(ModuleNotFoundError, match="No module named 'lone'"):
        importlib.import_module("lone")
    assert [message.get("method") for message in first.received[-2:]] == ["displaced", "restored"]
    plugin_object.set_execution_context("one", {"pk"})
    first.break_stream()
    with pytest.raises(ModuleNotFoundError, match="No module named 'pk'"):
        importlib.import_module("pk")
    assert left_behind()["finders"] == []


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
    assert client.asked == ["pk"]
    assert client._stream._client._waiting == {}


@for_each(DIFFERENT, "other_kind")
@for_each(DIFFERENT)
def test_two_clients_with_one_id(kind, other_kind, connect, plugin_object):
    """The newest serves, and when it goes, the other does."""
    first = connect(kind, {"pk.py": "WHO = 'first'"}, "same")
    second = connect(other_kind, {"pk.py": "WHO = 'second'"}, "same")
    for client, who in [(second, "second"), (first, "first")]:
        plugin_object.set_execution_context("same", {"pk"})
        assert importlib.import_module("pk").WHO == who
        client.close()
    plugin_object.set_execution_context("same", {"pk"})
    with pytest.raises(ModuleNotFoundError):
        importlib.import_module("pk")


def test_ten_seconds_are_the_default():
    assert PluginObject().fetch_timeout == 10.0
