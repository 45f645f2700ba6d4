"""The answer to a read request, filled file by file until its limit."""

from __future__ import annotations

import base64
import logging
from collections.abc import Iterator
from enum import Enum
from typing import Any, NamedTuple

from . import tree
from .bodies import ReadBody

_log = logging.getLogger(__name__)


class Content(NamedTuple):
    """What a file contains.

    Args:
        format: How it is written: `text` or `base64`.
        text: It, in this format.
        size: How many bytes it has.
        version: Its version, as in a listing.
        exact: Whether any later change of the file changes its version.
    """

    format: str
    text: str
    size: int
    version: str
    exact: bool


class Later(Enum):
    """A file is not read for want of room in this answer."""

    LEFT = "left"


# What it contains, why it cannot be read, None if it is missing.
Read = Content | str | Later | None


class ReadAnswer:
    """The answer to one read request.

    Args:
        body: The request.
    """

    def __init__(self, body: ReadBody) -> None:
        """Begin without files."""
        self._body = body
        self._room = body.limit
        self._files: dict[str, Any] = {}
        self._full = False

    def paths(self) -> Iterator[str]:
        """Yield the paths to read, until there is no more room."""
        for path in self._body.paths:
            if self._full:
                return
            yield path

    def fits(self, size: int) -> bool:
        """Tell whether there is room for so many bytes; the first file has room anyway."""
        first = self._room == self._body.limit
        return size <= self._body.largest and (first or size <= self._room)

    def too_much(self, size: int) -> Read:
        """Return what to say of a file of which so many bytes do not fit."""
        return tree.TOO_LARGE if size > self._body.largest else Later.LEFT

    def add(self, path: str, read: Read) -> None:
        """Take what became of a path."""
        if read is Later.LEFT:
            self._full = True
        elif isinstance(read, Content):
            self._room -= read.size
            self._files[path] = {
                "format": read.format,
                "content": read.text,
                "version": read.version,
                "exact": read.exact,
            }
        else:
            self._files[path] = None if read is None else {"error": read}
            if read == tree.OUTSIDE:
                _log.warning("Not read, since it is not served: %r", path)
                self._files[path]["outside"] = True

    def json(self) -> dict[str, Any]:
        """Return the answer."""
        left = [path for path in self._body.paths if path not in self._files]
        return {"files": self._files, "left": left}


def content(data: bytes, version: str, exact: bool) -> Content:
    """Return bytes as text if they are UTF-8, and as base64 if not."""
    try:
        return Content("text", data.decode("utf-8"), len(data), version, exact)
    except UnicodeDecodeError:
        text = base64.b64encode(data).decode("ascii")
        return Content("base64", text, len(data), version, exact)
