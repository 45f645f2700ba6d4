"""The meta path finder of one client, and its place in `sys.meta_path`."""

from __future__ import annotations

import sys
import threading
from importlib.machinery import ModuleSpec
from typing import Any

from .loader import RemoteLoader, leave_out_of_tracebacks
from .module_source import ModuleData, ModuleSource
from .plugin_object import PluginObject

_meta_path_lock = threading.Lock()


class RemoteSpec(ModuleSpec):
    """A spec with a location but without a place for bytecode, which is never written."""

    @property
    def cached(self) -> None:
        """Always None, so that modules get no `__cached__`."""
        return None


class RemoteFinder:
    """Finds the modules that one client serves, while the execution context names that client.

    Attributes:
        connection_id: The finder serves while the execution context names this id.
    """

    def __init__(self, plugin_object: PluginObject, connection_id: Any, source: ModuleSource):
        """Make the finder.

        Args:
            plugin_object: Holds the execution context.
            connection_id: The finder serves while the context names this id.
            source: Knows the client's modules.
        """
        self._plugin_object = plugin_object
        self.connection_id = connection_id
        self._source = source

    @leave_out_of_tracebacks
    def find_spec(self, fullname: str, path: Any = None, target: Any = None) -> Any:
        """Find a module; importlib calls it.

        Args:
            fullname: The module's full dotted name.
            path: Not used: the client knows its modules by their names.
            target: Not used.

        Returns:
            The spec, or None if the module is not served or the client does not have it.

        Raises:
            ImportError: If the client did not say whether it has the module.
        """
        context = self._plugin_object.execution_context
        if context.connection_id != self.connection_id or not context.serves(fullname):
            return None
        try:
            data = self._source.find(fullname, context.run)
        except ImportError as error:
            raise error.with_traceback(None) from None
        return None if data is None else _make_spec(fullname, data)

    def invalidate_caches(self) -> None:
        """Ask the client again for what it did not have; `importlib.invalidate_caches` calls it."""
        self._source.invalidate()


def _make_spec(fullname: str, data: ModuleData) -> ModuleSpec:
    is_package = data.search_locations is not None
    if data.source is None:
        # No loader: importlib then makes the same namespace package as for folders on a disk.
        spec = ModuleSpec(fullname, None, is_package=True)
    else:
        loader = RemoteLoader(fullname, data.origin, data.source, is_package)
        spec = RemoteSpec(fullname, loader, origin=data.origin, is_package=is_package)
        spec.has_location = True
    if data.search_locations is not None:
        spec.submodule_search_locations = list(data.search_locations)
    return spec


def add_to_meta_path(finder: RemoteFinder) -> None:
    """Put a finder before all others, so that served modules hide those of the worker."""
    with _meta_path_lock:
        sys.meta_path.insert(0, finder)


def remove_from_meta_path(finder: RemoteFinder) -> None:
    """Take a finder away.

    The list is replaced: removing from it would make an import that is walking along it in another
    thread skip a finder. Taking the import lock instead would wait for imports that wait for
    clients.
    """
    with _meta_path_lock:
        sys.meta_path = [other for other in sys.meta_path if other is not finder]
