"""The mirror of one stream: writes what its client serves into a private folder."""

from __future__ import annotations

import contextlib
import itertools
import os
import sys
import threading
from collections.abc import Iterable, Mapping
from typing import Callable

from . import home
from .tree import UNKNOWN, is_key, size_of

# Where files are written before they have their names.
_NEW = ".new"

# Modification times in seconds. None is given twice, so that code that compares times, such as
# that of bytecode, never takes one text for another.
_times = itertools.count(1_000_000_000)


class Mirror:
    """A folder with files of a client, at the client's paths below it.

    A file whose content is not there yet is hollow: it has its name and, where that is known, its
    size. All methods may be called from any thread; files change in one step each.

    Attributes:
        root: Absolute path of the folder.
    """

    def __init__(self) -> None:
        """Make the folder.

        Raises:
            OSError: If there is no place for it.
        """
        self.root = home.make_folder()
        self._new = f"{self.root}/{_NEW}"
        os.mkdir(self._new)
        self._lock = threading.RLock()
        self._entries: dict[str, set[str]] = {self.root: set()}  # of each folder
        self._hollow: set[str] = set()
        self._unlisted: set[str] = set()
        self._numbers = itertools.count()

    def local(self, path: str) -> str:
        """Where a file or folder of the client is."""
        return self.root + path.rstrip("/")

    def remote(self, local: str) -> str:
        """The client's path of a file or folder in the mirror."""
        return local[len(self.root) :]

    def is_hollow(self, path: str) -> bool:
        """Whether a file of the client is there by name only."""
        return path in self._hollow

    def is_unlisted(self, folder: str) -> bool:
        """Whether it is not known what a folder of the client has."""
        return folder in self._unlisted

    def folders(self) -> set[str]:
        """The paths of all folders in the mirror."""
        return set(self._entries)

    def hollow_paths(self) -> list[str]:
        """The client's paths of all hollow files."""
        return list(self._hollow)

    def hollow_in(self, folder: str) -> list[str]:
        """The client's paths of the hollow files in a folder and below it, sorted."""
        with self._lock:
            return sorted(path for path in self._hollow if path.startswith(f"{folder}/"))

    def apply(
        self, changes: Mapping[str, str | None], content_of: Callable[[str], bytes | None]
    ) -> None:
        """Make files what they are now.

        Args:
            changes: Versions by path, as in a tree; None for what is no longer there.
            content_of: Gives the content of a key, or None.

        Raises:
            OSError: If files cannot be written. What was changed before stays changed.
        """
        with self._lock:
            changed: set[str] = set()
            for path in [path for path, version in changes.items() if version is None]:
                self._remove(path, changed)
            for path, version in changes.items():
                if version is None:
                    continue
                if path.endswith("/"):
                    self._make_folder(self.local(path), changed)
                    self._record_listed(path.rstrip("/"), version != UNKNOWN)
                    continue
                content = content_of(version) if is_key(version) else None
                if content is None:
                    self._write_hollow(path, size_of(version), changed)
                else:
                    self._write(path, [content], changed)
            self._touch(changed)

    def fill(self, path: str, portions: Iterable[bytes]) -> None:
        """Write the content of a file.

        Args:
            path: The client's path.
            portions: The content, in order.

        Raises:
            OSError: If it cannot be written.
        """
        changed: set[str] = set()
        self._write(path, portions, changed)
        with self._lock:
            self._touch(changed)

    def remove(self, path: str) -> None:
        """Remove a file, or a folder with all that is in it."""
        with self._lock:
            changed: set[str] = set()
            self._remove(path, changed)
            self._touch(changed)

    def clear(self) -> None:
        """Remove everything."""
        with self._lock:
            changed: set[str] = set()
            for entry in os.listdir(self.root):
                if entry != _NEW:
                    self._remove(f"/{entry}", changed)
            self._touch(changed)

    def read(self, path: str) -> bytes:
        """The content of a file that is not hollow.

        Raises:
            OSError: If there is none.
        """
        with open(self.local(path), "rb") as file:
            return file.read()

    def close(self) -> None:
        """Remove the folder."""
        home.remove_folder(self.root)
        prefix = f"{self.root}/"
        for entry in list(sys.path_importer_cache):
            if isinstance(entry, str) and f"{entry}/".startswith(prefix):
                sys.path_importer_cache.pop(entry, None)

    def _record_listed(self, folder: str, is_listed: bool) -> None:
        if is_listed:
            self._unlisted.discard(folder)
        else:
            self._unlisted.add(folder)

    def _write(self, path: str, portions: Iterable[bytes], changed: set[str]) -> None:
        # Without the lock: portions may come from the client.
        new = f"{self._new}/{next(self._numbers)}"
        try:
            with open(new, "xb", buffering=0) as file:
                for portion in portions:
                    file.write(portion)
            self._put(new, path, changed)
        except BaseException:
            with contextlib.suppress(OSError):
                os.unlink(new)
            raise
        self._hollow.discard(path)

    def _write_hollow(self, path: str, size: int | None, changed: set[str]) -> None:
        new = f"{self._new}/{next(self._numbers)}"
        with open(new, "xb", buffering=0) as file:
            if size:
                file.truncate(size)
        self._put(new, path, changed)
        self._hollow.add(path)

    def _put(self, new: str, path: str, changed: set[str]) -> None:
        local = self.local(path)
        with self._lock:
            if local in self._entries:
                self._remove(path, changed)
            self._make_folder(os.path.dirname(local), changed)
            time = next(_times)
            os.utime(new, (time, time))
            os.replace(new, local)
            self._add(local, changed)

    def _add(self, local: str, changed: set[str]) -> None:
        folder, name = os.path.split(local)
        self._entries[folder].add(name)
        changed.add(folder)

    def _make_folder(self, local: str, changed: set[str]) -> None:
        if local in self._entries:
            return
        self._make_folder(os.path.dirname(local), changed)
        if not os.path.isdir(local):
            with contextlib.suppress(FileNotFoundError):
                os.unlink(local)  # a file was there
            os.mkdir(local)
        self._entries[local] = set()
        self._add(local, changed)
        if sys.path_importer_cache.get(local, self) is None:
            del sys.path_importer_cache[local]  # it was looked for before it was there

    def _remove(self, path: str, changed: set[str]) -> None:
        local = self.local(path)
        self._unlisted.discard(path.rstrip("/"))
        if path.endswith("/") and self._entries.get(local):
            return  # it has something now
        if local in self._entries:
            for other in [o for o in self._entries if f"{o}/".startswith(f"{local}/")]:
                del self._entries[other]
            self._hollow.difference_update(self.hollow_in(path.rstrip("/")))
            home.remove_folder(local)
        else:
            self._hollow.discard(path)
            with contextlib.suppress(FileNotFoundError):
                os.unlink(local)
        folder, name = os.path.split(local)
        changed.add(folder)
        siblings = self._entries.get(folder, {name})
        siblings.discard(name)
        if not siblings and folder != self.root:
            # A folder with nothing of the client's is gone, whatever code has written into it.
            self._remove(f"{self.remote(folder)}", changed)

    def _touch(self, folders: Iterable[str]) -> None:
        """Let those who remember what a folder has look again."""
        for folder in folders:
            time = next(_times)
            with contextlib.suppress(FileNotFoundError, NotADirectoryError):
                os.utime(folder, (time, time))
            finder = sys.path_importer_cache.get(folder)
            if finder is not None:
                finder.invalidate_caches()
