"""`dev.py build` and `dev.py clean`: the packages for release, and back to a fresh clone."""

from __future__ import annotations

import filecmp
import shutil
import zipfile
from collections.abc import Callable, Iterable
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
    PANEL_BUILT,
    ROOT,
    SERVER_PLUGIN,
    UI_TESTS,
    VENV,
    tool,
)
from .processes import run_step
from .stamps import fingerprint, stamp, up_to_date

_BUILT = (
    DIST,
    ROOT / "lib",
    ROOT / "tsconfig.tsbuildinfo",
    LABEXTENSION_PACKAGE / "labextension",
    SERVER_PLUGIN / "build",
    SERVER_PLUGIN / "dist",
    PANEL_BUILT,
)
# What other tools make beside that.
_MADE_ASIDE = (NODE_MODULES, SERVER_PLUGIN / ".tox")
# What dist holds of each package: its wheel and its sdist.
LABEXTENSION_FILES = ("jupyterlab_deephaven-*.whl", "jupyterlab_deephaven-*.tar.gz")
SERVER_PLUGIN_FILES = (
    "deephaven_plugin_python_remote_file_source-*.whl",
    "deephaven_plugin_python_remote_file_source-*.tar.gz",
)
# What the wheels hold, beginnings of paths: the labextension where JupyterLab looks, and the
# panel where register.py does.
NEEDED_IN_LABEXTENSION = tuple(
    f"data/{LABEXTENSION_DATA}/{name}"
    for name in ("package.json", "install.json", "static/style.js", "static/remoteEntry.")
)
NEEDED_IN_SERVER_PLUGIN = tuple(
    f"{PANEL_BUILT.relative_to(SERVER_PLUGIN / 'src').as_posix()}/{name}"
    for name in ("package.json", "dist/index.js")
)


def build() -> int:
    """Build the wheels and sdists of both Python packages into dist, from clean."""
    environment.prepare(environment.node_packages, _build_from_clean)
    for file in sorted(DIST.iterdir()):
        plain(f"{file.relative_to(ROOT)}  {file.stat().st_size / 1024:.0f} KiB")
    return 0


def clean() -> int:
    """Remove the environment and all that was built."""
    # Held while removing, so that nobody builds or runs in what goes away.
    with lock("demo", "running the demo"), lock("test", "running tests"), lock("setup", "busy"):
        for path in (*_BUILT, *SERVER_PLUGIN.rglob("*.egg-info"), *_MADE_ASIDE):
            _remove(path)
        for folder in (ROOT, UI_TESTS, UI_TESTS / "screenshots"):
            _remove(folder / "test-results")
            _remove(folder / "playwright-report")
        for path in DEV.iterdir():
            if path.suffix != ".lock":
                _remove(path)
    shutil.rmtree(DEV, ignore_errors=True)
    say("Removed the environment and all that was built")
    return 0


def packages() -> None:
    """The packages in dist as `dev.py build` makes them, from the present sources.

    Nothing is built when they are there already. What compiles TypeScript is left out when its
    result is there from the same sources.
    """
    environment.node_packages()
    environment.panel()
    _up_to_date(_pack_what_is_built)


def package_files(patterns: Iterable[str]) -> list[Path]:
    """Return a file of dist for each pattern; one that is not there as the pattern itself."""
    return [next(DIST.glob(pattern), DIST / pattern) for pattern in patterns]


def _build_from_clean() -> None:
    for path in _BUILT:
        _remove(path)
    environment.panel()
    _up_to_date(_pack)


def _up_to_date(make: Callable[[], None]) -> None:
    inputs = environment.labextension_inputs()
    inputs += [ROOT / name for name in ("README.md", "CHANGELOG.md", "LICENSE", ".yarnrc.yml")]
    inputs += [SERVER_PLUGIN / name for name in ("src", "test", "pyproject.toml")]
    inputs += [SERVER_PLUGIN / name for name in ("README.md", "LICENSE")]
    inputs += environment.panel_inputs()
    wanted = fingerprint(inputs, stamp(VENV.name))
    up_to_date("packages", wanted, package_files(LABEXTENSION_FILES + SERVER_PLUGIN_FILES), make)


def _pack_what_is_built() -> None:
    environment.labextension()
    # The build hook takes what is in this folder, whatever it was built from.
    if not same_as_installed(LABEXTENSION_PACKAGE / "labextension"):
        _remove(LABEXTENSION_PACKAGE / "labextension")
    _remove(DIST)
    _pack()


def same_as_installed(built: Path) -> bool:
    """Tell whether a built labextension is the one of the virtual environment, not by a link."""
    installed = VENV / LABEXTENSION_DATA
    if installed.resolve() == built.resolve():
        return False  # linked for development: it may be a build of any kind
    names = [str(file.relative_to(built)) for file in built.rglob("*") if file.is_file()]
    same, _, _ = filecmp.cmpfiles(built, installed, names, shallow=False)
    return bool(names) and len(same) == len(names)


def _pack() -> None:
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
    for pattern, needed in (
        (LABEXTENSION_FILES[0], NEEDED_IN_LABEXTENSION),
        (SERVER_PLUGIN_FILES[0], NEEDED_IN_SERVER_PLUGIN),
    ):
        for wheel in DIST.glob(pattern):
            check_wheel(wheel, needed)


def check_wheel(wheel: Path, needed: Iterable[str]) -> None:
    """Raise a Failure unless a wheel holds what was built, where it is looked for.

    Args:
        wheel: The wheel.
        needed: Beginnings of paths, in the wheel or below its folder for data.
    """
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    for path in needed:
        if not any(f"/{path}" in f"/{name}" for name in names):
            raise Failure(f"{wheel.name} lacks {path}")


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
