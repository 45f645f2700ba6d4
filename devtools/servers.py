"""Starts Deephaven and JupyterLab, each apart from the user's own, and waits until they answer."""

from __future__ import annotations

import json
import os
import shutil
import time
import urllib.request
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from .console import Failure, tail
from .paths import DEVTOOLS, VENV, WINDOWS, child_environment, tool
from .processes import Child
from .toolchain import find_jdk

_START_SECONDS = 180
# Answered without a key, by a server that has its plugins.
_DEEPHAVEN_PROBE = "/js-plugins/manifest.json"

# Straight to localhost, whatever proxy the environment names.
_direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@dataclass(frozen=True)
class Server:
    """A server that was started: its process and where it is when it answers."""

    child: Child
    url: str
    probe: str

    def answers(self) -> bool:
        """Tell whether it serves what its users will ask for."""
        try:
            self.read(self.probe)
        except (OSError, ValueError):
            return False
        return True

    def read(self, path: str) -> bytes:
        """Return what it serves to everybody at a path; raises OSError if there is nothing."""
        with _direct.open(self.url + path, timeout=5) as response:
            return response.read()


def start_deephaven(
    name: str,
    *,
    home: Path,
    port: int,
    psk: str | None,
    heap: str,
    venv: Path = VENV,
    variables: Mapping[str, str] | None = None,
) -> Server:
    """Start a Deephaven server on localhost with the plugins of a virtual environment.

    Args:
        name: What to call it in messages; its log is `<home>/<name>.log`.
        home: A folder for what it writes.
        port: The port it listens on.
        psk: The pre-shared key that clients must show; None lets everybody in.
        heap: The largest Java heap, as in `-Xmx`.
        venv: The virtual environment it runs from.
        variables: More variables for its environment.
    """
    own = home / name
    env = child_environment(
        JAVA_HOME=str(find_jdk()),
        DEEPHAVEN_CACHE_DIR=str(own / "cache"),
        DEEPHAVEN_CONFIG_DIR=str(own / "config"),
        DEEPHAVEN_DATA_DIR=str(own / "data"),
        **(variables or {}),
    )
    own.mkdir(parents=True, exist_ok=True)
    # It leaves its temporary files there at every end.
    shutil.rmtree(own / "cache", ignore_errors=True)
    child = Child(
        name,
        _runner("deephaven", venv),
        env=env,
        cwd=own,
        log=home / f"{name}.log",
        lifeline=json.dumps({"port": port, "psk": psk, "heap": heap}),
    )
    return Server(child, f"http://localhost:{port}", _DEEPHAVEN_PROBE)


def start_jupyterlab(
    *,
    home: Path,
    root: Path,
    port: int,
    token: str,
    venv: Path = VENV,
    base_url: str = "/",
    arguments: Sequence[str] = (),
    variables: Mapping[str, str] | None = None,
) -> Server:
    """Start JupyterLab on localhost, with no setting of the user's own Jupyter.

    Args:
        home: A folder for its configuration, settings and log.
        root: The folder it shows.
        port: The port it listens on.
        token: What the browser must show; empty lets everybody in.
        venv: The virtual environment it runs from.
        base_url: The path below which it is.
        arguments: More arguments for it.
        variables: More variables for its environment, which its kernels see too.
    """
    env = jupyter_environment(home, JUPYTER_TOKEN=token, **(variables or {}))
    home.mkdir(parents=True, exist_ok=True)
    command = [
        "--no-browser",
        f"--ServerApp.root_dir={root}",
        "--ServerApp.ip=localhost",
        f"--ServerApp.port={port}",
        "--ServerApp.port_retries=0",
        f"--ServerApp.base_url={base_url}",
        *root_arguments(),
    ]
    child = Child(
        "JupyterLab",
        _runner("jupyter", venv),
        env=env,
        cwd=root,
        log=home / "jupyterlab.log",
        lifeline=json.dumps({"arguments": [*command, *arguments]}),
    )
    url = f"http://localhost:{port}{base_url}".rstrip("/")
    return Server(child, url, f"/lab?token={token}")


def jupyter_environment(home: Path, **changes: str) -> dict[str, str]:
    """Return an environment for Jupyter programs in which nothing is the user's own.

    Args:
        home: A folder for configuration, settings and data.
        changes: More variables.
    """
    env = child_environment(
        IPYTHONDIR=str(home / "ipython"),
        JUPYTER_CONFIG_DIR=str(home / "config"),
        JUPYTER_DATA_DIR=str(home / "data"),
        JUPYTER_RUNTIME_DIR=str(home / "runtime"),
        JUPYTERLAB_SETTINGS_DIR=str(settings_folder(home)),
        JUPYTERLAB_WORKSPACES_DIR=str(home / "workspaces"),
        **changes,
    )
    for name in ("JUPYTER_PATH", "JUPYTER_CONFIG_PATH", "JUPYTERLAB_DIR", "JUPYTER_TOKEN_FILE"):
        env.pop(name, None)
    return env


def root_arguments() -> list[str]:
    """Return what a Jupyter server must be told when it is root who starts it."""
    return ["--allow-root"] if not WINDOWS and os.geteuid() == 0 else []


def settings_folder(home: Path) -> Path:
    """Return where a JupyterLab started with this home has its users' settings."""
    return home / "settings"


def wait_for(*servers: Server) -> None:
    """Wait until every server answers, or fail with the log of the one that does not."""
    waiting = list(servers)
    end = time.monotonic() + _START_SECONDS
    while waiting:
        for server in servers:
            server.child.check_alive()
        waiting = [server for server in waiting if not server.answers()]
        if waiting and time.monotonic() > end:
            late = waiting[0].child
            raise Failure(
                f"{late.name} does not answer after {_START_SECONDS} s:\n{tail(late.log)}"
            )
        time.sleep(0.2)


def _runner(server: str, venv: Path) -> list[str | Path]:
    # -I: no folder but the environment's own is importable, nor anything the user's variables add.
    return [tool("python", venv), "-I", "-u", DEVTOOLS / "runner.py", server]
