"""The object that a client creates in the worker: which names are served, and to whose runs."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Set
from dataclasses import dataclass, field

from .contexts import serving
from .contexts.synced import SyncedSource
from .importing import loaded
from .rpc.client import short_name

DEFAULT_FETCH_TIMEOUT = 10.0


@dataclass(frozen=True)
class ExecutionContext:
    """Which modules are served at present, and by whom.

    Attributes:
        connection_id: Id of the connection whose client serves; None if none does.
        names: Full dotted names of the served top-level modules.
    """

    connection_id: str | int | None = None
    names: frozenset[str] = field(default_factory=frozenset)

    def serves(self, fullname: str) -> bool:
        """Whether a module, given by its full dotted name, is served."""
        return self.connection_id is not None and loaded.is_among(fullname, self.names)


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

    def record_news(self) -> None:
        """Record that a client has come, gone or sent a revision."""
        with self._news:
            self._news.notify_all()

    def set_execution_context(
        self,
        connection_id: str | int | None,
        top_level_module_fullnames: Set[str] | Mapping[str, object],
        revision: int | None = None,
    ) -> None:
        """Set which modules are served and by whom, and see to it that a run imports the newest.

        Of a client that sends revisions, modules are evicted with their whole project if something
        in that has changed. Of other clients, all modules of the old and the new names are. The
        worker's own modules of these names are kept, and come back when they are no longer served.

        Args:
            connection_id: Id of the connection whose client serves; None serves nothing.
            top_level_module_fullnames: Full dotted names of the served modules: a set, or a dict
                whose keys count (a client that writes `{}` for no names means the empty set).
            revision: Number of the revision to wait for, or of an older one than the client's
                newest; None waits for nothing.

        Raises:
            TypeError: If an argument has another type.
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
        if revision is not None:
            self._wait_for_revision(connection_id, revision)
        with self._lock:
            old = self._context
            self._context = ExecutionContext(connection_id, names)
            serving.record_context(self)
            source = self._source_of(connection_id)
            if isinstance(source, SyncedSource):
                source.activate()
            else:
                if source is not None:
                    source.begin_run()
                loaded.mark_stale(name.partition(".")[0] for name in names)
            unserved = [name for name in old.names - names if serving.source_of(name) is None]
            loaded.mark_stale(name.partition(".")[0] for name in unserved)
            serving.settle(is_new_run=True)
        if old.names and old.connection_id != connection_id:
            self._tell_displaced(old, connection_id)

    def _source_of(self, connection_id: str | int | None) -> serving.AnySource | None:
        sources = reversed(serving.sources_of(self))
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
            if not isinstance(source, SyncedSource):
                raise ConnectionError(f"{client} sends no revisions")
            return source.revision >= revision

        with self._news:
            if not self._news.wait_for(is_there, self.fetch_timeout):
                raise TimeoutError(
                    f"revision {revision} of {client} did not arrive within "
                    f"{self.fetch_timeout:g} s"
                )

    def _tell_displaced(self, old: ExecutionContext, connection_id: str | int | None) -> None:
        """Tell clients that another one, or none, serves in place of their execution context."""
        by = None if connection_id is None else short_name(connection_id)
        for source in serving.sources_of(self):
            if isinstance(source, SyncedSource) and (
                source.client.connection_id == old.connection_id
            ):
                params = {"context": "foreground", "names": sorted(old.names), "by": by}
                source.client.notify("displaced", params)


def _type_name(value: object) -> str:
    return type(value).__name__
