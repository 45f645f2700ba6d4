"""Makes the plugin importable without a JVM, and undoes what a test did to the import system."""

import contextlib
import importlib.util
import linecache
import os
import sys
import threading
import types

import pytest

from server_fixtures import connect_to_server, plugin_name, run, server, session  # noqa: F401


def _make_deephaven_namespace():
    """Put a bare `deephaven` package in place of deephaven-core's.

    The `__init__` of deephaven-core's package refuses to run in a process without a JVM. The unit
    tests need only what lives beside it: this plugin and `deephaven.plugin`.
    """
    package = types.ModuleType("deephaven")
    # Found, not imported.
    package.__path__ = list(importlib.util.find_spec("deephaven").submodule_search_locations)
    package.__path__ += [
        entry + "/deephaven" for entry in sys.path if entry + "/deephaven" not in package.__path__
    ]
    sys.modules["deephaven"] = package


if "deephaven" not in sys.modules:
    _make_deephaven_namespace()


@pytest.fixture(autouse=True)
def import_state(monkeypatch):
    """Every test ends without a finder, a claim, a mirror or a reference to a content.

    What is kept by intention is taken away after it: served modules and the store.
    """
    from deephaven.python_remote_file_source.contexts import leaving, serving, standing
    from deephaven.python_remote_file_source.contexts import left as left_behind
    from deephaven.python_remote_file_source.importing import loaded, places, source_lines
    from deephaven.python_remote_file_source.mirror import compiling, home
    from deephaven.python_remote_file_source.mirror.contents import store
    from deephaven.python_remote_file_source.programs import streams

    # What clients serve to any code goes with them; tests of the grace time set it.
    monkeypatch.setattr(leaving, "GRACE", 0.0)
    # Programs of an earlier test's clients would print to streams that are closed.
    monkeypatch.setattr(left_behind, "programs", left_behind.Left())
    # Capturing what programs print is for good.
    monkeypatch.setattr(streams, "_installed", {})
    monkeypatch.setattr(sys, "stdout", sys.stdout)
    monkeypatch.setattr(sys, "stderr", sys.stderr)
    monkeypatch.setattr(threading.Thread, "start", threading.Thread.start)
    path, lines, hooks = list(sys.path), set(linecache.cache), list(sys.path_hooks)
    yield
    assert compiling.wait(60)
    with leaving._lock:
        leaving._reasons.clear()
        leaving._changed.notify_all()
        thread = leaving._thread
    if thread is not None:
        thread.join(60)
    left = [finder for finder in sys.meta_path if hasattr(finder, "finds_served")]
    sys.meta_path[:] = [finder for finder in sys.meta_path if finder not in left]
    sys.path[:] = path
    sys.path_hooks[:] = hooks
    for name, module in list(sys.modules.items()):
        if places.place_of(module) is not None:
            del sys.modules[name]
    for name in set(linecache.cache) - lines:
        linecache.cache.pop(name, None)
    references = dict(store._references)
    store.__init__()
    source_lines._kept.clear()
    loaded._projects.clear()
    loaded._stale.clear()
    loaded._failed.clear()
    serving._servers.clear()
    mirrors = [] if home.path() is None else os.listdir(home.path())
    assert not left, "a finder was left in sys.meta_path"
    assert not standing._claims, "a standing name was left"
    assert not references, "a reference to a content was left"
    assert mirrors in ([], [home._LOCK]), "a mirror was left"


@pytest.fixture
def plugin_object():
    from deephaven.python_remote_file_source import PluginObject

    return PluginObject()


@pytest.fixture
def connect(plugin_object):
    """Connects in-process clients: `connect(dialect, files, id)`; all are closed after the test."""
    from in_process import InProcessClient

    with contextlib.ExitStack() as stack:

        def connect(dialect, files=None, connection_id="id-1", target=plugin_object, **options):
            client = InProcessClient(target, dialect, files or {}, **options)
            stack.callback(client.close)
            if connection_id is not None:
                client.send(dialect.set_connection_id(connection_id))
                for message in getattr(dialect, "first_messages", lambda files: [])(client.files):
                    assert "result" in client.call(message)[-1]
            return client

        yield connect


@pytest.fixture
def edit(connect, plugin_object):
    """Makes clients whose files change: `edit(files, connection_id=...)`."""
    from editor import Editor

    return lambda files, **options: Editor(connect, plugin_object, files, **options)


SOAK_LINES = pytest.StashKey()


@pytest.fixture
def soak_report(pytestconfig):
    """Prints counts of before and after at the end of the run."""
    lines = pytestconfig.stash.setdefault(SOAK_LINES, [])

    def report(title, before, after):
        parts = [f"{name} {before[name]} -> {after[name]}" for name in before]
        lines.append(f"soak, {title}: {', '.join(parts)}")

    return report


def pytest_terminal_summary(terminalreporter, config):
    """Count the rows of the fidelity table by the way of serving, and print counts of soaks."""
    for line in config.stash.get(SOAK_LINES, []):
        terminalreporter.write_line(line)
    names = {
        "passed": "rows equal to local disk",
        "failed": "unequal",
        "skipped": "not on this Python",
    }
    for way in ["documented", "deployed", "synced"]:
        counts = []
        for outcome, name in names.items():
            rows = [
                report
                for report in terminalreporter.stats.get(outcome, [])
                if f"::test_served_equals_local[{way}-" in report.nodeid
            ]
            counts.append(f"{len(rows)} {name}")
        if any(not count.startswith("0 ") for count in counts):
            terminalreporter.write_line(f"fidelity, {way}: {', '.join(counts)}")
