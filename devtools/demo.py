"""`dev.py demo`: a real JupyterLab with our extension beside a real Deephaven with our plugin."""

from __future__ import annotations

import argparse
import os
import secrets
import shutil
import time
import webbrowser
from pathlib import Path

from . import environment
from .console import Failure, plain, say
from .demo_settings import write_settings
from .locks import lock
from .paths import DEV, EXAMPLE_WORKSPACE
from .ports import choose
from .processes import stop_all
from .servers import settings_folder, start_deephaven, start_jupyterlab, wait_for
from .toolchain import find_jdk

_HOME = DEV / "demo"
_HEAP = "2g"


def demo(options: argparse.Namespace, jupyter_arguments: list[str]) -> int:
    """Set everything up, start both servers, and stay until Ctrl-C. Returns the exit code."""
    with lock("demo", "running the demo"):
        try:
            return _demo(options, jupyter_arguments)
        finally:
            stop_all()


def _demo(options: argparse.Namespace, jupyter_arguments: list[str]) -> int:
    find_jdk()  # to say at once, not after minutes, that there is none
    workspace = _workspace(options.workspace)
    port = choose(options.port, 8888, "--port")
    deephaven_port = choose(options.deephaven_port, 10000, "--deephaven-port", {port})
    environment.prepare(environment.server_plugin, environment.labextension)

    psk = None
    if options.auth == "psk":
        psk = options.psk or os.environ.get("DEEPHAVEN_PSK") or secrets.token_urlsafe(16)
    token = secrets.token_urlsafe(24)
    say("Starting Deephaven and JupyterLab")
    deephaven = start_deephaven("Deephaven", home=_HOME, port=deephaven_port, psk=psk, heap=_HEAP)
    write_settings(settings_folder(_HOME), deephaven.url, options.auth)
    jupyterlab = start_jupyterlab(
        home=_HOME,
        root=workspace,
        port=port,
        token=token,
        arguments=jupyter_arguments,
        # So that the example notebook can log in; the browser extension does not read these.
        variables={"DEEPHAVEN_URL": deephaven.url, "DEEPHAVEN_PSK": psk or ""},
    )
    wait_for(deephaven, jupyterlab)

    url = f"{jupyterlab.url}/lab?token={token}"
    say(f"JupyterLab:  {url}")
    say(f"Deephaven:   {deephaven.url}/ide/")
    say(f"its key:     {psk}" if psk else "its key:     none, anybody on this machine may log in")
    say(f"Workspace:   {workspace}")
    say("Ctrl-C ends both")
    try:
        plain(f"ready: {url}")
        if not options.no_browser and not os.environ.get("CI"):
            webbrowser.open(url)
        while True:
            time.sleep(0.5)
            deephaven.child.check_alive()
            jupyterlab.child.check_alive()
    except KeyboardInterrupt:
        plain("")
        say("Ending Deephaven and JupyterLab")
        return 0


def _workspace(wanted: str | None) -> Path:
    if wanted is not None:
        folder = Path(wanted).expanduser().resolve()
        if not folder.is_dir():
            raise Failure(f"--workspace: there is no folder {folder}")
        return folder
    folder = _HOME / "workspace"
    copy_missing(EXAMPLE_WORKSPACE, folder)
    return folder


def copy_missing(source: Path, target: Path) -> None:
    """Copy a folder's files to another folder, except those that are there already."""
    for file in sorted(source.rglob("*")):
        copy = target / file.relative_to(source)
        if file.is_file() and "__pycache__" not in file.parts and not copy.exists():
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, copy)
