"""What a walk and a read find, whatever the files lie in: entries, listings, and what is amiss."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

if TYPE_CHECKING:
    from .bodies import ListBody, ReadBody

# Why a file is not read. The messages tell nothing about the server's disk.
A_FOLDER = "It is a folder."
CHANGING = "It changes all the time, so it cannot be read."
NO_FILE = "It is not a regular file."
NOT_ALLOWED = "The Jupyter server is not allowed to read it."
OUTSIDE = "It lies outside of what is served, or is ignored there."
TOO_LARGE = "It is too large."
UNREADABLE = "The Jupyter server cannot read it."

# How often a file that changes while it is read is read again.
READ_ATTEMPTS = 3


class Absence(Enum):
    """Why there is no entry at a path."""

    MISSING = "there is nothing that can be shown"
    OUTSIDE = "a link that leads out of what is served, or of the server's root folder"


class Entry(NamedTuple):
    """A file or folder in a listing; a folder has neither size nor version."""

    name: str
    is_folder: bool
    last_modified: str
    size: int | None
    version: str


@dataclass(frozen=True)
class Listing:
    """The entries of a folder.

    Args:
        entries: Those that are wanted.
        outside: The names of links that lead out of what is served.
        identity: What two ways to the same folder have in common; None if nothing tells.
        complete: False if there are more entries than there was room for.
    """

    entries: list[Entry]
    outside: list[str]
    identity: object = None
    complete: bool = True


@dataclass(frozen=True)
class Question:
    """What a walk wants to know next.

    Args:
        path: A path below the server's root folder.
        is_root: Whether it is where a walk begins; it may be a file then, and hidden.
        wanted: Tells whether an entry, by name and whether it is a folder, is wanted.
        room: How many entries may be listed.
    """

    path: str
    is_root: bool
    wanted: Callable[[str, bool], bool]
    room: int


Reply = Listing | Entry | Absence


@dataclass(frozen=True)
class Listed:
    """The answer to a list request.

    Args:
        answer: What is sent.
        differs: Whether it tells something that the client does not know.
        watchable: Folders of the operating system in which a change shows, if there are such.
    """

    answer: dict[str, Any]
    differs: bool
    watchable: frozenset[str] = frozenset()


class Stopped(Exception):
    """The client has gone, or the server stops: nobody waits for the answer."""


class Stop:
    """Tells work in the event loop and in threads that its answer is not wanted any more."""

    def __init__(self) -> None:
        """Begin as not set."""
        self._event = asyncio.Event()
        self._flag = threading.Event()

    def set(self) -> None:
        """Set it, in the event loop."""
        self._flag.set()
        self._event.set()

    def is_set(self) -> bool:
        """Tell whether it is set, in any thread."""
        return self._flag.is_set()

    def check(self) -> None:
        """Go on only if it is not set.

        Raises:
            Stopped: It is set.
        """
        if self._flag.is_set():
            raise Stopped

    async def wait(self) -> None:
        """Wait until it is set."""
        await self._event.wait()


class Tree(Protocol):
    """The files that a contents manager shows."""

    async def list(self, body: ListBody, stop: Stop) -> Listed:
        """List folders and all folders below them.

        Raises:
            Stopped: `stop` was set.
        """
        ...

    async def read(self, body: ReadBody, stop: Stop) -> dict[str, Any]:
        """Read files.

        Raises:
            Stopped: `stop` was set.
        """
        ...
