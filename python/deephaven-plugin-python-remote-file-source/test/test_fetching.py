"""Files that a client tells of and does not push: in batches, in portions, and with messages."""

import importlib
import os
import pkgutil
import sqlite3
import threading
import time
from pathlib import Path

import pytest

from deephaven.python_remote_file_source import PluginObject
from deephaven.python_remote_file_source.contexts import fetching
from dialects import ROOT, request
from kinds import NotPushed
from synced import Synced, client_path, content_of
from test_faults import PATIENCE, Importing


def asked(client, method):
    return [m["params"] for m in client.received if m.get("method") == method]


def read(path):
    with open(path, "rb") as file:
        return file.read()


def unread(connect, files, answer=None, unread=(), **options):
    """A client that pushes its files, but has not read some of them."""
    client = connect(Synced(), files, connection_id=None, answer=answer, **options)
    client.send(Synced().set_connection_id("id-1"))
    assert "result" in client.call(Synced().sync(files, unread=unread))[-1]
    return client


# Modules.


def limited(limit):
    """Answers with at most so many contents, as a client that stops at some size."""

    def answer(message, files):
        result = Synced().answer(message, files)
        if message["method"] == "fetch_files":
            result["result"]["contents"] = result["result"]["contents"][:limit]
        return result

    return answer


def many_modules():
    files = {f"pk/m{number:03}.py": f"X = {number}\n" for number in range(200)}
    imports = "".join(f"from . import m{number:03}\n" for number in range(200))
    return {"pk/__init__.py": imports, **files}


@pytest.mark.parametrize(("limit", "requests"), [(1000, 1), (50, 5), (1, 201)])
def test_importing_a_whole_folder_asks_in_batches(connect, plugin_object, limit, requests):
    files = many_modules()
    answer = limited(limit)
    client = connect(NotPushed(), files, answer=lambda message: answer(message, files))
    plugin_object.set_execution_context("id-1", {"pk"})
    pk = importlib.import_module("pk")
    assert [getattr(pk, f"m{n:03}").X for n in range(200)] == list(range(200))
    sent = asked(client, "fetch_files")
    assert len(sent) == requests
    assert all(len(params["paths"]) <= 256 for params in sent)
    # Nobody asks for what has come already.
    firsts = [params["paths"][0] for params in sent]
    assert len(set(firsts)) == len(firsts)


def test_a_batch_is_of_one_folder_and_below(connect, plugin_object):
    files = {
        "pk/__init__.py": "",
        "pk/a/b.py": "",
        "pk/data.bin": "",
        "other.py": "",
        "pk/c.py": "",
    }
    client = connect(NotPushed(), files)
    plugin_object.set_execution_context("id-1", {"pk", "other"})
    importlib.import_module("pk")
    (params,) = asked(client, "fetch_files")
    assert params["paths"] == [client_path(f"pk/{p}") for p in ["__init__.py", "a/b.py", "c.py"]]


def test_a_batch_whose_first_file_is_gone(connect, plugin_object):
    files = {"pk/__init__.py": "", "pk/a.py": "X = 1\n", "pk/b.py": "X = 2\n"}
    client = connect(NotPushed(), dict(files))
    plugin_object.set_execution_context("id-1", {"pk"})
    del client.files["pk/__init__.py"]
    with pytest.raises(ModuleNotFoundError, match="client 'id-1' does not have it any more"):
        importlib.import_module("pk")
    plugin_object.set_execution_context("id-1", {"pk"})
    assert importlib.import_module("pk.a").X == 1  # a folder is left
    assert getattr(importlib.import_module("pk"), "__file__", None) is None


def test_what_the_client_pushes_before_its_answer_is_not_asked_for(connect, plugin_object):
    files = {"pk/__init__.py": "from . import a\n", "pk/a.py": "import lib\n", "lib.py": "X = 1\n"}

    def answer(message):
        if asked_before:
            pytest.fail("it was pushed")
        asked_before.append(message)
        contents = [content_of(text) for text in files.values()]
        client.send(request("put", contents=contents))
        return Synced().answer(message, files)

    asked_before = []
    client = connect(NotPushed(), files, answer=answer)
    plugin_object.set_execution_context("id-1", {"pk", "lib"})
    assert importlib.import_module("pk.a").lib.X == 1


