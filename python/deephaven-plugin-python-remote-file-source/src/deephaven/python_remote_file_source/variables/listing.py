"""Which globals of the session are variables of the user's, and what they hold."""

from __future__ import annotations

import inspect
import pprint
import sys
import types
from collections.abc import Callable, Mapping
from typing import Any

from .texts import SIZED, short_text, signature_text, type_name

# How many variables are told, and how much of one that is looked into.
MAX_VARIABLES = 2000
MAX_FULL_TEXT = 100_000

# What begins the types of values that Deephaven, its web IDE and we put into the session.
_NOT_OF_USERS = ("jpy.", "deephaven_internal.", "deephaven.python_remote_file_source.")


# What was there before any client: the globals of the program that started the server. The values
# themselves, as the identity of a freed value may become that of a client's.
_of_server: dict[str, Any] = {}


def record_server_globals() -> None:
    """Record that the session's globals of now are none of a client's."""
    _of_server.update(session_globals().copy())


def session_globals() -> dict[str, Any]:
    """The globals of the code that clients run."""
    return vars(sys.modules["__main__"])


def list_variables(namespace: Mapping[str, Any]) -> dict:
    """Tell the variables of a session, by name.

    Imported modules, functions and classes are none, nor are names that begin with an underscore
    and what the program has made that started the server.

    Args:
        namespace: The session's globals.

    Returns:
        `variables`: an object for each, sorted by name, with `name`, `kind`, `type`; where they are
        known also `length` and `text`; `left_out`: how many more there are. The kinds are "value",
        "function", "class", "object" and "table". Tables have `rows` (None if they are not
        counted), `columns` and `ticking`; in their place `text` if these cannot be read.
    """
    _forget_replaced(namespace)
    names = sorted(
        name
        for name, value in list(namespace.items())
        if isinstance(name, str)
        and not name.startswith("_")
        and not _is_imported(value)
        and name not in _of_server
    )
    told = []
    for name in names[:MAX_VARIABLES]:
        if name in namespace:  # a running script may have deleted it just now
            told.append({"name": name, **describe(namespace[name])})
    return {"variables": told, "left_out": max(0, len(names) - MAX_VARIABLES)}


def _forget_replaced(namespace: Mapping[str, Any]) -> None:
    """Forget globals of the server's that were deleted or have another value now."""
    missing = object()
    for name, value in list(_of_server.items()):
        if namespace.get(name, missing) is not value:
            _of_server.pop(name, None)


def describe(value: object) -> dict:
    """What a value is, without running code of its class."""
    shape = _shape_of_table(value)
    if shape is not None:
        return {"kind": "table", "type": type_name(value), **shape}
    told = {"type": type_name(value)}
    if _is(value, types.FunctionType):
        return {"kind": "function", **told, "text": signature_text(value)}  # type: ignore[arg-type]
    if _is(value, type):
        return {"kind": "class", **told}
    text = short_text(value)
    if text is None:
        text = _array_text(value)
        return {"kind": "object", **told, **({} if text is None else {"text": text})}
    length = {"length": len(value)} if type(value) in SIZED else {}  # type: ignore[arg-type]
    return {"kind": "value", **told, **length, "text": text}


def full_text(value: object) -> dict:
    """What a user sees who looks into a value; runs the value's own `__repr__`.

    Args:
        value: Any value.

    Returns:
        What `describe` tells, with the whole `text` up to `MAX_FULL_TEXT` characters and `is_cut`.
    """
    try:
        text = _full_text(value)
    except Exception as error:
        text = f"Its text cannot be made: {type_name(error)}: {error}"
    return {**describe(value), "text": text[:MAX_FULL_TEXT], "is_cut": len(text) > MAX_FULL_TEXT}


def _full_text(value: object) -> str:
    if _is(value, str):
        return value
    if _is(value, types.FunctionType, type):
        try:
            return inspect.getsource(value)
        except (OSError, TypeError):
            documentation = inspect.getdoc(value)
            head = value.__name__ + (signature_text(value) if callable(value) else "")
            return f"{head}\n\n{documentation}" if documentation else head
    return pprint.pformat(value, width=100, sort_dicts=False)


def _is(value: object, *classes: type) -> bool:
    """`isinstance` by the real class only: an object may say that it is of another one."""
    return issubclass(type(value), classes)


def _is_imported(value: object) -> bool:
    if _is(value, types.ModuleType):
        return True
    if _is(value, type):
        # Not by `getattr`, which may be code of a metaclass.
        return type.__getattribute__(value, "__module__") != "__main__"  # type: ignore[arg-type]
    if _is(value, types.FunctionType, types.BuiltinFunctionType):
        return getattr(value, "__module__", None) != "__main__"
    return type_name(value).startswith(_NOT_OF_USERS)


def _class(module: str, name: str) -> type | None:
    """A class of a module that is loaded already."""
    cls = getattr(sys.modules.get(module), name, None)
    return cls if isinstance(cls, type) else None


def _array_text(value: object) -> str | None:
    """What an array is of, and its shape."""
    if type(value) in (_class("numpy", "ndarray"), _class("pandas", "Series")):
        return f"{value.dtype} {value.shape}"  # type: ignore[attr-defined]
    return None


def _shape_of_table(value: object) -> dict | None:
    """Rows, columns and whether it ticks, of a Deephaven table or a pandas data frame.

    Of a subclass's instance too, from the attributes that these classes set: a subclass may have
    code of its own for everything else.
    """
    readers: list[tuple[type | None, str, Callable[[Any], dict]]] = [
        (_class("deephaven.table", "Table"), "j_table", _deephaven_shape),
        (_class("pandas", "DataFrame"), "_mgr", _pandas_shape),
    ]
    for cls, attribute, read in readers:
        if cls is not None and _is(value, cls):
            try:
                return read(object.__getattribute__(value, attribute))
            except Exception as error:
                return {"text": f"Its size cannot be read ({type_name(error)})"}
    return None


def _deephaven_shape(j_table: Any) -> dict:
    import jpy

    uncoalesced = jpy.get_type("io.deephaven.engine.table.impl.UncoalescedTable")
    # To count the rows of such a table would be to read its files.
    is_counted = not uncoalesced.jclass.isInstance(j_table)
    return {
        "rows": j_table.size() if is_counted else None,
        "columns": j_table.numColumns(),
        "ticking": bool(j_table.isRefreshing()),
    }


def _pandas_shape(manager: Any) -> dict:
    columns, rows = manager.shape
    return {"rows": rows, "columns": columns, "ticking": False}
