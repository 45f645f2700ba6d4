"""What a program raised, as its client is told: as text that no conversion has touched."""

from __future__ import annotations

import os
import traceback
from types import TracebackType

# Where the files of the plugin are, whose frames are nobody's business.
_OURS = os.path.dirname(os.path.dirname(__file__)) + os.sep

# Characters of a traceback, and of a message: a bound, as both may hold any data.
MAX_TRACEBACK = 200_000
MAX_MESSAGE = 20_000

# Files of which a line is told.
_MAX_FILES = 200


def describe(error: BaseException) -> dict:
    """Describe an exception.

    Args:
        error: The exception. Its traceback loses the plugin's own frames at its beginning.

    Returns:
        `name` of its class, `message`, `traceback` as Python prints it, and `frames`: for each file
        the innermost `line` that was executed, in the order in which they were entered.
    """
    trace = error.__traceback__ = _without_ours(error.__traceback__)
    text = "".join(traceback.format_exception(type(error), error, trace))
    lines = {frame.filename: frame.lineno for frame in traceback.extract_tb(trace)}
    if isinstance(error, SyntaxError) and error.filename:
        lines.pop(error.filename, None)
        lines[error.filename] = error.lineno
    frames = [{"file": file, "line": line} for file, line in lines.items() if line is not None]
    return {
        "name": _name_of(type(error)),
        "message": _shortened(_message_of(error), MAX_MESSAGE),
        "traceback": _shortened(text.rstrip("\n"), MAX_TRACEBACK),
        "frames": frames[-_MAX_FILES:],
    }


def _without_ours(trace: TracebackType | None) -> TracebackType | None:
    while trace is not None and trace.tb_frame.f_code.co_filename.startswith(_OURS):
        trace = trace.tb_next
    return trace


def _name_of(kind: type) -> str:
    # As tracebacks have it.
    is_known = kind.__module__ in ("builtins", "__main__")
    return kind.__qualname__ if is_known else f"{kind.__module__}.{kind.__qualname__}"


def _message_of(error: BaseException) -> str:
    try:
        return error.msg if isinstance(error, SyntaxError) else str(error)
    except Exception:
        return f"<exception str() of {_name_of(type(error))} failed>"


def _shortened(text: str, limit: int) -> str:
    if len(text) <= limit:
        return text
    half = limit // 2
    left_out = len(text) - 2 * half
    return f"{text[:half]}\n… {left_out:,} characters left out …\n{text[-half:]}"
