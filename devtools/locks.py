"""One dev.py at a time, by a lock of the operating system: it dies with its process."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from .console import Failure
from .paths import DEV, WINDOWS, make_dev_folder

if WINDOWS:
    import msvcrt
else:
    import fcntl

# Windows hides locked bytes from readers, so one far behind the text is locked there.
_LOCKED_BYTE = 4096


@contextmanager
def lock(name: str, purpose: str) -> Iterator[None]:
    """Hold the lock `name` for a `with` block, or fail with who holds it.

    Args:
        name: The lock's name; its file is `.dev/<name>.lock`.
        purpose: What the holder does, for the message to another one.
    """
    make_dev_folder()
    # Not "w": the text of the present holder must survive our attempt.
    with (DEV / f"{name}.lock").open("a+", encoding="ascii") as file:
        try:
            _acquire(file)
        except OSError:
            file.seek(0)
            holder = file.read(20).strip() or "unknown"
            raise Failure(
                f"another dev.py (process {holder}) is {purpose} in this clone; "
                "wait for it to end, or end it, and try again"
            ) from None
        try:
            file.seek(0)
            file.truncate()
            file.write(str(os.getpid()))
            file.flush()
            yield
        finally:
            _release(file)


def _acquire(file: IO[str]) -> None:
    if WINDOWS:
        file.seek(_LOCKED_BYTE)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _release(file: IO[str]) -> None:
    if WINDOWS:
        file.seek(_LOCKED_BYTE)
        msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)
    else:
        fcntl.flock(file, fcntl.LOCK_UN)
