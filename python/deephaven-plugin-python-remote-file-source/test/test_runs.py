"""Runs of clients with the extension: the context and the code in one script."""

import linecache
import pkgutil
import sys
import threading
import traceback

import pytest

from deephaven.python_remote_file_source.importing import source_lines
from dialects import Documented, request
from in_process import run_id
from synced import Synced

FILES = {"pk/__init__.py": "X = 1\n", "pk/a.py": "Y = 1\n"}
SCOPE = {"__name__": "test_runs_scope"}


def run(*arguments, source="", filename="<string>", names=("pk",), scope=None, mark=""):
    """Run a program as the console does: by a line of code in the scope of the console."""
    from deephaven.python_remote_file_source import run as run_in_caller

    scope = SCOPE if scope is None else scope
    code = "run_in_caller(*arguments)"
    values = {"run_in_caller": run_in_caller}
    defaults = ("id-1", set(names), 1)
    connection_id, *others = (*arguments, *defaults[len(arguments) :], source, filename)
    values["arguments"] = (run_id(connection_id), *others, mark)
    scope.update(values)
    exec(code, scope)
    return scope


def test_the_context_of_the_object_that_the_client_is_connected_to_is_set(connect, plugin_object):
    from deephaven.python_remote_file_source import PluginObject

    other = PluginObject()
    connect(Synced(), FILES, "id-1")
    connect(Synced(), {}, "id-2", target=other)
    scope = run(source="import pk.a\nfound = pk.a.Y", scope={})
    assert scope["found"] == 1
    assert plugin_object.execution_context.names == {"pk"}
    assert other.execution_context.names == frozenset()


def test_nothing_runs_again_unless_something_has_changed(connect):
    client = connect(Synced(), FILES)
    first = run(source="import pk.a as a", scope={})["a"]
    client.send(Synced().sync(FILES, revision=2))
    assert run("id-1", {"pk"}, 2, source="import pk.a as a", scope={})["a"] is first
    client.send(Synced().sync({**FILES, "pk/a.py": "Y = 2\n"}, revision=3))
    assert run("id-1", {"pk"}, 3, source="import pk.a as a", scope={})["a"].Y == 2


def test_the_run_waits_for_a_revision_that_is_on_its_way(connect):
    client = connect(Synced(), FILES)
    thread = threading.Thread(
        target=lambda: client.send(Synced().sync({"pk.py": "X = 2\n"}, revision=2))
    )
    thread.start()
    scope = run("id-1", {"pk"}, 2, source="import pk", scope={})
    thread.join()
    assert scope["pk"].X == 2


def test_the_run_waits_until_its_revision_is_applied(connect, plugin_object, monkeypatch):
    client = connect(Synced(), FILES)
    writing, go = threading.Event(), threading.Event()
    real = client._stream._source.mirror.apply

    def apply(*arguments):
        writing.set()
        assert go.wait(60)
        real(*arguments)

    monkeypatch.setattr(client._stream._source.mirror, "apply", apply)
    changed = {**FILES, "pk/a.py": "Y = 2\n"}
    sending = threading.Thread(target=lambda: client.send(Synced().sync(changed, revision=2)))
    sending.start()
    assert writing.wait(60)
    found = []
    running = threading.Thread(
        target=lambda: found.append(run("id-1", {"pk"}, 2, source="import pk.a", scope={}))
    )
    running.start()
    go.set()
    sending.join(60)
    running.join(60)
    assert found[0]["pk"].a.Y == 2


def test_without_its_revision_the_program_does_not_run(connect, plugin_object):
    connect(Synced(), FILES)
    plugin_object.fetch_timeout = 0.01
    scope = {}
    with pytest.raises(TimeoutError, match="revision 2 of client 'id-1'"):
        run("id-1", {"pk"}, 2, source="ran = True", scope=scope)
    assert "ran" not in scope


def test_without_its_client_the_program_does_not_run(connect):
    client = connect(Synced(), FILES)
    client.close()
    scope = {}
    with pytest.raises(ConnectionError, match="not connected any more"):
        run(source="ran = True", scope=scope)
    assert "ran" not in scope


def test_a_client_without_the_extension_is_refused(connect):
    connect(Documented(), FILES)
    with pytest.raises(ConnectionError, match="sends no revisions"):
        run()


def test_wrong_arguments_change_nothing(connect, plugin_object):
    connect(Synced(), FILES)
    run()
    context = plugin_object.execution_context
    with pytest.raises(TypeError, match="revision"):
        run("id-1", {"pk"}, "1")
    assert plugin_object.execution_context is context


def test_tracebacks_show_the_lines_of_the_program_and_of_served_modules(connect):
    connect(Synced(), {"pk.py": "def fail():\n    raise KeyError(1)\n"})
    with pytest.raises(KeyError) as failure:
        run(source="\n\nimport pk\n\npk.fail()  # here\n", filename="/jupyter:/main.py", scope={})
    text = "".join(traceback.format_exception(failure.type, failure.value, failure.tb))
    assert 'File "/jupyter:/main.py", line 5, in <module>\n    pk.fail()  # here\n' in text
    assert text.endswith("    raise KeyError(1)\nKeyError: 1\n")


