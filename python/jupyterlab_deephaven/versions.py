"""Versions of files and fingerprints of folders: what differs may have changed."""

from __future__ import annotations

import base64
import hashlib
import os
import time
from collections.abc import Iterable
from datetime import datetime, timezone

from .tree import Entry

# Clocks of file systems go in ticks, Linux' of 10 ms at most; some know only seconds, FAT two.
_TICK = 50_000_000
_COARSE_TICK = 2_000_000_000
_SECOND = 1_000_000_000
_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
# No version that a listing shows ends so.
_UNSETTLED = "?"


def of_status(status: os.stat_result) -> str:
    """Return the version of a file with this status."""
    return _digest(
        f"{status.st_mtime_ns} {status.st_ctime_ns} {status.st_size}"
        f" {status.st_ino} {status.st_dev}".encode()
    )


def of_model(
    last_modified: str, created: str, size: int | None, link: os.stat_result | None
) -> str:
    """Return the version of a file that a contents manager describes.

    Args:
        last_modified: As the contents API has it.
        created: The same. Of a file on most disks, it is when anything of the file changed.
        size: Its size, if known.
        link: The status of what it is a link to.
    """
    target = of_status(link) if link else ""
    return _digest(f"{last_modified} {created} {size} {target}".encode())


def read_now(version: str, *times: int) -> str:
    """Return the version of bytes that were read just now.

    A file that was written in the tick of the clock in which it was read may have been written
    once more since, with the same times. So its version equals none that a listing shows: who
    compares them reads the file again.

    Args:
        version: The version of the file when it was read.
        times: The times that the version is made of, in nanoseconds.
    """
    tick = _TICK if are_fine(*times) else _COARSE_TICK
    return version + _UNSETTLED if time.time_ns() - max(times) < tick else version


def are_fine(*times: int) -> bool:
    """Tell whether these times, in nanoseconds, are of a clock that knows more than seconds."""
    return any(t % _SECOND for t in times)


def of_folder(entries: Iterable[Entry]) -> str:
    """Return the fingerprint of a folder with these entries.

    The times of folders in it do not count: they change with what those contain, also with what
    is not shown.
    """
    shown = "\0".join(
        f"{entry.name}/" if entry.is_folder else f"{entry.name}\0{entry.version}"
        for entry in entries
    )
    return _digest(shown.encode())


def iso(stamp: float | datetime | str | None) -> str:
    """Return a time as the contents API has it in its answers; 1970 if there is no such time."""
    if isinstance(stamp, str):
        return stamp
    if not isinstance(stamp, datetime):
        try:
            stamp = datetime.fromtimestamp(stamp or 0, timezone.utc)
        except (ValueError, OverflowError, OSError):
            stamp = _EPOCH
    if stamp.tzinfo is None:
        stamp = stamp.astimezone()
    return stamp.isoformat().replace("+00:00", "Z")


def now() -> str:
    """Return the server's time."""
    return iso(time.time())


def _digest(data: bytes) -> str:
    return base64.b64encode(hashlib.blake2b(data, digest_size=9).digest()).decode("ascii")
