"""Lines that begin with `%`: the few of IPython's that make sense in a worker."""

from __future__ import annotations

import re
import subprocess
import sys
import time
import timeit
from pathlib import Path
from typing import Any

# What may stand before it, its name and the rest.
_LINE = re.compile(
    r"^(?P<before>\s*(?:[\w.,\[\]'\"* \t]+=[ \t]*)?)"
    r"%(?P<name>time|timeit|pip|autoreload|load_ext|matplotlib)(?![\w.])[ \t]*(?P<rest>.*)$"
)
_CELL = re.compile(r"^%%(?P<name>time|timeit)[ \t]*$")

_AUTORELOAD = (
    "No %autoreload is needed: served modules are imported again when their files have changed."
)


def translate(source: str) -> str | None:
    """Replace such lines by Python, each by one.

    Args:
        source: The text of a cell that is no Python.

    Returns:
        The text; None if it has no such line.
    """
    lines = source.split("\n")
    first = next((i for i, line in enumerate(lines) if line.strip()), 0)
    whole = _CELL.match(lines[first])
    if whole:
        rest = "\n".join([""] * (first + 1) + lines[first + 1 :])
        return "\n" * first + _call(whole["name"], rest)
    found = False
    for i, line in enumerate(lines):
        match = _LINE.match(line)
        if match and (match["name"] != "load_ext" or match["rest"].strip() == "autoreload"):
            found = True
            lines[i] = match["before"] + _call(match["name"], match["rest"])
    return "\n".join(lines) if found else None


def run(name: str, text: str) -> Any:
    """Do what a line says, in the globals of the caller.

    Args:
        name: What follows its `%`.
        text: The rest of it.

    Returns:
        The value of the expression that is timed; None in all other cases.
    """
    namespace = sys._getframe(1).f_globals
    if name == "time":
        return _time(text, namespace)
    if name == "timeit":
        _timeit(text, namespace)
    elif name == "pip":
        _pip(text)
    elif name in ("autoreload", "load_ext"):
        print(_AUTORELOAD)
    return None  # %matplotlib: figures are always below their cells


def _call(name: str, text: str) -> str:
    return f"__import__({__name__!r}, fromlist=['run']).run({name!r}, {text!r})"


def _time(text: str, namespace: dict[str, Any]) -> Any:
    from .compiling import compile_cell

    code = compile_cell(text, "<%time>")
    wall, processor = time.perf_counter(), time.process_time()
    try:
        exec(code.body, namespace)
        return None if code.last is None else eval(code.last, namespace)
    finally:
        wall, processor = time.perf_counter() - wall, time.process_time() - processor
        print(f"CPU time: {_in_words(processor)}\nWall time: {_in_words(wall)}")


def _timeit(text: str, namespace: dict[str, Any]) -> None:
    timer = timeit.Timer(text.strip() or "pass", globals=namespace)
    count, first = timer.autorange()
    best = min(first, *timer.repeat(4, count)) / count
    print(f"{_in_words(best)} per loop (best of 5 runs, {count:,} loops each)")


def _in_words(seconds: float) -> str:
    for unit, size in (("s", 1.0), ("ms", 1e-3), ("µs", 1e-6)):
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds / 1e-9:.3g} ns"


def _pip(text: str) -> None:
    print(f"Installs on the Deephaven server, into {sys.prefix}, for all its users.")
    command = [_python(), "-m", "pip", *text.split()]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL
    )
    assert process.stdout is not None
    with process:
        try:
            for line in process.stdout:
                print(line.decode("utf-8", "replace"), end="")
        except BaseException:
            process.terminate()
            raise
    if process.returncode:
        raise RuntimeError(f"pip ended with the exit code {process.returncode}")


def _python() -> str:
    """The interpreter of the worker's environment: in a server, the program may be Java."""
    program = Path(sys.executable or "")
    if program.name.startswith("python"):
        return str(program)
    folder, name = ("Scripts", "python.exe") if sys.platform == "win32" else ("bin", "python3")
    return str(Path(sys.prefix) / folder / name)
