"""The worker's own modules that a served name has taken the place of: kept, and given back."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterable
from typing import Any

from .places import place_of

_lock = threading.RLock()

# By top-level name, the modules by full names.
_parked: dict[str, dict[str, Any]] = {}


def names() -> list[str]:
    """The top-level names whose modules are parked."""
    return list(_parked)


def park(name: str) -> None:
    """Take the worker's own modules of a top-level name out of `sys.modules`, and keep them.

    Args:
        name: The top-level name.
    """
    with _lock:
        mine = {
            fullname: module
            for fullname, module in list(sys.modules.items())
            if fullname.partition(".")[0] == name and place_of(module) is None
        }
        if name in mine:
            _parked.setdefault(name, {}).update(mine)
            for fullname in mine:
                sys.modules.pop(fullname, None)


def give_back(names: Iterable[str]) -> None:
    """Put parked modules back, the same objects.

    Args:
        names: Their top-level names; what is served under them must be evicted before.
    """
    with _lock:
        for name in names:
            for fullname, module in _parked.pop(name, {}).items():
                sys.modules.setdefault(fullname, module)
