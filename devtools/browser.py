"""Finds a Chromium for the browser tests, or installs one."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from .console import Failure, say
from .paths import ROOT, child_environment, tool
from .processes import run_step

_NAMES = (
    # Chromium without windows: it takes a quarter less of the processor.
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "microsoft-edge",
    "msedge",
)
_PLACES = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
)


def chromium() -> Path:
    """Return the path of a Chromium (or a browser made of it), installed if need be."""
    found = _found()
    if found:
        return found
    for install in (
        partial(_install_by_apt, "chromium-headless-shell"),
        partial(_install_by_apt, "chromium"),
        _install_by_playwright,
    ):
        try:
            install()
        except Failure as failure:
            say(str(failure))
        found = _found()
        if found:
            return found
    raise Failure(
        "the browser tests need Chromium or Chrome: install one (Debian, Ubuntu: apt install "
        "chromium; macOS: brew install --cask chromium; Windows: winget install Google.Chrome) "
        "or set CHROMIUM_PATH to it"
    )


def _found() -> Path | None:
    return next((path for path in _candidates() if path.is_file()), None)


def _candidates() -> Iterator[Path]:
    if os.environ.get("CHROMIUM_PATH"):
        yield Path(os.environ["CHROMIUM_PATH"])
    yield from (Path(found) for found in map(shutil.which, _NAMES) if found)
    yield from map(Path, _PLACES)
    playwrights_own = subprocess.run(
        ["node", "-p", "require('@playwright/test').chromium.executablePath()"],
        cwd=ROOT,
        env=child_environment(),
        capture_output=True,
        text=True,
        check=False,
    ).stdout.strip()
    if playwrights_own:
        yield Path(playwrights_own)


def _install_by_apt(package: str) -> None:
    if sys.platform != "linux" or not shutil.which("apt-get") or os.geteuid() != 0:
        return
    env = child_environment(DEBIAN_FRONTEND="noninteractive")
    run_step("Reading Debian's package lists", ["apt-get", "update"], log="apt-update", env=env)
    run_step(
        "Installing Chromium for the browser tests",
        ["apt-get", "install", "--yes", "--no-install-recommends", package],
        log=f"apt-{package}",
        env=env,
    )


def _install_by_playwright() -> None:
    run_step(
        "Downloading Playwright's Chromium for the browser tests",
        [tool("jlpm"), "playwright", "install", "chromium"],
        log="playwright-install",
    )
