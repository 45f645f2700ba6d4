"""What clients are told of a text while somebody writes it."""

import sys

import pytest

from deephaven.python_remote_file_source import language
from dialects import Documented
from synced import Synced, ask

CODE = "limits.app"


def limit(name: str, *, most: int = 3) -> int:
    """Set a limit.

    It counts from now on.
    """
    return len(name) + most


def at(code, namespace=None, mark="|"):
    """The text without its mark, the place of the mark, and the globals."""
    return code.replace(mark, ""), code.index(mark), namespace or {}


def labels(code, **namespace):
    return [item["label"] for item in language.complete(*at(code, namespace))["items"]]


def test_names_of_live_values():
    assert labels("limits.app|", limits=[1]) == ["append"]
    assert "limits" in labels("x = lim|", limits=[1])
    assert labels("limits['AA|", limits={"AAPL": 1}) == ["'AAPL'"]


def test_what_the_names_take_the_place_of():
    code = "é = '😀'\nlimits.app|"
    assert language.complete(*at(code, {"limits": [1]})) == {
        "start": code.index("app"),
        "items": [{"label": "append", "type": "function"}],
    }


def test_public_names_come_first():
    found = labels("limits.|", limits=[1])
    assert found.index("sort") < found.index("__add__")


def test_what_the_text_itself_defines():
    assert labels("def total(): ...\ntot|") == ["total"]
    assert "upper" in labels("name = 'a'\r\nname.upp|")


def test_no_files_of_the_worker_are_offered():
    assert labels("open('/et|') ") == []


def test_a_definition():
    assert language.hover(*at("lim|it('a')", {"limit": limit})) == {
        "head": "def limit(name: str, *, most: int=3)",
        "doc": "Set a limit.\n\nIt counts from now on.",
    }
    assert language.hover(*at("whi|le True: pass")) is None
    assert language.hover(*at("|")) is None


def test_a_call():
    (told,) = language.signatures(*at("limit('a', mo|", {"limit": limit}))
    assert told == {
        "label": "limit(name: str, *, most: int=3)",
        "parameters": ["name: str", "most: int=3"],
        "active": 1,
        "doc": "Set a limit.\n\nIt counts from now on.",
    }
    assert language.signatures(*at("1 + |")) == []


def test_the_limit_of_recursion_stays_what_a_program_has_set(monkeypatch):
    for name in [name for name in sys.modules if name.partition(".")[0] == "jedi"]:
        monkeypatch.delitem(sys.modules, name)
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(5000)
    try:
        assert labels("limits.app|", limits=[1]) == ["append"]
        assert sys.getrecursionlimit() == (5000 if sys.version_info >= (3, 11) else 2000)
    finally:
        sys.setrecursionlimit(before)


@pytest.fixture
def session(monkeypatch):
    values = {"limits": [1]}
    monkeypatch.setattr(
        "deephaven.python_remote_file_source.message_stream.session_globals", lambda: values
    )


@pytest.mark.usefixtures("session")
def test_a_client_asks(connect):
    client = connect(Synced())
    found = ask(client, "complete", code=CODE, offset=len(CODE))["result"]
    assert found == {"start": 7, "items": [{"label": "append", "type": "function"}]}
    assert "append" in ask(client, "hover", code="limits.append", offset=9)["result"]["head"]
    (told,) = ask(client, "signatures", code="limits.append(", offset=14)["result"]
    assert told["active"] == 0


@pytest.mark.usefixtures("session")
@pytest.mark.parametrize(
    "params", [{}, {"code": "a"}, {"code": "a", "offset": 2}, {"code": 1, "offset": 0}]
)
def test_what_is_no_place_is_refused(connect, params):
    assert ask(connect(Synced()), "complete", **params)["error"]["code"] == -32602


@pytest.mark.usefixtures("session")
def test_clients_without_the_extension_are_told_nothing(connect):
    request = {"jsonrpc": "2.0", "id": "1", "method": "complete", "params": {}}
    (answer,) = connect(Documented()).call(request)
    assert answer["error"]["code"] == -32601
