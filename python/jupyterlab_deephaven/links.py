"""What lies behind a path of a contents manager that has a root folder but ways of its own."""

from __future__ import annotations

import os
import stat
from enum import Enum
from typing import Any, NamedTuple

from jupyter_server.services.contents.fileio import FileManagerMixin
from tornado.web import HTTPError

from . import disk
from .tree import Absence


class Kind(Enum):
    """What a path of a contents manager leads to on the disk."""

    UNKNOWN = "the disk has no say"
    SHOWN = "a file or folder below the root folder"
    MISSING = "a link to nothing"
    OUTSIDE = "something outside of the root folder"
    SPECIAL = "neither a file nor a folder"


class Look(NamedTuple):
    """What a path leads to: its place without links, and the status there if links lead to it."""

    kind: Kind
    real: str | None = None
    link: os.stat_result | None = None

    @property
    def is_shown(self) -> bool:
        """Whether what the contents manager has there may be shown."""
        return self.kind in (Kind.SHOWN, Kind.UNKNOWN)


_UNKNOWN = Look(Kind.UNKNOWN)


class Links:
    """Sees on the disk what a contents manager does not tell: pipes, and links that lead out.

    Args:
        manager: Any contents manager. What one without a root folder shows is all shown.
    """

    def __init__(self, manager: Any) -> None:
        """Find the manager's root folder."""
        self._os_path = None
        if isinstance(manager, FileManagerMixin):
            root = getattr(manager, "root_dir", None)
            if isinstance(root, str) and os.path.isdir(root):
                self._root = disk.Root(root)
                self._os_path = manager._get_os_path

    @property
    def have_a_say(self) -> bool:
        """Whether the disk is asked at all."""
        return self._os_path is not None

    def look(self, path: str) -> Look:
        """Return what a path leads to."""
        if self._os_path is None:
            return _UNKNOWN
        try:
            os_path = self._os_path(path)
            own = os.lstat(os_path)
        except (OSError, ValueError, HTTPError):
            # The manager may have it from somewhere else.
            return _UNKNOWN
        try:
            real = self._root.resolve(os_path)
            if isinstance(real, Absence):
                return Look(Kind.OUTSIDE)
            status = os.stat(real)
        except OSError:
            return Look(Kind.MISSING)
        if not stat.S_ISDIR(status.st_mode) and not stat.S_ISREG(status.st_mode):
            return Look(Kind.SPECIAL)
        is_link = stat.S_ISLNK(own.st_mode)
        return Look(Kind.SHOWN, real, status if is_link else None)

    def look_at_all(self, paths: list[str]) -> list[Look]:
        """Return what paths lead to."""
        return [self.look(path) for path in paths]
