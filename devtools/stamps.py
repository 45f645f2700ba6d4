"""Builds only what changed: a stamp remembers the content that a step was last done from."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from pathlib import Path

from .paths import DEV, ROOT

_NEVER_INPUTS = {"__pycache__", "__tests__", "node_modules", ".ipynb_checkpoints"}


def fingerprint(inputs: Iterable[Path], *more: str, root: Path = ROOT) -> str:
    """Return a digest of the names and contents of files, of folders' files, and of strings.

    An input that is not there counts as such, so its appearance changes the digest. The times of
    files do not count: a fresh checkout of the same content is the same.
    """
    digest = hashlib.sha256()
    for text in more:
        digest.update(f"text {text}\0".encode())
    for path in inputs:
        for file in _files(path):
            name = file.relative_to(root).as_posix()
            content = file.read_bytes() if file.exists() else b"(absent)"
            digest.update(f"file {name} {len(content)}\0".encode())
            digest.update(content)
    return digest.hexdigest()


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    return sorted(
        file
        for file in path.rglob("*")
        if file.is_file() and not _NEVER_INPUTS.intersection(file.relative_to(path).parts)
    )


def stamp(name: str, folder: Path = DEV) -> str:
    """Return what a step was last done from, or an empty string if it never ended well."""
    try:
        return (folder / "stamps" / name).read_text(encoding="ascii")
    except OSError:
        return ""


def up_to_date(
    name: str,
    wanted: str,
    outputs: Iterable[Path],
    make: Callable[[], None],
    folder: Path = DEV,
) -> bool:
    """Do a step unless it was done from the same content and its outputs are still there.

    The stamp goes away before the step and comes back after it, so a step that was interrupted
    is done again. Returns whether there was nothing to do.
    """
    if stamp(name, folder) == wanted and all(output.exists() for output in outputs):
        return True
    file = folder / "stamps" / name
    file.unlink(missing_ok=True)
    make()
    keep(name, wanted, folder)
    return False


def keep(name: str, wanted: str, folder: Path = DEV) -> None:
    """Record what a step was done from."""
    file = folder / "stamps" / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(wanted, encoding="ascii")
