"""Reads files from the disk; never a pipe or device, and never half of a change."""

from __future__ import annotations

import os
import stat
from typing import Any

from . import disk, folders, names, tree, versions
from .bodies import ReadBody
from .bounds import Bounds
from .read_answer import Read, ReadAnswer, content
from .tree import Absence, Stop

_CHANGED = object()


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

    def read(self, body: ReadBody, stop: Stop) -> dict[str, Any]:
        """Read files until the limit is reached.

        Raises:
            Stopped: `stop` was set.
        """
        answer = ReadAnswer(body)
        if body.within:
            within = body.within
            self._bounds = Bounds(self._root, within.roots, within.ignore, self._allow_hidden)
        with folders.opened(self._root) as self._folders:
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
        if not self._allow_hidden and (name.startswith(".") or self._root.hides(folder)):
            return None
        for _ in range(tree.READ_ATTEMPTS):
            try:
                read = self._read_once(path, name, answer)
            except folders.Turned:
                continue
            if read is not _CHANGED:
                return read
        return tree.CHANGING

    def _read_once(self, path: str, name: str, answer: ReadAnswer) -> Read | object:
        """Read a file; return `_CHANGED` if it changed meanwhile."""
        found = self._folders.find(self._root.place(path))
        if isinstance(found, Absence):
            return tree.OUTSIDE
        real, status = found
        is_folder = stat.S_ISDIR(status.st_mode)
        if self._bounds and not self._bounds.holds(real, is_folder):
            return tree.OUTSIDE
        if not self._allow_hidden and folders.is_hidden(self._folders, name, real, status):
            return None
        if is_folder:
            return tree.A_FOLDER
        # Opening a device may do something to it: look first.
        if not stat.S_ISREG(status.st_mode):
            return tree.NO_FILE
        if not answer.fits(status.st_size):
            return answer.too_much(status.st_size)
        with open(self._folders.open(real), "rb", buffering=0) as file:
            before = os.fstat(file.fileno())
            if not stat.S_ISREG(before.st_mode):
                return tree.NO_FILE
            if not answer.fits(before.st_size):
                return _CHANGED
            # One byte more than there should be, to see that there is none.
            data = _read_up_to(file, before.st_size + 1)
            after = os.fstat(file.fileno())
        version = versions.of_status(before)
        if version != versions.of_status(after) or len(data) != before.st_size:
            return _CHANGED
        times = (before.st_mtime_ns, before.st_ctime_ns)
        return content(data, versions.read_now(version, *times), versions.are_fine(*times))


def _read_up_to(file: Any, size: int) -> bytes:
    parts = []
    while size > 0 and (part := file.read(size)):
        parts.append(part)
        size -= len(part)
    return b"".join(parts)
