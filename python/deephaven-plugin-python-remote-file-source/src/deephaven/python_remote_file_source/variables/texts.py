"""Short texts of values, made without running code of theirs."""

from __future__ import annotations

import contextlib
import datetime
import decimal
import fractions
import inspect
import pathlib
import types
import uuid
from collections import Counter, OrderedDict, defaultdict, deque
from collections.abc import Callable, Iterable
from itertools import islice
from typing import Any

# How many items of a collection are shown, how many levels of them, and how much of a text.
MAX_ITEMS = 8
MAX_DEPTH = 3
MAX_TEXT = 80
# Digits of a larger integer take long to compute.
MAX_BITS = 400

# Types whose `repr` is CPython's own, short, and calls nothing.
_PLAIN = (
    bool,
    complex,
    datetime.date,
    datetime.timedelta,
    decimal.Decimal,
    float,
    fractions.Fraction,
    pathlib.PosixPath,
    pathlib.PurePosixPath,
    pathlib.PureWindowsPath,
    pathlib.WindowsPath,
    range,
    type(None),
    type(Ellipsis),
    type(NotImplemented),
    uuid.UUID,
)

_BRACKETS: dict[type, tuple[str, str]] = {
    list: ("[", "]"),
    tuple: ("(", ")"),
    set: ("{", "}"),
    frozenset: ("frozenset({", "})"),
    deque: ("deque([", "])"),
}

_MAPPINGS = (dict, OrderedDict, defaultdict, Counter)

# Types whose `len` is CPython's own.
SIZED = (str, bytes, bytearray, *_BRACKETS, *_MAPPINGS)


def type_name(value: object) -> str:
    """The name of a value's type, with its module unless that is `builtins` or `__main__`."""
    cls = type(value)
    module = type.__getattribute__(cls, "__module__")
    name = type.__getattribute__(cls, "__qualname__")
    return name if module in ("builtins", "__main__") else f"{module}.{name}"


def short_text(value: object, depth: int = MAX_DEPTH) -> str | None:
    """A text of one line for a value, at most about `MAX_TEXT` characters.

    It calls no method of a class that is not Python's own: that could be slow, fail, or wait for
    this very client.

    Args:
        value: The value.
        depth: How many levels of collections are shown.

    Returns:
        The text; None where only the type can be told.
    """
    text = _text(value, depth)
    return None if text is None else _cut(text)


def signature_text(function: Callable) -> str:
    """The parameters of a Python function, with defaults and without annotations."""
    try:
        signature = inspect.signature(function, follow_wrapped=False)
    except (TypeError, ValueError):
        return "(...)"
    empty = inspect.Parameter.empty
    parameters = [
        parameter.replace(
            annotation=empty,
            default=empty if parameter.default is empty else _Shown(parameter.default),
        )
        for parameter in signature.parameters.values()
    ]
    shown = signature.replace(parameters=parameters, return_annotation=inspect.Signature.empty)
    return _cut(str(shown))


class _Shown:
    """Stands in for a default, of which a signature shows the `repr`."""

    def __init__(self, value: object):
        self._value = value

    def __repr__(self) -> str:
        return _inner(self._value, 1)


def _text(value: object, depth: int) -> str | None:
    cls = type(value)
    if cls is int:
        return _int_text(value)
    if cls in (str, bytes, bytearray):
        # Longer ones would be escaped whole only to be cut.
        return repr(value[: MAX_TEXT + 1])
    if cls in _PLAIN:
        with contextlib.suppress(ValueError):  # integers of thousands of digits are refused
            return repr(value)
    if cls in (datetime.datetime, datetime.time):
        return _time_text(value)
    if cls in _MAPPINGS:
        items = (f"{_inner(k, depth)}: {_inner(v, depth)}" for k, v in _some(value.items()))
        return _joined(items, len(value), depth, "{", "}")
    if cls in _BRACKETS:
        if cls in (set, frozenset) and not value:
            return f"{cls.__name__}()"
        before, after = _BRACKETS[cls]
        if cls is tuple and len(value) == 1:
            after = ",)"
        return _joined((_inner(v, depth) for v in _some(value)), len(value), depth, before, after)
    if cls is types.FunctionType:
        return f"{value.__name__}{signature_text(value)}"
    return None


def _int_text(value: int) -> str:
    bits = value.bit_length()
    return repr(value) if bits <= MAX_BITS else f"an integer of {bits:,} bits"


def _time_text(value: datetime.datetime | datetime.time) -> str:
    # A time zone may be of any class; its name is then its own code.
    if type(value.tzinfo) in (type(None), datetime.timezone):
        return repr(value)
    return repr(value.replace(tzinfo=None))[:-1] + ", …)"


def _some(items: Iterable) -> list:
    """The first items of a collection that other threads may change; none if they just do."""
    try:
        return list(islice(items, MAX_ITEMS))
    except RuntimeError:
        return []


def _joined(items: Iterable[str], length: int, depth: int, before: str, after: str) -> str:
    if depth == 0:
        return f"{before}…{after}" if length else before + after
    shown: list[str] = []
    size = 0
    for item in items:
        shown.append(item)
        size += len(item)
        if size > MAX_TEXT:
            break
    if len(shown) < length:
        shown.append("…")
    return before + ", ".join(shown) + after


def _inner(value: Any, depth: int) -> str:
    text = _text(value, depth - 1)
    return f"<{type_name(value)}>" if text is None else text


def _cut(text: str) -> str:
    return text if len(text) <= MAX_TEXT else text[: MAX_TEXT - 1] + "…"
