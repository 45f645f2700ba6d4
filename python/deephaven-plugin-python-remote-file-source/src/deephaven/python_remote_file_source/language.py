"""What Python in this worker knows of a text while somebody writes it.

Deephaven's own service for that is not used: it opens with a script, which waits for the one that
runs, and all of the client's connection waits with it.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Mapping
from typing import Any

# Characters of one documentation.
_MAX_DOC = 20_000

# Jedi raises the limit to 3000 where it is imported. Above 2000, Python 3.9 and 3.10 may crash in
# it: https://github.com/deephaven/deephaven-core/issues/5878.
_RECURSION_LIMIT = 2000

# Its caches are those of a module.
_lock = threading.Lock()


def complete(code: str, offset: int, namespace: Mapping[str, Any]) -> dict:
    """Find the names that can stand at a place.

    Args:
        code: All of the text.
        offset: The place, in characters.
        namespace: The globals in which the text would run.

    Returns:
        `start`: where the word begins that the names take the place of; `items`: an object for each
        with its `label` and its `type`, as Jedi has it. Public names come first.

    Raises:
        ImportError: If there is no Jedi.
    """
    with _lock:
        found = [
            item
            for item in _interpreter(code, namespace).complete(*_position(code, offset))
            if item.type != "path"
        ]
        found.sort(key=lambda item: _underscores(item.name))
        length = found[0].get_completion_prefix_length() if found else 0
        return {
            "start": offset - length,
            "items": [{"label": item.name, "type": item.type} for item in found],
        }


def hover(code: str, offset: int, namespace: Mapping[str, Any]) -> dict | None:
    """Tell what stands at a place.

    Args:
        code: All of the text.
        offset: The place, in characters.
        namespace: The globals in which the text would run.

    Returns:
        `head`: the head of a definition, or what a variable is; `doc`: its documentation, which may
        be empty. None where nothing is known.

    Raises:
        ImportError: If there is no Jedi.
    """
    with _lock:
        found = _interpreter(code, namespace).help(*_position(code, offset))
        if not found or found[0].type == "keyword":
            return None
        name = found[0]
        signatures = name.get_signatures()
        head = signatures[0].to_string() if signatures else name.description
        keyword = {"function": "def ", "class": "class "}.get(name.type, "") if signatures else ""
        return {"head": keyword + head, "doc": _doc(name)}


def signatures(code: str, offset: int, namespace: Mapping[str, Any]) -> list[dict]:
    """Tell the functions that may be called at a place.

    Args:
        code: All of the text.
        offset: The place, in characters.
        namespace: The globals in which the text would run.

    Returns:
        An object for each: `label`, its head; `parameters`, as they stand in the head; `active`,
        the index of the parameter at the place, or None; `doc`, its documentation.

    Raises:
        ImportError: If there is no Jedi.
    """
    with _lock:
        return [
            {
                "label": signature.to_string(),
                "parameters": [parameter.to_string() for parameter in signature.params],
                "active": signature.index,
                "doc": _doc(signature),
            }
            for signature in _interpreter(code, namespace).get_signatures(*_position(code, offset))
        ]


def _interpreter(code: str, namespace: Mapping[str, Any]) -> Any:
    before = sys.getrecursionlimit()
    import jedi

    # Importing it sets the limit, and programs may have set a higher one.
    limit = max(before, sys.getrecursionlimit())
    if sys.version_info < (3, 11):
        limit = min(limit, _RECURSION_LIMIT)
    if limit != sys.getrecursionlimit():
        sys.setrecursionlimit(limit)
    # Jedi counts lines by these as well.
    return jedi.Interpreter(code.replace("\r", " "), [namespace])


def _position(code: str, offset: int) -> tuple[int, int]:
    """A place as Jedi has it: the line from 1, and the column."""
    return code.count("\n", 0, offset) + 1, offset - code.rfind("\n", 0, offset) - 1


def _doc(name: Any) -> str:
    return name.docstring(raw=True)[:_MAX_DOC]


def _underscores(name: str) -> int:
    return min(2, len(name) - len(name.lstrip("_")))
