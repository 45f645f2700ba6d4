"""A served module is as good as a local one: every check runs twice, and the results are equal.

It is served in three ways: by clients of the two existing dialects, and by one with our extension.
"""

import importlib
import inspect
import linecache
import os
import sys
import traceback

import pytest

import dialects
import fidelity_of_files
import fidelity_of_imports  # noqa: F401
import fidelity_of_tools  # noqa: F401
from deephaven.python_remote_file_source.eviction import evict
from deephaven.python_remote_file_source.module_source import REMOTE_ROOT
from dialects import Deployed, Documented
from fidelity import CHECKS, NEED_INDEX
from fidelity_workspace import FILES, MORE_FILES, ROOTS, TOP_LEVEL
from kinds import DIFFERENT, for_each
from synced import Synced

ALL_FILES = {**FILES, **MORE_FILES}
# Clients of the older dialects have text only.
SPREAD = ["spread/one.py", "more/spread/two.py", "more/spread/inner/leaf.py"]
TEXTS = {**FILES, **{path: MORE_FILES[path].decode() for path in SPREAD}}
WAYS = [(Documented(), FILES), (Deployed(ROOTS), TEXTS), (Synced(ROOTS), ALL_FILES)]


def is_equal(check, way):
    """Whether a row can be equal to local disk."""
    if way.name == "deployed" and check is fidelity_of_files.namespace_package_over_two_folders:
        return True
    return way.name == "synced" or check not in NEED_INDEX


ROWS = [
    pytest.param(
        check,
        *way,
        id=f"{way[0].name}-{check.__name__}",
        marks=pytest.mark.xfail(
            not is_equal(check, way[0]),
            reason="today's clients cannot be asked for it",
            strict=True,
        ),
    )
    for way in WAYS
    for check in CHECKS + NEED_INDEX
]


@pytest.fixture(scope="session")
def disk(tmp_path_factory):
    """The workspace on disk."""
    root = tmp_path_factory.mktemp("workspace")
    for path, content in ALL_FILES.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(content if isinstance(content, bytes) else content.encode())
    return str(root)


def normalized(value, root):
    """Replace the root of the workspace by a common one, inside lists and tuples as well."""
    if isinstance(value, (list, tuple)):
        return [normalized(item, root) for item in value]
    if isinstance(value, str):
        return value.replace(REMOTE_ROOT, "").replace(root, "ROOT")
    return value


@pytest.fixture
def on_disk(disk, monkeypatch):
    """Results of the check on local disk."""
    # Compiled anew each time, as served modules are, whatever the environment says of bytecode.
    monkeypatch.setattr(sys, "dont_write_bytecode", True)

    def run(check):
        evict(TOP_LEVEL)
        roots = [f"{disk}/{root}".rstrip("/") for root in ROOTS]
        sys.path[:0] = roots
        importlib.invalidate_caches()
        try:
            return normalized(check(), disk)
        finally:
            del sys.path[: len(roots)]
            evict(TOP_LEVEL)
            linecache.checkcache()

    return run


@pytest.mark.parametrize(("check", "dialect", "files"), ROWS)
def test_served_equals_local(check, dialect, files, on_disk, connect, plugin_object):
    expected = on_disk(check)
    connect(dialect, files)
    plugin_object.set_execution_context("id-1", TOP_LEVEL)
    assert normalized(check(), dialects.ROOT) == expected


@pytest.mark.parametrize("dialect", [Documented(), Synced(ROOTS)], ids=lambda way: way.name)
@pytest.mark.parametrize("check", CHECKS + NEED_INDEX, ids=lambda check: check.__name__)
def test_served_equals_local_when_the_workers_disk_has_other_files_there(
    check, dialect, on_disk, connect, plugin_object, tmp_path, monkeypatch
):
    """A client's paths may exist on the worker's disk: nothing may come from there."""
    if check in NEED_INDEX and dialect.name != "synced":
        pytest.skip("today's clients cannot be asked for it")
    if sys.version_info >= (3, 13) and "cannot_be_decoded" in check.__name__:
        pytest.skip("CPython counts the columns of such an error in the worker's file")
    expected = on_disk(check)
    root = str(tmp_path)
    for path in ALL_FILES:
        os.makedirs(os.path.dirname(f"{root}/{path}"), exist_ok=True)
        with open(f"{root}/{path}", "w") as file:
            file.write("raise AssertionError('a file of the worker')\n" * 40)
    monkeypatch.setattr(dialects, "ROOT", root)
    connect(dialect, ALL_FILES if dialect.name == "synced" else FILES)
    plugin_object.set_execution_context("id-1", TOP_LEVEL)
    assert normalized(check(), root) == expected