def test_an_import_from_a_frozen_page_waits_once(connect):
    """Not once for each of its modules, however they are imported."""
    plugin_object = PluginObject(fetch_timeout=0.3)
    files = {"pk/__init__.py": "ERRORS = []\n", "pk/all.py": "from . import ERRORS\n"}
    for number in range(5):
        files[f"pk/m{number}.py"] = f"X = {number} # frozen\n"
        files["pk/all.py"] += (
            f"try:\n    from . import m{number}\nexcept ImportError as error:\n"
            "    ERRORS.append(str(error))\n"
        )
    client = connect(
        Synced(), files, connection_id=None, answer=lambda message: None, target=plugin_object
    )
    client.send(Synced().set_connection_id("id-1"))
    client.send(Synced().sync(files, contents={"pk/__init__.py", "pk/all.py"}))
    plugin_object.set_execution_context("id-1", {"pk"})
    began = time.monotonic()
    importlib.import_module("pk.all")
    assert time.monotonic() - began < 4 * 0.3
    errors = importlib.import_module("pk").ERRORS
    assert len(errors) == 5
    assert all("it did not answer within 0.3 s" in error for error in errors)
    assert len(client.asked) == 1
    # Any message of the client ends that.
    client._answer = lambda message: Synced().answer(message, files)
    client.send(request("request_plugin_info"))
    plugin_object.set_execution_context("id-1", {"pk"})
    assert importlib.import_module("pk.m4").X == 4


# Data files.


@pytest.fixture
def small_portions(monkeypatch):
    monkeypatch.setattr(fetching, "PORTION", 10)


DATA = bytes(range(256)) * 4


@pytest.mark.usefixtures("small_portions")
def test_a_data_file_is_fetched_in_portions(connect, plugin_object):
    client = unread(connect, {"pk/__init__.py": "", "pk/data.bin": DATA}, unread=["pk/data.bin"])
    plugin_object.set_execution_context("id-1", {"pk"})
    importlib.import_module("pk")
    path = f"{client.mirror}{ROOT}/pk/data.bin"
    assert os.path.getsize(path) == len(DATA)
    assert client.asked == []
    for _ in range(2):
        assert pkgutil.get_data("pk", "data.bin") == DATA
    sent = asked(client, "fetch_file")
    assert [params["offset"] for params in sent] == list(range(0, len(DATA), 10))
    assert {(params["path"], params["length"]) for params in sent} == {
        (client_path("pk/data.bin"), 10)
    }


@pytest.mark.parametrize("size", [0, 1, 9, 10, 11, 20])
@pytest.mark.usefixtures("small_portions")
def test_sizes(connect, plugin_object, size):
    unread(connect, {"pk/__init__.py": "", "pk/d.bin": DATA[:size]}, unread=["pk/d.bin"])
    plugin_object.set_execution_context("id-1", {"pk"})
    importlib.import_module("pk")
    assert pkgutil.get_data("pk", "d.bin") == DATA[:size]


@pytest.mark.parametrize(
    "reads",
    [
        read,
        lambda path: os.read(os.open(path, os.O_RDONLY), 2**20),
        lambda path: read(os.fsencode(path)),
        lambda path: read(Path(path)),
        lambda path: read(os.path.relpath(path)),
        lambda path: read(os.path.dirname(path) + "/../pk/./data.bin"),
    ],
)
def test_ways_to_open_a_file_that_is_not_there_yet(connect, reads):
    client = unread(connect, {"pk/__init__.py": "", "pk/data.bin": DATA}, unread=["pk/data.bin"])
    assert reads(f"{client.mirror}{ROOT}/pk/data.bin") == DATA


def test_a_database_that_is_not_there_yet(connect, tmp_path):
    database = sqlite3.connect(tmp_path / "x.db")
    database.execute("create table t as select 1 as a")
    database.commit()
    database.close()
    data = (tmp_path / "x.db").read_bytes()
    client = unread(connect, {"pk/x.db": data}, unread=["pk/x.db"])
    database = sqlite3.connect(f"{client.mirror}{ROOT}/pk/x.db")
    assert database.execute("select a from t").fetchall() == [(1,)]
    database.close()


@pytest.mark.usefixtures("small_portions")
def test_silence_between_portions_has_a_deadline_and_the_whole_has_none(connect):
    plugin_object = PluginObject(fetch_timeout=0.2)
    portions = 0

    def answer(message):
        nonlocal portions
        portions += 1
        if portions % 40 == 0:
            return None
        return Synced().answer(message, client.files)

    files = {"pk/__init__.py": "", "pk/data.bin": DATA}
    client = unread(connect, files, answer, unread=["pk/data.bin"], target=plugin_object)
    path = f"{client.mirror}{ROOT}/pk/data.bin"
    with pytest.raises(OSError, match="client 'id-1' did not send the file: it did not answer wit"):
        read(path)
    # The file is as it was, and fetched the next time.
    assert os.path.getsize(path) == len(DATA)
    client._answer = lambda message: Synced().answer(message, client.files)
    client.send(request("request_plugin_info"))
    with open(path, "rb") as file:
        assert file.read() == DATA


