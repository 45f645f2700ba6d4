"""The messages `sync` and `put`: atomic revisions, sizes, contents by key, wrong types."""

import importlib
import json
import os
import pkgutil
import zlib

import pytest

import dialects
from deephaven.python_remote_file_source import __version__
from deephaven.python_remote_file_source.contexts import received
from deephaven.python_remote_file_source.mirror.contents import store
from dialects import DIALECTS, ROOT, Documented, error_of, request, result_of
from synced import CAPABILITIES, Synced, held_from, key_of

FILES = {
    "pk/__init__.py": "",
    "pk/a.py": "X = 1\n",
    "pk/b.py": "from .a import X\n",
    "pk/data.txt": "text",
}


def connected(connect, **kwargs):
    return connect(Synced(), kwargs.pop("files", FILES), **kwargs)


# Negotiation.


def test_the_extension_is_negotiated(connect):
    client = connect(Documented(), connection_id=None)
    answers = client.call(Synced().set_connection_id("id-1"))
    assert result_of(answers) == {
        "capabilities": CAPABILITIES,
        "version": __version__,
        "mirror": client.mirror,
        "run_id": client.run_id,
    }
    assert os.path.isdir(client.mirror)


def test_a_newer_client_is_told_what_the_server_has(connect):
    client = connect(Documented(), connection_id=None)
    answers = client.call(request("set_connection_id", id="x", capabilities={"sync": 3}))
    assert result_of(answers)["capabilities"]["sync"] == 2


def test_an_older_client_uses_the_legacy_dialect(connect):
    client = connect(Documented(), connection_id=None)
    answers = client.call(request("set_connection_id", id="x", capabilities={"sync": 1}))
    assert result_of(answers) == {"capabilities": {}, "version": __version__}
    assert error_of(client.call(request("sync")))["code"] == -32601


@pytest.mark.parametrize("version", [True, "1", 0, -1, 1.5, {}, []])
def test_wrong_versions(connect, version):
    client = connect(Documented(), connection_id=None)
    answers = client.call(request("set_connection_id", id="x", capabilities={"sync": version}))
    assert error_of(answers)["code"] == -32602


@pytest.mark.parametrize("method", ["sync", "put", "set_standing"])
@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.name)
def test_without_negotiation_there_is_no_such_method(connect, dialect, method):
    client = connect(dialect)
    assert error_of(client.call(request(method)))["code"] == -32601
    assert error_of(client.call(zlib.compress(b"{}")))["code"] == -32700


def test_a_client_may_return_to_the_legacy_dialect(connect, plugin_object):
    client = connected(connect)
    client.send(Documented().set_connection_id("id-1"))
    assert error_of(client.call(request("sync")))["code"] == -32601
    plugin_object.set_execution_context("id-1", {"pk"})
    assert importlib.import_module("pk.a").X == 1
    assert client.asked == ["pk", "pk.a"]


# Revisions.


def test_what_is_pushed_is_imported_without_asking(connect, plugin_object):
    client = connected(connect)
    plugin_object.set_execution_context("id-1", {"pk"})
    assert importlib.import_module("pk.b").X == 1
    with pytest.raises(ModuleNotFoundError) as caught:
        importlib.import_module("pk.nope")
    assert caught.value.name == "pk.nope"
    assert client.asked == []


def test_only_what_changed_travels(connect, plugin_object):
    client = connected(connect)
    answers = client.call(
        request(
            "sync",
            revision=5,
            base=1,
            names={"gone": None},
            files={
                f"{ROOT}/pk/a.py": key_of("X = 2\n"),
                f"{ROOT}/pk/gone.py": None,
                f"{ROOT}/pk/data.txt": None,
                f"{ROOT}/pk/new.txt": key_of("new"),
            },
            contents={key_of("X = 2\n"): "X = 2\n"},
        )
    )
    assert result_of(answers) == {"revision": 5, "wanted": [key_of("new")]}
    plugin_object.set_execution_context("id-1", {"pk"})
    assert importlib.import_module("pk.b").X == 2
    assert not os.path.exists(f"{client.mirror}{ROOT}/pk/data.txt")


def test_base_null_replaces_everything(connect, plugin_object):
    client = connected(connect)
    new = {"other.py": "Y = 1\n"}
    assert result_of(client.call(Synced().sync(new, revision=2)))["wanted"] == []
    client.files = {}
    plugin_object.set_execution_context("id-1", {"pk", "other"})
    assert importlib.import_module("other").Y == 1
    with pytest.raises(ModuleNotFoundError):
        importlib.import_module("pk")


@pytest.mark.parametrize(
    ("revision", "base"), [(2, 3), (1, 1), (1, None), (2, 10**30)], ids=lambda value: str(value)
)
def test_a_revision_that_does_not_follow_is_refused_with_what_the_server_has(
    connect, plugin_object, revision, base
):
    client = connected(connect)
    message = request("sync", revision=revision, base=base, files={f"{ROOT}/pk/a.py": None})
    error = error_of(client.call(message))
    assert (error["code"], error["data"]) == (-32001, {"revision": 1})
    assert held_from(client) == (1, 3)


