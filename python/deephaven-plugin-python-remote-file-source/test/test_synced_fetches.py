"""Modules and files that a client tells of but does not push: fetched where nobody else waits."""

import importlib
import importlib.util
import sys

import pytest

from dialects import ROOT
from synced import Synced, key_of
from test_faults import PATIENCE, Importing

FILES = {
    "pk/__init__.py": "",
    "pk/a.py": "X = 1\n",
    "pk/b.py": "from .a import X\n",
    "pk/data.txt": "text",
}


def not_pushed(connect, files, answer=None, connection_id="id-1", **options):
    """A client that tells of all files and pushes none; marked, so that no store has them."""
    files = {path: f"{text}# {connection_id} not pushed\n" for path, text in files.items()}
    client = connect(Synced(), files, connection_id=None, answer=answer, **options)
    client.send(Synced().set_connection_id(connection_id))
    assert client.call(Synced().sync(files, contents=False))[0]["result"]["wanted"]
    return client


def test_an_index_without_contents_is_fetched_by_the_loader(connect, plugin_object):
    client = connect(Synced(), FILES, connection_id=None)
    client.send(Synced().set_connection_id("id-1"))
    files = {path: f"{text}# not pushed\n" for path, text in FILES.items()}
    client.files = files
    client.send(Synced().sync(files, contents=False))
    plugin_object.set_execution_context("id-1", {"pk"})
    spec = importlib.util.find_spec("pk")
    assert client.asked == []
    assert spec.origin == f"{ROOT}/pk/__init__.py"
    assert importlib.import_module("pk.b").X == 1
    assert client.asked == ["pk", "pk.b", "pk.a"]
    # Fetched once, then kept like what was pushed.
    plugin_object.set_execution_context("id-1", {"pk"})
    importlib.import_module("pk.b")
    assert client.asked == ["pk", "pk.b", "pk.a"]


def test_a_newer_text_than_the_index_knows_is_taken(connect, plugin_object):
    client = connect(Synced(), FILES, connection_id=None)
    client.send(Synced().set_connection_id("id-1"))
    client.send(Synced().sync({"pk.py": "X = 'old, not pushed'\n"}, contents=False))
    client.files = {"pk.py": "X = 'new'\n"}
    plugin_object.set_execution_context("id-1", {"pk"}, 1, "changed")
    assert importlib.import_module("pk").X == "new"
    # What was executed is not what the index has, so the next run looks again.
    plugin_object.set_execution_context("id-1", {"pk"}, 1, "changed")
    assert "pk" not in sys.modules


def test_an_answer_with_text_only_is_taken_as_text(connect, plugin_object):
    """As the two existing dialects have it: decoded, so that its cookie does not count."""
    text = "# coding: latin-1\nX = 'ü'\n"
    client = connect(Synced(), {}, connection_id=None, answer=lambda message: {
        "jsonrpc": "2.0", "id": message["id"],
        "result": {"filepath": f"{ROOT}/pk.py", "source": text}})  # fmt: skip
    client.send(Synced().set_connection_id("id-1"))
    client.send(Synced().sync({"pk.py": text.encode("latin-1")}, contents=False))
    plugin_object.set_execution_context("id-1", {"pk"})
    assert importlib.import_module("pk").X == "ü"


def test_names_below_an_incomplete_package_are_asked_for(connect, plugin_object):
    files = {**FILES, "pk/late.py": "X = 'late'\n"}
    client = connect(Synced(), files, connection_id=None)
    client.send(Synced().set_connection_id("id-1"))
    message = Synced().sync(FILES)
    del message["params"]["modules"]["pk"]["complete"]
    client.send(message)
    plugin_object.set_execution_context("id-1", {"pk"})
    assert importlib.import_module("pk.late").X == "late"
    for _ in range(2):
        with pytest.raises(ModuleNotFoundError):
            importlib.import_module("pk.nope")
    assert client.asked == ["pk.late", "pk.nope"]


def test_what_is_no_longer_there_is_missing_and_asked_for_once_a_run(connect, plugin_object):
    client = connect(Synced(), {}, connection_id=None)
    client.send(Synced().set_connection_id("id-1"))
    client.send(Synced().sync({"pk.py": "X = 'was never pushed'\n"}, contents=False))
    plugin_object.set_execution_context("id-1", {"pk"})
    for _ in range(2):
        with pytest.raises(ModuleNotFoundError, match="No module named 'pk'") as caught:
            import pk  # noqa: F401
        assert caught.value.name == "pk"
        assert caught.value.__traceback__.tb_next is None  # no frames of ours
    assert importlib.util.find_spec("pk") is None
    assert client.asked == ["pk"]
    assert "pk" not in sys.modules


