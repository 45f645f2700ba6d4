"""The object that a client creates in the worker: which names are served, and to whose runs."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Set
from dataclasses import dataclass, field

from .eviction import evict, is_within

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

    def set_execution_context(
        self,
        connection_id: str | int | None,
        top_level_module_fullnames: Set[str] | Mapping[str, object],
    ) -> None:
        """Set which modules are served and by whom, and evict those of the old and the new names.

        Evicting also concerns modules of these names that came from the worker's own disk: a served
        module hides an installed one, which comes back when its name is no longer served.

        Args:
            connection_id: Id of the connection whose client serves; None serves nothing.
            top_level_module_fullnames: Full dotted names of the served modules: a set, or a dict
                whose keys count (a client that writes `{}` for no names means the empty set).

        Raises:
            TypeError: If an argument has another type.
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
        with self._lock:
            old = self._context
            # Set before evicting: nothing of the old context can then slip in behind.
            self._context = ExecutionContext(connection_id, names, old.run + 1)
            evict(old.names | names)


def _type_name(value: object) -> str:
    return type(value).__name__
