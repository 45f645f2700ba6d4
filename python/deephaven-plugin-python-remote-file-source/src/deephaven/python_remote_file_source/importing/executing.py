"""Which served modules each thread is executing."""

from __future__ import annotations

import threading

_thread = threading.local()


def enter(top: str) -> bool:
    """Record that this thread begins to execute a served module.

    Args:
        top: The first segment of its name.

    Returns:
        Whether it executes no other one.
    """
    stack = _stack()
    stack.append(top)
    return len(stack) == 1


def leave() -> None:
    """Record that this thread has executed the module that it began last."""
    _stack().pop()


def depth() -> int:
    """How many served modules this thread executes, one in the other."""
    return len(_stack())


def cut(depth: int) -> None:
    """Record that this thread executes no more than some served modules: a program is over."""
    del _stack()[depth:]


def current() -> str | None:
    """The top-level name of the served module that this thread executes; None if there is none."""
    stack = _stack()
    return stack[-1] if stack else None


def _stack() -> list[str]:
    stack = getattr(_thread, "stack", None)
    if stack is None:
        stack = _thread.stack = []
    return stack