def test_a_base_before_the_first_revision_is_refused(connect):
    client = connect(Documented(), connection_id=None)
    client.send(Synced().set_connection_id("id-1"))
    error = error_of(client.call(request("sync", revision=2, base=1)))
    assert (error["code"], error["data"]) == (-32001, {"revision": None})


KEY = key_of("x")
GOOD = {"revision": 2, "base": 1}
WRONG = [
    [],
    {},
    {"revision": 2},
    {"base": 1},
    *({"revision": value, "base": 1} for value in [None, "2", 2.5, True, 0, -1, [], {}]),
    *({"revision": 2, "base": value} for value in ["1", 1.5, True, 0, -1, [], {}]),
    *({**GOOD, key: value} for key in ["names", "files"]
      for value in [None, [], "x", 1, True]),
    *({**GOOD, "contents": value}
      for value in [None, "x", 1, True, [None], [1], [[]], [{}], ["\ud800"]]),
    *({**GOOD, "names": {"new": value}} for value in
      [1, "x", [], True, {}, [1], [None], [""], ["x"], ["/a//b"], ["/a/../b"], ["/./a"], ["/a\0"]]),
    *({**GOOD, "names": {name: ["/x"]}} for name in ["", ".", "a.", ".a", "a..b", "a/b", "a\0"]),
    *({**GOOD, "keep": value} for value in ["x", 1, True, {}, [1], [None]]),
    *({**GOOD, "files": {"/x": value}} for value in
      [1, "x", [], {}, True, "", KEY.upper(), KEY[:-1], KEY + "0", KEY + "\n", "?" * 257, 0, -1]),
    *({**GOOD, "files": {path: KEY}} for path in
      ["", "x", "x/y", "/", "//", "/x//y", "/x/./y", "/x/../y", "/../x", "/x/..", "/a\0b",
       "/" + "x" * 256, "/\ud800", "C:\\x"]),
    *({**GOOD, "files": {"/x/": value}} for value in [KEY, 0, "?1:2", True, [], "x"]),
    *({**GOOD, "contents": {KEY: value}} for value in
      [None, 1, [], {}, {"base64": 1}, {"base64": "?"}, {"base64": "eA"}, {"base64": "é"}, "y",
       "x ", "\ud800", {"base64": "eQ=="}]),
    *({**GOOD, "contents": {key: "x"}} for key in ["", "x", KEY.upper(), KEY[:-1], key_of("y")]),
]  # fmt: skip


@pytest.mark.parametrize("params", WRONG, ids=lambda params: json.dumps(params)[:80])
def test_wrong_types_are_refused_in_words_and_change_nothing(connect, plugin_object, params):
    """Each along with good parts, of which nothing may be applied."""
    client = connected(connect)
    if isinstance(params, dict) and isinstance(params.get("files", {}), dict):
        params = {**params, "files": {f"{ROOT}/pk/a.py": None, **params.get("files", {})}}
    message = {"jsonrpc": "2.0", "id": "w", "method": "sync", "params": params}
    error = error_of(client.call(message))
    assert error["code"] == -32602
    assert error["message"]
    assert held_from(client) == (1, 3)
    plugin_object.set_execution_context("id-1", {"pk"})
    assert importlib.import_module("pk.b").X == 1
    assert client.asked == []


@pytest.mark.parametrize(
    "params", [[], {"contents": None}, {"contents": {KEY: "y"}}, {"contents": {KEY: None}}]
)
def test_wrong_puts(connect, params):
    client = connected(connect)
    message = {"jsonrpc": "2.0", "id": "w", "method": "put", "params": params}
    assert error_of(client.call(message))["code"] == -32602


# Contents.


def test_wanted_contents_are_put_later(connect, plugin_object):
    client = connect(Documented(), FILES, connection_id=None)
    client.send(Synced().set_connection_id("id-1"))
    missing = "X = 'put later'\n"
    files = {**FILES, "pk/a.py": missing}
    answers = client.call(Synced().sync(files, contents=set(files) - {"pk/a.py"}))
    assert result_of(answers)["wanted"] == [key_of(missing)]
    assert result_of(client.call(request("put", contents={key_of(missing): missing}))) is None
    plugin_object.set_execution_context("id-1", {"pk"})
    assert importlib.import_module("pk.b").X == "put later"
    assert client.asked == []


def test_contents_without_keys_are_referred_to_by_their_positions(connect, plugin_object):
    client = connected(connect)
    new, data = "from .a import X\nY = 'by position'\n", "by position"
    answers = client.call(
        request(
            "sync",
            revision=2,
            base=1,
            files={
                f"{ROOT}/pk/b.py": 1,
                f"{ROOT}/pk/c.py": 1,
                f"{ROOT}/pk/data.txt": 0,
            },
            contents=[data, new],
        )
    )
    assert result_of(answers) == {"revision": 2, "wanted": []}
    plugin_object.set_execution_context("id-1", {"pk"})
    assert importlib.import_module("pk.b").Y == importlib.import_module("pk.c").Y == "by position"
    assert pkgutil.get_data("pk", "data.txt") == data.encode()
    assert client.asked == []


