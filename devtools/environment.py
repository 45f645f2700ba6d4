"""The environment inside the clone: Python packages, node_modules, and our two halves in it."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from .console import Failure
from .locks import lock
from .paths import (
    DEVTOOLS,
    LABEXTENSION_DATA,
    LABEXTENSION_PACKAGE,
    NODE_MODULES,
    PANEL,
    PANEL_BUILT,
    PUBLISHED_VENV,
    ROOT,
    SERVER_PLUGIN,
    VENV,
    WHEELS,
    child_environment,
    tool,
)
from .processes import run_step
from .stamps import fingerprint, stamp, up_to_date
from .toolchain import NODE_VERSION, node_is_there

_NO_NETWORK_HINT = "is the package index reachable?"
_NO_NPM_HINT = "is the npm registry reachable?"


def prepare(*steps: Callable[[], None]) -> None:
    """Do steps of the set-up, those that are needed, while no other dev.py does any."""
    with lock("setup", "setting up the environment"):
        for step in steps:
            step()


def python_packages() -> None:
    """The virtual environment with all that is pinned for it."""
    virtual_environment(
        VENV,
        DEVTOOLS / "requirements.txt",
        "Installing JupyterLab, Deephaven and the build tools",
    )


def published_plugin() -> None:
    """A second virtual environment: Deephaven with the published server plugin."""
    virtual_environment(
        PUBLISHED_VENV,
        DEVTOOLS / "requirements-published.txt",
        "Installing a second Deephaven with the published plugin",
    )


def server_plugin() -> None:
    """Our server plugin in the virtual environment, editable: its source is what runs."""
    python_packages()
    panel()
    up_to_date(
        "server-plugin",
        fingerprint([SERVER_PLUGIN / "pyproject.toml"], stamp(VENV.name)),
        [],
        lambda: run_step(
            "Installing our Deephaven server plugin",
            pip("install", "--editable", str(SERVER_PLUGIN)),
            log="server-plugin",
        ),
    )


def panel() -> None:
    """The server plugin's panel, built into its source."""
    up_to_date(
        "panel",
        fingerprint(panel_inputs()),
        [PANEL_BUILT / "package.json", PANEL_BUILT / "dist" / "index.js"],
        _build_panel,
    )


def panel_inputs() -> list[Path]:
    """Return what the server plugin's panel is built from."""
    names = ("src", "package.json", "tsconfig.json", "vite.config.ts")
    return [*(PANEL / name for name in names), ROOT / "yarn.lock"]


def node_packages() -> None:
    """What the labextension and the panel ask for, in one node_modules with one lock file."""
    python_packages()
    _node()
    up_to_date(
        "node-packages",
        fingerprint(
            [ROOT / name for name in ("package.json", "yarn.lock", ".yarnrc.yml")]
            + [PANEL / "package.json"]
        ),
        [NODE_MODULES / ".yarn-state.yml"],
        lambda: run_step(
            "Installing the JavaScript packages",
            [tool("jlpm"), "install", "--immutable"],
            log="node-packages",
            hint=_NO_NPM_HINT,
        ),
    )


def labextension() -> None:
    """Our labextension in the virtual environment, from its wheel: what runs is what ships."""
    node_packages()
    up_to_date(
        "labextension",
        fingerprint(labextension_inputs(), stamp(VENV.name)),
        [VENV / LABEXTENSION_DATA / "package.json"],
        _build_labextension,
    )


def labextension_inputs() -> list[Path]:
    """Return what the labextension is built from."""
    inputs = [ROOT / name for name in ("src", "style", "schema", "bundling")]
    inputs += [ROOT / name for name in ("package.json", "yarn.lock", "tsconfig.json")]
    inputs += [ROOT / name for name in ("pyproject.toml", "install.json")]
    inputs.append(ROOT / "jupyter-config")
    package = LABEXTENSION_PACKAGE.glob("*.py")
    return inputs + sorted(file for file in package if file.name != "_version.py")


def _build_panel() -> None:
    node_packages()
    run_step(
        "Building the server plugin's panel",
        [tool("jlpm"), "build"],
        log="panel-build",
        cwd=PANEL,
    )


def _build_labextension() -> None:
    run_step("Building the labextension", [tool("jlpm"), "build:prod"], log="labextension-build")
    shutil.rmtree(WHEELS, ignore_errors=True)
    # Built just now: the hook that would build it again is told not to.
    run_step(
        "Packing the labextension",
        pip("wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", str(WHEELS), str(ROOT)),
        log="labextension-wheel",
        env=child_environment(SKIP_JUPYTER_BUILDER="1"),
    )
    run_step(
        "Installing the labextension",
        pip("install", "--no-deps", "--force-reinstall", *map(str, WHEELS.glob("*.whl"))),
        log="labextension-install",
    )


def virtual_environment(venv: Path, requirements: Path, title: str) -> None:
    """Have a virtual environment with what a file asks for.

    Args:
        venv: Its folder.
        requirements: The file.
        title: What installing the packages is called.
    """
    # A virtual environment knows its Python and its own place: with another one it is no use.
    wanted = fingerprint([requirements], sys.version, sys.base_prefix, str(venv))
    python = tool("python", venv)

    up_to_date(
        venv.name,
        wanted,
        [python],
        lambda: new_virtual_environment(venv, title, "--requirement", str(requirements)),
    )


def new_virtual_environment(
    venv: Path, title: str, *arguments: str, env: Mapping[str, str] | None = None
) -> None:
    """Make a virtual environment, in place of one that is there, and install packages in it.

    Args:
        venv: Its folder.
        title: What installing the packages is called.
        arguments: What `pip install` is to install.
        env: The environment variables of pip; those of all our children if not given.
    """
    shutil.rmtree(venv, ignore_errors=True)
    run_step(
        f"Making the virtual environment {venv.relative_to(ROOT)}",
        [sys.executable, "-m", "venv", str(venv)],
        log=f"{venv.name}-make",
        hint="on Debian and Ubuntu install the package python3-venv",
    )
    run_step(
        title,
        pip("install", *arguments, venv=venv),
        log=f"{venv.name}-install",
        hint=_NO_NETWORK_HINT,
        env=env,
    )


def pip(*arguments: str, venv: Path = VENV) -> list[str]:
    """Return the command that runs a virtual environment's pip."""
    return [str(tool("python", venv)), "-m", "pip", "--no-input", *arguments]


def _node() -> None:
    if node_is_there():
        return
    run_step(
        f"No Node.js {NODE_VERSION} or newer here: installing one into the environment",
        pip("install", "--requirement", str(DEVTOOLS / "requirements-node.txt")),
        log="node",
        hint=f"install Node.js {NODE_VERSION} or newer and try again",
    )
    if not node_is_there():
        raise Failure(f"install Node.js {NODE_VERSION} or newer (https://nodejs.org)")
