"""Makes the plugin importable without a JVM, and undoes what a test did to the import system."""

import contextlib
import importlib.util
import linecache
import sys
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
def import_state():
    """Every test ends without a finder, a claim or a reference to a content.

    What is kept by intention is taken away after it: served modules, the store, what was settled.
    """
    from deephaven.python_remote_file_source import (
        compile_ahead,
        eviction,
        imports,
        source_lines,
        standing,
    )
    from deephaven.python_remote_file_source.content_store import store
    from deephaven.python_remote_file_source.finder import RemoteFinder

    modules, path, lines = set(sys.modules), list(sys.path), set(linecache.cache)
    yield
    assert compile_ahead.wait(60)
    left = [finder for finder in sys.meta_path if isinstance(finder, RemoteFinder)]
    sys.meta_path[:] = [finder for finder in sys.meta_path if finder not in left]
    sys.path[:] = path
    for name in set(sys.modules) - modules:
        module = sys.modules[name]
        loader = getattr(getattr(module, "__spec__", None), "loader", None)
        if (
            type(loader).__name__ in ("RemoteLoader", "SyncedLoader")
            or getattr(module, "__file__", name) is None
        ):
            del sys.modules[name]
    for name in set(linecache.cache) - lines:
        linecache.cache.pop(name, None)
    references = dict(store._references)
    store.__init__()
    eviction._settled.clear()
    imports.failed.clear()
    imports.failures.clear()
    imports.executed.clear()
    source_lines._registered.clear()
    assert not left, "a finder was left in sys.meta_path"
    assert not standing._claims, "a standing name was left"
    assert not references, "a reference to a content was left"


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
        "xfailed": "unequal for want of an index",
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
