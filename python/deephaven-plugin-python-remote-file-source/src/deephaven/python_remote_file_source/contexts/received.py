"""The files that a client has sent: a mirror as of its newest revision."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterable
from dataclasses import replace
from importlib._bootstrap import _lock_unlock_module
from importlib.machinery import SOURCE_SUFFIXES
from typing import Callable

from ..importing import loaded, places, source_lines
from ..importing.suffixes import is_within
from ..mirror.compiling import compile_ahead
from ..mirror.contents import store
from ..mirror.mirror import Mirror
from ..mirror.sync_message import Revision
from ..mirror.tree import UNKNOWN, Tree, is_key
from ..rpc import json_rpc
from ..rpc.client import Client
from ..rpc.json_rpc import JsonRpcError

logger = logging.getLogger(__name__)

# The bytes of contents that one connection may refer to.
MAX_CONTENTS = 512 * 2**20


class ReceivedFiles:
    """Has the files of a client in a mirror, as of its newest revision.

    While a program of the client runs, or a module of it is imported, files stay as they were then.

    Attributes:
        client: The client.
        mirror: The files.
        tree: What is served now.
    """

    def __init__(self, client: Client, settle: Callable[[], None]):
        """Make them, with nothing in them.

        Args:
            client: Whose files they are.
            settle: Called after files have changed: evicts what is not what it was.

        Raises:
            OSError: If there is no place for the mirror.
        """
        self.client = client
        self.mirror = Mirror()
        self.tree = Tree()
        self._settle = settle
        self._lock = threading.RLock()
        self._newest = self.tree  # what is served when nothing is busy any more
        self._referred = self.tree.keys  # keys of contents that the mirror may still need
        self._listed: dict[str, str] = {}  # files that the client told of folders it had not listed
        self._keys: dict[str, str] = {}  # of the contents of files that are not hollow
        self._unsure: set[str] = set()  # files that could be written in part only
        self._is_newest = True
        self._busy: list[int] = []  # threads, once for each import and program
        self._closed = False

    @property
    def keep(self) -> frozenset[str]:
        """Full names of modules that stay loaded unless they change themselves."""
        return self.tree.keep

    @property
    def is_busy(self) -> bool:
        """Whether a program of the client runs, or a module of it is being imported."""
        return bool(self._busy)

    @property
    def revision(self) -> int:
        """Number of the newest revision; 0 if there is none."""
        return self._newest.revision or 0

    # What the client sends.

    def apply(self, revision: Revision) -> None:
        """Take a revision: all of it, or nothing.

        Raises:
            JsonRpcError: If it is based on another revision than the present one, its contents are
                too large, or the worker cannot store them.
        """
        with self._lock:
            before = self._newest
            has = before.revision
            if revision.base is not None and revision.base != has:
                message = f"The base is revision {revision.base}, but the server has {has}"
                raise JsonRpcError(json_rpc.REVISION_CONFLICT, message, data={"revision": has})
            if has is not None and revision.number <= has:
                message = (
                    f"Revision {revision.number} is not newer than {has}, which the server has"
                )
                raise JsonRpcError(json_rpc.REVISION_CONFLICT, message, data={"revision": has})
            tree = revision.apply_to(before)
            _check_size(tree, revision.contents)
            if self._closed:
                return
            store.refer(tree.keys)
            store.put({k: data for k, data in revision.contents.items() if k in tree.keys})
            self._newest = tree
            store.release(before.keys)
            self._storing(self._fill_known)
            self._is_newest = False
            if not self._busy:
                self._storing(self.activate)

    def put(self, contents: dict[str, bytes]) -> None:
        """Take contents. Those that nobody refers to any more are dropped.

        Raises:
            JsonRpcError: If the contents are too large, or the worker cannot store them.
        """
        with self._lock:
            keys = self._newest.keys | self._referred
            _check_size(self._newest, contents)
            store.put({key: data for key, data in contents.items() if key in keys})
            self._storing(self._fill_known)

    def wanted(self) -> list[str]:
        """Keys of the contents that the tree refers to and the store does not have."""
        return sorted(key for key in self._newest.keys if store.get(key) is None)

    def activate(self) -> None:
        """Make the files those of the newest revision, also while something is busy.

        Raises:
            OSError: If they cannot be written.
        """
        with self._lock:
            if self._is_newest or self._closed:
                return
            before, after = self.tree, self._with_listed(self._newest)
            changes: dict[str, str | None] = {}
            changed: set[str] = set()
            moved: set[str] = set()
            for path in dict.fromkeys([*before.changes_to(after), *self._unsure]):
                version = after.files.get(path)
                local = self.mirror.local(path)
                if version is None or path not in before.files:
                    moved.add(local)
                elif version == self._keys.get(path) and path not in self._unsure:
                    continue  # as it is already
                elif not path.endswith("/") and not self.mirror.is_hollow(path):
                    changed.add(local)
                changes[path] = version
            for path in changes:
                self._keep_lines(path)
            folders = self.mirror.folders()
            self._unsure.update(changes)
            self.mirror.apply(changes, store.get)
            self._unsure.clear()
            moved |= folders ^ self.mirror.folders()
            self._record_keys(changes)
            places = self._places(before, after)
            loaded.record_changes(self, changed, moved, places, self._source_of)
            loaded.mark_mentioning(before.names.keys() ^ after.names.keys())
            self.tree = after
            self._is_newest = True
            store.refer(self._newest.keys)
            store.release(self._referred)
            self._referred = self._newest.keys
        self._compile_ahead(changes)

    # While something is busy, the files stay as they are.

    def begin_import(self) -> None:
        """Record that a thread begins to import modules of this client."""
        with self._lock:
            self._busy.append(threading.get_ident())

    def end_import(self, fullname: str) -> None:
        """Record that the thread has executed a module, and take what the client sent meanwhile.

        Not before importlib, which wants to find the module in `sys.modules`, is done with it.
        """
        if self._end(lambda busy: busy.remove(threading.get_ident())):
            name = "take newer files"
            threading.Thread(
                target=self._take_after, args=[fullname], name=name, daemon=True
            ).start()

    def begin_program(self) -> int:
        """Record that a program of the client begins; gives what `end_program` is told."""
        with self._lock:
            level = self._busy.count(threading.get_ident())
            self._busy.append(threading.get_ident())
        return level

    def end_program(self, level: int) -> None:
        """Record that a program has ended, and take what the client has sent meanwhile."""

        def take(busy: list[int]) -> None:
            # With imports that it began and did not end: it may have been stopped anywhere.
            while busy.count(threading.get_ident()) > level:
                busy.remove(threading.get_ident())

        if self._end(take):
            self._take_newest()

    def _end(self, take: Callable[[list[int]], None]) -> bool:
        """Whether nothing is busy any more, and something has to be done."""
        with self._lock:
            take(self._busy)
            return not self._busy and (not self._is_newest or loaded.is_stale(self))

    def _take_after(self, fullname: str) -> None:
        _lock_unlock_module(fullname)
        self._take_newest()

    def _take_newest(self) -> None:
        with self._lock:
            if self._busy:
                return  # the last one to end does it
            try:
                self.activate()
            except OSError as error:  # the next revision tells the client
                logger.error("The files of %s could not be written: %s", self.client, error)
        self._settle()

    def close(self) -> None:
        """Remove the mirror. Loaded modules stay as they are."""
        with self._lock:
            if self._closed:
                return
            self._closed = True
            store.release(self._newest.keys)
            store.release(self._referred)
        self.mirror.close()  # first: nobody may read a hollow file without being told
        places.remove(self.mirror.root)

    def _with_listed(self, tree: Tree) -> Tree:
        """A tree with what is known of the folders that it has without their entries."""
        if not self._listed:
            return tree
        unlisted = tuple(p for p, v in tree.files.items() if v == UNKNOWN and p.endswith("/"))
        self._listed = {p: v for p, v in self._listed.items() if p.startswith(unlisted)}
        return replace(tree, files={**self._listed, **tree.files})

    def _fill_known(self) -> None:
        """Write contents that have come for hollow files: nobody has seen what they were."""
        for path in self.mirror.hollow_paths():
            version = self.tree.files.get(path, "")
            key = version if is_key(version) else self._newest.files.get(path, "")
            content = store.get(key) if is_key(key) else None
            if content is not None:
                self.mirror.fill(path, [content])
                self._keys[path] = key
                self._compile_ahead([path])

    def sources_of(self, name: str) -> Iterable[bytes | None]:
        """The sources of a top-level name's modules, as far as they are at hand."""
        mine = self._places(self.tree).get(name, [])
        files = map(self.mirror.local, self.tree.files)
        return [self._source_of(local) for local in files if is_within(local, mine)]

    def _source_of(self, local: str) -> bytes | None:
        """The source that a module of the mirror has now, if it is at hand."""
        is_source = local.endswith(tuple(SOURCE_SUFFIXES))
        return store.get(self._keys.get(self.mirror.remote(local))) if is_source else None

    def _record_keys(self, changes: dict[str, str | None]) -> None:
        for path, version in changes.items():
            if version is not None and is_key(version) and not self.mirror.is_hollow(path):
                self._keys[path] = version
            else:
                self._keys.pop(path, None)

    def _keep_lines(self, path: str) -> None:
        """Let functions of the old text, which may live on, be shown with it."""
        local = self.mirror.local(path)
        source_lines.forget(local)
        if path.endswith(tuple(SOURCE_SUFFIXES)) and loaded.is_executed(self, local):
            content = store.get(self._keys.get(path))
            if content is not None:
                source_lines.keep_bytes(local, content)

    def _places(self, *trees: Tree) -> dict[str, list[str]]:
        names: dict[str, list[str]] = {}
        for tree in trees:
            for name, folders in tree.names.items():
                where = [
                    f"{self.mirror.local(folder)}/{name.replace('.', '/')}" for folder in folders
                ]
                names.setdefault(name.partition(".")[0], []).extend(where)
        return names

    def _compile_ahead(self, paths: Iterable[str]) -> None:
        compile_ahead(
            [
                (self._keys[path], self.mirror.local(path))
                for path in paths
                if path.endswith(tuple(SOURCE_SUFFIXES)) and path in self._keys
            ]
        )

    def _storing(self, write: Callable[[], None]) -> None:
        try:
            write()
        except OSError as error:
            message = f"The worker cannot store the files: {error.strerror or error}"
            raise JsonRpcError(json_rpc.NOT_STORED, message) from None


def _check_size(tree: Tree, contents: dict[str, bytes]) -> None:
    sizes = {}
    for path, key in tree.files.items():
        content = (contents.get(key) or store.get(key)) if is_key(key) else None
        if content is not None:
            sizes[key] = (len(content), path)
    total = sum(size for size, _ in sizes.values())
    if total > MAX_CONTENTS:
        size, path = max(sizes.values())
        raise JsonRpcError(
            json_rpc.CONTENTS_TOO_LARGE,
            f"The contents have {total} bytes, over the limit of {MAX_CONTENTS}; "
            f"the largest is {path!r} with {size}",
            data={"bytes": total, "limit": MAX_CONTENTS},
        )
