"""The contents of files, kept for all connections by the hash of their bytes, with their code."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterable, Mapping
from types import CodeType
from typing import NamedTuple

# The bytes of contents and their code, by estimate, that are kept for reconnections although no
# connection refers to them.
MAX_UNREFERENCED = 64 * 2**20

# A file that was moved is compiled again; a code per origin is kept, but not of all origins ever.
_MAX_COMPILED = 4


def content_key(content: bytes) -> str:
    """The key of a content: the SHA-256 of its bytes in lower-case hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


class Compiled(NamedTuple):
    """What was made of the content of a module.

    Attributes:
        code: The code of the module.
        mentions: The names and short strings in it: what it can import, or look for on a disk.
    """

    code: CodeType
    mentions: tuple[str, ...]


class _Held:
    """A content with what was made of it."""

    def __init__(self, content: bytes):
        self.content = content
        self.compiled: dict[str, Compiled] = {}

    def size(self) -> int:
        """About the bytes of memory; a code takes about twice those of its source."""
        return len(self.content) * (1 + 2 * len(self.compiled)) + 500


class ContentStore:
    """Keeps contents by key. All methods may be called from any thread."""

    def __init__(self) -> None:
        """Make an empty store."""
        # Reentrant: the garbage collector may run a `__del__` that imports at any place.
        self._lock = threading.RLock()
        self._held: dict[str, _Held] = {}
        self._references: dict[str, int] = {}
        # Keys and sizes of the held contents without references, the oldest first.
        self._unreferenced: dict[str, int] = {}
        self._unreferenced_size = 0

    def refer(self, keys: Iterable[str]) -> None:
        """Count references to contents, which may come later.

        Args:
            keys: Their keys, each once.
        """
        with self._lock:
            for key in keys:
                self._references[key] = self._references.get(key, 0) + 1
                self._unreferenced_size -= self._unreferenced.pop(key, 0)

    def release(self, keys: Iterable[str]) -> None:
        """Take references back. What nobody refers to is dropped some time later.

        Args:
            keys: Keys that were referred to before, each once.
        """
        with self._lock:
            for key in keys:
                self._references[key] -= 1
                if not self._references[key]:
                    del self._references[key]
                    self._mark_unreferenced(key)
            self._trim()

    def put(self, contents: Mapping[str, bytes]) -> None:
        """Keep contents.

        Args:
            contents: Contents by their keys, which must be right.
        """
        with self._lock:
            for key, content in contents.items():
                if key not in self._held:
                    self._held[key] = _Held(content)
                    if key not in self._references:
                        self._mark_unreferenced(key)
            self._trim()

    def get(self, key: str | None) -> bytes | None:
        """A content by its key, or None if it is not held."""
        with self._lock:
            held = self._held.get(key)
            return None if held is None else held.content

    def get_compiled(self, key: str | None, origin: str) -> Compiled | None:
        """The code of a module, or None if it was not compiled yet.

        Args:
            key: The key of its content.
            origin: The path that the code was compiled for.
        """
        with self._lock:
            held = self._held.get(key)
            return None if held is None else held.compiled.get(origin)

    def put_compiled(self, key: str | None, origin: str, compiled: Compiled) -> None:
        """Keep the code of a module as long as its content, if that is held.

        Args:
            key: The key of its content.
            origin: The path that the code was compiled for.
            compiled: The code of the module.
        """
        with self._lock:
            held = self._held.get(key)
            if held is not None:
                held.compiled[origin] = compiled
                if len(held.compiled) > _MAX_COMPILED:
                    del held.compiled[next(iter(held.compiled))]

    def _mark_unreferenced(self, key: str) -> None:
        if key in self._held:
            size = self._held[key].size()
            self._unreferenced[key] = size
            self._unreferenced_size += size

    def _trim(self) -> None:
        while self._unreferenced_size > MAX_UNREFERENCED:
            key = next(iter(self._unreferenced))
            self._unreferenced_size -= self._unreferenced.pop(key)
            del self._held[key]


# Modules are the process's, so the store is.
store = ContentStore()
