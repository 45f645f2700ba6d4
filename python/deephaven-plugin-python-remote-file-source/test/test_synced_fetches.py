"""Modules that a client tells of but does not push: fetched where nobody else waits."""

import importlib
import importlib.util
import os
import sys

import pytest

from dialects import ROOT
from kinds import NotPushed
from synced import Synced, client_path, key_of
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
    return connect(NotPushed(), files, connection_id, answer=answer, **options)


def test_files_without_contents_are_fetched_by_the_loader(connect, plugin_object):
    client = not_pushed(connect, FILES)
    plugin_object.set_execution_context("id-1", {"pk"})
    spec = importlib.util.find_spec("pk")
    assert client.asked == []
    assert spec.origin == f"{client.mirror}{ROOT}/pk/__init__.py"
    assert os.path.getsize(spec.origin) == 0
    assert importlib.import_module("pk.b").X == 1
    # One answer has the other modules of the folder as well.
    assert client.asked == [client_path("pk/__init__.py")]
    # Fetched once, then kept like what was pushed.
    plugin_object.set_execution_context("id-1", {"pk"})
    importlib.import_module("pk.b")
    assert len(client.asked) == 1


def test_a_newer_text_than_the_client_has_told_of_is_taken(connect, plugin_object):
    client = connect(Synced(), {}, connection_id=None)
    client.send(Synced().set_connection_id("id-1"))
    client.send(Synced().sync({"pk.py": "X = 'old, not pushed'\n"}, contents=False))
    client.files = {"pk.py": "X = 'new'\n"}
    plugin_object.set_execution_context("id-1", {"pk"}, 1)
    assert importlib.import_module("pk").X == "new"
    first = sys.modules["pk"]
    # Once the client has noticed it, nothing has changed.
    client.send(Synced().sync(client.files, revision=2))
    plugin_object.set_execution_context("id-1", {"pk"}, 2)
    assert importlib.import_module("pk") is first


def test_the_bytes_of_a_file_are_taken_and_not_its_text(connect, plugin_object):
    """Its declaration of an encoding counts."""
    text = "# coding: latin-1\nX = 'ü'\n"
    connect(NotPushed(), {"pk.py": text.encode("latin-1")})
    plugin_object.set_execution_context("id-1", {"pk"})
    assert importlib.import_module("pk").X == "ü"


def test_what_is_no_longer_there_is_missing_and_asked_for_once(connect, plugin_object):
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
    assert client.asked == [client_path("pk.py")]
    assert "pk" not in sys.modules


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ({"result": "text"}, "its answer is not an object"),
        ({"result": None}, "its answer is not an object"),
        ({"result": {}}, "its answer has no 'contents'"),
        ({"result": {"contents": []}}, "its answer has no 'contents'"),
        ({"result": {"contents": "x"}}, "its answer has no 'contents'"),
        ({"result": {"contents": [1]}}, "a content must be a string or"),
        ({"result": {"contents": [{"base64": "?"}]}}, ""),
        ({"result": {"contents": [{"error": "permission denied"}]}}, "permission denied"),
        ({"error": "text"}, "'error' must be an object"),
        ({"error": {"code": 1, "message": "no"}}, "no"),
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


def test_errors_of_files_that_come_along_are_theirs_alone(connect, plugin_object):
    def answer(message):
        contents = ["", {"error": "pk/a.py: permission denied"}]
        if message["params"]["paths"][0] == client_path("pk/a.py"):
            contents = contents[1:]
        return {"jsonrpc": "2.0", "id": message["id"], "result": {"contents": contents}}

    client = not_pushed(connect, FILES, answer=answer)
    plugin_object.set_execution_context("id-1", {"pk"})
    importlib.import_module("pk")
    with pytest.raises(ImportError, match=r"cannot import 'pk\.a' .* pk/a\.py: permission denied"):
        importlib.import_module("pk.a")
    assert client.asked == [client_path("pk/__init__.py"), client_path("pk/a.py")]


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
