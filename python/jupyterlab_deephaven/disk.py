"""The disk below a file-based contents manager's root folder: where a path leads, what is there."""

from __future__ import annotations

import errno
import os
import stat

from .tree import Absence

_NOT_THERE = {
    errno.ENOENT,
    errno.ENOTDIR,
    errno.ENAMETOOLONG,
    errno.ELOOP,
    errno.EINVAL,
    errno.ENXIO,
}
_HAS_FLAGS = hasattr(os.stat_result, "st_flags")
_DENIED = {errno.EACCES, errno.EPERM}


class Root:
    """A contents manager's root folder.

    Args:
        folder: Its path.
    """

    def __init__(self, folder: str) -> None:
        """Resolve the links on the way to it."""
        self.path = os.path.abspath(folder)
        self.real = os.path.realpath(folder)
        real = os.path.normcase(self.real)
        self._prefix = real if real.endswith(os.sep) else real + os.sep

    def os_path(self, path: str) -> str:
        """Return the path of the operating system for a clean path."""
        return os.path.join(self.path, *path.split("/")) if path else self.path

    def place(self, path: str) -> str:
        """Return where a clean path leads if no link is on the way below this folder."""
        return os.path.join(self.real, *path.split("/")) if path else self.real

    def holds(self, real: str) -> bool:
        """Tell whether a path without links is this folder or lies below it."""
        return (os.path.normcase(real) + os.sep).startswith(self._prefix)

    def hides(self, folder: str) -> bool:
        """Tell whether what is in a folder is hidden because of the folder's name or mark.

        Raises:
            OSError: There is no such folder.
        """
        os_path = self.path
        for name in folder.split("/") if folder else ():
            if name.startswith("."):
                return True
            os_path = os.path.join(os_path, name)
            if _HAS_FLAGS and os.lstat(os_path).st_flags & stat.UF_HIDDEN:
                return True
        return False

    def resolve(self, os_path: str) -> str | Absence:
        """Return a path without links, if it is still below the root folder.

        Raises:
            OSError: There is nothing, or links lead in circles.
        """
        real = os.path.realpath(os_path, strict=True)
        return real if self.holds(real) else Absence.OUTSIDE


def may_be_link(entry: os.DirEntry[str]) -> bool:
    """Tell whether an entry of a folder may lie elsewhere."""
    # Windows has junctions, which are folders that lie elsewhere.
    return entry.is_symlink() or os.name == "nt"


def is_not_there(error: OSError) -> bool:
    """Tell whether an error means that there is nothing at a path."""
    return error.errno in _NOT_THERE


def is_denied(error: OSError) -> bool:
    """Tell whether an error means that somebody else may read what is there."""
    return error.errno in _DENIED
