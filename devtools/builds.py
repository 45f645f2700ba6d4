"""`dev.py build` and `dev.py clean`: the packages for release, and back to a fresh clone."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

from . import environment
from .console import Failure, plain, say
from .locks import lock
from .paths import (
    DEV,
    DIST,
    LABEXTENSION_DATA,
    LABEXTENSION_PACKAGE,
    NODE_MODULES,
    ROOT,
    SERVER_PLUGIN,
    UI_TESTS,
    tool,
)
from .processes import run_step

_BUILT = (
    DIST,
    ROOT / "lib",
    ROOT / "tsconfig.tsbuildinfo",
    LABEXTENSION_PACKAGE / "labextension",
    SERVER_PLUGIN / "build",
    SERVER_PLUGIN / "dist",
)
NEEDED_IN_WHEEL = ("package.json", "install.json", "static/style.js", "static/remoteEntry.")


def build() -> int:
    """Build the wheels and sdists of both Python packages into dist, from clean."""
    environment.prepare(environment.node_packages, _build)
    for file in sorted(DIST.iterdir()):
        plain(f"{file.relative_to(ROOT)}  {file.stat().st_size / 1024:.0f} KiB")
    return 0


def clean() -> int:
    """Remove the environment and all that was built."""
    # Held while removing, so that nobody builds or runs in what goes away.
    with lock("demo", "running the demo"), lock("test", "running tests"), lock("setup", "busy"):
        for path in (*_BUILT, *SERVER_PLUGIN.rglob("*.egg-info"), NODE_MODULES):
            _remove(path)
        for folder in (ROOT, UI_TESTS):
            _remove(folder / "test-results")
            _remove(folder / "playwright-report")
        for path in DEV.iterdir():
            if path.suffix != ".lock":
                _remove(path)
    shutil.rmtree(DEV, ignore_errors=True)
    say("Removed the environment and all that was built")
    return 0


def _build() -> None:
    for path in _BUILT:
        _remove(path)
    # With the build environment that users of the sdist get, not with ours.
    for title, project, log in (
        ("Building the labextension's wheel and sdist", ROOT, "build-labextension"),
        ("Building the server plugin's wheel and sdist", SERVER_PLUGIN, "build-server-plugin"),
    ):
        run_step(
            title,
            [tool("python"), "-m", "build", "--outdir", str(DIST), str(project)],
            log=log,
        )
    for wheel in DIST.glob("jupyterlab_deephaven-*.whl"):
        check_wheel(wheel)


def check_wheel(wheel: Path) -> None:
    """Raise a Failure unless a wheel holds the built labextension where JupyterLab looks."""
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    for needed in NEEDED_IN_WHEEL:
        if not any(f"/data/{LABEXTENSION_DATA}/{needed}" in f"/{name}" for name in names):
            raise Failure(f"{wheel.name} lacks {LABEXTENSION_DATA}/{needed}")


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