def test_no_bytecode_path(connect, plugin_object):
    connect(Documented(), FILES)
    plugin_object.set_execution_context("id-1", {"pk"})
    import pk.core

    assert not hasattr(pk, "__cached__")
    assert not hasattr(pk.core, "__cached__")
    assert pk.core.__spec__.cached is None


@for_each(DIFFERENT)
def test_what_was_executed_is_shown_after_the_file_has_changed(kind, connect, plugin_object):
    """A module on a disk would be shown with lines of the new file."""
    client, revision = connect(kind, {}), 1

    def save(text):
        nonlocal revision
        client.files = {"m.py": text}
        if kind.name == "synced":
            revision += 1
            client.send(kind.sync(client.files, revision))

    def text(word):
        return f"# {word}\ndef f():\n    raise KeyError  # {word}\n"

    def check(module, word):
        with pytest.raises(KeyError) as caught:
            module.f()
        for _ in range(2):
            frame = traceback.extract_tb(caught.value.__traceback__)[-1]
            assert (frame.lineno, frame.line) == (3, f"raise KeyError  # {word}")
            assert inspect.getsource(module) == text(word)
            assert inspect.getsource(module.f) == text(word).partition("\n")[2]
            linecache.checkcache()

    save(text("first"))
    plugin_object.set_execution_context("id-1", {"m"})
    first = importlib.import_module("m")
    save("\n\n" + text("never executed"))
    check(first, "first")
    save(text("second"))
    assert importlib.reload(first) is first
    check(first, "second")
    save(text("third"))
    plugin_object.set_execution_context("id-1", {"m"})
    check(importlib.import_module("m"), "third")

    save("x = (\n")
    plugin_object.set_execution_context("id-1", {"m"})
    with pytest.raises(SyntaxError) as caught:
        importlib.import_module("m")
    save("y = [\n")
    shown = "".join(traceback.format_exception_only(SyntaxError, caught.value))
    assert f'File "{dialects.ROOT}/m.py", line 1\n    x = (\n' in shown
    assert caught.value.text == "x = (\n"


def test_evicted_modules_leave_no_lines_but_keep_their_own(connect, plugin_object):
    files = {"m.py": "def f():\n    raise KeyError  # here\n", "bad.py": "def f(:\n"}
    connect(Documented(), files)
    plugin_object.set_execution_context("id-1", {"m", "bad"})
    import m

    with pytest.raises(SyntaxError):
        import bad  # noqa: F401
    assert m.__file__ in linecache.cache
    plugin_object.set_execution_context(None, set())
    assert not [name for name in linecache.cache if name.startswith(dialects.ROOT)]
    # A listener of an earlier run still has the old function.
    with pytest.raises(KeyError) as caught:
        m.f()
    assert traceback.extract_tb(caught.value.__traceback__)[-1].line == "raise KeyError  # here"


def test_text_that_is_no_unicode_is_a_syntax_error(connect, plugin_object):
    connect(Documented(), {"m.py": "X = '\ud800'\n"})
    plugin_object.set_execution_context("id-1", {"m"})
    with pytest.raises(SyntaxError, match="surrogates not allowed") as caught:
        import m  # noqa: F401
    assert caught.value.filename == f"{dialects.ROOT}/m.py"


def test_the_cookie_of_decoded_text_is_not_applied_again(connect, plugin_object):
    connect(Documented(), {"m.py": "# -*- coding: latin-1 -*-\nX = 'ü€'\n"})
    plugin_object.set_execution_context("id-1", {"m"})
    assert importlib.import_module("m").X == "ü€"


def test_other_files_are_refused_in_words(connect, plugin_object):
    connect(Documented(), FILES)
    plugin_object.set_execution_context("id-1", {"pk"})
    loader = importlib.import_module("pk").__loader__
    with pytest.raises(OSError, match="serves Python modules only") as caught:
        loader.get_data(f"{dialects.ROOT}/pk/data.csv")
    assert caught.value.filename == f"{dialects.ROOT}/pk/data.csv"
