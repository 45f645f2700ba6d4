"""Browser tests on other versions of JupyterLab and Deephaven, and beside other extensions."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from . import environment
from .control import Controlled, control
from .locks import lock
from .paths import DEV, DEVTOOLS, SERVER_PLUGIN, UI_TESTS, VENV, WHEELS
from .playwright import browser_tests
from .ports import free_ports
from .processes import run_step, stop_children
from .results import Outcome, total
from .servers import start_deephaven, start_jupyterlab, wait_for
from .stamps import fingerprint, stamp, up_to_date

_FLOWS = ("main-path", "run", "tables", "variables")
_KEY = "main flows"


@dataclass(frozen=True)
class Version:
    """One combination of versions: what is not named is the newest."""

    name: str
    lab: Path = VENV
    deephaven: Path = VENV
    flows: tuple[str, ...] = _FLOWS
    config: str = "jupyter_server_test_config.py"


VERSIONS = (
    *(Version(f"jupyterlab-{n}", lab=DEV / f"jupyterlab-{n}") for n in ("4.4", "4.5")),
    *(Version(f"deephaven-{n}", deephaven=DEV / f"deephaven-{n}") for n in ("0.37", "0.39", "41")),
    Version("companions", lab=DEV / "companions", flows=("companions",)),
    Version("drives", lab=DEV / "drives", flows=("drives",), config="jupyter_drives_config.py"),
    *(
        Version(f"executors-{n}", lab=DEV / f"executors-{n}", flows=("executors",))
        for n in ("documents", "nbmodel")
    ),
)


def versions(extra: list[str]) -> Outcome:
    """Run the flows of each of the versions, one after the other.

    Arguments that are names of versions pick these; others are for Playwright.
    """
    names = {version.name for version in VERSIONS}
    picked = names.intersection(extra) or names
    rest = [argument for argument in extra if argument not in names]
    return total(_on(version, rest) for version in VERSIONS if version.name in picked)


def _on(version: Version, extra: list[str]) -> Outcome:
    with lock("setup", "setting up the environment"):
        environment.server_plugin()
        environment.labextension()
        _environment(version)
    with _servers(version) as addresses:
        return browser_tests(
            version.name,
            *version.flows,
            "--project=our plugin",
            *extra,
            TESTED_VERSION=version.name,
            **addresses,
        )


def _environment(version: Version) -> None:
    venv = version.lab if version.lab != VENV else version.deephaven
    requirements = DEVTOOLS / "versions" / f"{version.name}.txt"
    environment.virtual_environment(venv, requirements, f"Installing {version.name}")
    # Without dependencies, which would come in newer versions: the file above has them.
    packages = ["--force-reinstall", "--no-deps"]
    if venv == version.lab:
        packages += map(str, WHEELS.glob("*.whl"))
        sources = environment.labextension_inputs()
    else:
        # Not editable: the `deephaven` of older servers looks for its parts in its own folder only.
        packages.append(str(SERVER_PLUGIN))
        sources = [SERVER_PLUGIN / "pyproject.toml", SERVER_PLUGIN / "src"]
    up_to_date(
        f"{venv.name}-ours",
        fingerprint(sources, stamp(venv.name)),
        [],
        lambda: run_step(
            f"Installing our part beside {version.name}",
            environment.pip("install", *packages, venv=venv),
            log=f"{venv.name}-ours",
        ),
    )


@contextmanager
def _servers(version: Version) -> Iterator[dict[str, str]]:
    """Run both servers for a `with` block; gives the variables that tell the tests about them."""
    home = DEV / "ui-versions"
    shutil.rmtree(home, ignore_errors=True)
    root = Path(tempfile.mkdtemp(prefix="jupyterlab-deephaven-")).resolve()
    try:
        lab_port, port = free_ports(2)
        deephaven = Controlled(
            partial(
                start_deephaven,
                "Deephaven",
                home=home,
                heap="1g",
                port=port,
                psk=_KEY,
                venv=version.deephaven,
            )
        )
        jupyterlab = Controlled(
            partial(
                start_jupyterlab,
                home=home,
                root=root,
                port=lab_port,
                token="",
                venv=version.lab,
                arguments=[f"--config={UI_TESTS / version.config}"],
                variables={"JUPYTER_ROOT": str(root)},
            )
        )
        wait_for(deephaven.server, jupyterlab.server)
        with control(deephaven) as deephaven_control, control(jupyterlab) as jupyter_control:
            yield {
                "DEEPHAVEN_OURS_CONTROL": deephaven_control,
                "DEEPHAVEN_PSK": _KEY,
                "DEEPHAVEN_PUBLISHED_PSK": _KEY,
                "DEEPHAVEN_PUBLISHED_URL": deephaven.server.url,
                "DEEPHAVEN_URL": deephaven.server.url,
                "JUPYTER_CONTROL": jupyter_control,
                "JUPYTER_ROOT": str(root),
                "JUPYTER_URL": jupyterlab.server.url,
            }
    finally:
        stop_children()
        shutil.rmtree(root, ignore_errors=True)
