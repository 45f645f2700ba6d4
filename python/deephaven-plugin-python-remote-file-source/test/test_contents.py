"""The contents that connections share: how references are counted, and what is dropped first."""

from deephaven.python_remote_file_source.mirror.contents import Compiled, ContentStore


def test_the_store_drops_what_nobody_refers_to_the_oldest_first(monkeypatch):
    size = 500 + 2
    limit = "deephaven.python_remote_file_source.mirror.contents.MAX_UNREFERENCED"
    monkeypatch.setattr(limit, 2 * size)
    held = ContentStore()
    held.refer(["a", "b", "c"])
    held.put({"a": b"aa", "b": b"bb", "c": b"cc"})
    held.release(["b", "a", "c"])
    assert [held.get(key) for key in "abc"] == [b"aa", None, b"cc"]
    held.refer(["a"])
    held.put({"d": b"dd"})
    assert [held.get(key) for key in "acd"] == [b"aa", b"cc", b"dd"]
    held.put({"e": b"ee"})
    assert [held.get(key) for key in "acde"] == [b"aa", None, b"dd", b"ee"]
    # Code counts as well, and goes with its content.
    held.put_compiled("a", "/a", Compiled(compile("", "/a", "exec"), ()))
    held.release(["a"])
    assert held.get_compiled("a", "/a") is not None
    assert [held.get("e"), held.get("d")] == [None, None]
    monkeypatch.setattr(limit, 0)
    held.release([])
    assert (held._held, held._unreferenced, held._unreferenced_size) == ({}, {}, 0)


def test_the_store_counts_references():
    held = ContentStore()
    held.refer(["a"])
    held.refer(["a"])
    held.put({"a": b"aa"})
    held.release(["a"])
    assert not held._unreferenced
    held.release(["a"])
    assert list(held._unreferenced) == ["a"]
    assert not held._references
