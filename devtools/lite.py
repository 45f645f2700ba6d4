"""A JupyterLite site with our labextension: JupyterLab without a server, for a browser test."""

from __future__ import annotations

import json
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

from . import environment
from .paths import DEV, DEVTOOLS, LABEXTENSION_DATA, VENV, tool
from .processes import run_step
from .stamps import fingerprint, stamp, up_to_date

_VENV = DEV / "lite"
_HOME = DEV / "lite-site"
_SITE = _HOME / "site"
# The tests drive the page by its commands.
_CONFIG = {"jupyter-lite-schema-version": 0, "jupyter-config-data": {"exposeAppInBrowser": True}}


def site() -> None:
    """The site, with the labextension that is in the virtual environment."""
    environment.labextension()
    environment.virtual_environment(
        _VENV, DEVTOOLS / "requirements-lite.txt", "Installing what builds a JupyterLite site"
    )
    up_to_date(
        "lite-site",
        fingerprint([], stamp(_VENV.name), stamp("labextension"), json.dumps(_CONFIG)),
        [_SITE / "lab" / "index.html"],
        _build,
    )


def _build() -> None:
    shutil.rmtree(_HOME, ignore_errors=True)
    _HOME.mkdir(parents=True)
    (_HOME / "jupyter-lite.json").write_text(json.dumps(_CONFIG), encoding="utf-8")
    run_step(
        "Building a JupyterLite site",
        [
            *(tool("python", _VENV), "-m", "jupyterlite_core", "build"),
            *("--output-dir", _SITE, "--apps", "lab", "--no-sourcemaps"),
            f"--LiteBuildConfig.federated_extensions={VENV / LABEXTENSION_DATA}",
        ],
        log="lite-build",
        cwd=_HOME,
    )


class _Handler(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass  # standard error belongs to the test tool


@contextmanager
def served() -> Iterator[str]:
    """Serve the site's files on localhost for a `with` block; gives the URL."""
    handler = partial(_Handler, directory=str(_SITE))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as http:
        threading.Thread(target=http.serve_forever, daemon=True).start()
        try:
            yield f"http://localhost:{http.server_address[1]}"
        finally:
            http.shutdown()
