"""Lets `pkgutil` walk served packages: it asks path hooks for modules, not meta path finders."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

from .finder import remote_finders
from .module_source import REMOTE_ROOT


class RemotePathEntryFinder:
    """Lists the modules in one entry of a served package's `__path__`."""

    def __init__(self, entry: str):
        """Make the finder.

        Args:
            entry: An entry of a `__path__`.

        Raises:
            ImportError: If it is none of a served package.
        """
        if not entry.startswith(REMOTE_ROOT + "/"):
            raise ImportError("only folders of clients are supported", path=entry)
        self._folder = entry[len(REMOTE_ROOT) :]

    def find_spec(self, fullname: str, target: Any = None) -> None:
        """Find nothing: the meta path finders of the clients have been asked before."""

    def iter_modules(self, prefix: str = "") -> Iterator[tuple[str, bool]]:
        """Iterate over the modules; `pkgutil.iter_modules` calls it.

        Args:
            prefix: What to put before each name.

        Returns:
            Names, and whether they are packages.
        """
        for finder in remote_finders():
            modules = finder.list_modules(self._folder)
            if modules is not None:
                return iter([(prefix + name, is_package) for name, is_package in modules])
        return iter([])


def add_to_path_hooks() -> None:
    """Make `pkgutil` find the finder, once."""
    if RemotePathEntryFinder not in sys.path_hooks:
        sys.path_hooks.append(RemotePathEntryFinder)
