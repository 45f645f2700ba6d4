"""The suite of the packages for release: they work in a new environment that has no Node.js."""

from __future__ import annotations

import gzip
import json
import re
import secrets
import shutil
import zipfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

from . import builds, environment
from .console import Failure, say
from .paths import (
    DEV,
    DEVTOOLS,
    FRESH_VENV,
    LABEXTENSION_DATA,
    LABEXTENSION_NAME,
    LOGS,
    PANEL,
    ROOT,
    SERVER_PLUGIN,
    child_environment,
    path_without,
    tool,
)
from .ports import free_ports
from .processes import run_step, stop_children
from .results import Outcome, broken, run_checks
from .servers import Server, jupyter_environment, root_arguments, start_deephaven, wait_for
from .stamps import fingerprint, keep, stamp
from .toolchain import find_jdk

_HOME = DEV / "dist"
_HEAP = "1g"
_NODE_PROGRAMS = ("node", "nodejs", "npm", "npx", "corepack", "yarn", "jlpm")
_SERVER_EXTENSION = "jupyterlab_deephaven"
_TYPE = "DeephavenPythonRemoteFileSourcePlugin"
_IMPORT_PATHS = (
    "deephaven.python_remote_file_source",
    "deephaven.python_remote_file_source_plugin",
)
_MAX_BUNDLE_BYTES = 200_000
# Deephaven's grid, which browsers load with the first table, and how to tell its files.
_MAX_TABLE_BYTES = 750_000
_TABLE_MARKS = (b"iris-grid", b"spectrum")
# Plotly and Deephaven's chart, which browsers load with the first figure.
_MAX_FIGURE_BYTES = 450_000
_FIGURE_MARKS = (b"scattergl", b"js-plotly-plot")
# What decides what is in the packages and whether they install, beside the code itself.
_PACKAGING = (
    *("package.json", "yarn.lock", "pyproject.toml", "install.json", "tsconfig.json"),
    *("bundling", "jupyter-config", "schema", "devtools/builds.py", "devtools/dist.py"),
)
_PASSED = "dist-passed"
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")


def dist(extra: list[str]) -> Outcome:
    """Install both wheels in a new environment and check there that they work."""
    if extra:
        raise Failure("dist takes no arguments after --")
    find_jdk()  # to say at once, not after minutes, that there is none
    environment.prepare(environment.python_packages, builds.packages)
    shutil.rmtree(_HOME, ignore_errors=True)
    outcome = _check()
    if not outcome.failed:
        keep(_PASSED, _packaging())
    return outcome


def is_unchanged() -> bool:
    """Tell whether the suite passed for the packaging as it is now."""
    return stamp(_PASSED) == _packaging()


def _packaging() -> str:
    inputs = [ROOT / name for name in _PACKAGING]
    inputs += [SERVER_PLUGIN / "pyproject.toml", PANEL / "package.json", PANEL / "vite.config.ts"]
    return fingerprint(inputs)


def _check() -> Outcome:
    try:
        installed = run_checks("dist", {"both wheels install without Node.js": _install})
        if installed.failed:
            return installed + broken("nothing more to check without the environment")
        return installed + _checks_of_the_environment()
    finally:
        stop_children()
        shutil.rmtree(FRESH_VENV, ignore_errors=True)


def _checks_of_the_environment() -> Outcome:
    key = secrets.token_urlsafe(16)
    # It starts while the checks before it run.
    deephaven = start_deephaven(
        "Deephaven",
        home=_HOME,
        port=free_ports(1)[0],
        psk=key,
        heap=_HEAP,
        venv=FRESH_VENV,
        variables={"PATH": _path_without_node()},
    )
    checks: dict[str, Callable[[], None]] = {
        "the labextension's sdist builds without Node.js": partial(
            _build_from_sdist, *builds.package_files(builds.LABEXTENSION_FILES)
        ),
        "the server plugin's sdist builds without Node.js": partial(
            _build_from_sdist, *builds.package_files(builds.SERVER_PLUGIN_FILES)
        ),
        "browsers have little to load of the labextension": _weigh_bundle,
        "JupyterLab lists the labextension": _list_labextensions,
        "JupyterLab starts with the labextension": _start_jupyterlab,
        "the server extension is enabled": _list_server_extensions,
    }
    checks["Deephaven has the server plugin's panel"] = partial(_find_panel, deephaven)
    for import_path in _IMPORT_PATHS:
        checks[f"Deephaven knows the type of {import_path}.PluginObject"] = partial(
            _create_object, deephaven, key, import_path
        )
    return run_checks("dist", checks)


def _path_without_node() -> str:
    return path_without(_NODE_PROGRAMS, child_environment()["PATH"])


def _install() -> None:
    wheels = builds.package_files((builds.LABEXTENSION_FILES[0], builds.SERVER_PLUGIN_FILES[0]))
    environment.new_virtual_environment(
        FRESH_VENV,
        "Installing both wheels, JupyterLab and Deephaven in it",
        # Compiling all of it takes longer than compiling what the checks come to use.
        "--no-compile",
        "--constraint",
        str(DEVTOOLS / "requirements.txt"),
        "jupyterlab",
        "deephaven-server",
        *map(str, wheels),
        env=child_environment(PATH=_path_without_node()),
    )


def _build_from_sdist(wheel: Path, sdist: Path) -> None:
    folder = _HOME / "from-sdist"
    run_step(
        f"Building a wheel from {sdist.name}",
        # With our own build tools: those that the sdist asks for were used to build the wheel.
        environment.pip(
            "wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", str(folder), str(sdist)
        ),
        log="dist-sdist",
        env=child_environment(PATH=_path_without_node()),
    )
    check_same_names(wheel, folder / wheel.name)


