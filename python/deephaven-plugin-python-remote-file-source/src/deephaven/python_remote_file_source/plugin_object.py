"""The object that a client creates in the worker: which names are served, and to whose runs."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Set
from dataclasses import dataclass, field

from .client import short_name
from .eviction import evict as evict_all
from .eviction import evict_outdated, is_within, settle
from .module_source import ModuleSource
from .synced_source import SyncedModuleSource

DEFAULT_FETCH_TIMEOUT = 10.0


@dataclass(frozen=True)
class ExecutionContext:
    """Which modules are served at present, and by whom.

    Attributes:
        connection_id: Id of the connection whose client serves; None if none does.
        names: Full dotted names of the served top-level modules.
        run: Counts the contexts of an object.
    """

    connection_id: str | int | None = None
    names: frozenset[str] = field(default_factory=frozenset)
    run: int = 0

    def serves(self, fullname: str) -> bool:
        """Whether a module, given by its full dotted name, is served."""
        return self.connection_id is not None and is_within(fullname, self.names)


class PluginObject:
    """Serves modules of connected clients to the code that runs in this worker.

    A client creates one in the worker, connects to it and, before each of its runs, lets the worker
    call `set_execution_context`. All methods may be called from any thread.
    """

    def __init__(self, fetch_timeout: float = DEFAULT_FETCH_TIMEOUT):
        """Make an object that serves nothing yet.

        Args:
            fetch_timeout: Seconds that an import waits for the client's answer.

        Raises:
            TypeError: If `fetch_timeout` is not a number.
            ValueError: If `fetch_timeout` is not positive.
        """
        self.fetch_timeout = fetch_timeout
        self._lock = threading.RLock()  # evicting may run any `__del__`
        self._context = ExecutionContext()
        # Of the clients that said who they are, the newest last; replaced, never changed.
        self._sources: tuple[ModuleSource, ...] = ()
        self._news = threading.Condition()

    @property
    def fetch_timeout(self) -> float:
        """Seconds that an import waits for the client's answer; a positive number."""
        return self._fetch_timeout

    @fetch_timeout.setter
    def fetch_timeout(self, seconds: float) -> None:
        if isinstance(seconds, bool) or not isinstance(seconds, (int, float)):
            raise TypeError(f"fetch_timeout must be a number, not {seconds!r}")
        if not seconds > 0:
            raise ValueError(f"fetch_timeout must be positive, not {seconds!r}")
        self._fetch_timeout = float(seconds)

    @property
    def execution_context(self) -> ExecutionContext:
        """The present context."""
        return self._context

    def get_top_level_module_fullnames(self) -> set[str]:
        """The names of the present context, as a new set of full dotted names."""
        return set(self._context.names)

    @property
    def sources(self) -> tuple[ModuleSource, ...]:
        """The sources of the connected clients that said who they are, the newest last."""
        return self._sources

    def add_source(self, source: ModuleSource) -> None:
        """Note that a client is connected, or has said anew who it is."""
        with self._news:
            self._sources = (*(other for other in self._sources if other is not source), source)
            self._news.notify_all()

    def remove_source(self, source: ModuleSource) -> None:
        """Note that a client is no longer connected."""
        with self._news:
            self._sources = tuple(other for other in self._sources if other is not source)
            self._news.notify_all()

    def note_revision(self) -> None:
        """Note that a client has sent a revision."""
        with self._news:
            self._news.notify_all()

    def set_execution_context(
        self,
        connection_id: str | int | None,
        top_level_module_fullnames: Set[str] | Mapping[str, object],
        revision: int | None = None,
        evict: str = "all",
    ) -> None:
        """Set which modules are served and by whom, and evict those of the old and the new names.

        Evicting also concerns modules of these names that came from the worker's own disk: a served
        module hides an installed one, which comes back when its name is no longer served.

        Args:
            connection_id: Id of the connection whose client serves; None serves nothing.
            top_level_module_fullnames: Full dotted names of the served modules: a set, or a dict
                whose keys count (a client that writes `{}` for no names means the empty set).
            revision: Number of the revision to wait for, or of an older one than the client's
                newest; None waits for nothing.
            evict: Which modules of the new names are evicted: "all", or, of a client that sends
                revisions, those that have "changed", with what imported them. Modules of names that
                are no longer served are evicted anyway.

        Raises:
            TypeError: If an argument has another type.
            ValueError: If `evict` is another string.
            TimeoutError: If the revision does not arrive within `fetch_timeout` seconds.
            ConnectionError: If the client goes away meanwhile, or is one that sends no revisions.
        """
        if isinstance(connection_id, bool) or not isinstance(connection_id, (str, int, type(None))):
            raise TypeError(
                f"connection_id must be a str, an int or None, not {_type_name(connection_id)}"
            )
        if not isinstance(top_level_module_fullnames, (Set, Mapping)):
            raise TypeError(
                "top_level_module_fullnames must be a set, a frozenset or a dict, not "
                + _type_name(top_level_module_fullnames)
            )
        names = frozenset(top_level_module_fullnames)
        for name in names:
            if not isinstance(name, str):
                raise TypeError(
                    f"top_level_module_fullnames must hold strings, not {_type_name(name)}"
                )
        if isinstance(revision, bool) or not isinstance(revision, (int, type(None))):
            raise TypeError(f"revision must be an int or None, not {_type_name(revision)}")
        if evict not in ("all", "changed"):
            raise ValueError(f"evict must be 'all' or 'changed', not {evict!r}")

        if revision is not None:
            self._wait_for_revision(connection_id, revision)
        with self._lock:
            old = self._context
            # Set before evicting: nothing of the old context can then slip in behind.
            self._context = ExecutionContext(connection_id, names, old.run + 1)
            source = self._source_of(connection_id)
            if evict == "changed" and isinstance(source, SyncedModuleSource):
                evict_all(old.names - names)
                evict_outdated(names, source.index.modules)
            else:
                evict_all(old.names | names)
                if isinstance(source, SyncedModuleSource):
                    settle(names, source.index.modules)
        if old.names and old.connection_id != connection_id:
            self._tell_displaced(old, connection_id)

    def _source_of(self, connection_id: str | int | None) -> ModuleSource | None:
        sources = reversed(self._sources)
        return next((s for s in sources if s.client.connection_id == connection_id), None)

    def _wait_for_revision(self, connection_id: str | int | None, revision: int) -> None:
        """Wait until the client has sent a revision; it may send it along with the run."""
        client = f"client '{short_name(connection_id)}'"
        source = None

        def is_there() -> bool:
            nonlocal source
            was_connected, source = source is not None, self._source_of(connection_id)
            if source is None:
                if was_connected:
                    raise ConnectionError(f"{client} has disconnected")
                return False
            if not isinstance(source, SyncedModuleSource):
                raise ConnectionError(f"{client} sends no revisions")
            return source.settled_revision >= revision

        with self._news:
            if not self._news.wait_for(is_there, self.fetch_timeout):
                raise TimeoutError(
                    f"revision {revision} of {client} did not arrive within "
                    f"{self.fetch_timeout:g} s"
                )

    def _tell_displaced(self, old: ExecutionContext, connection_id: str | int | None) -> None:
        """Tell clients that another one, or none, serves in place of their execution context."""
        by = None if connection_id is None else short_name(connection_id)
        for source in self._sources:
            if isinstance(source, SyncedModuleSource) and (
                source.client.connection_id == old.connection_id
            ):
                params = {"context": "foreground", "names": sorted(old.names), "by": by}
                source.client.notify("displaced", params)


def _type_name(value: object) -> str:
    return type(value).__name__
