"""The loaders of modules that are in a client's index."""

from __future__ import annotations

import posixpath
from dataclasses import replace
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import TYPE_CHECKING

from . import set_aside
from .content_store import Compiled, store
from .index import Entry
from .loader import RemoteLoader, leave_out_of_tracebacks
from .resources import RemoteResources

if TYPE_CHECKING:
    from .synced_source import SyncedModuleSource

try:
    from importlib.machinery import NamespaceLoader as BaseNamespaceLoader
except ImportError:  # before Python 3.11
    from importlib._bootstrap_external import _NamespaceLoader as BaseNamespaceLoader


class SyncedLoader(RemoteLoader):
    """Loads one module from the store, or from the client if the store does not have it.

    Attributes:
        entry: What is loaded.
    """

    def __init__(
        self, name: str, entry: Entry, source: str | bytes | None, module_source: SyncedModuleSource
    ):
        """Make the loader.

        Args:
            name: The module's full dotted name.
            entry: The module's entry.
            source: The file, if it is at hand: its bytes, or its text, decoded.
            module_source: Whom to ask for it otherwise, and for the files beside it.
        """
        super().__init__(name, entry.origin, source, bool(entry.locations))
        self.entry = entry
        self._module_source = module_source

    @property
    def has_content(self) -> bool:
        """Whether what is loaded is known; else it is asked for when it is executed."""
        return self._source is not None

    @leave_out_of_tracebacks
    def _compile(self, source: str | bytes) -> Compiled:
        compiled = store.get_compiled(self.entry.version, self.path)
        if compiled is None:
            compiled = super()._compile(source)
            store.put_compiled(self.entry.version, self.path, compiled)
        return compiled

    def get_resource_reader(self, fullname: str) -> RemoteResources:
        """The reader of the files beside the module.

        Args:
            fullname: The loader's module.

        Raises:
            ImportError: If `fullname` is another module.
        """
        self._check_name(fullname)
        folders = self.entry.locations or (posixpath.dirname(self.path),)
        return RemoteResources(self._module_source, folders)

    def _get_source(self) -> str | bytes:
        if self._source is None:
            self._source, version = self._module_source.fetch(self.name, self._is_package)
            self.entry = replace(self.entry, version=version)
        return self._source

    def _read_file(self, path: str) -> bytes:
        return self._module_source.read_file(path)


class NamespaceLoader(BaseNamespaceLoader):
    """Loads a namespace package as importlib does, and reads the files in its folders.

    Attributes:
        name: The package's full dotted name.
        entry: What is loaded.
    """

    def __init__(
        self, name: str, entry: Entry, search_locations: list[str], source: SyncedModuleSource
    ):
        """Make the loader.

        Args:
            name: The package's full dotted name.
            entry: The package's entry.
            search_locations: The `__path__` of the package.
            source: Whom to ask for files.
        """
        # As importlib makes it, without a `_NamespacePath`: that looks for folders on a disk.
        self._path = search_locations
        self.name = name
        self.entry = entry
        self._module_source = source

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        """Leave making the module to importlib, unless it has been set aside."""
        return set_aside.take(self, spec)

    def exec_module(self, module: ModuleType) -> None:
        """Complete the module: importlib gives its own namespace packages this attribute."""
        if not set_aside.is_returning(self, module):
            module.__file__ = None

    def get_resource_reader(self, fullname: str) -> RemoteResources:
        """The reader of the files in the package's folders.

        Args:
            fullname: Not looked at.
        """
        return RemoteResources(self._module_source, self.entry.locations)
