"""Lists and reads straight from the disk, in a thread: for Jupyter's own contents managers."""

from __future__ import annotations

import asyncio
import fnmatch
import os
import re
import stat
from collections.abc import Callable
from concurrent.futures import Executor
from typing import Any

from jupyter_core.paths import is_hidden
from jupyter_server.services.contents.filemanager import FileContentsManager
from jupyter_server.services.contents.manager import ContentsManager

from . import disk, folders, names, versions
from .bodies import ListBody, ReadBody
from .bounds import Bounds
from .disk_read import DiskRead
from .tree import Absence, Entry, Listed, Listing, Question, Reply, Stop
from .walk import listed, walk

# What a subclass may have changed, so that the disk is not the whole truth.
_METHODS = (
    *("get", "exists", "file_exists", "dir_exists", "is_hidden", "should_list"),
    *("_get_os_path", "_base_model", "_dir_model", "_file_model", "_read_file", "open"),
)
_THEIR_PACKAGE = "jupyter_server.services.contents."


def serves(manager: ContentsManager) -> bool:
    """Tell whether a contents manager does nothing but show its root folder."""
    return isinstance(manager, FileContentsManager) and all(
        name not in vars(manager) and _owner(type(manager), name).startswith(_THEIR_PACKAGE)
        for name in _METHODS
    )


def _owner(cls: type, name: str) -> str:
    return next((base.__module__ for base in cls.__mro__ if name in vars(base)), "")


class FileTree:
    """What a contents manager of Jupyter's own shows, without asking it for each file.

    Args:
        manager: One that `serves` accepts.
        executor: Runs what waits for the disk.
    """

    def __init__(self, manager: FileContentsManager, executor: Executor) -> None:
        """Take the manager's settings as they are now."""
        self._settings = (manager.root_dir, manager.allow_hidden, tuple(manager.hide_globs))
        self._executor = executor

    async def list(self, body: ListBody, stop: Stop) -> Listed:
        """List folders and all folders below them."""
        return await self._run(_list, body, stop)

    async def read(self, body: ReadBody, stop: Stop) -> dict[str, Any]:
        """Read files."""
        return await self._run(_read, body, stop)

    async def _run(self, work: Callable[..., Any], *arguments: Any) -> Any:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._executor, work, *self._settings, *arguments)


def _read(
    root_dir: str, allow_hidden: bool, hide_globs: tuple[str, ...], body: ReadBody, stop: Stop
) -> dict[str, Any]:
    return DiskRead(disk.Root(root_dir), allow_hidden).read(body, stop)


def _list(
    root_dir: str, allow_hidden: bool, hide_globs: tuple[str, ...], body: ListBody, stop: Stop
) -> Listed:
    root = disk.Root(root_dir)
    bounds = Bounds(root, body.within.roots, body.within.ignore, allow_hidden)
    is_checked = not body.walks_what_is_served
    with folders.opened(root) as opened:
        lister = _Lister(root, opened, bounds, is_checked, allow_hidden, hide_globs)
        steps = walk(body)
        try:
            question = next(steps)
            while True:
                stop.check()
                question = steps.send(lister.reply(question))
        except StopIteration as end:
            return listed(body, end.value, frozenset(lister.watchable))


class _Lister:
    """Answers the questions of one walk."""

    def __init__(
        self,
        root: disk.Root,
        opened: folders.Folders,
        bounds: Bounds,
        is_checked: bool,
        allow_hidden: bool,
        hide_globs: tuple[str, ...],
    ) -> None:
        self._root = root
        self._folders = opened
        self._bounds = bounds
        self._is_checked = is_checked
        self._allow_hidden = allow_hidden
        globs = [fnmatch.translate(os.path.normcase(glob)) for glob in hide_globs]
        self._hides = re.compile("|".join(globs) or r"(?!)").match
        # Where folders are when links are followed, as far as it is known.
        self._real: dict[str, str] = {}
        # Folders below links: the patterns have seen other paths than those of their places.
        self._is_elsewhere: set[str] = set()
        self.watchable: set[str] = set()

    def reply(self, question: Question) -> Reply:
        try:
            return self._reply(question)
        except OSError:
            return Absence.MISSING

    def _reply(self, question: Question) -> Reply:
        if not question.is_root:
            return self._listing(question, self._real[question.path])
        os_path = self._root.os_path(question.path)
        found = self._folders.find(self._root.place(question.path))
        if not self._allow_hidden and is_hidden(os_path, self._root.path):
            return Absence.MISSING
        if isinstance(found, Absence):
            return found
        real, status = found
        if not self._bounds.holds(real, stat.S_ISDIR(status.st_mode)):
            return Absence.OUTSIDE
        if stat.S_ISDIR(status.st_mode):
            return self._listing(question, real)
        if not stat.S_ISREG(status.st_mode):
            return Absence.MISSING
        self.watchable.update((os.path.dirname(real), os.path.dirname(os_path)))
        return _entry(names.split(question.path)[1], False, status)

    def _listing(self, question: Question, real: str) -> Listing:
        entries: list[Entry] = []
        outside: list[str] = []
        with self._folders.scan(real) as found:
            for each in found:
                entry = self._entry(question, each, real)
                if entry is Absence.OUTSIDE:
                    outside.append(each.name)
                elif isinstance(entry, Entry):
                    if len(entries) >= question.room:
                        return Listing([], [], real, complete=False)
                    entries.append(entry)
        entries.sort()
        self.watchable.add(real)
        return Listing(entries, sorted(outside), real)

    def _entry(self, question: Question, each: os.DirEntry[str], folder: str) -> Entry | Absence:
        name = each.name
        if not self._allow_hidden and name.startswith("."):
            return Absence.MISSING
        if not names.is_text(name) or self._hides(os.path.normcase(name)):
            return Absence.MISSING
        try:
            # Whether it is a folder is known without asking the disk again.
            if not question.wanted(name, each.is_dir()):
                return Absence.MISSING
            place = os.path.join(folder, name)
            if not disk.may_be_link(each):
                is_checked = self._is_checked or question.path in self._is_elsewhere
                if is_checked and not self._bounds.holds(place, each.is_dir()):
                    return Absence.MISSING
                return self._shown(question, each, place, each.stat())
            target = self._folders.find(place)
            if isinstance(target, Absence):
                return target
            real, status = target
            if not self._bounds.holds(real, stat.S_ISDIR(status.st_mode)):
                return Absence.OUTSIDE
            self.watchable.add(os.path.dirname(real))
            return self._shown(question, each, real, status)
        except OSError:
            return Absence.MISSING

    def _shown(
        self, question: Question, each: os.DirEntry[str], real: str, status: os.stat_result
    ) -> Entry | Absence:
        is_folder = stat.S_ISDIR(status.st_mode)
        if not is_folder and not stat.S_ISREG(status.st_mode):
            return Absence.MISSING
        hides = not self._allow_hidden
        if hides and folders.is_hidden(self._folders, each.name, real, status):
            return Absence.MISSING
        if is_folder:
            path = names.join(question.path, each.name)
            self._real[path] = real
            if question.path in self._is_elsewhere or each.is_symlink():
                self._is_elsewhere.add(path)
        return _entry(each.name, is_folder, status)


def _entry(name: str, is_folder: bool, status: os.stat_result) -> Entry:
    modified = versions.iso(status.st_mtime)
    if is_folder:
        return Entry(name, True, modified, None, "")
    return Entry(name, False, modified, status.st_size, versions.of_status(status))
