"""Variables that a notebook has for itself, apart from those of the session."""

from __future__ import annotations

import builtins
import threading
import time
from dataclasses import dataclass, field
from typing import Any

from ..variables.listing import session_globals
from . import tables

# Seconds after which a scope that nobody used is forgotten: a page may go without saying so.
_KEPT = 7 * 24 * 3600.0


@dataclass
class Scope:
    """The variables of one notebook.

    Attributes:
        namespace: The globals of its cells.
        exported: The tables that are variables of the session, too.
        used: When it was used last, in seconds.
    """

    namespace: dict[str, Any] = field(
        default_factory=lambda: {"__name__": "__main__", "__builtins__": builtins}
    )
    exported: dict[str, Any] = field(default_factory=dict)
    used: float = 0.0

    def export_tables(self) -> None:
        """Let its tables be variables of the session, by their names."""
        session = session_globals()
        found = {
            name: value
            for name, value in list(self.namespace.items())
            if not name.startswith("_") and tables.is_table(value)
        }
        self.withdraw(*(self.exported.keys() - found.keys()))
        session.update(found)
        self.exported.update(found)

    def withdraw(self, *names: str) -> None:
        """Remove variables of the session that are still the tables which it exported."""
        session = session_globals()
        for name in names:
            table = self.exported.pop(name)
            if session.get(name) is table:
                del session[name]


class Scopes:
    """The scopes, by the ids that clients give them. All methods may be called from any thread."""

    def __init__(self) -> None:
        """Make it with none."""
        self._lock = threading.Lock()
        self._scopes: dict[str, Scope] = {}

    def of(self, scope_id: str) -> Scope:
        """The scope of an id, made if there is none yet."""
        now = time.monotonic()
        with self._lock:
            old = [key for key, one in self._scopes.items() if now - one.used > _KEPT]
            for key in old:
                del self._scopes[key]
            scope = self._scopes.setdefault(scope_id, Scope())
            scope.used = now
            return scope

    def forget(self, scope_id: str) -> None:
        """Forget a scope, and withdraw its tables from the session."""
        with self._lock:
            scope = self._scopes.pop(scope_id, None)
        if scope is not None:
            scope.withdraw(*list(scope.exported))


scopes = Scopes()
