"""Metadata of served projects that are not built: what their `pyproject.toml` tells."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Iterator
from importlib.metadata import Distribution
from importlib.util import decode_source
from typing import Any

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

_NORMALIZED = re.compile(r"[-_.]+")


class ProjectDistribution(Distribution):
    """A project as its `pyproject.toml` describes it, as if it were installed for development."""

    def __init__(self, folder: str, project: dict[str, Any], version: str):
        """Make it.

        Args:
            folder: The folder of the file.
            project: The table `project`, or that of Poetry.
            version: The version.
        """
        self._folder = folder
        self._project = project
        self._version = version

    def read_text(self, filename: str) -> str | None:
        """The text of a metadata file; None if a project that is not built has none such."""
        if filename in ("METADATA", "PKG-INFO"):
            return self._metadata()
        if filename == "entry_points.txt":
            return self._entry_points() or None
        return None

    def locate_file(self, path: Any) -> str:
        """The path of a file of the project."""
        return os.path.join(self._folder, path)

    def _metadata(self) -> str:
        project = self._project
        fields = [
            ("Metadata-Version", "2.1"),
            ("Name", project["name"]),
            ("Version", self._version),
            ("Summary", project.get("description")),
            ("Requires-Python", project.get("requires-python")),
        ]
        # Poetry has a table of its own form.
        fields += [("Requires-Dist", one) for one in _list(project.get("dependencies"))]
        for extra, dependencies in _table(project, "optional-dependencies").items():
            fields.append(("Provides-Extra", extra))
            fields += [("Requires-Dist", _of_extra(one, extra)) for one in _list(dependencies)]
        return "".join(f"{name}: {' '.join(str(v).split())}\n" for name, v in fields if v)

    def _entry_points(self) -> str:
        project = self._project
        groups = {
            "console_scripts": _table(project, "scripts"),
            "gui_scripts": _table(project, "gui-scripts"),
            **{group: _table(points) for group, points in _table(project, "entry-points").items()},
        }
        lines = []
        for group, points in groups.items():
            lines += [f"[{group}]", *(f"{name} = {target}" for name, target in points.items())]
        return "\n".join(lines) if any(groups.values()) else ""


def find(name: str | None, folders: Iterable[str]) -> Iterator[ProjectDistribution]:
    """Find projects by the files that describe them.

    Args:
        name: The name of a distribution, normalized; None for all.
        folders: The folders to look into.
    """
    for folder in dict.fromkeys(folders):
        found = _read(folder)
        if found is not None and name in (None, normalized(found.metadata["Name"])):
            yield found


def _read(folder: str) -> ProjectDistribution | None:
    try:
        with open(os.path.join(folder, "pyproject.toml"), "rb") as file:
            document = tomllib.load(file)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        # Whoever asks for any distribution would fail by it, also if the client is silent.
        return None
    project = _table(document, "project") or _table(document, "tool", "poetry")
    version = project.get("version") or _dynamic_version(folder, project, document)
    if not isinstance(project.get("name"), str) or not isinstance(version, str):
        return None
    return ProjectDistribution(folder, project, version)


def _table(document: Any, *keys: str) -> dict[str, Any]:
    """A table of a document; an empty one if there is none."""
    for key in keys:
        document = document.get(key) if isinstance(document, dict) else None
    return document if isinstance(document, dict) else {}


def _list(value: Any) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else []


def _dynamic_version(folder: str, project: dict, document: dict) -> str | None:
    """The version that a build would find in a file, without running code; None for others."""
    setuptools = _table(document, "tool", "setuptools", "dynamic", "version")
    file = setuptools.get("file")
    if file:
        (file,) = file if isinstance(file, list) and len(file) == 1 else [file]
        return (_text(os.path.join(folder, str(file))) or "").strip() or None
    module, _, variable = str(setuptools.get("attr", "")).rpartition(".")
    path = module.replace(".", "/") or _NORMALIZED.sub("_", str(project.get("name")))
    named = _table(document, "tool", "hatch", "version").get("path")
    for file in [str(named)] if named else [f"{path}/__init__.py", f"{path}.py"]:
        for place in (folder, os.path.join(folder, "src")):
            text = _text(os.path.join(place, file))
            found = text and _constant(text, variable or "__version__")
            if found:
                return found
    return None


def _text(path: str) -> str | None:
    try:
        with open(path, "rb") as file:
            return decode_source(file.read())
    except (OSError, LookupError, SyntaxError, UnicodeDecodeError):
        return None


def _constant(source: str, name: str) -> str | None:
    """The text that a module assigns to a name."""
    match = re.search(rf"^{re.escape(name)}\b[^=\n]*=\s*(['\"])(.+?)\1", source, re.M)
    return match and match[2]


def _of_extra(requirement: str, extra: str) -> str:
    before, semicolon, marker = requirement.partition(";")
    condition = f"({marker.strip()}) and " if semicolon else ""
    return f'{before.strip()}; {condition}extra == "{extra}"'


def normalized(name: str) -> str:
    """The name of a distribution as PEP 503 compares it."""
    return _NORMALIZED.sub("-", name).lower()
