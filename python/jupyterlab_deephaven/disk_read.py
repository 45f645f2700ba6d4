"""Reads files from the disk; never a pipe or device, and never half of a change."""

from __future__ import annotations

import os
import stat
from typing import Any

from . import disk, names, tree, versions
from .bodies import ReadBody
from .bounds import Bounds
from .read_answer import Read, ReadAnswer, content
from .tree import Absence, Stop

# A pipe without a writer does not hold us up, nor does a terminal become ours.
_FLAGS = (
    os.O_RDONLY
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_NOCTTY", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
    # It has been looked for without links.
    | getattr(os, "O_NOFOLLOW", 0)
)


class DiskRead:
    """One read request.

    Args:
        root: The contents manager's root folder.
        allow_hidden: Whether hidden files may be read.
    """

    def __init__(self, root: disk.Root, allow_hidden: bool) -> None:
        """Know nothing of the disk yet."""
        self._root = root
        self._allow_hidden = allow_hidden
        self._bounds: Bounds | None = None
        # Where the files' folders are when links are followed.
        self._folders: dict[str, str | Absence | OSError] = {}

    def read(self, body: ReadBody, stop: Stop) -> dict[str, Any]:
        """Read files until the limit is reached.

        Raises:
            Stopped: `stop` was set.
        """
        answer = ReadAnswer(body)
        if body.within:
            within = body.within
            self._bounds = Bounds(self._root, within.roots, within.ignore, self._allow_hidden)
        for path in answer.paths():
            stop.check()
            answer.add(path, self._file(path, answer))
        return answer.json()

    def _file(self, path: str, answer: ReadAnswer) -> Read:
        cleaned = names.clean(path)
        if cleaned is None:
            return None
        try:
            return self._read(cleaned, answer)
        except OSError as error:
            if disk.is_not_there(error):
                return None
            return tree.NOT_ALLOWED if disk.is_denied(error) else tree.UNREADABLE

    def _read(self, path: str, answer: ReadAnswer) -> Read:
        folder, name = names.split(path)
        if not self._allow_hidden and name.startswith("."):
            return None
        real = self._real_folder(folder)
        if isinstance(real, str) and path:
            real = os.path.join(real, name)
            if os.name == "nt" or os.path.islink(real):
                real = self._root.resolve(real)
        if isinstance(real, Absence):
            return tree.OUTSIDE if real is Absence.OUTSIDE else None
        # Opening a device may do something to it: look first.
        status = os.stat(real)
        is_folder = stat.S_ISDIR(status.st_mode)
        if self._bounds and not self._bounds.holds(real, is_folder):
            return tree.OUTSIDE
        if not self._allow_hidden and disk.is_hidden(name, status, real):
            return None
        if is_folder:
            return tree.A_FOLDER
        if not stat.S_ISREG(status.st_mode):
            return tree.NO_FILE
        return _read_settled(real, status.st_size, answer)

    def _real_folder(self, folder: str) -> str | Absence:
        if folder not in self._folders:
            try:
                self._folders[folder] = self._resolve(folder)
            except OSError as error:
                self._folders[folder] = error
        known = self._folders[folder]
        if isinstance(known, OSError):
            raise known
        return known

    def _resolve(self, folder: str) -> str | Absence:
        if not self._allow_hidden and self._root.hides(folder):
            return Absence.MISSING
        return self._root.resolve(self._root.os_path(folder))


def _read_settled(real: str, size: int, answer: ReadAnswer) -> Read:
    for _ in range(tree.READ_ATTEMPTS):
        if not answer.fits(size):
            return answer.too_much(size)
        read = _read_once(real)
        if not isinstance(read, os.stat_result):
            return read
        size = read.st_size
    return tree.CHANGING


def _read_once(real: str) -> Read | os.stat_result:
    """Read a file, or return its new status if it changed meanwhile."""
    with open(os.open(real, _FLAGS), "rb", buffering=0) as file:
        before = os.fstat(file.fileno())
        if not disk.is_still(real, before):
            # A link has come on the way there since, or another file.
            return os.lstat(real)
        if not stat.S_ISREG(before.st_mode):
            return tree.NO_FILE
        # One byte more than there should be, to see that there is none.
        data = _read_up_to(file, before.st_size + 1)
        after = os.fstat(file.fileno())
    version = versions.of_status(before)
    if version != versions.of_status(after) or len(data) != before.st_size:
        return after
    version = versions.read_now(version, before.st_mtime_ns, before.st_ctime_ns)
    return content(data, version)


def _read_up_to(file: Any, size: int) -> bytes:
    parts = []
    while size > 0 and (part := file.read(size)):
        parts.append(part)
        size -= len(part)
    return b"".join(parts)
