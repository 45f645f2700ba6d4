"""Who serves a module at present, and what must be evicted when that changes."""

from __future__ import annotations

import contextlib
import sys
import threading
import weakref
from collections.abc import Iterator, Set
from dataclasses import dataclass
from typing import Any, Union

from ..importing import executing, loaded, parked
from ..importing.places import place_of
from ..importing.refused import reason_against
from . import standing
from .asking import AskingSource
from .synced import SyncedSource

AnySource = Union[AskingSource, SyncedSource]

_lock = threading.RLock()


@dataclass(frozen=True)
class _Connected:
    """A client that said who it is, and the object that it is connected to."""

    source: AnySource
    plugin_object: Any


# The newest last; replaced, never changed.
_connected: tuple[_Connected, ...] = ()

# The objects with an execution context, that of the newest run first; replaced, never changed.
_objects: tuple[weakref.ref, ...] = ()

# Who served each top-level name when that was looked at last.
_servers: dict[str, AnySource] = {}


def connect(source: AnySource, plugin_object: Any) -> None:
    """Record that a client is connected, or has said again who it is.

    Args:
        source: Its files.
        plugin_object: The object that it is connected to.
    """
    global _connected
    with _lock:
        others = tuple(other for other in _connected if other.source is not source)
        _connected = (*others, _Connected(source, plugin_object))


def disconnect(source: AnySource, kept: Set[str]) -> None:
    """Record that a client is gone. What it served stays loaded, so that what is running goes on.

    What has taken the place of modules of the worker's own does not.

    Args:
        source: Its files.
        kept: Names that it serves to any code for a while.
    """
    global _connected
    with _lock:
        _connected = tuple(other for other in _connected if other.source is not source)
        tops = {name.partition(".")[0] for name in kept}
        gone = [n for n, server in _servers.items() if server is source and n not in tops]
        for name in gone:
            del _servers[name]
        loaded.mark_stale(name for name in gone if is_of_worker(name))
        if isinstance(source, SyncedSource):
            set_standing(source, kept)
        settle()


def sources_of(plugin_object: Any) -> list[AnySource]:
    """The connected clients of an object that said who they are, the newest last."""
    return [one.source for one in _connected if one.plugin_object is plugin_object]


def all_sources() -> list[AnySource]:
    """The connected clients of all objects that said who they are, the newest last."""
    return [one.source for one in _connected]


def find(run_id: str) -> tuple[AnySource, Any] | None:
    """The client whose scripts have an id, and its object; None if it is not connected."""
    for one in _connected:
        if one.source.client.run_id == run_id:
            return one.source, one.plugin_object
    return None


def record_context(plugin_object: Any) -> None:
    """Record that an object has a new execution context: it goes before those of other objects."""
    global _objects
    with _lock:
        alive = [ref for ref in _objects if ref() not in (None, plugin_object)]
        _objects = (weakref.ref(plugin_object), *alive)


def source_of(fullname: str) -> AnySource | None:
    """Who serves a module: the execution context of the newest run that names it wins.

    Args:
        fullname: The module's full dotted name.
    """
    if reason_against(fullname) is not None:
        return None
    return _foreground_of(fullname) or standing.holder(fullname)


def is_served_by(source: AnySource, fullname: str) -> bool:
    """Whether a client is who serves a module."""
    return source_of(fullname) is source


def is_background(source: AnySource, fullname: str) -> bool:
    """Whether a client serves a module to any code, and no execution context names it."""
    return standing.holder(fullname) is source and _foreground_of(fullname) is None


def is_claimed(fullname: str) -> bool:
    """Whether a name itself, not only one above it, is claimed by a client, served or not."""
    if standing.is_claimed(fullname):
        return True
    objects = (reference() for reference in _objects)
    return any(each and fullname in each.execution_context.names for each in objects)


def claimed_names() -> set[str]:
    """The names that clients claim, served or not."""
    names = set(standing.names())
    for reference in _objects:
        plugin_object = reference()
        if plugin_object is not None:
            names |= plugin_object.execution_context.names
    return names


def folders() -> list[str]:
    """The folders in mirrors that served names are looked for in."""
    found: dict[str, None] = {}
    for name in sorted(claimed_names()):
        source = source_of(name)
        found.update(dict.fromkeys(source.folders_of(name) if source else ()))
    return list(found)


