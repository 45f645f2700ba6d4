"""The process that the benchmark's clients run in (benchmarks/client), driven line by line."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any


class ClientFailure(Exception):
    """A client could not do what it was told; its message is the stack of why."""


class Clients:
    """One process with one client at a time, and sessions beside it for scripts."""

    def __init__(self, bundle: Path, env: Mapping[str, str], log: Path):
        """Start it.

        Args:
            bundle: The clients, bundled for Node.
            env: Its environment.
            log: Where its warnings go.
        """
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("wb") as errors:
            self._process = subprocess.Popen(
                ["node", str(bundle)],
                env=dict(env),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                encoding="utf-8",
            )

    def do(self, what: str, **arguments: Any) -> dict[str, Any]:
        """Let it do something and return its answer.

        Raises:
            ClientFailure: It could not.
        """
        try:
            self._process.stdin.write(json.dumps({"do": what, **arguments}) + "\n")
            self._process.stdin.flush()
        except OSError:
            pass  # the answer is missing too
        line = self._process.stdout.readline()
        if not line:
            raise ClientFailure(f"the clients' process ended at {what!r}")
        answer = json.loads(line)
        if "failure" in answer:
            raise ClientFailure(f"{what}: {answer['failure']}")
        return answer

    def close(self) -> None:
        """End it."""
        self._process.stdin.close()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process.stdout.close()
