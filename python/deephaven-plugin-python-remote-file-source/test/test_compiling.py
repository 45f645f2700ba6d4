"""Compiling in the background what a client has sent: who imports it finds its code ready."""

import importlib
import threading
import warnings
from types import CodeType

import pytest

from deephaven.python_remote_file_source.contexts import runs, synced
from deephaven.python_remote_file_source.mirror import compiling
from deephaven.python_remote_file_source.mirror.contents import store
from dialects import ROOT, Documented, request
from synced import Synced, content_of, key_of

WARNS = "# one\nX = 1 is 1\n"


@pytest.fixture
def compiled_by_imports(monkeypatch):
    """Paths of the modules that an import had to compile."""
    paths = []

    def recorded(source, path):
        paths.append(path)
        return compiling.compile_now(source, path)

    monkeypatch.setattr(synced, "compile_now", recorded)
    return paths


def connected(connect, files, contents=True):
    client = connect(Documented(), connection_id=None, files=files)
    client.send(Synced().set_connection_id("id-1"))
    client.send(Synced().sync(files, contents=contents))
    assert compiling.wait(60)
    return client


def test_an_import_compiles_nothing_that_was_sent_before(
    connect, plugin_object, compiled_by_imports
):
    files = {"pk/__init__.py": "from . import a\n", "pk/a.py": "import json\ndef f(): return 1\n"}
    client = connected(connect, files)
    plugin_object.set_execution_context("id-1", {"pk"})
    module = importlib.import_module("pk.a")
    assert compiled_by_imports == []
    assert module.f() == 1
    assert module.f.__code__.co_filename == f"{client.mirror}{ROOT}/pk/a.py"
    # What a module mentions is known without looking at its code again.
    compiled = store.get_compiled(key_of(files["pk/a.py"]), f"{client.mirror}{ROOT}/pk/a.py")
    assert set(compiled.mentions) >= {"json", "f"}


def test_while_a_program_runs_its_imports_alone_compile(
    connect, plugin_object, compiled_by_imports
):
    client = connected(connect, {"pk.py": "X = 1\n"})
    plugin_object.set_execution_context("id-1", {"pk", "other"})
    later = {"pk.py": "X = 1\n", "other.py": "Y = 'compiled by nobody else'\n"}
    with compiling.paused(), compiling.paused():
        client.send(Synced().sync(later, revision=2))
        assert not compiling.wait(0.1)
        key = key_of(later["other.py"])
        assert store.get_compiled(key, f"{client.mirror}{ROOT}/other.py") is None
        importlib.import_module("other")
    assert compiled_by_imports == [f"{client.mirror}{ROOT}/other.py"]
    assert compiling.wait(60)


def test_what_came_while_a_program_ran_is_compiled_after_it(connect, compiled_by_imports):
    client = connected(connect, {"pk.py": "X = 1\n"})
    text = "X = 'while a program ran'\n"
    program = f"""
client.send(Synced().sync({{"pk.py": {text!r}}}, revision=2))
assert store.get_compiled(key, path) is None
"""
    key, path = key_of(text), f"{client.mirror}{ROOT}/pk.py"
    scope = {"client": client, "Synced": Synced, "store": store, "key": key, "path": path}
    arguments = (client.run_id, {"pk"}, 1, program, "<run>")
    exec("runs.run(*arguments)", {**scope, "runs": runs, "arguments": arguments})
    assert compiling.wait(60)
    assert store.get_compiled(key, path) is not None


def test_contents_that_come_later_are_compiled_as_well(connect, plugin_object, compiled_by_imports):
    files = {"pk.py": "X = 1\n"}
    client = connected(connect, files, contents=False)
    client.send(request("put", contents={key_of("X = 1\n"): content_of("X = 1\n")}))
    assert compiling.wait(60)
    plugin_object.set_execution_context("id-1", {"pk"})
    assert importlib.import_module("pk").X == 1
    assert compiled_by_imports == []


def test_one_content_is_compiled_for_each_of_its_paths(connect, plugin_object, compiled_by_imports):
    client = connected(connect, {"one.py": "def f(): pass\n", "two.py": "def f(): pass\n"})
    plugin_object.set_execution_context("id-1", {"one", "two"})
    names = [importlib.import_module(name).f.__code__.co_filename for name in ("one", "two")]
    assert names == [f"{client.mirror}{ROOT}/one.py", f"{client.mirror}{ROOT}/two.py"]
    assert compiled_by_imports == []


