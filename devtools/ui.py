"""Two JupyterLabs beside two Deephavens, ours and the published plugin: browser tests, pictures."""

from __future__ import annotations

import secrets
import shutil
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path

from . import environment, lite, results
from .browser import chromium
from .console import Failure, say
from .control import Controlled, control
from .locks import lock
from .paths import DEV, PUBLISHED_VENV, UI_TESTS, VENV
from .playwright import browser_tests, playwright
from .ports import free_ports
from .processes import stop_children
from .results import Outcome
from .servers import start_deephaven, start_jupyterlab, wait_for
from .toolchain import find_jdk

_HOME = DEV / "ui"
_HEAP = "1g"
# As JupyterHub gives each of its users.
_PREFIX = "/user/someone/"


def ui(extra: list[str]) -> Outcome:
    """Run the browser tests on real servers; the extension is the one of the built wheel.

    They run in two halves side by side, each with servers of its own: most of a test is waiting.
    With arguments, which pick some of the tests, there is one half.
    """
    _prepare()
    halves = ["all"] if extra else ["half-1", "half-2"]
    with ExitStack() as stack:
        addresses = [stack.enter_context(_servers(_HOME / name)) for name in halves]
        say(f"Running Playwright, {len(halves)} at a time")
        with ThreadPoolExecutor() as pool:
            runs = [
                pool.submit(
                    browser_tests,
                    name,
                    *(extra or [f"--shard={i + 1}/{len(halves)}"]),
                    **addresses[i],
                )
                for i, name in enumerate(halves)
            ]
            try:
                return results.total(run.result() for run in runs)
            except BaseException:
                # The pool waits for its threads, which wait for their children.
                stop_children()
                raise


def screenshots(extra: list[str]) -> int:
    """Make the pictures of docs/images on the same servers, and return the exit code."""
    with lock("test", "running tests"):
        _prepare()
        with _servers(_HOME / "screenshots") as addresses:
            code = playwright("screenshots.config.ts", "--reporter=list", *extra, **addresses)
    if code:
        raise Failure(f"not every picture could be made (exit code {code}), see above")
    say("The pictures are in docs/images: look at each before committing it")
    return 0


def _prepare() -> None:
    find_jdk()  # to say at once, not after minutes, that there is none
    environment.prepare(
        environment.server_plugin,
        environment.labextension,
        environment.published_plugin,
        lite.site,
    )
    chromium()


@contextmanager
def _servers(home: Path) -> Iterator[dict[str, str]]:
    """Run the servers for a `with` block; gives the variables that tell the tests about them."""
    # Settings and layouts of an earlier run would be part of this one's starting point.
    shutil.rmtree(home, ignore_errors=True)
    root = Path(tempfile.mkdtemp(prefix="jupyterlab-deephaven-")).resolve()
    try:
        say("Starting two JupyterLabs, and Deephaven with our plugin and with the published one")
        lab_port, proxy_port, our_port, published_port = free_ports(4)
        token = secrets.token_urlsafe(16)
        our_key, published_key = secrets.token_urlsafe(16), secrets.token_urlsafe(16)
        deephaven = partial(start_deephaven, home=home, heap=_HEAP)
        ours = Controlled(partial(deephaven, "Deephaven", port=our_port, psk=our_key, venv=VENV))
        published = deephaven(
            "Deephaven-published", port=published_port, psk=published_key, venv=PUBLISHED_VENV
        )
        jupyterlab = Controlled(
            partial(
                start_jupyterlab,
                home=home,
                root=root,
                port=lab_port,
                token="",
                arguments=[f"--config={UI_TESTS / 'jupyter_server_test_config.py'}"],
            )
        )
        proxying = Controlled(
            partial(
                start_jupyterlab,
                home=home / "proxying",
                root=root,
                port=proxy_port,
                token=token,
                base_url=_PREFIX,
                arguments=[f"--config={UI_TESTS / 'jupyter_proxying_config.py'}"],
                variables={"DEEPHAVEN_PORT": str(our_port)},
            )
        )
        wait_for(ours.server, published, jupyterlab.server, proxying.server)
        with (
            control(ours) as control_url,
            control(jupyterlab) as jupyter_control_url,
            control(proxying) as proxying_control_url,
            lite.served() as lite_url,
        ):
            yield {
                "DEEPHAVEN_OURS_CONTROL": control_url,
                "DEEPHAVEN_PSK": our_key,
                "DEEPHAVEN_PUBLISHED_PSK": published_key,
                "DEEPHAVEN_PUBLISHED_URL": published.url,
                "DEEPHAVEN_URL": ours.server.url,
                "JUPYTER_CONTROL": jupyter_control_url,
                "JUPYTER_PROXYING_CONTROL": proxying_control_url,
                "JUPYTER_PROXYING_TOKEN": token,
                "JUPYTER_PROXYING_URL": proxying.server.url,
                "JUPYTER_ROOT": str(root),
                "JUPYTER_URL": jupyterlab.server.url,
                "LITE_URL": lite_url,
            }
    finally:
        stop_children()
        shutil.rmtree(root, ignore_errors=True)
