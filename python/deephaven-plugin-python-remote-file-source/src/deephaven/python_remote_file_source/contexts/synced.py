"""The files of a client that pushes them, and the fallback for what it did not push."""

from __future__ import annotations

import errno
import hashlib
import logging
import threading
import time
from collections import deque
from collections.abc import Iterable
from dataclasses import replace
from importlib._bootstrap import _lock_unlock_module
from importlib.machinery import SOURCE_SUFFIXES, ModuleSpec, all_suffixes
from typing import Any, Callable

from ..importing import loaded, places, source_lines
from ..importing.suffixes import is_importable, is_within
from ..mirror.compiling import compile_ahead, compile_now, mentions_of
from ..mirror.contents import Compiled, content_key, store
from ..mirror.mirror import Mirror
from ..mirror.sync_message import Revision
from ..mirror.tree import UNKNOWN, Tree, is_key, size_of
from ..rpc import json_rpc
from ..rpc.client import Client
from ..rpc.json_rpc import JsonRpcError
from .asking import MAX_FETCHES, Fetch
from .fetching import FAILURES, PORTION, Fetcher
from .refresh import Refresh

logger = logging.getLogger(__name__)

# The bytes of contents that one connection may refer to.
MAX_CONTENTS = 512 * 2**20

# How many files are asked for at once, while modules of one tree are imported one after the other.
_MAX_BATCH = 256


