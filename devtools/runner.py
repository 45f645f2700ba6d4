"""Runs one server as a child of dev.py, with the environment's Python: runner.py deephaven|jupyter.

The first line of standard input is the configuration as JSON (keys and all: a command line is
visible to every user of the machine). The end of standard input ends the server, so it cannot
outlive dev.py, even one that was killed.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
from collections.abc import Callable


def _deephaven(config: dict) -> None:
    from deephaven_server import Server

    if config["psk"]:
        auth = f"-Dauthentication.psk={config['psk']}"
    else:
        auth = "-DAuthHandlers=io.deephaven.auth.AnonymousAuthenticationHandler"
    # Arguments of an embedded JVM stay in this process: no process list shows them.
    arguments = [f"-Xmx{config['heap']}", auth]
    Server(host="localhost", port=config["port"], jvm_args=arguments).start()
    print(f"Deephaven listens on port {config['port']}", flush=True)
    threading.Event().wait()


def _jupyter(config: dict) -> None:
    from jupyterlab.labapp import main

    main(config["arguments"])


def _end_at_once() -> None:
    os._exit(0)


def _end_with_kernels() -> None:
    # As a signal, so that JupyterLab ends its kernels and terminals first.
    os.kill(os.getpid(), signal.SIGTERM)


_SERVERS = {"deephaven": (_deephaven, _end_at_once), "jupyter": (_jupyter, _end_with_kernels)}


def _hold_lifeline(end: Callable[[], None]) -> dict:
    """Read the configuration, and call `end` when standard input ends."""
    # Away from descriptor 0, where code that a user runs in the server might read it.
    lifeline = os.fdopen(os.dup(0), "rb", buffering=0)
    with open(os.devnull, "rb") as nothing:
        os.dup2(nothing.fileno(), 0)
    config = json.loads(lifeline.readline())

    def wait() -> None:
        while lifeline.read(4096):
            pass
        end()

    threading.Thread(target=wait, name="lifeline", daemon=True).start()
    return config


if __name__ == "__main__":
    serve, end_server = _SERVERS[sys.argv[1]]
    serve(_hold_lifeline(end_server))
