"""Where things are: the clone's folders and the tools of its own environment."""

from __future__ import annotations

import os
import shutil
from collections.abc import Collection
from pathlib import Path

WINDOWS = os.name == "nt"

ROOT = Path(__file__).resolve().parent.parent
DEVTOOLS = ROOT / "devtools"
EXAMPLE_WORKSPACE = ROOT / "examples" / "workspace"
LABEXTENSION_PACKAGE = ROOT / "python" / "jupyterlab_deephaven"
JUPYTER_TESTS = ROOT / "python" / "tests_jupyter"
SERVER_PLUGIN = ROOT / "python" / "deephaven-plugin-python-remote-file-source"
PANEL = SERVER_PLUGIN / "js"
PANEL_BUILT = SERVER_PLUGIN / "src" / "deephaven" / "python_remote_file_source" / "_js"
UI_TESTS = ROOT / "ui-tests"
NODE_MODULES = ROOT / "node_modules"
DIST = ROOT / "dist"

# All that dev.py makes, except what its tools want elsewhere: node_modules and build outputs.
DEV = ROOT / ".dev"
VENV = DEV / "venv"
PUBLISHED_VENV = DEV / "published"
FRESH_VENV = DEV / "fresh"
LOGS = DEV / "logs"
RESULTS = DEV / "results"
WHEELS = DEV / "wheels"

LABEXTENSION_NAME = "jupyterlab-deephaven"
LABEXTENSION_DATA = f"share/jupyter/labextensions/{LABEXTENSION_NAME}"


def make_dev_folder() -> None:
    """Create `.dev`, invisible to git whatever the clone's own ignore file says."""
    DEV.mkdir(exist_ok=True)
    ignore = DEV / ".gitignore"
    if not ignore.exists():
        ignore.write_text("*\n", encoding="utf-8")


def scripts_folder(venv: Path) -> Path:
    """Return the folder of a virtual environment that holds its programs."""
    return venv / ("Scripts" if WINDOWS else "bin")


def tool(name: str, venv: Path = VENV) -> Path:
    """Return the path of a program of a virtual environment, whether it is there or not."""
    return scripts_folder(venv) / (f"{name}.exe" if WINDOWS else name)


def path_without(programs: Collection[str], path: str) -> str:
    """Return a search path less every folder that holds one of the programs."""
    folders = path.split(os.pathsep)
    return os.pathsep.join(
        folder
        for folder in folders
        if folder and not any(shutil.which(program, path=folder) for program in programs)
    )


def child_environment(**changes: str) -> dict[str, str]:
    """Return the environment for our children: this one's, with our own tools first.

    What would leak the user's own packages into the virtual environment is left out; everything
    else (proxies, certificates, registries) passes through.
    """
    environment = dict(os.environ)
    for name in ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "__PYVENV_LAUNCHER__"):
        environment.pop(name, None)
    environment["PATH"] = os.pathsep.join([str(scripts_folder(VENV)), environment.get("PATH", "")])
    environment["PYTHONNOUSERSITE"] = "1"
    environment["PIP_USER"] = "0"
    environment["PIP_DISABLE_PIP_VERSION_CHECK"] = "1"
    environment["YARN_ENABLE_TELEMETRY"] = "0"
    environment.update(changes)
    return environment
