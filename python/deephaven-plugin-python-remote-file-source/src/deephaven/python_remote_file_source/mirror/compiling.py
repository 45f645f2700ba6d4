"""Compiles sources on a thread with a large stack: ahead, or while an import waits."""

from __future__ import annotations

import _imp
import contextlib
import os
import threading
import warnings
from collections import deque
from collections.abc import Iterable, Iterator
from types import CodeType
from typing import Any, Callable

from .contents import Compiled, store

# Bytes of the largest file that is compiled before it is imported: the compiler keeps all other
# threads from running Python code, about 0.1 s for this much.
MAX_SIZE = 256 * 1024

# Bytes of stack. A thread of Java has so few that deeply nested code ends the process, where
# CPython counts on those of a main thread (3.12 and later).
_STACK = 64 * 2**20

# Before the path, in place of which it is compiled, so that warnings can be told from all others.
_MARK = "<compiled ahead>"

# Characters of the longest string that can be the name of a module or a file.
_MAX_MENTION = 128

_lock = threading.Lock()
_resumed = threading.Condition(_lock)
_pauses = 0
_waiting: deque[tuple[str, str]] = deque()
_urgent: deque[_Job] = deque()
_thread: threading.Thread | None = None  # the last one
_is_working = False


class _Job:
    """A source that somebody waits for."""

    def __init__(self, source: Any, path: str, compiler: Callable[[Any, str], Any]):
        self.source = source
        self.path = path
        self.compiler = compiler
        self.code: Any = None
        self.error: BaseException | None = None
        self.is_done = threading.Event()

    def do(self) -> None:
        try:
            self.code = self.compiler(self.source, self.path)
        except BaseException as error:
            self.error = error.with_traceback(None)
        self.is_done.set()


def compile_module(source: str | bytes, path: str) -> CodeType:
    """Compile a source as importlib does."""
    return compile(source, path, "exec", dont_inherit=True)


def compile_now(
    source: Any, path: str, compiler: Callable[[Any, str], Any] = compile_module
) -> Any | BaseException:
    """Compile a source on a thread with a large stack, before all that is not urgent.

    Args:
        source: The text, or the bytes of the file.
        path: What the code calls its file.
        compiler: What makes code of both.

    Returns:
        The code, or what the compiler raised, without a traceback.
    """
    job = _Job(source, path, compiler)
    with _lock:
        has_thread = _start()
        if has_thread:
            _urgent.append(job)
            _resumed.notify_all()
    if has_thread:
        job.is_done.wait()
    else:
        job.do()
    return job.code if job.error is None else job.error


def compile_ahead(modules: Iterable[tuple[str, str]]) -> None:
    """Compile modules some time later, and keep their code in the store.

    What cannot be compiled without an error or a warning is left to its import, which shows it.

    Args:
        modules: Keys of contents in the store, and the paths that they are compiled for.
    """
    with _lock:
        _waiting.extend(modules)
        if _waiting:
            _start()


@contextlib.contextmanager
def paused() -> Iterator[None]:
    """Begin to compile nothing ahead meanwhile.

    While a program runs with the locks of its worker held, what it imports is compiled soonest on
    demand: threads of Python take turns.
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


def mentions_of(code: CodeType) -> tuple[str, ...]:
    """The names and the short strings in a module's code, with that of its functions and classes.

    Whatever a module imports, by a statement or by a function, and whatever file it looks for, is
    among them or made of them.
    """
    found: set[str] = set()
    pending: list[Any] = [code]
    while pending:
        constant = pending.pop()
        if isinstance(constant, CodeType):
            found.update(constant.co_names)
            found.update(name.partition(".")[0] for name in constant.co_names)  # `import a.b`
            pending.extend(constant.co_consts)
        elif isinstance(constant, str):
            if len(constant) <= _MAX_MENTION:
                found.update((constant, constant.partition(".")[0], *constant.split("/")))
        elif isinstance(constant, (tuple, frozenset)):
            pending.extend(constant)
    return tuple(found)


def _start() -> bool:
    """Start the thread, unless it runs, and tell whether it does."""
    global _thread, _is_working
    if not _is_working:
        thread = threading.Thread(target=_work, name="compile served modules", daemon=True)
        size = threading.stack_size(_STACK)
        try:
            thread.start()
        except (RuntimeError, MemoryError):  # the process has its limit of threads or memory
            return False
        finally:
            threading.stack_size(size)
        _thread, _is_working = thread, True
    return True


def _work() -> None:
    global _is_working
    while True:
        with _lock:
            while _pauses and _waiting and not _urgent:
                _resumed.wait()
            if not _waiting and not _urgent:
                _is_working = False
                return
            job = _urgent.popleft() if _urgent else None
            key, path = _waiting.popleft() if job is None else ("", "")
        if job is not None:
            job.do()
        else:
            with contextlib.suppress(Exception):  # shown when the module is imported
                _compile_ahead(key, path)


def _compile_ahead(key: str, path: str) -> None:
    content = store.get(key)
    if content is None or len(content) > MAX_SIZE or store.get_compiled(key, path) is not None:
        return
    _make_warnings_errors()
    code = compile(content, _MARK + path, "exec", dont_inherit=True)
    _imp._fix_co_filename(code, path)  # as importlib does for bytecode that was moved
    store.put_compiled(key, path, Compiled(code, mentions_of(code)))


def _make_warnings_errors() -> None:
    """See to it that our compiling fails where it would warn.

    Python has no filters of a thread's own, so it is one for all that matches nothing but ours.
    Code that saves and restores the filters meanwhile may take it away again.
    """
    if not any(getattr(module, "pattern", None) == _MARK for *_, module, _ in warnings.filters):
        warnings.filterwarnings("error", module=_MARK)


def _forget_thread() -> None:
    """A forked process has none of the threads."""
    global _is_working, _lock, _resumed, _pauses
    _lock = threading.Lock()
    _resumed = threading.Condition(_lock)
    _waiting.clear()
    _urgent.clear()
    _is_working = False
    _pauses = 0


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget_thread)
