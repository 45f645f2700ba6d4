"""Stops programs of clients: KeyboardInterrupt in the thread of one program, never in the next."""

from __future__ import annotations

import ctypes
import sys
import threading
import time
from collections import deque
from typing import Any, Callable

# How many programs that were stopped before they began are remembered: a bound, no expectation.
_MAX_STOPPED = 1000

# The states of Java's threads that wait: asleep, for a lock's condition, for another thread.
_WAITING = ("WAITING", "TIMED_WAITING")

# A second request within this time does nothing, in seconds: one exception at a time is on its way.
_BETWEEN = 0.5


class Program:
    """One program while it runs."""

    def __init__(self) -> None:
        """Make it in the thread that runs it."""
        # Reentrant: the exception may strike just after it was taken.
        self._lock = threading.RLock()
        self._thread = threading.get_ident()
        self._java_thread = _java_threads() and _java_threads().currentThread()
        self._is_open = True
        self._asked: float | None = None

    def stop(self) -> bool:
        """Raise KeyboardInterrupt in its thread, and interrupt a call of it that waits in Java.

        The exception comes when Python code runs there again: code that waits in C, such as
        `time.sleep`, goes on to its end.

        Returns:
            Whether the program still ran.
        """
        if not self._lock.acquire(timeout=1):
            return False
        try:
            if not self._is_open:
                return False
            now = time.monotonic()
            if self._asked is None or now - self._asked > _BETWEEN:
                self._asked = now
                ctypes.pythonapi.PyThreadState_SetAsyncExc(
                    ctypes.c_ulong(self._thread), ctypes.py_object(KeyboardInterrupt)
                )
                self._interrupt_java()
            return True
        finally:
            self._lock.release()

    def _interrupt_java(self) -> None:
        # Only a thread that waits. An interruption closes the files that Java works with, such as
        # those of a formula that Deephaven compiles, and the formula would fail for everybody.
        thread = self._java_thread
        if thread is not None and str(thread.getState().toString()) in _WAITING:
            thread.interrupt()

    def run(self, work: Callable[[], None]) -> None:
        """Do the work. What was asked for by then has struck when this returns.

        Raises:
            BaseException: Whatever the work raises; KeyboardInterrupt where it was stopped.
        """
        error: BaseException | None = None
        try:
            try:
                work()
            except BaseException as raised:
                error = raised
            self._close()
        except KeyboardInterrupt as late:
            # The work was over.
            error = error or late.__context__
            self._close()
        if error is not None:
            # Without the frame of this function, which `raise` adds.
            traceback = error.__traceback__
            raise error.with_traceback(traceback and traceback.tb_next)

    def _close(self) -> None:
        with self._lock:
            self._is_open = False
        if self._asked is not None:
            # Never by `PyThreadState_SetAsyncExc(thread, NULL)`: a thread that is debugged would
            # spin for ever. Python looks for the exception at each turn of a loop.
            for _ in range(1000):
                pass
            if self._java_thread is not None:
                _java_threads().interrupted()  # takes the interruption away from this thread


class Programs:
    """The programs of one client, by the marks that it gives them."""

    def __init__(self) -> None:
        """Make it with no program."""
        self._lock = threading.Lock()
        self._running: dict[str, Program] = {}
        self._stopped: deque[str] = deque(maxlen=_MAX_STOPPED)
        self._adopted: dict[str, Programs] = {}

    def run(self, mark: str, work: Callable[[], None]) -> None:
        """Do the work of a program, which can be stopped by its mark.

        Raises:
            KeyboardInterrupt: If it was stopped, maybe before it began.
            BaseException: Whatever the work raises.
        """
        program = Program()

        def found_by_mark() -> None:
            with self._lock:
                if mark in self._stopped:
                    raise KeyboardInterrupt("stopped before it began")
                self._running[mark] = program
            work()  # from here on, it may be stopped

        try:
            program.run(found_by_mark)
        finally:
            with self._lock:
                self._running.pop(mark, None)

    def adopt(self, mark: str, programs: Programs) -> None:
        """Stop a program of a client's earlier connection by its mark as well."""
        with self._lock:
            self._adopted[mark] = programs

    def stop(self, mark: str) -> bool:
        """Stop a program. One that has not begun ends when it begins.

        Returns:
            Whether it ran.
        """
        with self._lock:
            program = self._running.get(mark)
            earlier = self._adopted.get(mark)
            if program is None and earlier is None:
                self._stopped.append(mark)
                return False
        if program is None:
            return earlier.stop(mark)
        return program.stop()


def _java_threads() -> Any:
    """The class `java.lang.Thread`; None where there is no Java in this process."""
    jpy = sys.modules.get("jpy")
    return jpy.get_type("java.lang.Thread") if jpy is not None and jpy.has_jvm() else None
