"""Children of dev.py: each in a process group of its own, all of them ended with dev.py."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from .console import Failure, say, tail
from .paths import LOGS, ROOT, WINDOWS, child_environment

_live: list[Child] = []


class Child:
    """A process with all of its own children, which can be ended together."""

    def __init__(
        self,
        name: str,
        command: Sequence[str | Path],
        *,
        env: Mapping[str, str] | None = None,
        cwd: Path = ROOT,
        log: Path | None = None,
        lifeline: str | None = None,
    ) -> None:
        """Start a process.

        Args:
            name: What to call it in messages.
            command: The program and its arguments.
            env: Its environment; ours if not given.
            cwd: Its working folder.
            log: Where its output goes, a new file; without one, to our own output.
            lifeline: A line for its standard input, which then stays open: a process that ends
                at the end of its input (devtools/runner.py) ends with us, however we end.
        """
        self.name = name
        self.log = log
        self._has_lifeline = lifeline is not None
        if log:
            log.parent.mkdir(parents=True, exist_ok=True)
        output = log.open("wb") if log else None
        try:
            self._process = subprocess.Popen(
                [str(part) for part in command],
                cwd=cwd,
                env=dict(env) if env is not None else child_environment(),
                stdin=subprocess.PIPE if self._has_lifeline else subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT if output else None,
                start_new_session=not WINDOWS,
                creationflags=subprocess.CREATE_NEW_PROCESS_GROUP if WINDOWS else 0,
            )
        except OSError as error:
            raise Failure(f"{name}: {command[0]} does not start: {error.strerror}") from None
        finally:
            if output:
                output.close()
        _live.append(self)
        if lifeline is not None:
            self._process.stdin.write(lifeline.encode() + b"\n")
            self._process.stdin.flush()

    @property
    def pid(self) -> int:
        """The process id."""
        return self._process.pid

    def exit_code(self) -> int | None:
        """Return the exit code, or None while it runs."""
        return self._process.poll()

    def wait(self, timeout: float | None = None) -> int:
        """Wait for the end and return the exit code; raises subprocess.TimeoutExpired."""
        return self._process.wait(timeout)

    def check_alive(self) -> None:
        """Raise a Failure with the end of its log if it has ended."""
        code = self.exit_code()
        if code is not None:
            shown = f":\n{tail(self.log)}" if self.log else ""
            raise Failure(f"{self.name} ended unexpectedly (exit code {code}){shown}")

    def let_go(self) -> None:
        """Ask for the end, without waiting."""
        if self._has_lifeline:
            # It may have ended and left unread input behind.
            with suppress(OSError):
                self._process.stdin.close()
        elif self.exit_code() is None:
            self._signal(forced=False)

    def stop(self, grace: float = 12) -> None:
        """End it with all of its children: first asked, after `grace` seconds forced."""
        if self not in _live:
            return
        self.let_go()
        if not self._ended_within(grace):
            self._signal(forced=False)
            self._ended_within(3)
        # Also when it has ended: some of its children may be left in its group.
        self._signal(forced=True)
        self._process.wait()
        _live.remove(self)

    def _ended_within(self, seconds: float) -> bool:
        try:
            self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        return True

    def _signal(self, *, forced: bool) -> None:
        if WINDOWS:
            if self.exit_code() is None:
                command = ["taskkill", "/T", "/F", "/PID", str(self.pid)]
                subprocess.run(command, capture_output=True, check=False)
            return
        # Errors when nothing of the group is left (macOS says so by the second one).
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL if forced else signal.SIGTERM)


def stop_all() -> None:
    """End every child, before dev.py itself ends: nothing interrupts this."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    stop_children()


def stop_children() -> None:
    """End every child that still runs."""
    for child in list(_live):
        child.let_go()
    for child in list(_live):
        child.stop()


def run_step(
    title: str,
    command: Sequence[str | Path],
    *,
    log: str,
    env: Mapping[str, str] | None = None,
    cwd: Path = ROOT,
    hint: str = "",
) -> None:
    """Run a command of the set-up to its end, its output in a log, or fail with that log's end."""
    say(title)
    path = LOGS / f"{log}.log"
    child = Child(title, command, env=env, cwd=cwd, log=path)
    code = child.wait()
    child.stop()
    if code:
        advice = f"; {hint}" if hint else ""
        raise Failure(
            f"this step failed: {title} (exit code {code}{advice}); "
            f"the end of {path.relative_to(ROOT)}:\n{tail(path)}"
        )


def run_shown(
    command: Sequence[str | Path],
    *,
    env: Mapping[str, str] | None = None,
    cwd: Path = ROOT,
) -> int:
    """Run a command to its end with its output shown, and return its exit code."""
    child = Child(str(command[0]), command, env=env, cwd=cwd)
    code = child.wait()
    child.stop()
    return code
