"""What lies behind a path of a contents manager that has a root folder but ways of its own."""

from __future__ import annotations

import os
import stat
from enum import Enum
from typing import Any, NamedTuple

from jupyter_server.services.contents.fileio import FileManagerMixin
from tornado.web import HTTPError

from . import disk
from .bodies import Served
from .bounds import Bounds
from .tree import Absence


class Kind(Enum):
    """What a path of a contents manager leads to on the disk."""

    UNKNOWN = "the disk has no say"
    SHOWN = "a file or folder below the root folder"
    MISSING = "a link to nothing"
    OUTSIDE = "a link to something outside of what is served"
    IGNORED = "something that is ignored where it lies"
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
        self._allow_hidden = bool(getattr(manager, "allow_hidden", False))
        if isinstance(manager, FileManagerMixin):
            root = getattr(manager, "root_dir", None)
            if isinstance(root, str) and os.path.isdir(root):
                self._root = disk.Root(root)
                self._os_path = manager._get_os_path

    @property
    def have_a_say(self) -> bool:
        """Whether the disk is asked at all."""
        return self._os_path is not None

    def bounds(self, served: Served | None) -> Bounds | None:
        """Return where links may lead; None if nothing tells, or if they may lead anywhere."""
        if self._os_path is None or served is None:
            return None
        return Bounds(self._root, served.roots, served.ignore, self._allow_hidden)

    def look(self, path: str, bounds: Bounds | None = None, is_checked: bool = True) -> Look:
        """Return what a path leads to.

        Args:
            path: The path.
            bounds: Where it may lead.
            is_checked: Whether it may do so also where no link is on the way.
        """
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
        is_checked |= real != self._root.place(path)
        if is_checked and bounds and not bounds.holds(real, stat.S_ISDIR(status.st_mode)):
            return Look(Kind.OUTSIDE if is_link else Kind.IGNORED)
        return Look(Kind.SHOWN, real, status if is_link else None)

    def look_at_all(self, paths: list[str], bounds: Bounds | None, is_checked: bool) -> list[Look]:
        """Return what paths lead to."""
        return [self.look(path, bounds, is_checked) for path in paths]
