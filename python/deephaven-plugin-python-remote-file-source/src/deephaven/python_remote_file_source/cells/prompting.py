"""A keyboard for cells: `input()` and `getpass` ask the client's user."""

from __future__ import annotations

import builtins
import contextlib
import getpass
import sys
from collections.abc import Iterator
from typing import Any

from ..programs import keyboard, streams

# Seconds that a user may take.
_TIMEOUT = 7 * 24 * 3600.0


@contextlib.contextmanager
def given() -> Iterator[None]:
    """Let what reads from the keyboard ask the client's user, until the context ends."""
    before = builtins.input, getpass.getpass
    builtins.input, getpass.getpass = _input, _getpass
    try:
        with keyboard.taken_away():
            yield
    finally:
        if builtins.input is _input:
            builtins.input = before[0]
        if getpass.getpass is _getpass:
            getpass.getpass = before[1]


def _input(prompt: object = "", /) -> str:
    return _ask(str(prompt), is_password=False)


def _getpass(prompt: str = "Password: ", stream: Any = None, **_options: Any) -> str:
    return _ask(str(prompt), is_password=True)


def _ask(prompt: str, is_password: bool) -> str:
    output = streams.output_here()
    if output is None or not output.shows_values:
        raise RuntimeError("Code of other sessions has no keyboard here.")
    sys.stdout.flush()
    answer = output.ask("input", {"prompt": prompt, "password": is_password}, _TIMEOUT)
    if not isinstance(answer, str):
        raise EOFError("no line was entered")
    return answer
