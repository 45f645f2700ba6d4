"""Paths that clients send: which of them can name something below the server's root folder."""

from __future__ import annotations

import os


def clean(path: str) -> str | None:
    """Return a path without needless slashes; None if it can name nothing that is shown.

    Args:
        path: As the contents API has it: below the root folder, with slashes. That folder itself
            is the empty path.
    """
    segments = [segment for segment in path.split("/") if segment]
    if all(map(_is_name, segments)):
        return "/".join(segments)
    return None


def split(path: str) -> tuple[str, str]:
    """Return a path's folder and its last name."""
    folder, _, name = path.rpartition("/")
    return folder, name


def join(folder: str, name: str) -> str:
    """Return the path of an entry of a folder."""
    return f"{folder}/{name}" if folder else name


def is_text(name: str) -> bool:
    """Tell whether a name of the operating system is text: other bytes cannot be sent."""
    if name.isascii():
        return True
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _is_name(segment: str) -> bool:
    if segment in (".", "..") or "\0" in segment or not is_text(segment):
        return False
    # There, a backslash begins another segment and a colon ends a drive or begins a stream.
    return os.name != "nt" or not ("\\" in segment or ":" in segment)
