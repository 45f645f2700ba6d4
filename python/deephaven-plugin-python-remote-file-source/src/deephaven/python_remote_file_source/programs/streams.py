"""`sys.stdout` and `sys.stderr` by thread: what a program's threads print is its output."""

from __future__ import annotations

import contextlib
import functools
import io
import sys
import threading
from collections.abc import Iterator
from typing import Any

from .output import Output

# The attribute of a thread with the output of the program that started it.
_OUTPUT = "_output_of_program"

# The names of threads on which Deephaven works off the operations of a script, such as the formulas
# of an `update`. Scripts run one at a time.
_OPERATIONS = "java-OperationInitializationThreadPool"

_here = threading.local()

# The outputs of the programs that run, the innermost last.
_running: list[Output] = []


@contextlib.contextmanager
def captured(output: Output) -> Iterator[None]:
    """Give an output what this thread prints, and what the threads print that it starts.

    Those go on with it after the context has ended. Threads that Java starts belong to nobody, but
    those on which Deephaven works off the program's operations.
    """
    _install()
    before = getattr(_here, "output", None)
    _here.output = output
    _running.append(output)
    try:
        yield
    finally:
        _running.remove(output)
        _here.output = before


def write_through(stream: str, text: str) -> None:
    """Write a text to what a standard stream was before the first program.

    Args:
        stream: "stdout" or "stderr".
        text: The text.
    """
    routed = _installed.get(stream)
    if routed is not None:
        routed.stream.write(text)


class RoutedStream(io.TextIOBase):
    """A standard stream: of each thread, it writes to the output of that thread's program."""

    def __init__(self, kind: str, stream: Any):
        """Make it.

        Args:
            kind: "stdout" or "stderr".
            stream: Takes what threads print that are of no program.
        """
        self.kind = kind
        self.stream = stream
        self.buffer = _RoutedBytes(self)

    def write(self, text: str, /) -> int:
        """Write a text."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        output = output_here()
        if output is None or not output.write(self.kind, text):
            self.stream.write(text)
        return len(text)

    def flush(self) -> None:
        """Flush it."""
        output = output_here()
        if output is None:
            self.stream.flush()
        else:
            output.flush()

    def writable(self) -> bool:
        """Whether it can be written to: always."""
        return True

    def isatty(self) -> bool:
        """Whether it is a terminal: that of a program is none."""
        return output_here() is None and bool(self.stream.isatty())

    def fileno(self) -> int:
        """The file descriptor of what is written to without a program."""
        return self.stream.fileno()

    def close(self) -> None:
        """Do nothing: other threads print to it."""

    @property
    def encoding(self) -> str:  # type: ignore[override]
        """The name of an encoding."""
        return getattr(self.stream, "encoding", None) or "utf-8"

    @property
    def errors(self) -> str:  # type: ignore[override]
        """What becomes of characters that the encoding does not have."""
        return getattr(self.stream, "errors", None) or "backslashreplace"

    def __getattr__(self, name: str) -> Any:
        """Have what else the stream has that it takes the place of."""
        return getattr(self.stream, name)


class _RoutedBytes(io.BufferedIOBase):
    """The bytes below a standard stream."""

    def __init__(self, text: RoutedStream):
        self._text = text

    def writable(self) -> bool:
        return True

    def write(self, data: Any, /) -> int:
        content = bytes(data)
        output = output_here()
        if output is None or not output.write_bytes(self._text.kind, content):
            self._text.stream.write(content.decode(self._text.encoding, "replace"))
        return len(content)

    def flush(self) -> None:
        self._text.flush()

    def close(self) -> None:
        pass


_installed: dict[str, RoutedStream] = {}


def output_here() -> Output | None:
    """The output of the program that this thread belongs to; None if it belongs to none."""
    output = getattr(_here, "output", None)
    if output is not None:
        return output
    thread = threading.current_thread()
    if thread.name.startswith(_OPERATIONS):
        return _running[-1] if _running else None
    return getattr(thread, _OUTPUT, None)


def _install() -> None:
    """Put our streams in the place of what prints now, once: code keeps what it has found there."""
    if _installed:
        return
    for kind in ("stdout", "stderr"):
        _installed[kind] = RoutedStream(kind, getattr(sys, kind))
        setattr(sys, kind, _installed[kind])
    _follow_threads()


def _follow_threads() -> None:
    start = threading.Thread.start

    @functools.wraps(start)
    def start_for_program(self: threading.Thread) -> None:
        setattr(self, _OUTPUT, output_here())
        start(self)

    threading.Thread.start = start_for_program  # type: ignore[method-assign]
