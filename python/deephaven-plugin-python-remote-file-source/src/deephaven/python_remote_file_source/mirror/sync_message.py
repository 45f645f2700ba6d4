"""Reading the params of `sync` and `put`, and the files in answers of clients."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from .contents import content_key
from .tree import UNKNOWN, Tree

# The key of a content, or, where the client has not read the file, a question mark and what
# changes with the file.
_VERSION = re.compile(r"[0-9a-f]{64}|\?.{0,255}", re.DOTALL)

# Segments that lead elsewhere.
_ELSEWHERE = frozenset(["", ".", ".."])

# The bytes that a file system takes as a name.
_MAX_NAME = 255


@dataclass(frozen=True)
class Revision:
    """What a `sync` message says.

    Attributes:
        number: Number of the revision.
        base: Number of the revision that the changes are to; None if they are to nothing.
        names: Folders by top-level name; None for a name that is no longer served.
        files: Versions by path; None for what is no longer there.
        keep: Full names of modules that stay loaded; None if they are those of before.
        contents: Contents by keys, which are right.
    """

    number: int
    base: int | None
    names: dict[str, tuple[str, ...] | None]
    files: dict[str, str | None]
    keep: frozenset[str] | None
    contents: dict[str, bytes]

    def apply_to(self, tree: Tree) -> Tree:
        """Make the tree of this revision out of that of its base."""
        if self.base is None:
            tree = Tree()
        return Tree(
            self.number,
            _changed(tree.names, self.names),
            _changed(tree.files, self.files),
            tree.keep if self.keep is None else self.keep,
        )


def _changed(before: Any, changes: dict) -> dict:
    return {key: value for key, value in {**before, **changes}.items() if value is not None}


def read_sync(params: Any) -> Revision:
    """Read the params of a `sync` message.

    Args:
        params: The params, as JSON gave them.

    Returns:
        What they say.

    Raises:
        ValueError: If anything in them is wrong; the text says what.
    """
    if not isinstance(params, dict):
        raise ValueError("'params' must be an object")
    number, base = params.get("revision"), params.get("base", "absent")
    if not _is_number(number):
        raise ValueError("'revision' must be a positive integer")
    if base is not None and not _is_number(base):
        raise ValueError("'base' must be a positive integer or null")
    keyed = _keyed_contents(params)
    keep = params.get("keep")
    return Revision(
        number,
        base,
        {_name(name): _folders(name, value) for name, value in _object(params, "names").items()},
        read_files(params, [key for key, _ in keyed]),
        None if keep is None else frozenset(_strings(keep, "'keep'")),
        dict(keyed),
    )


def read_files(params: dict, keys: list[str] | None = None) -> dict[str, str | None]:
    """Read versions by path, as `sync` and the answer to `list_folder` have them.

    Args:
        params: What has `files` in it.
        keys: Keys of the contents that a version may be the position of.

    Raises:
        ValueError: If anything in them is wrong; the text says what.
    """
    return {
        read_path(path): None if version is None else _version(version, path, keys or [])
        for path, version in _object(params, "files").items()
    }


def read_path(path: Any) -> str:
    """Check a client's path: absolute, and none that leads out of where it is put.

    Raises:
        ValueError: If it is anything else.
    """
    if not isinstance(path, str) or not path.startswith("/") or "\0" in path:
        raise ValueError(f"{path!r} is no absolute path")
    segments = path[1:].split("/")
    if not segments[-1]:
        segments.pop()  # of a folder
    for segment in segments:
        if segment in _ELSEWHERE:
            raise ValueError(f"{path!r} has {segment!r} in it")
        try:
            size = len(segment.encode())
        except UnicodeEncodeError:
            raise ValueError(f"{path!r} cannot be written in UTF-8") from None
        if size > _MAX_NAME:
            raise ValueError(f"{path!r} has a name of more than {_MAX_NAME} bytes")
    return path


def read_contents(params: Any) -> dict[str, bytes]:
    """Read the contents in the params of a `put` message.

    Args:
        params: The params, as JSON gave them.

    Returns:
        Contents by keys, which are right.

    Raises:
        ValueError: If a content is malformed or stands under the key of another one.
    """
    if not isinstance(params, dict):
        raise ValueError("'params' must be an object")
    return dict(_keyed_contents(params))


def _keyed_contents(params: dict) -> list[tuple[str, bytes]]:
    """The keys and contents of a message, in its order."""
    values = params.get("contents", [])
    if isinstance(values, list):
        contents = [read_content(value) for value in values]
        return [(content_key(content), content) for content in contents]
    if not isinstance(values, dict):
        raise ValueError("'contents' must be an array or an object")
    keyed = []
    for key, value in values.items():
        content = read_content(value)
        if content_key(content) != key:
            raise ValueError(f"the key of a content must be its SHA-256, which {key!r} is not")
        keyed.append((key, content))
    return keyed


def read_content(value: Any) -> bytes:
    """Read a content: a string, which stands for its bytes in UTF-8, or bytes in base64.

    Args:
        value: The content, as JSON gave it.

    Returns:
        The bytes.

    Raises:
        ValueError: If it is neither.
    """
    if isinstance(value, str):
        return value.encode("utf-8")  # a UnicodeEncodeError is a ValueError
    if isinstance(value, dict) and isinstance(value.get("base64"), str):
        return base64.b64decode(value["base64"], validate=True)
    raise ValueError('a content must be a string or {"base64": "..."}')


def _is_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0


def _object(params: dict, key: str) -> dict:
    value = params.get(key, {})
    if not isinstance(value, dict):
        raise ValueError(f"{key!r} must be an object")
    return value


def _strings(value: Any, where: str) -> Iterable[str]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise ValueError(f"{where} must be an array of strings")
    return value


def _name(name: str) -> str:
    if not all(name.split(".")) or "/" in name or "\0" in name:
        raise ValueError(f"{name!r} is not the full name of a module")
    return name


def _folders(name: str, value: Any) -> tuple[str, ...] | None:
    if value is None:
        return None
    folders = tuple(read_path(path) for path in _strings(value, f"the folders of {name!r}"))
    if not folders:
        raise ValueError(f"{name!r} must have a folder")
    return folders


def _version(version: Any, path: str, keys: list[str]) -> str:
    """The version of a file, which may be the position of its content in the message."""
    if path.endswith("/"):
        if version not in ("", UNKNOWN):
            raise ValueError(f"the version of folder {path!r} must be '' or '?'")
        return version
    if isinstance(version, int) and not isinstance(version, bool) and 0 <= version < len(keys):
        return keys[version]
    if not isinstance(version, str) or not _VERSION.fullmatch(version):
        raise ValueError(
            f"the version of {path!r} must be 64 lower-case hexadecimal digits, '?' with up to "
            "255 characters, or the position of a content"
        )
    return version
