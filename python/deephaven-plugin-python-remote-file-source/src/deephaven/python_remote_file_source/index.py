"""The index of what a client serves: its modules and data files, as of one revision."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

PACKAGE = "package"
NAMESPACE = "namespace"
MODULE = "module"

# What the version of a file begins with that the client has not read.
UNKNOWN = "?"


@dataclass(frozen=True)
class Entry:
    """One module. Entries are equal if executing them again would do the same.

    Attributes:
        kind: `PACKAGE`, `NAMESPACE` or `MODULE`.
        origin: The client's path of the file; None for a namespace package.
        version: Key of the file's content, or, if the client does not know it, `UNKNOWN` and what
            changes with the file; None for a namespace package.
        locations: The client's folders of a package; empty for a module.
        complete: Whether all submodules of a package are in the index.
    """

    kind: str
    origin: str | None
    version: str | None
    locations: tuple[str, ...]
    complete: bool = field(default=False, compare=False)


class Index:
    """What a client serves. Never changed once it is made.

    Attributes:
        revision: The client's number of it; None if the client has sent none.
        modules: Entries by full dotted names.
        files: Versions of data files, as those of modules, by the client's paths.
    """

    def __init__(
        self,
        revision: int | None = None,
        modules: Mapping[str, Entry] | None = None,
        files: Mapping[str, str] | None = None,
    ):
        """Make an index."""
        self.revision = revision
        self.modules = modules or {}
        self.files = files or {}

    def is_known_to_be_missing(self, fullname: str) -> bool:
        """Whether a module that is not in the index cannot exist.

        Args:
            fullname: The module's full dotted name.
        """
        parent = fullname.rpartition(".")[0]
        while parent:
            entry = self.modules.get(parent)
            if entry is not None:
                return entry.complete or entry.kind == MODULE
            parent = parent.rpartition(".")[0]
        return False

    @cached_property
    def keys(self) -> frozenset[str]:
        """Keys of all contents that the index refers to, as far as the client knows them."""
        return frozenset(key for _, key in self._paths() if not key.startswith(UNKNOWN))

    @cached_property
    def origins_by_key(self) -> dict[str, list[str]]:
        """The client's paths of the modules that have a content, by its key."""
        origins: dict[str, list[str]] = {}
        for entry in self.modules.values():
            if entry.origin is not None and entry.version is not None:
                origins.setdefault(entry.version, []).append(entry.origin)
        return origins

    @cached_property
    def keys_by_path(self) -> dict[str, str]:
        """Versions of all files, of modules as well, by their normalized paths."""
        return {posixpath.normpath(path): key for path, key in self._paths()}

    @cached_property
    def folders(self) -> dict[str, list[str]]:
        """Names in each folder that has a file at any depth, sorted, by normalized paths."""
        folders: dict[str, set[str]] = {}
        for path in self.keys_by_path:
            folder, name = posixpath.split(path)
            while name and name not in folders.setdefault(folder, set()):
                folders[folder].add(name)
                folder, name = posixpath.split(folder)
        return {folder: sorted(names) for folder, names in folders.items()}

    @cached_property
    def packages_by_folder(self) -> dict[str, list[str]]:
        """Full names of the packages in each folder, by its normalized absolute path."""
        packages: dict[str, list[str]] = {}
        for fullname, entry in self.modules.items():
            for location in entry.locations:
                packages.setdefault(_normalize(location), []).append(fullname)
        return packages

    def submodules(self, fullname: str, folder: str) -> list[tuple[str, bool]]:
        """The submodules of a package in one of its folders.

        Namespace packages are left out, as `pkgutil` leaves them out on a disk.

        Args:
            fullname: The package's full dotted name.
            folder: The client's path of the folder, normalized and absolute.

        Returns:
            Names without the package's, and whether they are packages, in the order of the names
            of the files.
        """
        found = []
        for name, entry in self.modules.items():
            parent, _, child = name.rpartition(".")
            if parent != fullname or child == "__init__" or entry.origin is None:
                continue
            path = _normalize(entry.origin)
            if entry.kind == PACKAGE:
                path = posixpath.dirname(path)
            if posixpath.dirname(path) == folder:
                found.append((posixpath.basename(path), child, entry.kind == PACKAGE))
        return [(child, is_package) for _, child, is_package in sorted(found)]

    def _paths(self) -> Iterator[tuple[str, str]]:
        for entry in self.modules.values():
            if entry.origin is not None and entry.version is not None:
                yield entry.origin, entry.version
        yield from self.files.items()


def _normalize(path: str) -> str:
    return posixpath.normpath("/" + path.lstrip("/"))
