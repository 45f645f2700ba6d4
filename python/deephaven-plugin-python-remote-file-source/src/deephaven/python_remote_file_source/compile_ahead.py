"""Compiles contents in the background as they arrive, so that their imports need not."""

from __future__ import annotations

import _imp
import contextlib
import threading
import warnings
from collections import deque
from collections.abc import Iterable, Iterator

from .content_store import Compiled, store
from .imports import find_statements

# Bytes of the largest file that is compiled before it is imported: the compiler keeps all other
# threads from running Python code, about 0.1 s for this much.
MAX_SIZE = 256 * 1024

# Before the path, in place of which it is compiled, so that warnings can be told from all others.
_MARK = "<compiled ahead>"

_lock = threading.Lock()
_resumed = threading.Condition(_lock)
_pauses = 0
_waiting: deque[tuple[str, str]] = deque()
_thread: threading.Thread | None = None  # the last one
_is_working = False


def compile_ahead(modules: Iterable[tuple[str, str]]) -> None:
    """Compile modules some time later, on another thread, and keep their code in the store.

    What cannot be compiled without an error or a warning is left to its import, which shows it.

    Args:
        modules: Keys of contents in the store, and the paths that they are compiled for.
    """
    global _thread, _is_working
    with _lock:
        _waiting.extend(modules)
        if _waiting and not _is_working:
            _is_working = True
            _thread = threading.Thread(target=_work, name="compile served modules", daemon=True)
            _thread.start()


@contextlib.contextmanager
def paused() -> Iterator[None]:
    """Begin to compile nothing meanwhile.

    While a program runs with the locks of its worker held, what it imports is compiled soonest by
    itself: threads of Python take turns.
    """
    global _pauses
    with _lock:
        _pauses += 1
    try:
        yield
    finally:
        with _lock:
            _pauses -= 1
            _resumed.notify_all()


def wait(timeout: float) -> bool:
    """Wait until nothing is left to compile; for tests and measurements.

    Args:
        timeout: Seconds to wait.

    Returns:
        Whether nothing is left.
    """
    thread = _thread
    if thread is not None:
        thread.join(timeout)
    return not _is_working


def _work() -> None:
    global _is_working
    while True:
        with _lock:
            while _pauses and _waiting:
                _resumed.wait()
            if not _waiting:
                _is_working = False
                return
            key, path = _waiting.popleft()
        content = store.get(key)
        if (
            content is not None
            and len(content) <= MAX_SIZE
            and store.get_compiled(key, path) is None
        ):
            compiled = _compile(content, path)
            if compiled is not None:
                store.put_compiled(key, path, compiled)


def _compile(content: bytes, path: str) -> Compiled | None:
    _make_warnings_errors()
    try:
        code = compile(content, _MARK + path, "exec", dont_inherit=True)
    except Exception:  # shown when the module is imported
        return None
    _imp._fix_co_filename(code, path)  # as importlib does for bytecode that was moved
    return Compiled(code, find_statements(code))


def _make_warnings_errors() -> None:
    """See to it that our compiling fails where it would warn.

    Python has no filters of a thread's own, so it is one for all that matches nothing but ours.
    Whoever saves and restores the filters meanwhile may take it away again.
    """
    if not any(getattr(module, "pattern", None) == _MARK for *_, module, _ in warnings.filters):
        warnings.filterwarnings("error", module=_MARK)
