"""The files of a client that pushes them, as the import system asks for them."""

from __future__ import annotations

import errno
import hashlib
import time
from collections import deque
from importlib.machinery import SOURCE_SUFFIXES, ModuleSpec, all_suffixes
from typing import Any, Callable

from ..importing import loaded, places
from ..importing.suffixes import is_importable
from ..mirror.compiling import compile_now, mentions_of
from ..mirror.contents import Compiled, content_key, store
from ..mirror.tree import size_of
from ..programs.output import Output
from ..programs.stopping import Programs
from ..rpc.client import Client
from .asking import MAX_FETCHES, Fetch
from .fetching import FAILURES, PORTION, Fetcher
from .received import ReceivedFiles
from .refresh import Refresh

# How many programs that have ended may still print, from threads.
_MAX_OUTPUTS = 100

# How many files are asked for at once, while modules of one tree are imported one after the other.
_MAX_BATCH = 256


class SyncedSource(ReceivedFiles):
    """Answers the finder and the import system from a client's files, and fetches what is missing.

    Attributes:
        fetches: What was lately got from the client or the store, for people.
        outputs: What its programs print, by their marks.
        programs: The client's programs that run.
        refresh: Lets the client push what has changed.
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
        super().__init__(client, settle)
        self.fetches: deque[Fetch] = deque(maxlen=MAX_FETCHES)
        self.programs = Programs()
        self.outputs: dict[str, Output] = {}
        self.refresh = Refresh(client, get_timeout)
        self._fetcher = Fetcher(client, get_timeout)
        self._is_background = is_background
        places.add(self.mirror.root, self)

    def add_output(self, mark: str, output: Output) -> None:
        """Record what a program prints; of those that have ended, the last ones are kept."""
        over = [old for old, other in self.outputs.items() if not other.is_wanted()]
        for old in over[:-_MAX_OUTPUTS]:
            del self.outputs[old]
        self.outputs[mark] = output

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

    def _failure(self, fullname: str, error: Exception) -> ImportError:
        loaded.record_failure(fullname)  # the client may send it the next time
        if isinstance(error, ImportError):
            return error
        message = f"cannot import {fullname!r} from {self.client}: {error}"
        return ImportError(message, name=fullname)
