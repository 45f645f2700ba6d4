"""What a program is while it runs: a script with a name, a path and a package, that may exit."""

from __future__ import annotations

import contextlib
import posixpath
import sys
import unicodedata
from collections.abc import Iterator
from typing import Any

from ..mirror.tree import UNKNOWN, Tree
from .synced import SyncedSource

# What our client calls files begins with it: "/jupyter:/pkg/a.py", or "/jupyter:/RTC:pkg/a.py".
_ORIGIN = "/jupyter:/"

# What it has between the path of a notebook and the id of a cell.
_CELL = "#cell-id="

_ABSENT: Any = object()


@contextlib.contextmanager
def as_script(namespace: dict[str, Any], filename: str, source: SyncedSource) -> Iterator[None]:
    """Let a program find what Python gives a script, until the context ends.

    `sys.argv` has the script's name alone. The namespace has `__file__`, and `__package__` if the
    file belongs to a served package. Code that is in no file, and a cell, have the empty name.

    Args:
        namespace: The globals of the program.
        filename: What tracebacks call the program.
        source: The files of its client.
    """
    argv, own = [""], {}
    if filename.startswith("/") and _CELL not in filename:
        argv = [posixpath.basename(filename)]
        own = _attributes(filename, source)
    argv_before = vars(sys).get("argv", _ABSENT)
    before = {name: namespace.get(name, _ABSENT) for name in own}
    sys.argv = argv
    namespace.update(own)
    try:
        yield
    finally:
        _put_back(vars(sys), "argv", argv_before)
        for name, value in own.items():
            # What the program itself has set stays.
            if namespace.get(name, _ABSENT) is value:
                _put_back(namespace, name, before[name])


def check_exit(error: SystemExit) -> None:
    """Let a program that has exited end without a failure, if it gave no code or the code 0.

    Args:
        error: What it raised.

    Raises:
        SystemExit: For any other code or text, without the frames of the program.
    """
    code = error.code
    if code is not None and not (isinstance(code, int) and code == 0):
        raise SystemExit(code) from None


def _attributes(filename: str, source: SyncedSource) -> dict[str, Any]:
    path = _wire_path(filename)
    tree = source.tree
    if not _is_there(path, tree):
        return {"__file__": filename}
    own = {"__file__": source.mirror.local(path)}
    folders = [
        folder
        for name, folders in tree.names.items()
        for folder in folders
        if path.startswith(f"{folder}/{name.replace('.', '/')}/")
    ]
    if folders:
        # The nearest one: a source root may itself lie in a folder that is served.
        folder = max(folders, key=len)
        own["__package__"] = posixpath.dirname(path)[len(folder) + 1 :].replace("/", ".")
    return own


def _is_there(path: str, tree: Tree) -> bool:
    unlisted = (p for p, version in tree.files.items() if version == UNKNOWN and p.endswith("/"))
    return path in tree.files or path.startswith(tuple(unlisted))


def _wire_path(filename: str) -> str:
    """The path in the protocol of what our client, or another one, calls a file."""
    if not filename.startswith(_ORIGIN):
        return filename
    drive, colon, path = filename[len(_ORIGIN) :].partition(":")
    if not colon or "/" in drive:
        drive, path = "jupyter", filename[len(_ORIGIN) :]
    elif drive.rstrip("~") == "jupyter":
        drive += "~"
    return unicodedata.normalize("NFC", f"/{drive}/{path.lstrip('/')}")


def _put_back(namespace: dict[str, Any], name: str, value: Any) -> None:
    if value is _ABSENT:
        namespace.pop(name, None)
    else:
        namespace[name] = value
