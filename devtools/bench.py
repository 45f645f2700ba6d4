"""`dev.py bench`: starts the servers, has benchmarks/ measure, and shows what came out."""

from __future__ import annotations

import argparse
import json
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks import plan, report
from benchmarks.clients import Clients
from benchmarks.measure import Bench, Worker
from benchmarks.relay import Relay

from . import environment
from .browser import chromium
from .console import Failure, complain, plain, say
from .locks import lock
from .paths import (
    DEV,
    NODE_MODULES,
    PUBLISHED_VENV,
    ROOT,
    VENV,
    child_environment,
)
from .ports import choose
from .processes import run_step, stop_children
from .servers import start_deephaven, start_jupyterlab, wait_for
from .toolchain import find_jdk

_HOME = DEV / "bench"
_RESULTS = ROOT / "benchmarks" / "results"
_CHART = ROOT / "docs" / "images" / "import-times.svg"
_HEAP = "1g"
_DEEPHAVEN_PORT = 10600
_JUPYTER_PORT = 8960


def bench(options: argparse.Namespace) -> int:
    """Measure and return the exit code: 1 for wrong results only, never for slow ones."""
    find_jdk()  # to say at once, not after minutes, that there is none
    environment.prepare(
        environment.server_plugin, environment.labextension, environment.published_plugin
    )
    browser = None if options.no_browser else chromium()
    steps = (
        plan.quick()
        if options.quick
        else plan.full(options.repeat, next(VENV.glob("**/site-packages")))
    )
    if options.only:
        try:
            steps = plan.only(options.only, steps)
        except ValueError as error:
            raise Failure(str(error)) from None
    with lock("bench", "measuring"), _bench(_bundle(), browser) as bench:
        results = plan.measure(bench, steps, browser is not None, _note)
    # A look at a part is no result.
    is_partial = options.quick or options.only
    folder = Path(options.output) if options.output else _HOME if is_partial else _RESULTS
    numbers = folder if options.output else _HOME
    picture = None if options.output or is_partial else _CHART
    for line in report.write(results, folder, numbers, picture):
        plain(line)
    for wrong in results["wrong"]:
        complain(Failure(wrong))
    return 1 if results["wrong"] else 0


def _note(results: dict[str, Any]) -> None:
    (_HOME / "so-far.json").write_text(json.dumps(results), encoding="utf-8")


@contextmanager
def _bench(bundle: Path, browser: Path | None) -> Iterator[Bench]:
    """Run servers, relays and clients for a `with` block."""
    home = _HOME / "servers"
    shutil.rmtree(home, ignore_errors=True)
    root = Path(tempfile.mkdtemp(prefix="jupyterlab-deephaven-bench-")).resolve()
    clients = None
    relays: list[Relay] = []
    try:
        say("Starting JupyterLab, Deephaven with our plugin and Deephaven with the published one")
        taken: list[int] = []
        for first in (_DEEPHAVEN_PORT, _DEEPHAVEN_PORT, _JUPYTER_PORT):
            taken.append(choose(None, first, "", taken))
        keys = [secrets.token_urlsafe(16) for _ in range(3)]
        ours = start_deephaven(
            "Deephaven", home=home, port=taken[0], psk=keys[0], heap=_HEAP, venv=VENV
        )
        published = start_deephaven(
            "Deephaven-published",
            home=home,
            port=taken[1],
            psk=keys[1],
            heap=_HEAP,
            venv=PUBLISHED_VENV,
        )
        jupyterlab = start_jupyterlab(
            home=home,
            root=root,
            port=taken[2],
            token=keys[2],
            # So that the commands can be executed from outside of the page.
            arguments=["--LabApp.expose_app_in_browser=True"],
        )
        wait_for(ours, published, jupyterlab)
        for port in tuple(taken):
            first = _JUPYTER_PORT if port == taken[2] else _DEEPHAVEN_PORT
            taken.append(choose(None, first, "", taken))
            relays.append(Relay(port, taken[-1]))
        env = child_environment(CHROMIUM_PATH=str(browser or ""))
        clients = Clients(bundle, env, home / "clients.log")
        yield Bench(
            clients,
            Worker(ours.url, keys[0], relays[0]),
            Worker(published.url, keys[1], relays[1]),
            relays[2],
            keys[2],
            root,
            say,
        )
    finally:
        if clients:
            clients.close()
        for relay in relays:
            relay.close()
        stop_children()
        shutil.rmtree(root, ignore_errors=True)


def _bundle() -> Path:
    """Bundle the clients with the extension's sources as they are, and return the file."""
    folder = _HOME / "client"
    run_step(
        "Bundling the benchmark's clients",
        [
            *("node", str(NODE_MODULES / "webpack" / "bin" / "webpack.js")),
            *("--config", str(ROOT / "benchmarks" / "client" / "webpack.config.js")),
        ],
        log="bench-bundle",
        env=child_environment(BENCH_BUNDLE_FOLDER=str(folder)),
    )
    return folder / "client.js"
