"""JSON-RPC 2.0: reading what a client sent and building what is sent to it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Union

PARSE_ERROR = -32700
INVALID_REQUEST = -32600
METHOD_NOT_FOUND = -32601
INVALID_PARAMS = -32602
INTERNAL_ERROR = -32603
# Ours.
REVISION_CONFLICT = -32001
CONTENTS_TOO_LARGE = -32002
NOT_STORED = -32003

# How deep arrays and objects of a message may be nested. The decoder needs C stack for each level,
# and threads of Java have little: a deeper message would end the process.
MAX_DEPTH = 64

_NO_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))

MessageId = Union[str, int, float, None]


class JsonRpcError(Exception):
    """An error that is reported to the other end as a JSON-RPC error object.

    Attributes:
        code: One of the codes of JSON-RPC 2.0, or of ours.
        message_id: Id of the message that the error is about; None if it could not be read.
        data: What a program needs to go on; None if nothing.
    """

    def __init__(self, code: int, message: str, message_id: MessageId = None, data: Any = None):
        """Make an error.

        Args:
            code: One of the codes of JSON-RPC 2.0, or of ours.
            message: What went wrong, for a person.
            message_id: Id of the message that the error is about, if it is known.
            data: What a program needs to go on, as JSON can write it.
        """
        super().__init__(message)
        self.code = code
        self.message_id = message_id
        self.data = data


@dataclass(frozen=True)
class Request:
    """A request, or a notification, which wants no answer.

    Attributes:
        method: Name of the method.
        params: Parameters by name or by position; an empty dict if there were none.
        message_id: Id that the answer must carry.
        is_notification: Whether the message had no id at all.
    """

    method: str
    params: dict | list
    message_id: MessageId
    is_notification: bool


@dataclass(frozen=True)
class Response:
    """An answer to a request of ours.

    Attributes:
        message_id: Id of the request.
        result: The result; None if there is an error.
        error: The error object, or None.
    """

    message_id: MessageId
    result: Any
    error: dict | None


def read_message(payload: bytes) -> Request | Response:
    """Read one message.

    Args:
        payload: A JSON text in UTF-8.

    Returns:
        The request or the response that the text stands for.

    Raises:
        JsonRpcError: If the text is not JSON or the value is not a JSON-RPC 2.0 message.
    """
    if not _is_shallow(payload):
        raise JsonRpcError(INVALID_REQUEST, f"The message is nested more than {MAX_DEPTH} deep")
    try:
        message = json.loads(payload.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise JsonRpcError(PARSE_ERROR, f"Not JSON: {error}") from None
    if isinstance(message, list):
        raise JsonRpcError(INVALID_REQUEST, "Batches are not supported")
    if not isinstance(message, dict):
        raise JsonRpcError(INVALID_REQUEST, "A message must be an object")

    message_id = message.get("id")
    if isinstance(message_id, bool) or not isinstance(message_id, (str, int, float, type(None))):
        raise JsonRpcError(INVALID_REQUEST, "'id' must be a string, a number or null")
    if "method" in message:
        return _read_request(message, message_id)
    if "result" in message or "error" in message:
        error = message.get("error")
        if not isinstance(error, (dict, type(None))):
            raise JsonRpcError(INVALID_REQUEST, "'error' must be an object", message_id)
        return Response(message_id, message.get("result"), error)
    raise JsonRpcError(INVALID_REQUEST, "No 'method', 'result' or 'error'", message_id)


def _is_shallow(payload: bytes) -> bool:
    """Whether the brackets outside of strings are nested at most `MAX_DEPTH` deep."""
    if payload.count(b"[") + payload.count(b"{") <= MAX_DEPTH:
        return True
    outside = payload.replace(b"\\\\", b"").replace(b'\\"', b"").split(b'"')[::2]
    depth = 0
    for bracket in b"".join(outside).translate(None, _NO_BRACKETS):
        depth += 1 if bracket in b"[{" else -1
        if depth > MAX_DEPTH:
            return False
    return True


def _read_request(message: dict, message_id: MessageId) -> Request:
    if message.get("jsonrpc") != "2.0":
        raise JsonRpcError(INVALID_REQUEST, "'jsonrpc' must be \"2.0\"", message_id)
    method = message["method"]
    if not isinstance(method, str):
        raise JsonRpcError(INVALID_REQUEST, "'method' must be a string", message_id)
    params = message.get("params")
    if params is None:
        params = {}
    if not isinstance(params, (dict, list)):
        raise JsonRpcError(INVALID_REQUEST, "'params' must be an object or an array", message_id)
    return Request(method, params, message_id, is_notification="id" not in message)


def request(method: str, params: dict, message_id: str) -> dict:
    """Build a request."""
    return {"jsonrpc": "2.0", "id": message_id, "method": method, "params": params}


def notification(method: str, params: dict) -> dict:
    """Build a notification, which wants no answer."""
    return {"jsonrpc": "2.0", "method": method, "params": params}


def result_response(result: Any, message_id: MessageId) -> dict:
    """Build the answer to a request that succeeded."""
    return {"jsonrpc": "2.0", "id": message_id, "result": result}


def error_response(error: JsonRpcError, message_id: MessageId) -> dict:
    """Build the answer to a request that failed."""
    body = {"code": error.code, "message": str(error)}
    if error.data is not None:
        body["data"] = error.data
    return {"jsonrpc": "2.0", "id": message_id, "error": body}
