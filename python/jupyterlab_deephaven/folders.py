"""Folders below the root folder, opened name by name: no link is ever followed unseen.

A path that was checked and is opened afterwards may lead elsewhere by then: somebody may have put
a link in the place of one of its folders. So each folder is opened in the one above it, and never
if it is a link. The targets of links are read here, and walked in the same way.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple, Protocol

from . import disk
from .tree import Absence

# A pipe without a writer does not hold us up, nor does a terminal become ours.
_FILE = (
    os.O_RDONLY
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_NOCTTY", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
    | getattr(os, "O_NOFOLLOW", 0)
)
_LISTED = os.O_RDONLY | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_DIRECTORY", 0)
# On the way to another folder, Linux asks for no right to list it.
_PASSED = _LISTED | getattr(os, "O_PATH", 0)
_LISTS = os.R_OK | os.X_OK
_NOT_A_LINK = getattr(os, "O_NOFOLLOW", 0)

# As many as Linux follows.
_MOST_LINKS = 40
# How many folders on the way to the last one stay open, however deep it is.
_MOST_OPEN = 32

# Windows opens nothing relative to an open folder.
HAS_DIR_FD = (
    hasattr(os, "O_NOFOLLOW")
    and {os.open, os.stat, os.readlink, os.access} <= os.supports_dir_fd
    and os.scandir in os.supports_fd
)


# What opening a link fails with, by the operating system.
_IS_A_LINK = {errno.ELOOP, errno.ENOTDIR, errno.EMLINK}


class Turned(OSError):
    """A link has come in the place of a folder or file since it was found."""

    def __init__(self, name: str) -> None:
        """Name it."""
        super().__init__(errno.ELOOP, os.strerror(errno.ELOOP), name)


class Found(NamedTuple):
    """A file or folder: its path of the operating system without links, and its status."""

    real: str
    status: os.stat_result


class Folders(Protocol):
    """Finds, lists and opens what lies below a root folder. All paths begin with `root.real`.

    All methods raise OSError if there is nothing, and `Turned` if there is a link by now.
    """

    def find(self, path: str) -> Found | Absence:
        """Return what a path leads to, links included, if that is below the root folder."""
        ...

    def can_list(self, real: str) -> bool:
        """Tell whether a folder may be listed."""
        ...

    def scan(self, real: str) -> Iterator[Iterator[os.DirEntry[str]]]:
        """Return a context with the entries of a folder."""
        ...

    def open(self, real: str) -> int:
        """Open a file to read it."""
        ...


@contextmanager
def opened(root: disk.Root) -> Iterator[Folders]:
    """Give a root folder's folders to one request."""
    if not HAS_DIR_FD:
        yield _ByPath(root)
        return
    folders = _ByName(root)
    try:
        yield folders
    finally:
        folders.close()


def is_hidden(opened: Folders, name: str, real: str, status: os.stat_result) -> bool:
    """Tell whether an entry of a folder is hidden, as the contents manager tells.

    Args:
        opened: The folders that it is one of.
        name: Its name, which may be that of a link.
        real: Its path of the operating system without links.
        status: Its status.
    """
    if name.startswith("."):
        return True
    if getattr(status, "st_file_attributes", 0) & stat.FILE_ATTRIBUTE_HIDDEN:
        return True
    if getattr(status, "st_flags", 0) & stat.UF_HIDDEN:
        return True
    # A folder that cannot be listed is hidden too.
    return stat.S_ISDIR(status.st_mode) and not opened.can_list(real)