def test_data_files_are_fetched_when_they_were_not_pushed(connect, plugin_object):
    client = connect(Synced(), FILES, connection_id=None)
    client.send(Synced().set_connection_id("id-1"))
    files = {**FILES, "pk/data.txt": "not pushed \u00fc", "pk/gone.txt": "gone, not pushed"}
    client.send(Synced().sync(files, contents=set(files) - {"pk/data.txt", "pk/gone.txt"}))
    client.files = {"pk/data.txt": files["pk/data.txt"]}
    plugin_object.set_execution_context("id-1", {"pk"})
    loader = importlib.import_module("pk").__loader__
    for _ in range(2):
        assert loader.get_data(f"{ROOT}/pk/data.txt") == files["pk/data.txt"].encode()
    assert client.asked == [f"{ROOT}/pk/data.txt"]
    with pytest.raises(FileNotFoundError):
        loader.get_data(f"{ROOT}/pk/gone.txt")
    client.close()
    with pytest.raises(OSError, match=r"client 'id-1' did not send the file: it disconnected"):
        loader.get_data(f"{ROOT}/pk/gone.txt")


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ({"result": "text"}, "its answer is malformed: the result is not an object"),
        ({"result": {"content": 1}}, "its answer is malformed: a content must be a string or"),
        ({"result": {"content": {"base64": "?"}}}, "its answer is malformed: "),
        ({"error": "text"}, "its answer is malformed: 'error' must be an object"),
        ({"error": {"code": 1, "message": "no"}}, "it answered with an error: no"),
        ({"result": {"is_package": True}}, "it is of another kind now"),
        (
            {"result": {"origin": "/pk/__init__.py", "is_package": True, "source": ""}},
            "it is of another kind now",
        ),
    ],
)
def test_wrong_answers_to_the_loader_end_in_words(connect, plugin_object, answer, words):
    not_pushed(
        connect,
        {"pk.py": ""},
        connection_id="wrong",
        answer=lambda message: {"jsonrpc": "2.0", "id": message["id"], **answer},
    )
    plugin_object.set_execution_context("wrong", {"pk"})
    with pytest.raises(ImportError) as caught:
        import pk  # noqa: F401
    assert str(caught.value).startswith(f"cannot import 'pk' from client 'wrong': {words}")
    assert caught.value.name == "pk"
    assert caught.value.__traceback__.tb_next is None
    assert "pk" not in sys.modules


def test_silence_to_the_loader_ends_in_words(connect, plugin_object):
    plugin_object.fetch_timeout = 0.01
    not_pushed(connect, {"pk.py": ""}, connection_id="silent", answer=lambda message: None)
    plugin_object.set_execution_context("silent", {"pk"})
    with pytest.raises(ImportError, match=r"'silent': it did not answer within 0.01 s"):
        importlib.import_module("pk")


def test_a_loader_fails_at_once_when_its_client_goes_away(connect, plugin_object):
    plugin_object.fetch_timeout = 10 * PATIENCE
    client = not_pushed(
        connect, {"pk.py": ""}, connection_id="leaving", answer=lambda message: None
    )
    plugin_object.set_execution_context("leaving", {"pk"})
    importing = Importing("pk")
    assert client.was_asked.wait(PATIENCE)
    client.close()
    with pytest.raises(ImportError, match="cannot import 'pk' from client 'leaving': it disconn"):
        importing.result()
    assert "pk" not in sys.modules


def test_a_content_that_is_put_while_an_import_is_under_way_is_taken(connect, plugin_object):
    """Between finding and loading a module."""
    client = not_pushed(connect, {"pk.py": "X = 'put'\n"}, connection_id="put")
    plugin_object.set_execution_context("put", {"pk"})
    spec = importlib.util.find_spec("pk")
    text = client.files["pk.py"]
    client.send({"jsonrpc": "2.0", "id": 1, "method": "put",
                 "params": {"contents": {key_of(text): text}}})  # fmt: skip
    assert "'put'" in spec.loader.get_source("pk")
    assert client.asked == []
