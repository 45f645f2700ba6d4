"""Standing contexts: names that clients serve to any code of the worker, not to their runs only."""

from __future__ import annotations

import threading
from collections.abc import Set
from dataclasses import dataclass, field

from .synced_source import SyncedModuleSource

_lock = threading.RLock()

# Who claims each name, the newest last, who serves it. Replaced, never changed.
_claims: dict[str, tuple[SyncedModuleSource, ...]] = {}


@dataclass
class Changes:
    """What a change of claims did to others.

    Attributes:
        lost: Names that others served until now, with whoever lost them.
        restored: Names that others serve again, with whoever does.
    """

    lost: dict[str, SyncedModuleSource] = field(default_factory=dict)
    restored: dict[str, SyncedModuleSource] = field(default_factory=dict)


def holder(fullname: str) -> SyncedModuleSource | None:
    """Who serves a module by a standing context.

    Args:
        fullname: The module's full dotted name.
    """
    claims = _claims
    while fullname:
        if fullname in claims:
            return claims[fullname][-1]
        fullname = fullname.rpartition(".")[0]
    return None


def names_of(source: SyncedModuleSource) -> set[str]:
    """The names that a source claims, whether it serves them or not."""
    return {name for name, claimants in _claims.items() if source in claimants}


def claim(source: SyncedModuleSource, names: Set[str]) -> Changes:
    """Replace the names that a source claims. Those that it keeps do not become newer.

    Args:
        source: The source.
        names: Full dotted names of top-level modules.

    Returns:
        What that did to others.
    """
    global _claims
    changes = Changes()
    with _lock:
        claims = dict(_claims)
        old = names_of(source)
        for name in old - names:
            others = tuple(other for other in claims[name] if other is not source)
            if others and claims[name][-1] is source:
                changes.restored[name] = others[-1]
            if others:
                claims[name] = others
            else:
                del claims[name]
        for name in names - old:
            others = claims.get(name, ())
            if others:
                changes.lost[name] = others[-1]
            claims[name] = (*others, source)
        _claims = claims
    return changes
