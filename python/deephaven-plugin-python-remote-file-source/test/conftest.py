"""Makes the plugin importable without a JVM, and undoes what a test did to the import system."""

import contextlib
import importlib.util
import linecache
import sys
import types

import pytest


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
    """Every test ends without a finder in the meta path; served modules are taken away after it."""
    from deephaven.python_remote_file_source.finder import RemoteFinder

    modules, path, lines = set(sys.modules), list(sys.path), set(linecache.cache)
    yield
    left = [finder for finder in sys.meta_path if isinstance(finder, RemoteFinder)]
    sys.meta_path[:] = [finder for finder in sys.meta_path if finder not in left]
    sys.path[:] = path
    for name in set(sys.modules) - modules:
        module = sys.modules[name]
        loader = getattr(getattr(module, "__spec__", None), "loader", None)
        if type(loader).__name__ == "RemoteLoader" or getattr(module, "__file__", name) is None:
            del sys.modules[name]
    for name in set(linecache.cache) - lines:
        linecache.cache.pop(name, None)
    assert not left, "a finder was left in sys.meta_path"


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
            return client

        yield connect
