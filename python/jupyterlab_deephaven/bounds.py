"""Where links may lead: to what is served, and to nothing that is ignored there."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterable, Iterator

from . import disk, folders
from .ignore import IgnoreRules
from .tree import Absence


class Bounds:
    """The served folders and files, without what is ignored in them.

    Args:
        root: The contents manager's root folder.
        served: Clean paths of the served folders and files. What one that is a link leads to is
            served, as far as it is below the root folder.
        ignore: Patterns in `.gitignore` syntax, relative to each of them.
        allow_hidden: Whether hidden files are served.
    """

    def __init__(
        self, root: disk.Root, served: Iterable[str], ignore: Iterable[str], allow_hidden: bool
    ) -> None:
        """Find the places of what is served."""
        self._allow_hidden = allow_hidden
        self._rules = IgnoreRules(ignore)
        self._places = set(_places(root, served))
        # By folder: its paths below the places that hold it, where it is not ignored.
        self._below: dict[str, list[str]] = {}
        self._names: dict[str, frozenset[str]] = {}

    def holds(self, real: str, is_folder: bool) -> bool:
        """Tell whether a file or folder is served.

        Args:
            real: Its path of the operating system, without links.
            is_folder: Whether it is a folder.
        """
        if os.path.normcase(real) in self._places:
            return True
        folder, name = os.path.split(real)
        return bool(name and self._inside(folder, self._paths_of(folder), name, is_folder))

    def _paths_of(self, folder: str) -> list[str]:
        """Return the paths of a folder below the places that hold it; each ends with a slash."""
        unknown = []
        while folder not in self._below:
            unknown.append(folder)
            above, name = os.path.split(folder)
            if not name:
                break
            folder = above
        paths = self._below.get(folder, [])
        # From the top down, however deep it is.
        for each in reversed(unknown):
            above, name = os.path.split(each)
            paths = self._inside(above, paths, name, True) if name else []
            if os.path.normcase(each) in self._places:
                paths.append("")
            self._below[each] = paths
        return paths

    def _inside(self, folder: str, above: list[str], name: str, is_folder: bool) -> list[str]:
        if not above:
            return []
        if name.startswith(".") and not self._allow_hidden:
            return []
        on_disk = self._name_on_disk(folder, name)
        spellings = {name, on_disk}
        return [
            f"{path}{on_disk}/"
            for path in above
            if not any(self._rules.ignores(path + each, is_folder) for each in spellings)
        ]

    def _name_on_disk(self, folder: str, name: str) -> str:
        """Return a name as the folder has it, to which links may add their own upper case.

        Its own spelling counts too, since another folder may be there by now.
        """
        names = self._names.get(folder)
        if names is None:
            try:
                names = frozenset(os.listdir(folder))
            except OSError:
                names = frozenset()
            self._names[folder] = names
        if name in names:
            return name
        return next((other for other in names if _folded(other) == _folded(name)), name)


def _places(root: disk.Root, served: Iterable[str]) -> Iterator[str]:
    with folders.opened(root) as found:
        for path in served:
            try:
                place = found.find(root.place(path))
            except (OSError, ValueError):
                continue
            if not isinstance(place, Absence):
                yield os.path.normcase(place.real)


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()
