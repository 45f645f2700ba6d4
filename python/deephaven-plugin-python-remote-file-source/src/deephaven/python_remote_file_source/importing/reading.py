"""Sees which files of mirrors are read: fetches what is missing, notes what modules read."""

from __future__ import annotations

import contextlib
import os
import sys
import threading
from collections.abc import Iterator
from typing import Any

from ..mirror import home
from . import loaded
from .places import source_at

# Audit events whose first argument is a path that is about to be read, or a folder to be listed.
_EVENTS = frozenset(["open", "os.listdir", "os.scandir", "sqlite3.connect", "ctypes.dlopen"])

_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC

_thread = threading.local()
_installing = threading.Lock()
_is_installed = False


def install() -> None:
    """Begin to see what is read, once: CPython takes no audit hook away again."""
    global _is_installed
    with _installing:
        if not _is_installed:
            sys.addaudithook(_hook)
            _is_installed = True


@contextlib.contextmanager
def unseen() -> Iterator[None]:
    """Record and fetch nothing that this thread reads meanwhile: the import system itself reads."""
    before = getattr(_thread, "is_unseen", False)
    _thread.is_unseen = True
    try:
        yield
    finally:
        _thread.is_unseen = before


def _hook(event: str, args: tuple[Any, ...]) -> None:
    if event not in _EVENTS or not args:
        return
    folder = home.path()
    if folder is None:
        return
    local = _path_of(args[0])
    if local is None or not local.startswith(folder) or getattr(_thread, "is_unseen", False):
        return
    if event == "open" and _is_written(args):
        return
    local = os.path.normpath(local)
    source = source_at(local)
    if source is None:
        return
    with unseen():
        loaded.record_read(local, source)
        source.need(local)


def _path_of(value: Any) -> str | None:
    if value is None:
        value = "."
    if isinstance(value, bytes):
        value = os.fsdecode(value)
    elif not isinstance(value, str):
        if isinstance(value, int) or not hasattr(value, "__fspath__"):
            return None
        value = os.fspath(value)
    if value.startswith("/") and "/../" not in value:
        return value
    try:
        return os.path.abspath(value)
    except OSError:  # the current folder was removed
        return None


def _is_written(args: tuple[Any, ...]) -> bool:
    mode, flags = (*args[1:3], None, None)[:2]
    if isinstance(mode, str):
        return "r" not in mode or "+" in mode
    return isinstance(flags, int) and bool(flags & _WRITES)
