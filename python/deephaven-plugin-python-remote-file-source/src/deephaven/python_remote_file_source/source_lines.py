"""The source lines of served modules, where tracebacks, pdb and inspect look for them."""

from __future__ import annotations

import io
import linecache
from typing import Callable

# Full name of each module that has lines in linecache, and the path they are filed under.
_registered: dict[str, str] = {}


def normalize(source: str) -> str:
    """Give decoded source the form that CPython gives the source of a file.

    Args:
        source: The text, as the client sent it.

    Returns:
        The text without a byte order mark, with lines that end in a single newline character.
    """
    if source.startswith("\ufeff"):
        source = source[1:]
    return source.replace("\r\n", "\n").replace("\r", "\n")


def split_lines(source: str) -> list[str]:
    """Split source into lines as Python counts them: a form feed, for one, ends none."""
    lines = io.StringIO(source).readlines()
    if lines and not lines[-1].endswith("\n"):
        lines[-1] += "\n"
    return lines


def register(fullname: str, path: str, source: str) -> None:
    """File a module's lines with linecache, in place of those of its earlier version.

    The entry has no modification time, so `linecache.checkcache` keeps it and never compares it
    with a file of that path on the worker's disk.

    Args:
        fullname: The module's full dotted name.
        path: The client's path of the file.
        source: The normalized text.
    """
    _discard(_registered.get(fullname))
    _registered[fullname] = path
    linecache.cache[path] = (len(source), None, split_lines(source), path)


def forget(is_evicted: Callable[[str], bool]) -> None:
    """Remove the lines of all evicted modules.

    Args:
        is_evicted: Tells by a full dotted name whether a module is evicted.
    """
    for fullname in list(_registered):
        if is_evicted(fullname):
            _discard(_registered.pop(fullname, None))


def set_text(error: SyntaxError, path: str, source: str) -> None:
    """Set the text of a syntax error to the line that it is about.

    The tokenizer knows the line. Parser and compiler look for it in a file on the worker's disk: if
    there is none, they make it up or leave the text empty; if there is one, it may be another file.

    Args:
        error: The error to complete.
        path: The client's path of the file.
        source: The normalized text.
    """
    if error.text and error.text in source:
        return
    lines = io.StringIO(source).readlines()
    if error.filename == path and error.lineno and error.lineno <= len(lines):
        error.text = lines[error.lineno - 1]


def _discard(path: object) -> None:
    entry = linecache.cache.get(path)
    if entry is not None and len(entry) > 1 and entry[1] is None:
        linecache.cache.pop(path, None)
