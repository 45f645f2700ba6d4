"""The modules and files that one client pushes, and the fallback for what it did not push."""

from __future__ import annotations

import errno
import os
import posixpath
import threading
from collections import deque
from collections.abc import Iterable, Set
from typing import Any, Callable

from . import imports, json_rpc
from .client import Client, ClientGone, ClientRefused, ClientSilent
from .compile_ahead import compile_ahead
from .content_store import content_key, store
from .index import MODULE, NAMESPACE, PACKAGE, Entry, Index
from .json_rpc import JsonRpcError
from .module_source import (
    REMOTE_ROOT,
    ClientModuleSource,
    Fetch,
    ModuleData,
    remote_location,
)
from .renewal import Renewal
from .sync_message import Revision, read_content
from .synced_loader import NamespaceLoader, SyncedLoader

# The bytes of contents that one connection may refer to.
MAX_CONTENTS = 512 * 2**20


class SyncedModuleSource:
    """Finds modules in the index that the client sent: in memory, without asking anybody.

    Attributes:
        client: The client.
        fetches: What was lately got from the client or the store, for people.
        index: The newest revision of what the client serves.
        renewal: Lets the client push what has changed.
        settled_revision: Number of the newest revision that has evicted what it evicts.
    """

    def __init__(self, client: Client, get_timeout: Callable[[], float]):
        """Make the source, with nothing in it.

        Args:
            client: Whom to ask for what it did not push.
            get_timeout: Tells how many seconds to wait for an answer.
        """
        self.client = client
        self.index = Index()
        self.settled_revision = 0
        self.renewal = Renewal(client, get_timeout)
        self._get_timeout = get_timeout
        self._asking = ClientModuleSource(client, get_timeout)
        self._run = 0
        self._lock = threading.RLock()
        self._closed = False
        self._programs = 0
        self._deferred: set[str] = set()

    @property
    def fetches(self) -> deque[Fetch]:
        """What was lately got from the client or the store, the newest last."""
        return self._asking.fetches

    # What the client sends.

    def apply(self, revision: Revision) -> None:
        """Take a revision: all of it, or nothing.

        Raises:
            JsonRpcError: If it is based on another revision than the present one, or its contents
                are too large.
        """
        has = self.index.revision
        if revision.base is not None and revision.base != has:
            message = f"The base is revision {revision.base}, but the server has {has}"
            raise JsonRpcError(json_rpc.REVISION_CONFLICT, message, data={"revision": has})
        if has is not None and revision.number <= has:
            message = f"Revision {revision.number} is not newer than {has}, which the server has"
            raise JsonRpcError(json_rpc.REVISION_CONFLICT, message, data={"revision": has})
        index = revision.apply_to(self.index)
        self._check_size(index, revision.contents)
        with self._lock:
            if self._closed:
                return
            store.refer(index.keys)
            store.put({key: data for key, data in revision.contents.items() if key in index.keys})
            # Imports on other threads see either index with its contents.
            old, self.index = self.index, index
            store.release(old.keys)
        self._compile_ahead([*revision.contents, *(index.keys - old.keys)])

    def put(self, contents: dict[str, bytes]) -> None:
        """Take contents. Those that nobody refers to any more are dropped.

        Raises:
            JsonRpcError: If the contents are too large.
        """
        self._check_size(self.index, contents)
        store.put({key: data for key, data in contents.items() if key in self.index.keys})
        self._compile_ahead(contents)

    def wanted(self) -> list[str]:
        """Keys of the contents that the index refers to and the store does not have."""
        return sorted(key for key in self.index.keys if store.get(key) is None)

    # While a program of the client runs, it keeps the modules that it has.

    def begin_program(self) -> None:
        """Note that a program of the client begins to run."""
        with self._lock:
            self._programs += 1

    def end_program(self) -> set[str]:
        """Note that a program has ended, and return the names that were deferred until then."""
        with self._lock:
            self._programs -= 1
            deferred, self._deferred = self._deferred, set()
        return deferred

    def defer(self, names: Set[str]) -> bool:
        """Whether evicting modules has to wait until a program has ended.

        Args:
            names: Full dotted names of their top-level modules, which are kept if so.
        """
        with self._lock:
            if self._programs:
                self._deferred |= names
            return self._programs > 0

    def close(self) -> None:
        """Let the store drop the contents. Loaded modules may still ask for files."""
        with self._lock:
            if not self._closed:
                self._closed = True
                store.release(self.index.keys)

    def _compile_ahead(self, keys: Iterable[str]) -> None:
        origins = self.index.origins_by_key
        compile_ahead([(key, origin) for key in keys for origin in origins.get(key, ())])

    def _check_size(self, index: Index, contents: dict[str, bytes]) -> None:
        sizes = {}
        for path, key in index.keys_by_path.items():
            content = contents.get(key) or store.get(key)
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

    # What the finder asks.

    def find(self, fullname: str, run: int) -> ModuleData | None:
        """Look a module up; see `ModuleSource`.

        The client is asked only for what it left open: names outside of its index, unless that is
        complete there.
        """
        if not self.client.is_there():
            return None
        self._run = run
        index = self.index
        entry = index.modules.get(fullname)
        if entry is None:
            return None if index.is_known_to_be_missing(fullname) else self._ask(fullname, run)
        if self._asking.is_missing(fullname, run):
            return None
        locations = tuple(remote_location(location) for location in entry.locations)
        return ModuleData(entry.origin, store.get(entry.version), locations or None, entry)

    def make_loader(self, fullname: str, data: ModuleData) -> Any:
        """Make the loader of a module that was found; see `ModuleSource`."""
        entry = data.entry or _make_entry(data)
        if data.origin is None:
            return NamespaceLoader(fullname, entry, list(data.search_locations), self)
        if data.entry is not None and data.source is not None:
            self.fetches.append(Fetch(fullname, "store", 0.0))
        return SyncedLoader(fullname, entry, data.source, self)

    def invalidate(self) -> None:
        """Forget what was kept about modules that were not found."""
        self._asking.invalidate()

    # What the loaders ask.

    def fetch(self, fullname: str, is_package: bool) -> tuple[str | bytes, str | None]:
        """Get a module that is in the index, but whose content is not in the store.

        Args:
            fullname: The module's full dotted name.
            is_package: Whether it is a package, for those who import it.

        Returns:
            The bytes of the file, or its text, decoded; and the key of the content, or None.

        Raises:
            ImportError: If the client does not send it; a ModuleNotFoundError if it is not there.
        """
        entry = self.index.modules.get(fullname)
        content = store.get(entry.version) if entry is not None else None
        if content is not None:
            return content, entry.version  # it came after the module was found
        data = self._asking.find(fullname, self._run)
        if data is None:
            message = f"No module named {fullname!r}: {self.client} does not have it any more"
            raise ModuleNotFoundError(message, name=fullname)
        if data.origin is None or (data.search_locations is not None) != is_package:
            message = f"cannot import {fullname!r} from {self.client}: it is of another kind now"
            raise ImportError(message, name=fullname)
        source = data.source
        if isinstance(source, str) and entry is not None and _is_content(source, entry.version):
            source = source.encode("utf-8")
        return source, self._keep_fetched(source)

    def read_file(self, path: str) -> bytes:
        """Read a file of the client's: from the store, or from the client.

        Args:
            path: The client's path.

        Returns:
            The content.

        Raises:
            OSError: If there is no such file, or the client does not send it.
        """
        normalized = posixpath.normpath(path)
        key = self.index.keys_by_path.get(normalized)
        if key is None and normalized in self.index.folders:
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), path)
        if key is None:
            raise FileNotFoundError(errno.ENOENT, f"No such file at {self.client}", path)
        content = store.get(key)
        if content is not None:
            return content
        try:
            result = self.client.request("fetch_file", {"path": path}, self._get_timeout())
            content = None if result is None else read_content(result)
        except (ClientGone, ClientSilent, ClientRefused, ValueError, JsonRpcError) as error:
            message = f"{self.client} did not send the file: {error}"
            raise OSError(errno.EIO, message, path) from None
        if content is None:
            raise FileNotFoundError(errno.ENOENT, f"No such file at {self.client}", path)
        self._keep_fetched(content)
        return content

    def _ask(self, fullname: str, run: int) -> ModuleData | None:
        data = None
        try:
            data = self._asking.find(fullname, run)
        finally:
            if data is None:
                imports.failed.add(fullname)  # it may be there in the next run
        return data

    def _keep_fetched(self, content: str | bytes) -> str | None:
        """Keep a content for the next time; the key of decoded text is not that of its file."""
        if isinstance(content, str):
            return None
        key = content_key(content)
        store.put({key: content})
        return key


def _is_content(text: str, key: str | None) -> bool:
    """Whether decoded text is what its file has, so that it need not be fetched again."""
    try:
        return content_key(text.encode("utf-8")) == key
    except UnicodeEncodeError:
        return False


def _make_entry(data: ModuleData) -> Entry:
    """The entry of a module that is not in the index."""
    folders = tuple(location[len(REMOTE_ROOT) :] for location in data.search_locations or ())
    if data.origin is None:
        return Entry(NAMESPACE, None, None, folders)
    version = content_key(data.source) if isinstance(data.source, bytes) else None
    return Entry(PACKAGE if folders else MODULE, data.origin, version, folders)
