"""Doing without CPython's import lock while an import waits for a client."""

from __future__ import annotations

import _imp
import contextlib
from collections.abc import Iterator


@contextlib.contextmanager
def released() -> Iterator[None]:
    """Release the import lock for a while, if this thread holds it.

    importlib holds this lock of the whole process while it asks a finder, so that a finder that
    waits stops the imports of all threads. It only keeps finders from being asked by two threads
    at once, which ours may be. What keeps a module from being imported twice is its own lock.
    """
    depth = 0
    with contextlib.suppress(RuntimeError):  # this thread does not hold it, or no longer
        while True:
            _imp.release_lock()
            depth += 1
    try:
        yield
    finally:
        for _ in range(depth):
            _imp.acquire_lock()
