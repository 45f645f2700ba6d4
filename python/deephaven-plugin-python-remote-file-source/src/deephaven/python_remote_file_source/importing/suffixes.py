"""Where modules of a name can be on a disk, and which files can be imported."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.machinery import all_suffixes

_SUFFIXES = tuple(all_suffixes())


def is_importable(path: str) -> bool:
    """Whether CPython imports files with the suffix of a path."""
    return path.endswith(_SUFFIXES)


def is_within(path: str, places: Iterable[str]) -> bool:
    """Whether a path is one of some modules' files, or in one of their folders.

    Args:
        path: A path.
        places: Paths of modules without their suffixes.
    """
    return any(path.startswith((f"{place}/", f"{place}.")) for place in places)
