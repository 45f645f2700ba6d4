"""How messages travel: deflated or not, whole, and within their limit."""

import importlib
import json
import zlib

import pytest

from deephaven.python_remote_file_source.rpc import framing
from dialects import Documented, error_of, result_of
from synced import Synced, held_from

FILES = {"pk/__init__.py": "", "pk/a.py": "X = 1\n", "pk/b.py": "from .a import X\n"}


def test_deflated_messages(connect, plugin_object):
    client = connect(Documented(), connection_id=None)
    client.send(Synced().set_connection_id("id-1"))
    message = zlib.compress(json.dumps(Synced().sync(FILES)).encode())
    assert message[:1] == b"\x78"
    assert result_of(client.call(message)) == {"revision": 1, "wanted": []}
    plugin_object.set_execution_context("id-1", {"pk"})
    assert importlib.import_module("pk.b").X == 1


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        (b"\x78", -32700),
        (b"\x78nonsense", -32700),
        (zlib.compress(b"{}")[:-1], -32700),
        (zlib.compress(b"{}") + b"more", -32700),
        (zlib.compress(b"\xff"), -32700),
        (zlib.compress(b"[]"), -32600),
        (zlib.compress(b" " * 1001), -32600),
    ],
)
def test_broken_streams_and_bombs(connect, monkeypatch, payload, code):
    client = connect(Synced(), FILES)
    monkeypatch.setattr(framing, "MAX_TEXT", 1000)
    assert error_of(client.call(payload))["code"] == code
    assert held_from(client) == (1, 3)


def test_a_bomb_is_not_inflated_beyond_the_limit(monkeypatch):
    monkeypatch.setattr(framing, "MAX_TEXT", 1000)
    bomb = zlib.compress(b" " * 10**8)
    sizes = []

    class Inflater:
        def __init__(self):
            self._real = REAL()

        def decompress(self, data, limit):
            out = self._real.decompress(data, limit)
            sizes.append(len(out))
            return out

    REAL = zlib.decompressobj
    monkeypatch.setattr(framing.zlib, "decompressobj", Inflater)
    with pytest.raises(framing.JsonRpcError, match="more than 1000 bytes"):
        framing.inflate(bomb)
    assert sizes == [1001]


def test_a_message_of_just_the_limit_passes(monkeypatch):
    text = b'{"x": 1}'
    monkeypatch.setattr(framing, "MAX_TEXT", len(text))
    assert framing.inflate(zlib.compress(text)) == text