def test_functions_of_an_earlier_run_keep_their_lines(connect):
    connect(Synced(), FILES)
    scope = run(source="def f():\n    return 1 / 0  # f\n", filename="<run 1>", scope={})
    with pytest.raises(ZeroDivisionError) as failure:
        run(source="f()  # call\n", filename="<run 2>", scope=scope)
    text = "".join(traceback.format_exception(failure.type, failure.value, failure.tb))
    assert "f()  # call" in text
    assert "return 1 / 0  # f" in text


def test_the_lines_of_old_programs_are_dropped(connect, monkeypatch):
    monkeypatch.setattr(source_lines, "MAX_KEPT", 20)
    monkeypatch.setattr(source_lines, "_kept", {})
    connect(Synced(), FILES)
    for number in range(source_lines.MAX_KEPT + 5):
        run(source=f"x = {number}\n", filename=f"<run {number}>", scope={})
        run(source="again = 1\n", filename="/jupyter:/main.py", scope={})
    assert linecache.getline("<run 3>", 1) == ""
    assert (
        linecache.getline(f"<run {source_lines.MAX_KEPT}>", 1) == f"x = {source_lines.MAX_KEPT}\n"
    )
    assert linecache.getline("/jupyter:/main.py", 1) == "again = 1\n"


def test_generated_code_gets_no_lines_of_a_program(connect):
    connect(Synced(), FILES)
    run(source="x = 1\n", filename="<string>")
    assert linecache.getline("<string>", 1) == ""


def test_a_syntax_error_is_at_its_line(connect):
    connect(Synced(), FILES)
    with pytest.raises(SyntaxError) as failure:
        run(source="x = 1\ny = = 2\n", filename="/jupyter:/main.py")
    error = failure.value
    assert (error.filename, error.lineno, error.text) == ("/jupyter:/main.py", 2, "y = = 2\n")


@pytest.mark.parametrize(
    "source",
    [
        "# coding: latin-1\nfound = 'é'",
        "\ufefffound = 'é'\r\n",
        "from __future__ import annotations\nfound = 'é'",
    ],
)
def test_the_program_is_text(connect, source):
    connect(Synced(), FILES)
    assert run(source=source, scope={})["found"] == "é"


def test_the_program_gets_no_future_of_the_plugin(connect):
    connect(Synced(), FILES)
    scope = run(source="def f(x: int): pass\nfound = f.__annotations__", scope={})
    assert scope["found"] == {"x": int}


def test_the_program_runs_in_the_globals_of_the_console(connect):
    connect(Synced(), FILES)
    scope = {"n": 1}
    run(source="def f():\n    return n\nn += 1", scope=scope)
    assert scope["n"] == 2
    assert scope["f"]() == 2
    assert scope["f"].__globals__ is scope


def test_a_program_keeps_its_files_and_modules_until_it_has_ended(connect):
    """The client may send a revision meanwhile, such as with what it was asked for."""
    files = {**FILES, "pk/b.py": "Z = 1\n", "pk/data.txt": "1"}
    client = connect(Synced(), files)
    client.send(request("set_standing", names=["pk"]))

    def change():
        changed = {"pk/a.py": "Y = 2\n", "pk/b.py": "Z = 2\n", "pk/data.txt": "2", "pk/c.py": ""}
        client.send(Synced().sync({**files, **changed}, revision=2))
        return sys.modules.get("pk.a"), client._stream._source.revision

    program = """
import pk.a, pkgutil, importlib.util
before = pk.a
kept = change()
import pk.a as after
import pk.b as first_after
data = pkgutil.get_data("pk", "data.txt")
later = importlib.util.find_spec("pk.c")
"""
    scope = run(source=program, scope={"change": change})
    assert scope["kept"] == (scope["before"], 2)
    assert scope["after"] is scope["before"]
    assert (scope["first_after"].Z, scope["data"], scope["later"]) == (1, b"1", None)
    # Then it is evicted: other code imports what there is now.
    assert "pk.a" not in sys.modules
    import pk.b
    import pk.c

    assert (pk.b.Z, pkgutil.get_data("pk", "data.txt")) == (2, b"2")


def test_a_program_that_is_run_by_a_program_does_not_end_it(connect):
    client = connect(Synced(), FILES)
    client.send(request("set_standing", names=["pk"]))

    def inner():
        run(source="import pk.a", scope={})
        client.send(Synced().sync({**FILES, "pk/a.py": "Y = 2\n"}, revision=2))

    scope = run(source="import pk.a\ninner()\nimport pk.a as after", scope={"inner": inner})
    assert scope["after"].Y == 1
    assert "pk.a" not in sys.modules


def test_a_program_that_fails_has_ended(connect):
    client = connect(Synced(), FILES)
    client.send(request("set_standing", names=["pk"]))
    with pytest.raises(ZeroDivisionError):
        run(source="import pk.a\n1 / 0", scope={})
    client.send(Synced().sync({**FILES, "pk/a.py": "Y = 2\n"}, revision=2))
    assert "pk.a" not in sys.modules


def test_a_client_that_leaves_while_its_program_runs(connect):
    """What it has imported works on; what it has not is not there any more, and it says why."""
    client = connect(Synced(), {**FILES, "pk/b.py": ""})
    program = "import pk.a\nleave()\nimport pk.a as after\nimport pk.b"
    scope = {"leave": client.close}
    with pytest.raises(ImportError, match=r"pk\.b"):
        run(source=program, scope=scope)
    assert scope["after"].Y == 1
