"""What a client serves, as of one revision: its files by path, and its top-level names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType

# What the version of a file or folder begins with whose content is not known to the client.
UNKNOWN = "?"

_SIZE = re.compile(r"\?(\d+):")

_NOTHING: Mapping = MappingProxyType({})


@dataclass(frozen=True)
class Tree:
    """Files and names of a client. Never changed once it is made.

    Attributes:
        revision: The client's number of it; None if the client has sent none.
        names: By top-level name, the client's folders to look for it, in order.
        files: Versions by the client's paths: the key of the content, or `UNKNOWN` and what changes
            with the file. A path that ends with "/" is a folder: with the version "" one that is
            empty, with `UNKNOWN` one whose entries are not listed.
        keep: Full names of modules that stay loaded unless they change themselves.
    """

    revision: int | None = None
    names: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: _NOTHING)
    files: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    keep: frozenset[str] = frozenset()

    @cached_property
    def keys(self) -> frozenset[str]:
        """Keys of all contents, as far as the client knows them."""
        return frozenset(version for version in self.files.values() if is_key(version))

    def changes_to(self, newer: Tree) -> list[str]:
        """The paths whose versions differ, or that only one of two trees has."""
        before, after = self.files, newer.files
        changed = [path for path, version in after.items() if before.get(path) != version]
        changed.extend(path for path in before if path not in after)
        return changed


def is_key(version: str) -> bool:
    """Whether a version is the key of a content."""
    return bool(version) and not version.startswith(UNKNOWN)


def size_of(version: str) -> int | None:
    """The size in bytes that a version of unknown content tells; None if it tells none."""
    match = _SIZE.match(version)
    return int(match[1]) if match else None
