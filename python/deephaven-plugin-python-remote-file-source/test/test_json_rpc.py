"""Reading JSON-RPC messages."""

import json

import pytest

from deephaven.python_remote_file_source.rpc import json_rpc
from deephaven.python_remote_file_source.rpc.json_rpc import JsonRpcError, Request, Response


def read(message):
    return json_rpc.read_message(json.dumps(message).encode())


def test_request():
    message = {"jsonrpc": "2.0", "id": "a", "method": "m", "params": {"x": 1}}
    assert read(message) == Request("m", {"x": 1}, "a", is_notification=False)


@pytest.mark.parametrize("params", [{}, {"params": None}])
def test_absent_params_are_an_empty_object(params):
    assert read({"jsonrpc": "2.0", "id": 1, "method": "m", **params}).params == {}


def test_a_request_without_id_is_a_notification_but_null_is_an_id():
    assert read({"jsonrpc": "2.0", "method": "m"}).is_notification
    assert not read({"jsonrpc": "2.0", "id": None, "method": "m"}).is_notification


def test_responses():
    assert read({"jsonrpc": "2.0", "id": "a", "result": None}) == Response("a", None, None)
    error = {"code": -1, "message": "no"}
    assert read({"jsonrpc": "2.0", "id": "a", "error": error}) == Response("a", None, error)
    # Some libraries send both keys.
    assert read({"id": "a", "result": 1, "error": None}) == Response("a", 1, None)


@pytest.mark.parametrize(
    ("payload", "code", "message_id"),
    [
        (b"", -32700, None),
        (b"hello", -32700, None),
        (b"{", -32700, None),
        (b"\xff\xfe", -32700, None),
        (b"[" * 200_000, -32600, None),
        (b'{"a":' * 100_000, -32600, None),
        (b'{"jsonrpc": "2.0", "id": 1, "method": "m", "params": ' + b"[" * 100_000, -32600, None),
        (b"[]", -32600, None),
        (b'[{"jsonrpc": "2.0", "id": 1, "method": "m"}]', -32600, None),
        (b"null", -32600, None),
        (b"3", -32600, None),
        (b'"text"', -32600, None),
        (b"{}", -32600, None),
        (b'{"jsonrpc": "2.0", "id": 7}', -32600, 7),
        (b'{"id": 7, "method": "m"}', -32600, 7),
        (b'{"jsonrpc": "1.0", "id": 7, "method": "m"}', -32600, 7),
        (b'{"jsonrpc": "2.0", "id": 7, "method": 1}', -32600, 7),
        (b'{"jsonrpc": "2.0", "id": 7, "method": "m", "params": "x"}', -32600, 7),
        (b'{"jsonrpc": "2.0", "id": {}, "method": "m"}', -32600, None),
        (b'{"jsonrpc": "2.0", "id": [1], "result": 1}', -32600, None),
        (b'{"jsonrpc": "2.0", "id": true, "method": "m"}', -32600, None),
        (b'{"jsonrpc": "2.0", "id": "a", "error": "text"}', -32600, "a"),
    ],
)
def test_what_is_no_message(payload, code, message_id):
    with pytest.raises(JsonRpcError) as caught:
        json_rpc.read_message(payload)
    assert (caught.value.code, caught.value.message_id) == (code, message_id)


def nested(depth, opening="[", closing="]"):
    return json.loads(opening * depth + closing * depth)


@pytest.mark.parametrize("depth", [1, json_rpc.MAX_DEPTH - 2])
def test_messages_that_are_not_nested_too_deeply(depth):
    params = {"x": nested(depth)}
    message = {"jsonrpc": "2.0", "id": 1, "method": "m", "params": params}
    assert read(message).params == params


def test_the_deepest_message():
    depth = json_rpc.MAX_DEPTH - 2
    with pytest.raises(JsonRpcError, match="nested more than 64 deep"):
        read({"jsonrpc": "2.0", "id": 1, "method": "m", "params": {"x": nested(depth + 1)}})


@pytest.mark.parametrize(
    "text",
    [
        "[" * 1000,
        "{" * 1000 + '"',
        '\\"' + "[" * 1000,
        "\\" * 3 + "[" * 1000,
        '"],[' * 1000,
        "\ud800{[" * 1000,
    ],
)
def test_brackets_in_strings_do_not_count(text):
    params = {"x": text, text: [text], "y": {"z": 1}}
    message = {"jsonrpc": "2.0", "id": 1, "method": "m", "params": params}
    assert read(message).params == params


def test_many_brackets_side_by_side_do_not_count():
    params = {"x": [[{}] for _ in range(10_000)]}
    assert read({"jsonrpc": "2.0", "id": 1, "method": "m", "params": params}).params == params


@pytest.mark.parametrize("text", ["[" * 1000, '"' + "[" * 1000, '"\\"' + "[" * 1000 + '"[["'])
def test_strings_that_do_not_end_hide_no_depth(text):
    """Whatever is refused, it is refused before the decoder goes deep."""
    with pytest.raises(JsonRpcError) as caught:
        json_rpc.read_message(text.encode())
    assert caught.value.code in (-32600, -32700)
