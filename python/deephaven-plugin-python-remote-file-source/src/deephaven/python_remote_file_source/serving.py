"""Who serves a module at present, and what must be evicted when that changes."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator, Set

from . import standing
from .eviction import evict, evict_outdated, forget_unloaded
from .finder import RemoteFinder, serves_in_foreground
from .module_source import ModuleSource
from .synced_source import SyncedModuleSource


def set_standing(source: SyncedModuleSource, names: Set[str]) -> list[str]:
    """Replace the names of a client's standing context, tell those who lose or regain names.

    Args:
        source: The client's source.
        names: Full dotted names of top-level modules.

    Returns:
        The names that others have lost.
    """
    old = standing.names_of(source)
    changes = standing.claim(source, names)
    for owners, method in [(changes.lost, "displaced"), (changes.restored, "restored")]:
        for owner in set(owners.values()):
            mine = sorted(name for name, other in owners.items() if other is owner)
            params = {"context": "standing", "names": mine}
            if method == "displaced":
                params["by"] = source.client.short_name
            owner.client.notify(method, params)
    refresh(old ^ names)
    return sorted(changes.lost)


def refresh(names: Set[str]) -> None:
    """Evict what is no longer what its next import would get, unless a program uses it.

    Modules that nobody serves any more stay, so that what is running goes on, unless they hide
    modules of the worker.

    Args:
        names: Full dotted names of top-level modules.
    """
    by_source: dict[SyncedModuleSource, set[str]] = {}
    for name in names:
        source = source_of(name)
        if isinstance(source, SyncedModuleSource):
            by_source.setdefault(source, set()).add(name)
        elif source is None:
            if _is_of_worker(name):
                evict({name})
            else:
                forget_unloaded({name})
    for source, its_names in by_source.items():
        if not source.defer(its_names):
            evict_outdated(its_names, source.index.modules, keep_unfinished=True)


@contextlib.contextmanager
def program_of(source: SyncedModuleSource) -> Iterator[None]:
    """Let a client's program keep the modules that it has, whatever the client sends meanwhile."""
    source.begin_program()
    try:
        yield
    finally:
        refresh(source.end_program())


def source_of(fullname: str) -> ModuleSource | None:
    """Who serves a module: the foreground context wins.

    Args:
        fullname: The module's full dotted name.
    """
    return serves_in_foreground(fullname) or standing.holder(fullname)


def hidden_by(names: Set[str]) -> list[str]:
    """Which served names the worker has modules of its own for, sorted.

    A folder of its own without an `__init__.py` does not count: any module comes before it.

    Args:
        names: Full dotted names of top-level modules.
    """
    return sorted(name for name in names if _is_of_worker(name, with_namespaces=False))


def _is_of_worker(fullname: str, with_namespaces: bool = True) -> bool:
    """Whether the worker has a module of that name itself."""
    parent = sys.modules.get(fullname.rpartition(".")[0])
    path = getattr(parent, "__path__", None)
    for finder in sys.meta_path:
        find_spec = getattr(finder, "find_spec", None)
        if find_spec is None or isinstance(finder, RemoteFinder):
            continue
        with contextlib.suppress(Exception):
            spec = find_spec(fullname, path)
            if spec is not None and (with_namespaces or spec.origin is not None):
                return True
    return False
