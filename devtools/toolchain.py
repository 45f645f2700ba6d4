"""Finds what is not Python's: a JDK for Deephaven, Node.js for the builds."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from .console import Failure
from .paths import WINDOWS, child_environment

JDK_VERSION = 17
NODE_VERSION = 20

_JDK_ADVICE = {
    "linux": "install one (Debian, Ubuntu: apt install openjdk-17-jdk-headless; "
    "Fedora: dnf install java-latest-openjdk-devel)",
    "darwin": "install one (brew install --cask temurin)",
    "win32": "install one (winget install EclipseAdoptium.Temurin.21.JDK)",
}


@cache
def find_jdk() -> Path:
    """Return the home of a JDK that Deephaven runs on, or say what to install."""
    seen: set[Path] = set()
    for home in _jdk_candidates():
        home = home.resolve()
        if home not in seen:
            seen.add(home)
            if _is_jdk(home):
                return home
    advice = _JDK_ADVICE.get(sys.platform, "install one")
    raise Failure(
        f"Deephaven needs a JDK {JDK_VERSION} or newer (a JRE without compiler is not enough): "
        f"{advice} or set JAVA_HOME to it"
    )


def _jdk_candidates() -> Iterator[Path]:
    if os.environ.get("JAVA_HOME"):
        yield Path(os.environ["JAVA_HOME"])
    for program in ("javac", "java"):
        found = shutil.which(program)
        if found:
            # The program on the path is mostly a link into the real home.
            yield Path(found).resolve().parent.parent
    if sys.platform == "darwin":
        found = _output(["/usr/libexec/java_home", "-v", f"{JDK_VERSION}+"])
        if found:
            yield Path(found.strip())
    for folder, inside in (
        ("/usr/lib/jvm", "."),
        ("/Library/Java/JavaVirtualMachines", "Contents/Home"),
        ("/opt/homebrew/opt", "libexec/openjdk.jdk/Contents/Home"),
        ("/usr/local/opt", "libexec/openjdk.jdk/Contents/Home"),
        (os.path.expanduser("~/.sdkman/candidates/java"), "."),
        (r"C:\Program Files\Eclipse Adoptium", "."),
        (r"C:\Program Files\Java", "."),
        (r"C:\Program Files\Microsoft", "."),
        (r"C:\Program Files\Zulu", "."),
    ):
        for entry in sorted(Path(folder).glob("*")):
            if (entry / inside / "bin").is_dir():
                yield entry / inside


def _is_jdk(home: Path) -> bool:
    # The module list answers both questions: which version, and whether the compiler is in it.
    modules = _output([str(home / "bin" / ("java.exe" if WINDOWS else "java")), "--list-modules"])
    return jdk_compiler_version(modules) >= JDK_VERSION


def jdk_compiler_version(modules: str) -> int:
    """Return the main version of the module jdk.compiler in a `java --list-modules`, 0 if none."""
    found = re.search(r"^jdk\.compiler@(\d+)", modules, re.MULTILINE)
    return int(found.group(1)) if found else 0


def node_is_there() -> bool:
    """Tell whether a Node.js that is new enough is on our children's path."""
    found = shutil.which("node", path=child_environment()["PATH"])
    version = re.match(r"v(\d+)", _output([found, "--version"])) if found else None
    return version is not None and int(version.group(1)) >= NODE_VERSION


def _output(command: list[str]) -> str:
    """Return what a command prints, or nothing if it cannot be run."""
    try:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=60,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout if done.returncode == 0 else ""