@pytest.mark.usefixtures("small_portions")
def test_a_slow_client_may_take_longer_than_the_deadline_for_the_whole(connect):
    plugin_object = PluginObject(fetch_timeout=0.3)
    waits = [0.1] * 6

    def answer(message):
        if waits:
            time.sleep(waits.pop())
        return Synced().answer(message, client.files)

    client = unread(connect, {"d.bin": DATA}, answer, unread=["d.bin"], target=plugin_object)
    with open(f"{client.mirror}{ROOT}/d.bin", "rb") as file:
        assert file.read() == DATA


@pytest.mark.usefixtures("small_portions")
@pytest.mark.parametrize("change", ["size", "version", "gone"])
def test_a_file_that_changes_while_it_is_sent(connect, change):
    """Half of the old and half of the new is what nobody may read."""

    def answer(message):
        result = Synced().answer(message, client.files)
        if message["params"]["offset"] == 20 and changes:
            changes.clear()
            if change == "gone":
                return {**result, "result": None}
            result["result"][change] = 500 if change == "size" else "other"
        return result

    changes = [change]
    client = unread(connect, {"d.bin": DATA}, answer, unread=["d.bin"])
    path = f"{client.mirror}{ROOT}/d.bin"
    with pytest.raises(OSError, match=r"changed while it was sent|No such file") as caught:
        read(path)
    assert isinstance(caught.value, FileNotFoundError) == (change == "gone")
    with open(path, "rb") as file:
        assert file.read() == DATA


@pytest.mark.parametrize(
    ("result", "words"),
    [
        ("text", "its answer is not an object"),
        ({}, "its answer has no 'size'"),
        ({"size": "x", "content": ""}, "its answer has no 'size'"),
        ({"size": 5, "content": ""}, "its answer has nothing in it"),
        ({"size": 5, "content": 1}, "a content must be a string or"),
    ],
)
def test_wrong_answers_end_in_words(connect, result, words):
    client = unread(
        connect,
        {"d.bin": DATA},
        lambda message: {"jsonrpc": "2.0", "id": message["id"], "result": result},
        unread=["d.bin"],
    )
    with pytest.raises(OSError, match=f"client 'id-1' did not send the file: {words}"):
        read(f"{client.mirror}{ROOT}/d.bin")


def test_a_file_that_is_gone_is_not_found(connect):
    client = unread(connect, {"pk/d.bin": DATA, "pk/e.bin": b""}, unread=["pk/d.bin"])
    client.files = {}
    for _ in range(2):
        with pytest.raises(FileNotFoundError, match="No such file at client 'id-1'"):
            read(f"{client.mirror}{ROOT}/pk/d.bin")


def test_a_client_that_goes_away_while_it_sends_a_file(connect):
    def answer(message):
        client.close()

    client = unread(connect, {"d.bin": DATA}, answer, unread=["d.bin"])
    with pytest.raises(OSError, match=r"d\.bin"):
        read(f"{client.mirror}{ROOT}/d.bin")


def test_who_writes_a_file_or_reads_elsewhere_asks_nobody(connect, tmp_path):
    client = unread(connect, {"pk/d.bin": DATA}, unread=["pk/d.bin"])
    with open(f"{client.mirror}{ROOT}/pk/d.bin", "wb") as file:
        file.write(b"mine")
    (tmp_path / "x").write_text("x")
    assert (tmp_path / "x").read_text() == "x"
    os.listdir(f"{client.mirror}{ROOT}/pk")
    assert client.asked == []


def test_files_are_fetched_by_several_threads_at_once(connect, plugin_object):
    """Each has what it wants; nobody reads half a file."""
    files = {f"d{number}.bin": DATA * 100 for number in range(4)}
    client = unread(connect, files, unread=list(files))
    errors, start = [], threading.Barrier(16)

    def read(number):
        start.wait(PATIENCE)
        with open(f"{client.mirror}{ROOT}/d{number % 4}.bin", "rb") as file:
            if file.read() != DATA * 100:
                errors.append(number)

    threads = [threading.Thread(target=read, args=[n], daemon=True) for n in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert errors == []


def test_modules_are_fetched_by_several_threads_at_once(connect, plugin_object):
    files = {"pk/__init__.py": "", **{f"pk/m{n}.py": f"X = {n}\n" for n in range(20)}}
    connect(NotPushed(), files)
    plugin_object.set_execution_context("id-1", {"pk"})
    importing = [(n % 20, Importing(f"pk.m{n % 20}")) for n in range(60)]
    assert all(one.result().X == number for number, one in importing)
