"""Evicting modules, so that their next import starts afresh."""

from __future__ import annotations

import sys
from collections.abc import Set

from . import source_lines
from .module_source import REMOTE_ROOT


def is_within(fullname: str, names: Set[str]) -> bool:
    """Whether a module is one of the named ones, or in one of them.

    Args:
        fullname: The module's full dotted name.
        names: Full dotted names of modules.
    """
    while fullname:
        if fullname in names:
            return True
        fullname = fullname.rpartition(".")[0]
    return False


def evict(names: Set[str]) -> None:
    """Evict modules and their submodules, wherever they came from.

    Args:
        names: Full dotted names of the modules.
    """
    for fullname in list(sys.modules):
        if is_within(fullname, names):
            _unbind(fullname, sys.modules.pop(fullname, None), names)
    source_lines.forget(lambda fullname: is_within(fullname, names))
    for entry in list(sys.path_importer_cache):
        if isinstance(entry, str) and entry.startswith(REMOTE_ROOT):
            sys.path_importer_cache.pop(entry, None)


def _unbind(fullname: str, module: object, names: Set[str]) -> None:
    """Delete an evicted submodule from its parent, if that stays.

    `from parent import child` would still get the old module from there.
    """
    parent_name, _, child = fullname.rpartition(".")
    if not parent_name or is_within(parent_name, names):
        return
    attributes = getattr(sys.modules.get(parent_name), "__dict__", {})
    if attributes.get(child) is module:
        attributes.pop(child, None)
