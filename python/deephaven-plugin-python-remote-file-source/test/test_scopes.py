"""Cells with variables of their own."""

import types

import pytest

from deephaven.python_remote_file_source.cells import scopes as module
from in_process import run_id
from synced import Synced, ask
from test_cells import shown
from test_output import error_of_run


class Table:
    """What stands for a table."""


@pytest.fixture
def session(monkeypatch):
    """The globals of the session."""
    values = {"__name__": "session", "shared": 1}
    monkeypatch.setattr(module, "session_globals", lambda: values)
    monkeypatch.setattr(
        "deephaven.python_remote_file_source.message_stream.session_globals", lambda: values
    )
    monkeypatch.setattr(module.tables, "is_table", lambda value: isinstance(value, Table))
    return values


@pytest.fixture
def client(connect):
    return connect(Synced(), {"pk.py": "X = 1\n"}, "id-1")


def run_cell(session, source, *scope):
    from deephaven.python_remote_file_source import run_cell as run_in_caller

    arguments = (run_id("id-1"), {"pk"}, 1, source, "/jupyter:/a.ipynb#cell-id=c", "m", *scope)
    caller = {"run": run_in_caller, "arguments": arguments}
    exec("run(*arguments)", {**caller, "__name__": "caller"} if scope else {**session, **caller})


def test_a_scope_keeps_its_variables_to_itself(client, session):
    run_cell(session, "import pk\nown = pk.X + 1\ndef f():\n    return own", "one")
    run_cell(session, "f() + own", "one")
    run_cell(session, "__name__, 'own' in globals(), 'shared' in globals()", "two")
    values = [content["data"]["text/plain"] for _, content in shown(client)]
    assert values == ["4", "('__main__', False, False)"]
    assert set(session) == {"__name__", "shared"}


def test_its_tables_are_variables_of_the_session_where_that_is_asked_for(client, session):
    session["Table"] = Table
    run_cell(session, "t = make()\nx = 1", "one", True)
    assert "NameError" in error_of_run(client)["name"]
    module.scopes.of("one").namespace["make"] = Table
    run_cell(session, "t = make()\n_t = make()\nx = 1", "one")
    assert "t" not in session
    run_cell(session, "x = 2", "one", True)
    assert isinstance(session["t"], Table)
    assert not {"x", "_t", "make"} & set(session)
    run_cell(session, "u = t\ndel t", "one", True)
    assert "t" not in session
    assert isinstance(session["u"], Table)
    session["u"] = "of somebody else"
    run_cell(session, "del u", "one", True)
    assert session["u"] == "of somebody else"


def test_tables_are_there_also_after_an_error(client, session):
    module.scopes.of("one").namespace["make"] = Table
    run_cell(session, "t = make()\n1 / 0", "one", True)
    assert isinstance(session["t"], Table)


def test_it_is_forgotten_with_the_tables_that_it_exported(client, session):
    module.scopes.of("one").namespace["make"] = Table
    run_cell(session, "t = make()\nu = make()", "one", True)
    session["u"] = other = Table()
    assert ask(client, "forget_scope", scope="one")["result"] is None
    assert "t" not in session
    assert session["u"] is other
    assert set(module.scopes.of("one").namespace) == {"__name__", "__builtins__"}


@pytest.mark.parametrize("params", [{}, {"scope": ""}, {"scope": 1}])
def test_a_scope_has_a_name(client, params):
    assert "'scope'" in ask(client, "forget_scope", **params)["error"]["message"]


def test_names_of_a_scope_are_completed(client, session):
    pytest.importorskip("jedi")
    run_cell(session, "long_name = 1", "one")
    for scope, found in ({"scope": "one"}, ["long_name"]), ({}, []):
        answer = ask(client, "complete", code="long_", offset=5, **scope)["result"]
        assert [item["label"] for item in answer["items"]] == found


def test_a_scope_that_nobody_uses_is_forgotten_after_days(monkeypatch):
    now = [0.0]
    monkeypatch.setattr(module, "time", types.SimpleNamespace(monotonic=lambda: now[0]))
    scopes = module.Scopes()
    scopes.of("old").namespace["x"] = 1
    now[0] = 6 * 24 * 3600.0
    assert scopes.of("old").namespace["x"] == 1
    now[0] += 8 * 24 * 3600.0
    assert "x" not in scopes.of("old").namespace