class SyncedSource:
    """Has the files of a client in a mirror, as of its newest revision.

    While a program of the client runs, or a module of it is imported, files stay as they were then.

    Attributes:
        client: The client.
        fetches: What was lately got from the client or the store, for people.
        mirror: The files.
        refresh: Lets the client push what has changed.
        tree: What is served now.
    """

    def __init__(
        self,
        client: Client,
        get_timeout: Callable[[], float],
        is_background: Callable[[Any, str], bool],
        settle: Callable[[], None],
    ):
        """Make the source, with nothing in it.

        Args:
            client: Whom to ask for what it did not push.
            get_timeout: Tells how many seconds to wait for an answer.
            is_background: Tells whether a source serves a module to any code, and not to a run.
            settle: Called after files have changed: evicts what is not what it was.

        Raises:
            OSError: If there is no place for the mirror.
        """
        self.client = client
        self.fetches: deque[Fetch] = deque(maxlen=MAX_FETCHES)
        self.mirror = Mirror()
        self.tree = Tree()
        self.refresh = Refresh(client, get_timeout)
        self._fetcher = Fetcher(client, get_timeout)
        self._is_background = is_background
        self._settle = settle
        self._lock = threading.RLock()
        self._newest = self.tree  # what is served when nothing is busy any more
        self._referred = self.tree.keys  # keys of contents that the mirror may still need
        self._listed: dict[str, str] = {}  # files that the client told of folders it had not listed
        self._keys: dict[str, str] = {}  # of the contents of files that are not hollow
        self._unsure: set[str] = set()  # files that could be written in part only
        self._is_newest = True
        self._busy = 0
        self._closed = False
        places.add(self.mirror.root, self)

    @property
    def keep(self) -> frozenset[str]:
        """Full names of modules that stay loaded unless they change themselves."""
        return self.tree.keep

    @property
    def is_busy(self) -> bool:
        """Whether a program of the client runs, or a module of it is being imported."""
        return self._busy > 0

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
            self._busy += 1

    def end_import(self, fullname: str) -> None:
        """Record that the thread has executed a module, and take what the client sent meanwhile.

        Not before importlib, which wants to find the module in `sys.modules`, is done with it.
        """
        if self._end():
            name = "take newer files"
            threading.Thread(
                target=self._take_after, args=[fullname], name=name, daemon=True
            ).start()

    begin_program = begin_import

    def end_program(self) -> None:
        """Record that a program has ended, and take what the client has sent meanwhile."""
        if self._end():
            self._take_newest()

    def _end(self) -> bool:
        """Whether nothing is busy any more, and something has to be done."""
        with self._lock:
            self._busy -= 1
            return not self._busy and (not self._is_newest or loaded.is_stale(self))

    def _take_after(self, fullname: str) -> None:
        _lock_unlock_module(fullname)
        self._take_newest()

    def _take_newest(self) -> None:
        with self._lock:
            if self._busy:
                return  # whoever ends last does it
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

    # What the finder asks.

    def folders_of(self, fullname: str) -> list[str]:
        """The folders of the mirror in which a served name is looked for."""
        return [self.mirror.local(folder) for folder in self.tree.names.get(fullname, ())]

    def has_regular(self, name: str) -> bool:
        """Whether a name is that of a module or a package with a file, not of a folder alone."""
        files = self._newest.files
        return any(
            f"{folder.rstrip('/')}/{stem}{suffix}" in files
            for folder in self._newest.names.get(name, ())
            for stem in (name, f"{name}/__init__")
            for suffix in all_suffixes()
        )

    def count_modules(self) -> int:
        """How many files are modules."""
        return sum(map(is_importable, self.tree.files))

    def invalidate(self) -> None:
        """Do nothing: the client says what it has."""

    # What the import system asks.

    def before_find(self, fullname: str, folder: str) -> ModuleSpec | None:
        """Let the client push what has changed, and list a folder; see `places.Source`."""
        if self._is_background(self, fullname):
            spec = self.refresh.before_import(fullname)
            if spec is not None:
                return spec
        path = self.mirror.remote(folder)
        if self.mirror.is_unlisted(path):
            try:
                self._list(path)
            except FAILURES as error:
                raise self._failure(fullname, error) from None
        return None

    def code_of(self, fullname: str, local: str) -> tuple[places.Code, tuple[str, ...]]:
        """Get the code of a module, compiled ahead where it is; see `places.Source`."""
        path = self.mirror.remote(local)
        started = time.monotonic()
        outcome = "store"
        if self.mirror.is_hollow(path):
            outcome = "failed"
            try:
                self._fetch_module(fullname, path)
                outcome = "fetched"
            except FAILURES as error:
                raise self._failure(fullname, error) from None
            finally:
                self.fetches.append(Fetch(fullname, outcome, time.monotonic() - started))
        else:
            self.fetches.append(Fetch(fullname, outcome, 0.0))
        key = self._keys.get(path)
        compiled = store.get_compiled(key, local)
        if compiled is None:
            content = store.get(key)
            code = compile_now(self.mirror.read(path) if content is None else content, local)
            if isinstance(code, BaseException):
                return code, ()
            compiled = Compiled(code, mentions_of(code))
            store.put_compiled(key, local, compiled)
        return compiled

    def text_of(self, local: str) -> None:
        """None: the file has the text."""

    def need(self, local: str) -> None:
        """Fetch a file, or list a folder, that is not there yet; see `places.Source`."""
        path = self.mirror.remote(local)
        try:
            if self.mirror.is_unlisted(path):
                self._list(path)
            elif self.mirror.is_hollow(path):
                self._fetch_file(path)
        except FAILURES as error:
            message = f"{self.client} did not send the file: {error}"
            raise OSError(errno.EIO, message, local) from None
        if self.mirror.is_hollow(path):
            raise FileNotFoundError(errno.ENOENT, f"No such file at {self.client}", local)

    def _fetch_module(self, fullname: str, path: str) -> None:
        """Get a module's file, with others that are likely to be wanted next."""
        contents = self._fetcher.files(self._batch(path))
        if path not in contents:
            self.mirror.remove(path)
            message = f"No module named {fullname!r}: {self.client} does not have it any more"
            raise ModuleNotFoundError(message, name=fullname)
        self._keep_fetched(contents)

    def _batch(self, path: str) -> list[str]:
        folder = path.rpartition("/")[0]
        others = [
            other
            for other in self.mirror.hollow_in(folder)
            if other != path and other.endswith(tuple(SOURCE_SUFFIXES))
        ]
        return [path, *others[: _MAX_BATCH - 1]]

    def _keep_fetched(self, contents: dict[str, bytes]) -> None:
        keyed = {path: content_key(content) for path, content in contents.items()}
        store.put({keyed[path]: content for path, content in contents.items()})
        with self._lock:
            for path, content in contents.items():
                if self.mirror.is_hollow(path):
                    self.mirror.fill(path, [content])
                    self._keys[path] = keyed[path]
        self._compile_ahead(contents)

    def _fetch_file(self, path: str) -> None:
        if is_importable(path) and (size_of(self.tree.files.get(path, "")) or 0) <= PORTION:
            self._fetch_module(path, path)
            return
        key = hashlib.sha256()
        portions = self._fetcher.portions(path, self.mirror.local(path))
        self.mirror.fill(path, (key.update(portion) or portion for portion in portions))
        self._keys[path] = key.hexdigest()

    def _list(self, path: str) -> None:
        """Get what a folder has that the client did not list before."""
        inside = self._fetcher.folder(path)
        with self._lock:
            self.mirror.apply({f"{path}/": "", **inside}, store.get)
            self._record_keys(inside)
            self._listed.update(inside)
            self.tree = self._with_listed(self.tree)

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

    def _failure(self, fullname: str, error: Exception) -> ImportError:
        loaded.record_failure(fullname)  # the client may send it the next time
        if isinstance(error, ImportError):
            return error
        message = f"cannot import {fullname!r} from {self.client}: {error}"
        return ImportError(message, name=fullname)


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