def test_contents_without_keys_are_put(connect, plugin_object):
    client = connect(Documented(), FILES, connection_id=None)
    client.send(Synced().set_connection_id("id-1"))
    client.send(Synced().sync(FILES, contents=False))
    assert result_of(client.call(request("put", contents=list(FILES.values())))) is None
    plugin_object.set_execution_context("id-1", {"pk"})
    assert importlib.import_module("pk.b").X == 1
    assert client.asked == []


def test_a_file_that_the_client_has_not_read_is_fetched_and_not_wanted(connect, plugin_object):
    client = connected(connect)
    client.files = {**FILES, "pk/a.py": "X = 'not read'\n", "pk/data.txt": "not read"}
    files = {f"{ROOT}/pk/a.py": "?:yesterday", f"{ROOT}/pk/data.txt": "?8:today"}
    answers = client.call(request("sync", revision=2, base=1, files=files))
    assert result_of(answers)["wanted"] == []
    plugin_object.set_execution_context("id-1", {"pk"})
    pk_a = importlib.import_module("pk.a")
    assert pk_a.X == "not read"
    assert pkgutil.get_data("pk", "data.txt") == b"not read"
    assert client.asked == [f"{ROOT}/pk/a.py", f"{ROOT}/pk/data.txt"]
    # What it turns out to be has not changed.
    known = {f"{ROOT}/{path}": key_of(client.files[path]) for path in ("pk/a.py", "pk/data.txt")}
    client.send(request("sync", revision=3, base=2, files=known))
    plugin_object.set_execution_context("id-1", {"pk"}, revision=3)
    assert importlib.import_module("pk.a") is pk_a
    assert len(client.asked) == 2


def test_contents_that_nobody_refers_to_are_not_kept(connect):
    client = connected(connect)
    stray = "stray, of nobody"
    client.send(request("put", contents={key_of(stray): stray}))
    client.send(request("sync", revision=2, base=1, contents={key_of(stray): stray}))
    assert store.get(key_of(stray)) is None


def test_a_content_that_another_connection_sent_is_not_wanted(connect):
    connected(connect)
    other = connect(Documented(), connection_id=None)
    other.send(Synced().set_connection_id("id-2"))
    assert result_of(other.call(Synced().sync(FILES, contents=False)))["wanted"] == []


def test_a_reconnected_client_need_not_send_again(connect, plugin_object):
    text = "X = 'sent once'\n"
    first = connected(connect, files={"pk.py": text})
    plugin_object.set_execution_context("id-1", {"pk"})
    assert importlib.import_module("pk").X == "sent once"
    first.close()
    again = connect(Documented(), connection_id=None)
    again.send(Synced().set_connection_id("id-2"))
    answers = again.call(Synced().sync({"pk.py": text}, contents=False))
    assert result_of(answers)["wanted"] == []
    plugin_object.set_execution_context("id-2", {"pk"})
    assert importlib.import_module("pk").__file__ == f"{again.mirror}{ROOT}/pk.py"
    assert again.asked == []


def test_a_moved_file_is_compiled_for_its_new_path(connect, plugin_object, monkeypatch):
    client = connected(connect, files={"pk.py": "def f(): pass\n"})
    plugin_object.set_execution_context("id-1", {"pk"})
    file = importlib.import_module("pk").f.__code__.co_filename
    assert file == f"{client.mirror}{ROOT}/pk.py"
    monkeypatch.setattr(dialects, "ROOT", "/elsewhere")
    client.send(Synced().sync({"pk.py": "def f(): pass\n"}, revision=2))
    plugin_object.set_execution_context("id-1", {"pk"})
    file = importlib.import_module("pk").f.__code__.co_filename
    assert file == f"{client.mirror}/elsewhere/pk.py" == importlib.import_module("pk").__file__


def test_the_size_of_a_connections_contents_is_bounded(connect, plugin_object, monkeypatch):
    client = connected(connect, files={"pk.py": "X = 1\n"})
    monkeypatch.setattr(received, "MAX_CONTENTS", 100)
    big = "#" * 95
    message = Synced().sync({"pk.py": "X = 1\n", "big.csv": big}, revision=2)
    error = error_of(client.call(message))
    assert error["code"] == -32002
    assert error["data"] == {"bytes": 101, "limit": 100}
    assert f"the largest is '{ROOT}/big.csv' with 95" in error["message"]
    assert held_from(client) == (1, 1)
    fits = Synced().sync({"pk.py": "X = 1\n", "big.csv": big[:94]}, revision=2)
    assert "result" in client.call(fits)[0]


def test_the_size_is_bounded_for_put_as_well(connect, monkeypatch):
    client = connect(Documented(), connection_id=None)
    client.send(Synced().set_connection_id("id-1"))
    client.send(Synced().sync({"big.csv": "#" * 101}, contents=False))
    monkeypatch.setattr(received, "MAX_CONTENTS", 100)
    put = request("put", contents={key_of("#" * 101): "#" * 101})
    assert error_of(client.call(put))["code"] == -32002
    assert store.get(key_of("#" * 101)) is None
