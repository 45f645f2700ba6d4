"""Reading the params of `sync` and `put`: what a client pushes."""

from __future__ import annotations

import base64
import posixpath
import re
from dataclasses import dataclass
from typing import Any

from .content_store import content_key
from .index import MODULE, NAMESPACE, PACKAGE, Entry, Index

# The key of a content, or, where the client has not read the file, a question mark and what
# changes with the file.
_VERSION = re.compile(r"[0-9a-f]{64}|\?.{0,255}", re.DOTALL)


@dataclass(frozen=True)
class Revision:
    """What a `sync` message says.

    Attributes:
        number: Number of the revision.
        base: Number of the revision that the changes are to; None if they are to nothing.
        modules: Entries by full dotted names; None for what is no longer there.
        files: Versions by paths; None for what is no longer there.
        contents: Contents by keys, which are right.
    """

    number: int
    base: int | None
    modules: dict[str, Entry | None]
    files: dict[str, str | None]
    contents: dict[str, bytes]

    def apply_to(self, index: Index) -> Index:
        """Make the index of this revision out of that of its base."""
        if self.base is None:
            index = Index()
        modules = {**index.modules, **self.modules}
        files = {**index.files, **self.files}
        return Index(
            self.number,
            {name: entry for name, entry in modules.items() if entry is not None},
            {path: key for path, key in files.items() if key is not None},
        )


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
    modules, files = _object(params, "modules"), _object(params, "files")
    keyed = _keyed_contents(params)
    keys = [key for key, _ in keyed]
    return Revision(
        number,
        base,
        {_name(name): _entry(name, value, keys) for name, value in modules.items()},
        {_path(path, "files"): _file_version(path, key, keys) for path, key in files.items()},
        dict(keyed),
    )


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


def _name(name: str) -> str:
    if not all(name.split(".")):
        raise ValueError(f"{name!r} is no full name of a module")
    return name


def _path(path: Any, where: str) -> str:
    if not isinstance(path, str) or not path or "\0" in path:
        raise ValueError(f"{path!r} in {where} is no path")
    return path


def _version(version: Any, where: str, keys: list[str]) -> str:
    """The version of a file, which may be the position of its content in the message."""
    if isinstance(version, int) and not isinstance(version, bool) and 0 <= version < len(keys):
        return keys[version]
    if not isinstance(version, str) or not _VERSION.fullmatch(version):
        raise ValueError(
            f"the version of {where} must be 64 lower-case hexadecimal digits, '?' with up to "
            "255 characters, or the position of a content"
        )
    return version


def _file_version(path: str, version: Any, keys: list[str]) -> str | None:
    return None if version is None else _version(version, repr(path), keys)


def _entry(name: str, value: Any, keys: list[str]) -> Entry | None:
    if value is None:
        return None
    if not isinstance(value, dict):
        raise ValueError(f"module {name!r} must be an object or null")
    kind, complete = value.get("kind"), value.get("complete", False)
    if kind not in (PACKAGE, NAMESPACE, MODULE):
        raise ValueError(f"'kind' of module {name!r} must be 'package', 'namespace' or 'module'")
    if not isinstance(complete, bool):
        raise ValueError(f"'complete' of module {name!r} must be true or false")
    if kind == NAMESPACE:
        return Entry(kind, None, None, _locations(name, value.get("locations")), complete)
    origin = _path(value.get("origin"), f"'origin' of module {name!r}")
    version = _version(value.get("version"), f"module {name!r}", keys)
    if kind == MODULE:
        return Entry(kind, origin, version, ())
    locations = _locations(name, value.get("locations", [posixpath.dirname(origin) or "."]))
    return Entry(kind, origin, version, locations, complete)


def _locations(name: str, value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not value:
        raise ValueError(f"'locations' of module {name!r} must be an array of paths")
    return tuple(_path(location, f"'locations' of module {name!r}") for location in value)