def test_a_warning_of_the_compiler_is_left_to_the_import(connect, plugin_object, recwarn):
    client = connected(connect, {"pk.py": WARNS})
    assert [str(warning.message) for warning in recwarn] == []
    plugin_object.set_execution_context("id-1", {"pk"})
    with pytest.warns(SyntaxWarning) as caught:
        importlib.import_module("pk")
    assert [(warning.filename, warning.lineno) for warning in caught] == [
        (f"{client.mirror}{ROOT}/pk.py", 2)
    ]


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
    client = connected(connect, files)
    plugin_object.set_execution_context("id-1", {"pk", "other"})
    # Older Pythons raise a ValueError for a null byte, also on a disk.
    with pytest.raises((SyntaxError, ValueError)) as error:
        importlib.import_module("pk")
    assert getattr(error.value, "filename", None) in (f"{client.mirror}{ROOT}/pk.py", None)
    assert store.get_compiled(key_of("X = 1\n"), f"{client.mirror}{ROOT}/other.py") is not None


def test_a_huge_file_does_not_keep_others_from_running(
    connect, plugin_object, compiled_by_imports, monkeypatch
):
    monkeypatch.setattr(compiling, "MAX_SIZE", 10)
    client = connected(
        connect, {"fits.py": "X = 1111 \n", "large.py": "X = 11111 \n", "data.csv": "1,2\n"}
    )
    plugin_object.set_execution_context("id-1", {"fits", "large"})
    assert (importlib.import_module("fits").X, importlib.import_module("large").X) == (1111, 11111)
    assert compiled_by_imports == [f"{client.mirror}{ROOT}/large.py"]


def test_what_is_no_longer_served_is_not_compiled(connect, monkeypatch):
    made = []
    monkeypatch.setattr(store, "put_compiled", lambda *arguments: made.append(arguments))
    compiling.compile_ahead([(key_of("nobody has it"), "/gone.py")])
    assert compiling.wait(60)
    assert made == []


def test_a_file_that_cannot_be_compiled_does_not_stop_the_others(connect, monkeypatch):
    real = compiling._make_warnings_errors
    failures = [MemoryError, RecursionError, ValueError]

    def fail_first():
        real()
        if failures:
            raise failures.pop()

    monkeypatch.setattr(compiling, "_make_warnings_errors", fail_first)
    client = connected(connect, {f"m{number}.py": f"X = {number}\n" for number in range(8)})
    key = key_of("X = 7\n")
    assert store.get_compiled(key, f"{client.mirror}{ROOT}/m7.py") is not None


def test_without_another_thread_an_import_compiles_on_its_own(connect, plugin_object, monkeypatch):
    def fail(thread):
        raise RuntimeError("can't start new thread")

    with monkeypatch.context() as patched:
        patched.setattr(threading.Thread, "start", fail)
        connected(connect, {"pk.py": "X = 1\n"})
        plugin_object.set_execution_context("id-1", {"pk"})
        assert importlib.import_module("pk").X == 1
        assert isinstance(compiling.compile_now("x = (\n", "/x.py"), SyntaxError)
    compiling.compile_ahead([])


@pytest.mark.parametrize("code", ["X = 1\n", "x = (\n"])
def test_compiling_at_once_goes_before_all_that_waits(code):
    with compiling.paused():
        compiling.compile_ahead([(key_of("nobody has it"), "/gone.py")])
        result = compiling.compile_now(code, "/now.py")
    assert isinstance(result, (CodeType, SyntaxError))
    assert compiling.wait(60)


def test_many_threads_compile_at_once():
    results = {}

    def work(number):
        results[number] = compiling.compile_now(f"X = {number}\n", f"/{number}.py")

    threads = [threading.Thread(target=work, args=[number]) for number in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert {number: code.co_filename for number, code in results.items()} == {
        number: f"/{number}.py" for number in range(50)
    }


def test_the_stack_size_of_other_threads_stays():
    before = threading.stack_size()
    compiling.compile_now("X = 1\n", "/x.py")
    assert threading.stack_size() == before


def test_what_a_module_mentions():
    code = compile(
        "import a.b, json as c\nfrom .d import e\nopen('file.txt')\n"
        "def f():\n    import_module('g.h')\n    return 'x' * 10, ('in', 'tuple')\n"
        f"class K:\n    long = {'y' * 1000!r}\n",
        "<x>",
        "exec",
    )
    mentions = set(compiling.mentions_of(code))
    assert mentions >= {"a.b", "json", "d", "e", "file.txt", "import_module", "g.h", "in", "tuple"}
    assert "y" * 1000 not in mentions
