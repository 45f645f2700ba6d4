"""Compiling in the background what a client has sent: who imports it finds its code ready."""

import importlib
import warnings

import pytest

from deephaven.python_remote_file_source import compile_ahead, runs
from deephaven.python_remote_file_source.content_store import store
from deephaven.python_remote_file_source.loader import RemoteLoader
from dialects import ROOT, Documented, request
from synced import Synced, content_of, key_of

WARNS = "# one\nX = 1 is 1\n"


@pytest.fixture
def compiled_by_imports(monkeypatch):
    """Paths of the modules that an import had to compile."""
    paths = []
    compile_one = RemoteLoader._compile

    def recorded(loader, source):
        paths.append(loader.path)
        return compile_one(loader, source)

    monkeypatch.setattr(RemoteLoader, "_compile", recorded)
    return paths


def connected(connect, files, contents=True):
    client = connect(Documented(), connection_id=None, files=files)
    client.send(Synced().set_connection_id("id-1"))
    client.send(Synced().sync(files, contents=contents))
    assert compile_ahead.wait(60)
    return client


def test_an_import_compiles_nothing_that_was_sent_before(
    connect, plugin_object, compiled_by_imports
):
    files = {"pk/__init__.py": "from . import a\n", "pk/a.py": "import json\ndef f(): return 1\n"}
    connected(connect, files)
    plugin_object.set_execution_context("id-1", {"pk"})
    module = importlib.import_module("pk.a")
    assert compiled_by_imports == []
    assert module.f() == 1
    assert module.f.__code__.co_filename == f"{ROOT}/pk/a.py"
    assert [statement.name for statement in module.__loader__.statements] == ["json"]


def test_while_a_program_runs_its_imports_alone_compile(
    connect, plugin_object, compiled_by_imports
):
    client = connected(connect, {"pk.py": "X = 1\n"})
    plugin_object.set_execution_context("id-1", {"pk", "other"})
    later = {"pk.py": "X = 1\n", "other.py": "Y = 'compiled by nobody else'\n"}
    with compile_ahead.paused(), compile_ahead.paused():
        client.send(Synced().sync(later, revision=2))
        assert not compile_ahead.wait(0.1)
        key = key_of(later["other.py"])
        assert store.get_compiled(key, f"{ROOT}/other.py") is None
        importlib.import_module("other")
    assert compiled_by_imports == [f"{ROOT}/other.py"]
    assert compile_ahead.wait(60)


def test_what_came_while_a_program_ran_is_compiled_after_it(connect, compiled_by_imports):
    client = connected(connect, {"pk.py": "X = 1\n"})
    text = "X = 'while a program ran'\n"
    program = f"""
client.send(Synced().sync({{"pk.py": {text!r}}}, revision=2))
assert not compile_ahead.wait(0.1)
"""
    scope = {"client": client, "Synced": Synced, "compile_ahead": compile_ahead}
    arguments = ("id-1", {"pk"}, 1, "changed", program, "<run>")
    exec("runs.run(*arguments)", {**scope, "runs": runs, "arguments": arguments})
    assert compile_ahead.wait(60)
    assert store.get_compiled(key_of(text), f"{ROOT}/pk.py") is not None


def test_contents_that_come_later_are_compiled_as_well(connect, plugin_object, compiled_by_imports):
    files = {"pk.py": "X = 1\n"}
    client = connected(connect, files, contents=False)
    client.send(request("put", contents={key_of("X = 1\n"): content_of("X = 1\n")}))
    assert compile_ahead.wait(60)
    plugin_object.set_execution_context("id-1", {"pk"})
    assert importlib.import_module("pk").X == 1
    assert compiled_by_imports == []


def test_one_content_is_compiled_for_each_of_its_paths(connect, plugin_object, compiled_by_imports):
    connected(connect, {"one.py": "def f(): pass\n", "two.py": "def f(): pass\n"})
    plugin_object.set_execution_context("id-1", {"one", "two"})
    names = [importlib.import_module(name).f.__code__.co_filename for name in ("one", "two")]
    assert names == [f"{ROOT}/one.py", f"{ROOT}/two.py"]
    assert compiled_by_imports == []


def test_a_warning_of_the_compiler_is_left_to_the_import(connect, plugin_object, recwarn):
    connected(connect, {"pk.py": WARNS})
    assert [str(warning.message) for warning in recwarn] == []
    plugin_object.set_execution_context("id-1", {"pk"})
    with pytest.warns(SyntaxWarning) as caught:
        importlib.import_module("pk")
    assert [(warning.filename, warning.lineno) for warning in caught] == [(f"{ROOT}/pk.py", 2)]


def test_nobody_elses_warnings_become_errors(connect):
    connected(connect, {"pk.py": WARNS})
    with pytest.warns(SyntaxWarning):
        compile(WARNS, "/elsewhere.py", "exec")
    with pytest.warns(UserWarning, match="mine"):
        warnings.warn("mine", stacklevel=1)
    # Compiling much does not make the list of filters longer and longer.
    before = len(warnings.filters)
    connected(connect, {"pk.py": WARNS + "# again\n"})
    assert len(warnings.filters) == before


@pytest.mark.parametrize("text", ["x = (\n", "\0", "# coding: unknown-one\n", b"\xff\xfe"])
def test_what_is_no_python_is_left_to_the_import(connect, plugin_object, text):
    files = {"pk.py": text, "other.py": "X = 1\n"}
    connected(connect, files)
    plugin_object.set_execution_context("id-1", {"pk", "other"})
    with pytest.raises(SyntaxError) as error:
        importlib.import_module("pk")
    assert error.value.filename in (f"{ROOT}/pk.py", None)
    assert store.get_compiled(key_of("X = 1\n"), f"{ROOT}/other.py") is not None


def test_a_huge_file_does_not_keep_others_from_running(
    connect, plugin_object, compiled_by_imports, monkeypatch
):
    monkeypatch.setattr(compile_ahead, "MAX_SIZE", 10)
    connected(connect, {"fits.py": "X = 1111 \n", "large.py": "X = 11111 \n", "data.csv": "1,2\n"})
    plugin_object.set_execution_context("id-1", {"fits", "large"})
    assert (importlib.import_module("fits").X, importlib.import_module("large").X) == (1111, 11111)
    assert compiled_by_imports == [f"{ROOT}/large.py"]


def test_what_is_no_longer_served_is_not_compiled(connect, monkeypatch):
    made = []
    monkeypatch.setattr(compile_ahead, "_compile", lambda content, path: made.append(path))
    compile_ahead.compile_ahead([(key_of("nobody has it"), "/gone.py")])
    assert compile_ahead.wait(60)
    assert made == []
