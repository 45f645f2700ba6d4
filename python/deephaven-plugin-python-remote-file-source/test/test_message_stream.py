"""What a client may send, and what comes back."""

import json
import sys
import zlib

import pytest

from deephaven.python_remote_file_source import PluginObject, __version__
from deephaven.python_remote_file_source.contexts.finder import ServedFinder
from dialects import DIALECTS, Deployed, Documented, request
from synced import Synced

both_dialects = pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.name)


def finders():
    return [finder for finder in sys.meta_path if isinstance(finder, ServedFinder)]


@both_dialects
def test_set_connection_id_is_answered_with_null(dialect, connect):
    client = connect(dialect, connection_id=None)
    message = dialect.set_connection_id("some-id")
    assert client.call(message) == [{"jsonrpc": "2.0", "id": message["id"], "result": None}]


def test_a_client_that_tells_its_capabilities_is_told_ours(connect):
    client = connect(Documented(), connection_id=None)
    (answer,) = client.call(request("set_connection_id", id="x", capabilities={"new": {}}))
    assert answer["result"] == {"capabilities": {}, "version": __version__}


def test_params_win_over_the_message_id(connect, plugin_object):
    client = connect(Documented(), {"pk.py": "X = 1"}, connection_id=None)
    client.send(request("set_connection_id", message_id="message", id="param"))
    plugin_object.set_execution_context("message", {"pk"})
    with pytest.raises(ModuleNotFoundError):
        import pk
    plugin_object.set_execution_context("param", {"pk"})
    import pk

    assert pk.X == 1


@both_dialects
def test_plugin_info_needs_no_connection_id(dialect, connect, plugin_object):
    client = connect(dialect, connection_id=None)
    assert client.call(request("request_plugin_info"))[0]["result"] == {"full_names": []}
    plugin_object.set_execution_context("someone else", {"b", "a.c"})
    assert client.call(request("request_plugin_info", message_id="q")) == [
        {"jsonrpc": "2.0", "id": "q", "result": {"full_names": ["a.c", "b"]}}
    ]


@pytest.mark.parametrize("text", ["[" * 100_000, '{"a":' * 100_000])
@pytest.mark.parametrize("kind", [*DIALECTS, Synced()], ids=lambda kind: kind.name)
def test_a_message_that_is_nested_too_deeply_is_refused_and_the_stream_goes_on(connect, kind, text):
    client = connect(kind)
    start = '{"jsonrpc": "2.0", "id": 1, "method": "request_plugin_info", "params": '
    payloads = [text.encode(), (start + text).encode()]
    if kind.name == "synced":
        payloads.append(zlib.compress(payloads[1]))
    for payload in payloads:
        (answer,) = client.call(payload)
        assert answer["error"]["code"] == -32600
        assert "nested more than" in answer["error"]["message"]
    assert client.call(request("request_plugin_info"))[0]["result"] == {"full_names": []}


def test_ids_are_echoed_as_they_are(connect):
    client = connect(Documented())
    for message_id in ["a", 5, 1.5, None, "\ud800"]:
        message = {"jsonrpc": "2.0", "id": message_id, "method": "request_plugin_info"}
        assert client.call(message)[0]["id"] == message_id