def check_same_names(wheel: Path, from_sdist: Path) -> None:
    """Raise a Failure unless a wheel built from an sdist has all that the other wheel has."""
    with zipfile.ZipFile(wheel) as first, zipfile.ZipFile(from_sdist) as second:
        lacking = sorted(set(first.namelist()) - set(second.namelist()))
    if lacking:
        raise Failure(f"a wheel built from the sdist lacks {', '.join(lacking)}")


def _weigh_bundle() -> None:
    wheel = builds.package_files(builds.LABEXTENSION_FILES)[0]
    say(f"What browsers load of the labextension: {check_bundle(wheel)} bytes, compressed")


def check_bundle(wheel: Path) -> int:
    """Return what the labextension's code and styles weigh compressed, without Deephaven's grid.

    Args:
        wheel: The labextension's wheel.

    Raises:
        Failure: There is none, or it is more than we allow ourselves.
    """
    static = f"{LABEXTENSION_DATA}/static/"
    weight = table_weight = figure_weight = 0
    with zipfile.ZipFile(wheel) as archive:
        for name in archive.namelist():
            if static in name and name.endswith((".js", ".css")):
                code = archive.read(name)
                if any(mark in code for mark in _FIGURE_MARKS):
                    figure_weight += len(gzip.compress(code))
                elif any(mark in code for mark in _TABLE_MARKS):
                    table_weight += len(gzip.compress(code))
                else:
                    weight += len(gzip.compress(code))
    if not 0 < weight <= _MAX_BUNDLE_BYTES:
        raise Failure(
            f"{wheel.name} has {weight} bytes of code for browsers, compressed: "
            f"it may have {_MAX_BUNDLE_BYTES}, and must have some"
        )
    if table_weight > _MAX_TABLE_BYTES:
        raise Failure(
            f"{wheel.name} has {table_weight} bytes of code for tables, compressed: "
            f"it may have {_MAX_TABLE_BYTES}"
        )
    if figure_weight > _MAX_FIGURE_BYTES:
        raise Failure(
            f"{wheel.name} has {figure_weight} bytes of code for figures, compressed: "
            f"it may have {_MAX_FIGURE_BYTES}"
        )
    return weight


def _list_labextensions() -> None:
    run_step(
        "Asking JupyterLab for its labextensions",
        [tool("jupyter", FRESH_VENV), "labextension", "list"],
        log="dist-labextensions",
        env=jupyter_environment(_HOME, PATH=_path_without_node()),
    )
    log = LOGS / "dist-labextensions.log"
    check_listed(LABEXTENSION_NAME, log.read_text(encoding="utf-8", errors="replace"))


def check_listed(name: str, listing: str) -> None:
    """Raise a Failure unless a `jupyter labextension list` has a name as enabled and OK."""
    for line in _COLOUR.sub("", listing).splitlines():
        words = line.split()
        if words and words[0] == name:
            if words[2:4] == ["enabled", "OK"]:
                return
            raise Failure(f"`jupyter labextension list` says: {line.strip()}")
    raise Failure(f"`jupyter labextension list` does not name {name}")


def _list_server_extensions() -> None:
    run_step(
        "Asking the Jupyter server for its extensions",
        [tool("jupyter", FRESH_VENV), "server", "extension", "list"],
        log="dist-server-extensions",
        env=jupyter_environment(_HOME, PATH=_path_without_node()),
    )
    log = LOGS / "dist-server-extensions.log"
    check_enabled(_SERVER_EXTENSION, log.read_text(encoding="utf-8", errors="replace"))


def check_enabled(name: str, listing: str) -> None:
    """Raise a Failure unless a `jupyter server extension list` has a name as enabled and OK."""
    lines = [line.split() for line in _COLOUR.sub("", listing).splitlines()]
    if [name, "enabled"] not in lines:
        raise Failure(f"`jupyter server extension list` does not name {name} as enabled")
    if not any(words[:1] == [name] and words[-1:] == ["OK"] for words in lines):
        raise Failure(f"`jupyter server extension list` does not find {name} to be OK")


def _start_jupyterlab() -> None:
    run_step(
        "Starting JupyterLab with its own check",
        [
            *(tool("python", FRESH_VENV), "-m", "jupyterlab.browser_check", "--no-browser-test"),
            f"--ServerApp.port={free_ports(1)[0]}",
            f"--ServerApp.root_dir={_HOME}",
            *root_arguments(),
        ],
        log="dist-jupyterlab",
        env=jupyter_environment(_HOME, PATH=_path_without_node()),
    )


def _find_panel(deephaven: Server) -> None:
    wait_for(deephaven)
    name = json.loads((PANEL / "package.json").read_text(encoding="utf-8"))["name"]
    check_panel(name, deephaven.read)


def check_panel(name: str, read: Callable[[str], bytes]) -> None:
    """Raise a Failure unless a Deephaven names a panel and has its code.

    Args:
        name: The panel's name.
        read: Returns what the Deephaven serves at a path; raises OSError if there is nothing.
    """
    try:
        plugins = json.loads(read("/js-plugins/manifest.json"))["plugins"]
        main = next((plugin["main"] for plugin in plugins if plugin["name"] == name), None)
        if main is None:
            raise Failure(f"Deephaven does not name {name}")
        read(f"/js-plugins/{name}/{main}")
    except OSError as error:
        raise Failure(f"Deephaven lacks a file of {name}: {error}") from None


def _create_object(deephaven: Server, key: str, import_path: str) -> None:
    wait_for(deephaven)
    run_step(
        f"Creating a PluginObject of {import_path}",
        [tool("python"), DEVTOOLS / "create_object.py", deephaven.url, import_path, _TYPE],
        log="dist-create-object",
        env=child_environment(DEEPHAVEN_PSK=key),
    )
