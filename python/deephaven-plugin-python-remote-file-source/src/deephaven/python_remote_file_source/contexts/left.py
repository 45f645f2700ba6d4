"""Programs whose client has gone away, until it is back under the name of its connection."""

from __future__ import annotations

import hmac
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass

from ..programs.output import Output
from ..programs.stopping import Programs

# Seconds after which nobody is expected any more.
KEPT = 600.0

# How many programs wait for their clients at most: each may keep some megabytes of output.
_MAX = 20


@dataclass(frozen=True)
class _Left:
    """A program, and what stops it."""

    connection_id: str
    mark: str
    output: Output
    programs: Programs
    until: float


class Left:
    """The programs. All methods may be called from any thread."""

    def __init__(self) -> None:
        """Make it with none."""
        self._lock = threading.Lock()
        self._left: list[_Left] = []

    def add(
        self, connection_id: str, outputs: Sequence[tuple[str, Output]], programs: Programs
    ) -> None:
        """Keep the programs of a client that is gone.

        Args:
            connection_id: What the client called its connection. It is a secret.
            outputs: What its programs print, by their marks.
            programs: What stops them.
        """
        if not outputs:
            return
        until = time.monotonic() + KEPT
        with self._lock:
            for mark, output in outputs:
                self._left.append(_Left(connection_id, mark, output, programs, until))
            surplus, self._left = self._left[:-_MAX], self._left[-_MAX:]
        for one in surplus:
            one.output.give_up()
        timer = threading.Timer(KEPT, self._drop)
        timer.daemon = True
        timer.start()

    def take(self, connection_id: str, mark: str) -> tuple[Output, Programs] | None:
        """Take a program back.

        Args:
            connection_id: What the client called its connection when it began the program.
            mark: What it called the program.

        Returns:
            What it prints, and what stops it; None if there is no such program.
        """
        with self._lock:
            for one in self._left:
                if one.mark == mark and hmac.compare_digest(
                    one.connection_id.encode(), connection_id.encode()
                ):
                    self._left.remove(one)
                    return one.output, one.programs
        return None

    def _drop(self) -> None:
        now = time.monotonic()
        with self._lock:
            over = [one for one in self._left if one.until <= now]
            self._left = [one for one in self._left if one.until > now]
        for one in over:
            one.output.give_up()


programs = Left()