@pytest.mark.parametrize(
    ("message", "code", "message_id"),
    [
        (b"", -32700, None),
        (b"nonsense", -32700, None),
        (b"\xff", -32700, None),
        ([request("request_plugin_info")], -32600, None),
        ({"id": 1, "method": "request_plugin_info"}, -32600, 1),
        (request("no_such_method", message_id="u"), -32601, "u"),
        (request("fetch_module", message_id="u", module_name="x"), -32601, "u"),
        (request("set_connection_id", message_id="u", id={}), -32602, "u"),
        (request("set_connection_id", message_id="u", id=True), -32602, "u"),
        (request("set_connection_id", message_id="u", id="x", capabilities=[]), -32602, "u"),
        ({**request("set_connection_id", message_id="u"), "params": ["x"]}, -32602, "u"),
        ({"jsonrpc": "2.0", "id": None, "method": "set_connection_id"}, -32602, None),
    ],
)
def test_wrong_messages_are_answered_and_the_stream_goes_on(connect, message, code, message_id):
    client = connect(Documented(), connection_id=None)
    payload = message if isinstance(message, bytes) else json.dumps(message).encode()
    (answer,) = client.call(payload)
    assert answer["jsonrpc"] == "2.0"
    assert answer["id"] == message_id
    assert answer["error"]["code"] == code
    assert answer["error"]["message"]
    assert not client.server_closed
    assert client.call(request("request_plugin_info"))[0]["result"] == {"full_names": []}


@pytest.mark.parametrize("method", ["request_plugin_info", "no_such_method"])
def test_notifications_are_not_answered(connect, method):
    client = connect(Documented())
    assert client.call({"jsonrpc": "2.0", "method": method}) == []
    assert not client.server_closed


@pytest.mark.parametrize("answer", [{"result": 1}, {"error": {"code": 1, "message": "x"}}])
def test_answers_that_nobody_waits_for_are_dropped(connect, answer):
    client = connect(Documented())
    for message_id in ["unknown", None, 3]:
        assert client.call({"jsonrpc": "2.0", "id": message_id, **answer}) == []


def test_the_last_one_takes_the_finder_away(connect):
    assert finders() == []
    client = connect(Deployed())
    other = connect(Deployed(), connection_id="id-2")
    assert len(finders()) == 1
    client.close()
    assert len(finders()) == 1
    client.close()
    client.send(Deployed().set_connection_id("id-1"))
    assert len(finders()) == 1
    other.close()
    assert finders() == []
    other.send(Deployed().set_connection_id("id-2"))
    assert finders() == []
    connect(Deployed(), connection_id="id-3")
    assert sys.meta_path[0] is finders()[0]


def test_removal_does_not_disturb_an_import_that_walks_along_the_meta_path(connect):
    clients = [connect(Documented(), connection_id=f"id-{number}") for number in range(3)]
    others = [finder for finder in sys.meta_path if not isinstance(finder, ServedFinder)]
    walk, seen = iter(sys.meta_path), []
    for _ in range(3):
        seen.append(next(walk))
    for client in clients:
        client.close()
    seen.extend(walk)
    assert [finder for finder in seen if not isinstance(finder, ServedFinder)] == others


def test_a_meta_path_that_others_keep_is_left_alone(connect):
    """CPython keeps a copy of what `sys` had at first: a finder in there would stay for ever."""
    kept = sys.meta_path
    before = list(kept)
    client = connect(Documented())
    assert (len(finders()), kept) == (1, before)
    client.close()
    assert (len(finders()), kept) == (0, before)


def test_sending_to_a_completed_stream_takes_the_finder_away(connect):
    client = connect(Documented())
    client.break_stream()
    client.send(request("request_plugin_info"))
    assert finders() == []


def test_integer_ids_are_not_strings(connect, plugin_object):
    connect(Deployed(), {"pk.py": ""}, 5)
    plugin_object.set_execution_context("5", {"pk"})
    with pytest.raises(ModuleNotFoundError):
        import pk
    plugin_object.set_execution_context(5, {"pk"})
    import pk  # noqa: F401


def test_objects_have_contexts_of_their_own(connect):
    one, two = PluginObject(), PluginObject()
    connect(Documented(), {"pk.py": "WHO = 'one'"}, "id", target=one)
    connect(Documented(), {"pk.py": "WHO = 'two'"}, "id", target=two)
    one.set_execution_context("id", {"pk"})
    import pk

    assert pk.WHO == "one"
    two.set_execution_context("id", {"pk"})
    import pk

    assert pk.WHO == "two"
