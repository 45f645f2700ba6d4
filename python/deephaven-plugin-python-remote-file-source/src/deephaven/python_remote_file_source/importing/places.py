"""Which client a path in a mirror belongs to, and what importing needs of the client."""

from __future__ import annotations

from collections.abc import Iterable
from types import CodeType, ModuleType
from typing import Any, Protocol, Union

from ..mirror import home

# The code of a module, or what the compiler raised.
Code = Union[CodeType, BaseException]


class Source(Protocol):
    """The files that one client serves, as the import system needs them."""

    def before_find(self, fullname: str, folder: str) -> Any:
        """See to it that a folder of the mirror has a module, if the client has it.

        Args:
            fullname: The module's full dotted name.
            folder: The folder in the mirror in which CPython is about to look.

        Returns:
            The spec of the module if it is loaded by now; else None.

        Raises:
            ImportError: If the client does not say whether it has the module.
        """

    def code_of(self, fullname: str, local: str) -> tuple[Code, tuple[str, ...]]:
        """The code of a module and what it mentions, or what the compiler raised.

        Args:
            fullname: The module's full dotted name.
            local: The path of its file in the mirror.

        Raises:
            ImportError: If the client does not send the file.
        """

    def need(self, local: str) -> None:
        """See to it that a file or a folder in the mirror has all that the client has there.

        Args:
            local: Its path.

        Raises:
            OSError: If the client does not send it.
        """

    def text_of(self, local: str) -> str | None:
        """The text that was executed of a file, where its bytes are not it."""

    def sources_of(self, name: str) -> Iterable[bytes | None]:
        """The sources of a top-level name's modules, as far as they are at hand."""

    def begin_import(self) -> None:
        """Record that a thread begins to import modules of this client."""

    def end_import(self, fullname: str) -> None:
        """Record that the thread has executed the module that it began with, or could not."""


_sources: dict[str, Source] = {}


def add(root: str, source: Source) -> None:
    """Record whose files a mirror has.

    Args:
        root: Absolute path of the mirror.
        source: The client's files.
    """
    _sources[root] = source


def remove(root: str) -> None:
    """Record that a mirror is no longer there."""
    _sources.pop(root, None)


def is_in_mirror(local: object) -> bool:
    """Whether something is the path of a file or folder in a mirror."""
    folder = home.path()
    return folder is not None and isinstance(local, str) and local.startswith(f"{folder}/")


def root_of(local: str) -> str | None:
    """The mirror that a path is in; None if it is in none."""
    folder = home.path()
    if folder is None or not local.startswith(f"{folder}/"):
        return None
    end = local.find("/", len(folder) + 1)
    return local if end < 0 else local[:end]


def source_at(local: str) -> Source | None:
    """The client whose file or folder a path is; None if it is none, or no longer."""
    root = root_of(local)
    return None if root is None else _sources.get(root)


def attributes_of(module: Any) -> dict:
    """The attributes of what stands in `sys.modules`, without running code of it.

    Asking a lazy module for any attribute, even for `__dict__`, would load it.
    """
    if issubclass(type(module), ModuleType):
        return object.__getattribute__(module, "__dict__")
    return {}


def place_of(module: Any) -> str | None:
    """Where in a mirror a loaded module came from; None for all other modules."""
    attributes = attributes_of(module)
    spec = attributes.get("__spec__")
    origin = getattr(spec, "origin", None) or attributes.get("__file__")
    if origin is not None:
        return origin if is_in_mirror(origin) else None
    locations = getattr(spec, "submodule_search_locations", None)
    # Not by iterating: a namespace package would look for its folders again.
    for location in getattr(locations, "_path", locations) or ():
        if is_in_mirror(location):
            return location
    return None
