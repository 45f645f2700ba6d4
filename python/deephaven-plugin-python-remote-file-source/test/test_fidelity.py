"""A served module is as good as a local one: every check runs twice, and the results are equal.

It is served in three ways: by clients of the two existing dialects, and by one with our extension.
"""

import importlib
import inspect
import linecache
import sys
import traceback

import pytest

import dialects
import fidelity_of_files  # noqa: F401
import fidelity_of_imports  # noqa: F401
import fidelity_of_tools  # noqa: F401
import fidelity_rows
from deephaven.python_remote_file_source.mirror import compiling
from dialects import Deployed, Documented
from fidelity import CHECKS, NEED_INDEX
from fidelity_workspace import FILES, MORE_FILES, ROOTS, TOP_LEVEL
from kinds import DIFFERENT, for_each
from synced import Synced

ALL_FILES = {**FILES, **MORE_FILES, **fidelity_rows.FILES}
NAMES = TOP_LEVEL | fidelity_rows.TOP_LEVEL
# Clients of the older dialects have text only, and can be asked for modules only.
TEXTS = {**FILES, **fidelity_rows.TEXTS}
SPREAD = ["spread/one.py", "more/spread/two.py", "more/spread/inner/leaf.py"]
SPREAD_TEXTS = {path: MORE_FILES[path].decode() for path in SPREAD}
WAYS = [
    (Documented(), TEXTS, CHECKS),
    (Deployed(ROOTS), {**TEXTS, **SPREAD_TEXTS}, CHECKS),
    (Synced(ROOTS), ALL_FILES, CHECKS + NEED_INDEX),
]
# Code of these clients is called by their paths, in tracebacks for one; `__file__` is a real file.
NAMED_BY_CLIENT = {
    "debugger_stops_at_breakpoints",
    "lines_counted_by_trace",
    "lines_that_were_executed",
    "module_of_objects",
    "run_module_that_is_missing",  # its package reads a stub, which these clients cannot send
}
ROWS = [
    pytest.param(check, way, files, id=f"{way.name}-{check.__name__}")
    for way, files, checks in WAYS
    for check in checks
    if way.name == "synced" or check.__name__ not in NAMED_BY_CLIENT
]


@pytest.fixture(scope="session")
def disk(tmp_path_factory):
    """The workspace on disk."""
    root = tmp_path_factory.mktemp("workspace")
    for path, content in ALL_FILES.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(content if isinstance(content, bytes) else content.encode())
    return str(root)


def normalized(value, roots):
    """Replace the roots of the workspace by a common one, inside lists and tuples as well."""
    if isinstance(value, (list, tuple)):
        return [normalized(item, roots) for item in value]
    if isinstance(value, str):
        for root in roots:
            value = value.replace(root, "ROOT")
    return value


def evict(names):
    """Evict modules that were imported from the test's own disk."""
    for name in list(sys.modules):
        if name.partition(".")[0] in names:
            del sys.modules[name]


def served_roots(client):
    """What a served workspace is called: in the mirror, and by its client."""
    mirror = client.mirror
    return [mirror + dialects.ROOT, mirror, dialects.ROOT]


@pytest.fixture
def on_disk(disk, monkeypatch):
    """Results of the check on local disk."""
    # Compiled each time, as served modules are, whatever the environment says of bytecode.
    monkeypatch.setattr(sys, "dont_write_bytecode", True)

    def run(check):
        evict(NAMES)
        roots = [f"{disk}/{root}".rstrip("/") for root in ROOTS]
        sys.path[:0] = roots
        importlib.invalidate_caches()
        try:
            return normalized(check(), [disk])
        finally:
            del sys.path[: len(roots)]
            evict(NAMES)
            linecache.checkcache()

    return run


@pytest.mark.parametrize(("check", "dialect", "files"), ROWS)
def test_served_equals_local(check, dialect, files, on_disk, connect, plugin_object):
    expected = on_disk(check)
    client = connect(dialect, files)
    plugin_object.set_execution_context("id-1", NAMES)
    with compiling.paused():  # as while a program runs
        assert normalized(check(), served_roots(client)) == expected


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
    assert '/m.py", line 1\n    x = (\n' in shown
    assert caught.value.text == "x = (\n"


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
