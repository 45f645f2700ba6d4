"""No keyboard for runs: whoever reads from it would stop the worker for all sessions."""

from __future__ import annotations

import contextlib
import io
import sys
from collections.abc import Iterator
from typing import NoReturn

_SENTENCE = (
    "A run has no keyboard, so input(), breakpoint() and pdb do not work. "
    "Put the value into the code."
)


class _NoKeyboard(io.TextIOBase):
    """Standard input of a run. `EOFError` would let a debugger end without a word."""

    def readable(self) -> bool:
        return True

    def read(self, size: int | None = -1, /) -> NoReturn:
        raise RuntimeError(_SENTENCE)

    def readline(self, size: int | None = -1, /) -> NoReturn:  # type: ignore[override]
        raise RuntimeError(_SENTENCE)


@contextlib.contextmanager
def taken_away() -> Iterator[None]:
    """Let code that reads from standard input fail with a sentence, until the context ends."""
    before = sys.stdin
    ours = sys.stdin = _NoKeyboard()
    try:
        yield
    finally:
        if sys.stdin is ours:
            sys.stdin = before