class _ByName:
    """Where folders can be opened relative to others."""

    def __init__(self, root: disk.Root) -> None:
        self._root = root
        # The folders on the way to the last one: names, and those of them that are open.
        self._names: list[str] = []
        self._open: list[int | None] = [os.open(root.real, _PASSED)]

    def close(self) -> None:
        self._close_below(-1)

    def find(self, path: str) -> Found | Absence:
        asked = self._split(path)
        # What is open was no link when it was opened.
        known = self._shared(asked[:-1])
        names, pending = asked[:known], asked[known:][::-1]
        status = None
        links = 0
        while pending:
            name = pending.pop()
            if name in ("", "."):
                continue
            folder = self._folder(names)
            if name == ".." and names:
                names.pop()
                status = None
                continue
            if name == "..":
                target = os.path.dirname(self._root.real)
            else:
                status = os.lstat(name, dir_fd=folder)
                if not stat.S_ISLNK(status.st_mode):
                    if pending and not stat.S_ISDIR(status.st_mode):
                        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), path)
                    names.append(name)
                    continue
                target = os.readlink(name, dir_fd=folder)
            links += 1
            if links > _MOST_LINKS:
                raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), path)
            pending += reversed(target.split("/"))
            status = None
            if target.startswith("/"):
                # No more than where to begin again: these names are walked like all others.
                real = self._root.resolve("/".join(reversed(pending)))
                if isinstance(real, Absence):
                    return real
                names, pending = [], self._split(real)[::-1]
        if status is None:
            status = os.stat(self._folder(names))
        return Found(os.path.join(self._root.real, *names), status)

    def can_list(self, real: str) -> bool:
        names = self._split(real)
        if not names:
            return True
        folder = self._folder(names[:-1])
        return os.access(names[-1], _LISTS, dir_fd=folder)

    @contextmanager
    def scan(self, real: str) -> Iterator[Iterator[os.DirEntry[str]]]:
        listed = os.open(".", _LISTED, dir_fd=self._folder(self._split(real)))
        try:
            with os.scandir(listed) as entries:
                yield entries
        finally:
            os.close(listed)

    def open(self, real: str) -> int:
        names = self._split(real)
        return _opened(names[-1], _FILE, self._folder(names[:-1]))

    def _split(self, path: str) -> list[str]:
        below = path[len(self._root.real) :].strip("/")
        return below.split("/") if below else []

    def _shared(self, names: list[str]) -> int:
        """Return how many of these folders are on the way to the last one."""
        pairs = enumerate(zip(names, self._names, strict=False))
        most = min(len(names), len(self._names))
        return next((depth for depth, (one, other) in pairs if one != other), most)

    def _folder(self, names: list[str]) -> int:
        shared = self._shared(names)
        if shared < len(names):
            self._close_below(shared)
            self._names += names[shared:]
            self._open += [None] * (len(names) - shared)
        depth = len(names)
        while self._open[depth] is None:
            depth -= 1
        for name in names[depth:]:
            try:
                folder = _opened(name, _PASSED | _NOT_A_LINK, self._open[depth])
            except OSError:
                self._close_below(depth)
                raise
            depth += 1
            self._open[depth] = folder
            if depth > _MOST_OPEN:
                self._close(depth - _MOST_OPEN)
        return self._open[depth]

    def _close_below(self, depth: int) -> None:
        for each in range(depth + 1, len(self._open)):
            self._close(each)
        del self._open[depth + 1 :], self._names[max(depth, 0) :]

    def _close(self, depth: int) -> None:
        folder = self._open[depth]
        if folder is not None:
            self._open[depth] = None
            os.close(folder)


def _opened(name: str, flags: int, folder: int) -> int:
    try:
        return os.open(name, flags, dir_fd=folder)
    except OSError as error:
        if error.errno in _IS_A_LINK:
            raise Turned(name) from error
        raise


class _ByPath:
    """Where they cannot, as on Windows: looks for links before and after, which is less.

    A link that comes and goes in between is followed. What it leads to is not read, since it is
    compared with what is there afterwards, but its names may be listed.
    """

    def __init__(self, root: disk.Root) -> None:
        self._root = root

    def find(self, path: str) -> Found | Absence:
        real = self._root.resolve(path)
        return real if isinstance(real, Absence) else Found(real, os.stat(real))

    def can_list(self, real: str) -> bool:
        return os.name == "nt" or os.access(real, _LISTS)

    @contextmanager
    def scan(self, real: str) -> Iterator[Iterator[os.DirEntry[str]]]:
        with os.scandir(real) as entries:
            yield entries
        self._check(real, os.stat(real))

    def open(self, real: str) -> int:
        file = os.open(real, _FILE)
        try:
            self._check(real, os.fstat(file))
        except OSError:
            os.close(file)
            raise
        return file

    def _check(self, real: str, status: os.stat_result) -> None:
        """Raise OSError if a path that had no links has one, or if another file is there."""
        now = os.path.realpath(real, strict=True)
        is_same = os.path.normcase(now) == os.path.normcase(real)
        if not is_same or not os.path.samestat(os.lstat(real), status):
            raise Turned(real)