def packages() -> list[str]:
    """The folders in mirrors that served packages are, or would be."""
    found: dict[str, None] = {}
    for name in sorted(claimed_names()):
        source = source_of(name)
        for folder in source.folders_of(name) if source else ():
            found[f"{folder}/{name.replace('.', '/')}"] = None
    return list(found)


def set_standing(source: SyncedSource, names: Set[str]) -> list[str]:
    """Replace the names of a client's standing context, tell those who lose or regain names.

    Args:
        source: The client's files.
        names: Full dotted names of top-level modules.

    Returns:
        The names that others have lost.
    """
    changes = standing.claim(source, {name for name in names if reason_against(name) is None})
    for owners, method in [(changes.lost, "displaced"), (changes.restored, "restored")]:
        for owner in set(owners.values()):
            mine = sorted(name for name, other in owners.items() if other is owner)
            params = {"context": "standing", "names": mine}
            if method == "displaced":
                params["by"] = source.client.short_name
            owner.client.notify(method, params)
    settle()
    return sorted(changes.lost)


def settle(is_new_run: bool = False) -> None:
    """Evict what is not what its next import would get, and give the worker's own modules back.

    Args:
        is_new_run: Whether a run begins, which has to see the newest.
    """
    global _servers
    with _lock:
        servers = {name: source_of(name) for name in claimed_names()}
        tops = {name.partition(".")[0]: source for name, source in servers.items() if source}
        before, _servers = _servers, tops
        loaded.mark_mentioning(
            {name for name in {*before, *tops} if before.get(name) is not tops.get(name)}
        )
        connected = all_sources()
        for name, source in loaded.sources().items():
            server = tops.get(name)
            # What a client served that is gone stays, until another one serves it.
            if server is not source and (server is not None or source in connected):
                loaded.mark_stale([name])
        lost = [name for name in parked.names() if not _takes_place(name, servers)]
        loaded.mark_stale(lost)
        loaded.restart(is_new_run)
        parked.give_back(name for name in lost if place_of(sys.modules.get(name)) is None)
        for name in servers:
            if name in sys.modules and _takes_place(name, servers):
                parked.park(name)


@contextlib.contextmanager
def program_of(source: SyncedSource) -> Iterator[None]:
    """Let a client's program keep the modules that it has, whatever the client sends meanwhile."""
    level, depth = source.begin_program(), executing.depth()
    try:
        yield
    finally:
        executing.cut(depth)
        source.end_program(level)


def hidden_by(names: Set[str]) -> list[str]:
    """Which served names the worker has modules of its own for, sorted.

    A folder of its own without an `__init__.py` does not count: any module comes before it.

    Args:
        names: Full dotted names of top-level modules.
    """
    return sorted(name for name in names if reason_against(name) is None and is_of_worker(name))


def is_of_worker(fullname: str) -> bool:
    """Whether the worker has a module of that name, and not only a folder without `__init__.py`."""
    top = fullname.partition(".")[0]
    if top in parked.names():
        return True
    module = sys.modules.get(fullname)
    if module is not None and place_of(module) is None:
        return True
    parent = sys.modules.get(fullname.rpartition(".")[0])
    path = getattr(parent, "__path__", None)
    for finder in sys.meta_path:
        find_spec = getattr(finder, "find_spec", None)
        if find_spec is None or getattr(finder, "finds_served", False):
            continue
        with contextlib.suppress(Exception):
            spec = find_spec(fullname, path)
            if spec is not None and spec.origin is not None:
                return True
    return False


def _foreground_of(fullname: str) -> AnySource | None:
    for reference in _objects:
        plugin_object = reference()
        context = plugin_object and plugin_object.execution_context
        if context is None or not context.serves(fullname):
            continue
        for one in reversed(_connected):
            if (
                one.plugin_object is plugin_object
                and one.source.client.connection_id == context.connection_id
            ):
                return one.source
    return None


def _takes_place(name: str, servers: dict[str, AnySource | None]) -> bool:
    """Whether what is served under a name hides modules of the worker's own.

    Clients that are asked for each module do not tell before it is imported.
    """
    server = servers.get(name)
    return server is not None and server.has_regular(name) is not False
