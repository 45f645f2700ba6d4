"""The meta path finder of one client, and its place in `sys.meta_path`."""

from __future__ import annotations

import importlib
import sys
import threading
from importlib.machinery import ModuleSpec
from typing import Any

from . import imports, set_aside, standing
from .loader import leave_out_of_tracebacks
from .module_source import ModuleData, ModuleSource
from .plugin_object import PluginObject
from .synced_source import SyncedModuleSource

_meta_path_lock = threading.Lock()


class RemoteSpec(ModuleSpec):
    """A spec with a location but without a place for bytecode, which is never written."""

    @property
    def cached(self) -> None:
        """Always None, so that modules get no `__cached__`."""
        return None


class RemoteFinder:
    """Finds the modules that one client serves.

    It serves while the execution context names its client, and the names that its client has made
    standing while no execution context of any client names them.

    Attributes:
        connection_id: The finder serves while the execution context names this id.
        plugin_object: Holds the execution context.
        source: Knows the client's modules.
    """

    def __init__(self, plugin_object: PluginObject, connection_id: Any, source: ModuleSource):
        """Make the finder.

        Args:
            plugin_object: Holds the execution context.
            connection_id: The finder serves while the context names this id.
            source: Knows the client's modules.
        """
        self.plugin_object = plugin_object
        self.connection_id = connection_id
        self.source = source

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
        run = self._run_that_imports(fullname)
        if run is not None and not self.is_in_foreground(fullname):
            self._renew(fullname)
            run = self._run_that_imports(fullname)
        if run is None:
            return None
        imports.note_question(fullname)
        try:
            data = self.source.find(fullname, run)
        except ImportError as error:
            raise error.with_traceback(None) from None
        if data is None:
            return None
        return set_aside.find_spec(fullname, data.entry) or self._make_spec(fullname, data)

    def invalidate_caches(self) -> None:
        """Ask the client again for what it did not have; `importlib.invalidate_caches` calls it."""
        self.source.invalidate()

    def is_in_foreground(self, fullname: str) -> bool:
        """Whether the execution context makes this finder serve a module."""
        context = self.plugin_object.execution_context
        return context.connection_id == self.connection_id and context.serves(fullname)

    def list_modules(self, folder: str) -> list[tuple[str, bool]] | None:
        """List the submodules in one folder of the packages that this finder serves.

        Args:
            folder: An entry of a package's `__path__`, without `REMOTE_ROOT`.

        Returns:
            Names below the package, and whether they are packages; None if it serves no such
            folder.
        """
        if not isinstance(self.source, SyncedModuleSource):
            return None
        index = self.source.index
        for fullname in index.packages_by_folder.get(folder, ()):
            if self._run_that_imports(fullname) is not None:
                return index.submodules(fullname, folder)
        return None

    @leave_out_of_tracebacks
    def _renew(self, fullname: str) -> None:
        """Let the client of a standing context push what has changed.

        Not in the middle of an import: the modules of one are of one revision.
        """
        if imports.is_executing():
            return
        parent = fullname.rpartition(".")[0]
        is_loaded = parent in sys.modules
        self.source.renewal.renew()
        if is_loaded and parent not in sys.modules:
            # Evicted meanwhile, while importlib takes it for imported.
            importlib.import_module(parent)
            # Importing its parent may have imported the module: it need not be executed again.
            set_aside.put(fullname)

    def _run_that_imports(self, fullname: str) -> int | None:
        """The number of the run that an import belongs to, or None if this finder serves it not."""
        if self.is_in_foreground(fullname):
            return self.plugin_object.execution_context.run
        source = self.source
        if standing.holder(fullname) is not source or serves_in_foreground(fullname):
            return None
        return -(source.index.revision or 0)  # a revision is the run of a standing context

    def _make_spec(self, fullname: str, data: ModuleData) -> ModuleSpec:
        is_package = data.search_locations is not None
        loader = self.source.make_loader(fullname, data)
        if data.origin is None:
            # Without a loader, importlib makes the same namespace package as for folders on a disk.
            spec = ModuleSpec(fullname, loader, is_package=True)
        else:
            spec = RemoteSpec(fullname, loader, origin=data.origin, is_package=is_package)
            spec.has_location = True
        if is_package:
            spec.submodule_search_locations = list(data.search_locations)
        return spec


def remote_finders() -> list[RemoteFinder]:
    """The finders of all clients of the worker, the newest first."""
    return [finder for finder in sys.meta_path if isinstance(finder, RemoteFinder)]


def serves_in_foreground(fullname: str) -> ModuleSource | None:
    """Whose execution context names a module, while the client is connected.

    Args:
        fullname: The module's full dotted name.
    """
    for finder in remote_finders():
        if finder.is_in_foreground(fullname):
            return finder.source
    return None


# Both replace the list. Others may hold it: an import on another thread that walks along it must
# not skip a finder, and CPython keeps the first one for ever.


def add_to_meta_path(finder: RemoteFinder) -> None:
    """Put a finder before all others, so that served modules hide those of the worker."""
    with _meta_path_lock:
        sys.meta_path = [finder, *sys.meta_path]


def remove_from_meta_path(finder: RemoteFinder) -> None:
    """Take a finder away."""
    with _meta_path_lock:
        sys.meta_path = [other for other in sys.meta_path if other is not finder]
