"""Executes a cell: shows the value of its last expression, and what is drawn."""

from __future__ import annotations

import asyncio
import builtins
import inspect
from types import CodeType
from typing import Any

from . import figures, showing
from .compiling import CellCode

# For `await` outside a function: tasks that a cell leaves go on with the next one that awaits.
_loop: asyncio.AbstractEventLoop | None = None


def execute(code: CellCode, namespace: dict[str, Any]) -> None:
    """Execute a cell.

    Args:
        code: Its code.
        namespace: Its globals.

    Raises:
        BaseException: Whatever the cell raises, with a traceback that begins with its code.
    """
    path = code.body.co_filename
    try:
        _value_of(code.body, namespace)
        value = None if code.last is None else _value_of(code.last, namespace)
    except BaseException as error:
        raise error.with_traceback(_from(path, error.__traceback__)) from error.__cause__
    if value is not None:
        builtins._ = value  # type: ignore[attr-defined]
        showing.show_result(value)
    figures.show_all()


def _value_of(code: CodeType, namespace: dict[str, Any]) -> Any:
    global _loop
    if not code.co_flags & inspect.CO_COROUTINE:
        return eval(code, namespace)
    if _loop is None or _loop.is_closed():
        _loop = asyncio.new_event_loop()
    return _loop.run_until_complete(eval(code, namespace))


def _from(path: str, trace: Any) -> Any:
    """A traceback without what comes before a file's first frame; whole, if that has none."""
    first = trace
    while first is not None and first.tb_frame.f_code.co_filename != path:
        first = first.tb_next
    return first or trace
