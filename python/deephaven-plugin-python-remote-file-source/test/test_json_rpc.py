"""Reading JSON-RPC messages."""

import json

import pytest

from deephaven.python_remote_file_source import json_rpc
from deephaven.python_remote_file_source.json_rpc import JsonRpcError, Request, Response


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
        (b"[" * 200_000, -32700, None),
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
