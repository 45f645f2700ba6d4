"""The private folder of this process in which all mirrors are, and its removal."""

from __future__ import annotations

import atexit
import contextlib
import itertools
import os
import shutil
import tempfile
import threading

try:
    import fcntl
except ImportError:  # not on Windows: leftovers of a killed worker stay there
    fcntl = None  # type: ignore[assignment]

# The environment variable that names another folder for the mirrors.
VARIABLE = "DEEPHAVEN_SERVED_FOLDER"

# What the folder of a process begins with.
PREFIX = "served-"

# Free bytes that memory-backed storage must have to be used: containers often have 64 MiB.
_MIN_FREE = 2**30

_MEMORY = "/dev/shm"
_LOCK = "lock"

_making = threading.Lock()
_numbers = itertools.count(1)
_home: str | None = None
_lock_file: int | None = None  # held as long as the process lives


def make_folder() -> str:
    """Make an empty folder for the mirror of one stream.

    Returns:
        Its absolute path, `<home>/<number>`, without symbolic links.

    Raises:
        OSError: If no folder can be written to; the text says how to name another one.
    """
    folder = f"{_get_home()}/{next(_numbers)}"
    os.mkdir(folder, 0o700)
    return folder


def remove_folder(folder: str) -> None:
    """Remove a folder of `make_folder` with all that is in it."""
    shutil.rmtree(folder, ignore_errors=True)


def path() -> str | None:
    """The folder of this process; None until the first mirror is made."""
    return _home


def _get_home() -> str:
    global _home
    with _making:
        if _home is None:
            _home = _make_home()
            atexit.register(_remove_home, os.getpid(), _home)
        return _home


def _make_home() -> str:
    chosen = os.environ.get(VARIABLE)
    bases = [chosen] if chosen else [*_memory(), tempfile.gettempdir()]
    problems = []
    for base in bases:
        try:
            base = os.path.realpath(base)
            _remove_leftovers(base)
            return _make_locked(base)
        except OSError as error:
            problems.append(f"{base}: {error.strerror or error}")
    raise OSError(
        f"no folder for served files ({'; '.join(problems)}). Set the environment variable "
        f"{VARIABLE} of the Deephaven server to a folder that it can write to"
    )


def _memory() -> list[str]:
    """Memory-backed storage, where it has room and lets extension modules be loaded."""
    try:
        status = os.statvfs(_MEMORY)
    except (AttributeError, OSError):
        return []
    free = status.f_bavail * status.f_frsize
    return [_MEMORY] if free >= _MIN_FREE and not status.f_flag & os.ST_NOEXEC else []


def _make_locked(base: str) -> str:
    """Make the folder; its lock is held before it has its name, so nobody takes it for left."""
    global _lock_file
    new = tempfile.mkdtemp(prefix=f".{PREFIX}", dir=base)
    _lock_file = os.open(f"{new}/{_LOCK}", os.O_CREAT | os.O_RDWR, 0o600)
    if fcntl is not None:
        fcntl.flock(_lock_file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    home = f"{base}/{os.path.basename(new)[1:]}"
    os.rename(new, home)
    return home


def _remove_leftovers(base: str) -> None:
    """Remove the folders of processes that were killed: nobody holds their locks."""
    if fcntl is None:
        return
    for entry in os.scandir(base):
        if not entry.name.startswith(PREFIX) or not entry.is_dir(follow_symlinks=False):
            continue
        with contextlib.suppress(OSError):  # another user's, or in use
            lock = os.open(f"{entry.path}/{_LOCK}", os.O_RDWR)
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(entry.path, ignore_errors=True)
            finally:
                os.close(lock)


def _remove_home(pid: int, home: str) -> None:
    if os.getpid() == pid:  # not in a process that this one has forked
        shutil.rmtree(home, ignore_errors=True)
