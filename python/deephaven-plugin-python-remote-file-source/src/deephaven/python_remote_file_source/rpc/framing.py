"""The framing of a client's messages: a JSON text as it is, or in a zlib stream."""

from __future__ import annotations

import zlib

from . import json_rpc
from .json_rpc import JsonRpcError

# The bytes that one message may inflate to.
MAX_TEXT = 256 * 2**20

# What a zlib stream begins with, and no JSON text.
_ZLIB = b"\x78"


def inflate(payload: bytes) -> bytes:
    """Take the JSON text out of a message.

    Args:
        payload: A JSON text or a zlib stream of one.

    Returns:
        The text, not yet looked at.

    Raises:
        JsonRpcError: If the stream is broken, or inflates to more than `MAX_TEXT` bytes.
    """
    if not payload.startswith(_ZLIB):
        return payload
    inflater = zlib.decompressobj()
    try:
        text = inflater.decompress(payload, MAX_TEXT + 1)
    except zlib.error as error:
        raise JsonRpcError(json_rpc.PARSE_ERROR, f"Not a zlib stream: {error}") from None
    if len(text) > MAX_TEXT:
        raise JsonRpcError(
            json_rpc.INVALID_REQUEST, f"The message inflates to more than {MAX_TEXT} bytes"
        )
    if not inflater.eof or inflater.unused_data:
        raise JsonRpcError(json_rpc.PARSE_ERROR, "The zlib stream does not end with the message")
    return text
