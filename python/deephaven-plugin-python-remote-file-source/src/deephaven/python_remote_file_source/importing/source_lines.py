"""The source lines of code whose file is not, or no longer, what was executed."""

from __future__ import annotations

import io
import linecache
from importlib.util import decode_source

# How many files' lines are kept, for functions that later programs call.
MAX_KEPT = 2000

# Paths with lines in linecache, the oldest first.
_kept: dict[str, None] = {}


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


def keep_text(path: str, source: str) -> None:
    """Let tracebacks, `inspect` and debuggers show a text for a path.

    The entry has no modification time, so `linecache.checkcache` keeps it and never compares it
    with a file of that path on the worker's disk.

    Args:
        path: What the code calls its file.
        source: The normalized text.
    """
    _kept.pop(path, None)
    _kept[path] = None
    lines = io.StringIO(source).readlines()  # a form feed, for one, ends no line of Python
    if lines and not lines[-1].endswith("\n"):
        lines[-1] += "\n"
    linecache.cache[path] = (len(source), None, lines, path)
    if len(_kept) > MAX_KEPT:
        show_file(next(iter(_kept)))


def keep_bytes(path: str, content: bytes) -> None:
    """The same for the bytes of a file that is about to change, if they can be decoded."""
    text = text_of(content)
    if text:
        keep_text(path, text)


def text_of(content: bytes) -> str:
    """The text of a file's bytes, in the encoding that its first lines name.

    Args:
        content: The bytes.

    Returns:
        The text; an empty one if they are not valid in that encoding, or if Python has none such.
    """
    try:
        return decode_source(content)
    except (LookupError, SyntaxError, UnicodeDecodeError):
        return ""


def forget(path: str) -> None:
    """Let nobody be shown what a file had that is about to change."""
    if path not in _kept:
        linecache.cache.pop(path, None)


def show_file(path: str) -> None:
    """Let them show what the file itself has, again."""
    if path in _kept:
        del _kept[path]
        entry = linecache.cache.get(path)
        if entry is not None and len(entry) > 1 and entry[1] is None:
            linecache.cache.pop(path, None)


def set_text(error: SyntaxError, path: str, source: str) -> None:
    """Set the text of a syntax error to the line that it is about.

    The tokenizer knows the line. Parser and compiler look for it in a file on the worker's disk: if
    there is none, they make it up or leave the text empty; if there is one, it may be another file.

    Args:
        error: The error to complete.
        path: What the code calls its file.
        source: The normalized text.
    """
    if error.text and error.text in source:
        return
    lines = io.StringIO(source).readlines()
    if error.filename == path and error.lineno and error.lineno <= len(lines):
        error.text = lines[error.lineno - 1]
