"""Standing contexts: names that clients serve to any code of the worker, not to their runs only."""

from __future__ import annotations

import threading
from collections.abc import Set
from dataclasses import dataclass, field

from .synced import SyncedSource

_lock = threading.RLock()

# Who claims each name, the newest last, who serves it. Replaced, never changed.
_claims: dict[str, tuple[SyncedSource, ...]] = {}


@dataclass
class Changes:
    """What a change of claims did to others.

    Attributes:
        lost: Names that others served until now, with their former owners.
        restored: Names that others serve again, with their owners.
    """

    lost: dict[str, SyncedSource] = field(default_factory=dict)
    restored: dict[str, SyncedSource] = field(default_factory=dict)


def holder(fullname: str) -> SyncedSource | None:
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


def names() -> list[str]:
    """All names that anybody claims."""
    return list(_claims)


def is_claimed(name: str) -> bool:
    """Whether anybody claims a name."""
    return name in _claims


def names_of(source: SyncedSource) -> set[str]:
    """The names that a source claims, whether it serves them or not."""
    return {name for name, claimants in _claims.items() if source in claimants}


def served_by(source: SyncedSource) -> set[str]:
    """The names that a source claims and that no newer one does."""
    return {name for name, claimants in _claims.items() if claimants[-1] is source}


def is_alone(source: SyncedSource, name: str) -> bool:
    """Whether nobody else claims a name that a source claims."""
    return _claims.get(name, ()) == (source,)


def claim(source: SyncedSource, names: Set[str]) -> Changes:
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
