"""What the user sees: progress lines with the time so far, and errors of one line."""

from __future__ import annotations

import sys
import time
from collections import deque
from pathlib import Path

_started = time.monotonic()


class Failure(Exception):
    """Something the user must know or do; its message is shown without a traceback."""


def say(text: str) -> None:
    """Print one progress line, headed by the seconds since dev.py started."""
    print(f"[{time.monotonic() - _started:6.1f} s] {text}", flush=True)


def plain(text: str) -> None:
    """Print one line as it is, for people and programs that read it."""
    print(text, flush=True)


def complain(error: BaseException) -> None:
    """Print an error where errors go."""
    print(f"dev.py: {error}", file=sys.stderr, flush=True)


def tail(log: Path, lines: int = 15) -> str:
    """Return the last lines of a log, indented, to be shown under an error."""
    try:
        with log.open(encoding="utf-8", errors="replace") as file:
            last = deque(file, maxlen=lines)
    except OSError:
        return "  (no log was written)"
    return "\n".join(f"  | {line.rstrip()}" for line in last) or "  (the log is empty)"
