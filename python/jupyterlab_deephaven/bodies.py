"""The bodies of requests: read from JSON, with clear errors."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from . import names

_ENTRIES, _MOST_ENTRIES = 20_000, 200_000
_FOLDERS, _MOST_FOLDERS = 2_000, 20_000
# A client that is refused goes by the contents API, which follows all links.
_MOST_ROOTS = 20_000
_MOST_PATTERNS = 1_000
_LONGEST_PATTERN = 1_000
_SECONDS, _MOST_SECONDS = 25.0, 60.0
_BYTES, _MOST_BYTES = 16 * 2**20, 64 * 2**20
# As base64, more is no string of a browser.
_LARGEST = 380 * 2**20
_MOST_PATHS = 20_000

_Value = TypeVar("_Value")


class BodyError(ValueError):
    """A body is not what its endpoint takes. The message is for the client's developer."""


@dataclass(frozen=True)
class Served:
    """What is served: where links may lead.

    Args:
        roots: Clean paths of folders and files.
        ignore: Patterns in `.gitignore` syntax, relative to each root.
    """

    roots: tuple[str, ...]
    ignore: tuple[str, ...]


@dataclass(frozen=True)
class ListBody:
    """What to list.

    Args:
        roots: Clean paths of folders and files.
        invalid: Roots, as they were sent, that can name nothing.
        ignore: Patterns in `.gitignore` syntax, relative to each root.
        known: Fingerprints that the client has, by folder; empty for what it knows is missing.
        entries: How many entries may be listed.
        folders: How many folders may be listed.
        timeout: How many seconds to wait for a difference.
        within: Where links may lead.
    """

    roots: tuple[str, ...]
    invalid: tuple[str, ...]
    ignore: tuple[str, ...]
    known: dict[str, str]
    entries: int
    folders: int
    timeout: float
    within: Served

    @property
    def walks_what_is_served(self) -> bool:
        """Whether the walk itself leaves out all that is not served, except for links."""
        return self.within == Served(self.roots, self.ignore)


@dataclass(frozen=True)
class ReadBody:
    """What to read.

    Args:
        paths: As they were sent, each once.
        limit: How many bytes, except that the first file is read if it has more.
        largest: The size of the largest file that is read at all.
        within: What may be read; None for all that the server shows.
    """

    paths: tuple[str, ...]
    limit: int
    largest: int = _LARGEST
    within: Served | None = None


def list_body(data: Any) -> ListBody:
    """Return what a list request or a watch request asks for.

    Raises:
        BodyError: It is not one.
    """
    body = _Body(data)
    limits = _Body(body.get("limits", {}, _is_object, "an object"), "limits.")
    cleaned = body.paths("roots", _MOST_ROOTS)
    ignore = body.patterns("ignore")
    roots = tuple(dict.fromkeys(path for _, path in cleaned if path is not None))
    known = body.get("known", {}, _is_object, "an object")
    if not all(isinstance(value, str) for value in known.values()):
        raise BodyError("`known` must have strings as values.")
    return ListBody(
        roots=roots,
        invalid=tuple(dict.fromkeys(root for root, path in cleaned if path is None)),
        ignore=ignore,
        known=known,
        entries=min(limits.count("entries", _ENTRIES), _MOST_ENTRIES),
        folders=min(limits.count("folders", _FOLDERS), _MOST_FOLDERS),
        timeout=min(body.seconds("timeout", _SECONDS), _MOST_SECONDS),
        within=_within(body) or Served(roots, ignore),
    )


def read_body(data: Any) -> ReadBody:
    """Return what a read request asks for.

    Raises:
        BodyError: It is not one.
    """
    body = _Body(data)
    return ReadBody(
        paths=tuple(dict.fromkeys(body.texts("paths", _MOST_PATHS))),
        limit=min(body.count("limit", _BYTES), _MOST_BYTES),
        within=_within(body),
    )


def _within(body: _Body) -> Served | None:
    data = body.get("within", None, lambda value: value is None or _is_object(value), "an object")
    if data is None:
        return None
    served = _Body(data, "within.")
    roots = (path for _, path in served.paths("roots", _MOST_ROOTS) if path is not None)
    return Served(tuple(roots), served.patterns("ignore"))


class _Body:
    def __init__(self, data: Any, prefix: str = "") -> None:
        if not _is_object(data):
            raise BodyError("The body must be a JSON object.")
        self._data = data
        self._prefix = prefix

    def get(
        self, key: str, default: _Value, is_right: Callable[[Any], bool], what: str
    ) -> Any | _Value:
        value = self._data.get(key, default)
        if not is_right(value):
            raise BodyError(f"`{self._prefix}{key}` must be {what}.")
        return value

    def texts(self, key: str, most: int, default: list[str] | None = None) -> list[str]:
        texts = self.get(key, default, _is_texts, "a list of strings")
        if len(texts) > most:
            raise BodyError(f"`{self._prefix}{key}` has more than {most} items.")
        return texts

    def paths(self, key: str, most: int) -> list[tuple[str, str | None]]:
        """Return paths as they were sent, each with the clean one."""
        return [(path, names.clean(path)) for path in self.texts(key, most)]

    def patterns(self, key: str) -> tuple[str, ...]:
        patterns = self.texts(key, _MOST_PATTERNS, default=[])
        if any(len(pattern) > _LONGEST_PATTERN for pattern in patterns):
            raise BodyError(
                f"`{self._prefix}{key}` has a pattern of more than {_LONGEST_PATTERN} characters."
            )
        return tuple(patterns)

    def count(self, key: str, default: int) -> int:
        return self.get(key, default, _is_count, "a positive whole number")

    def seconds(self, key: str, default: float) -> float:
        return float(self.get(key, default, _is_seconds, "a number of seconds"))


def _is_object(value: Any) -> bool:
    return isinstance(value, dict)


def _is_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0


def _is_seconds(value: Any) -> bool:
    # Not a number, which JSON in Python knows, is not between these.
    return isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value < 1e9
