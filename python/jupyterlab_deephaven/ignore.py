"""Which files and folders of a served folder are left out, as the npm package `ignore` has it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable

from pathspec import GitIgnoreSpec

# The group that pathspec gives to the slash after a folder's name.
_FOLDER_MARK = "ps_d"
_EVERYTHING = "."
_BELOW_SOMETHING = "/"
_FOLDERS = f"(?P<{_FOLDER_MARK}>/)"

# Git, unlike pathspec, takes three asterisks and more for two.
_LONG_GLOBSTAR = re.compile(r"(^!?|/)\*{3,}(?=/|$)")

_Match = Callable[[str], bool]


class IgnoreRules:
    """Patterns in `.gitignore` syntax, relative to each served folder.

    Git's and pathspec's question is whether a file is below something ignored. Here a walk asks
    for one entry after the other, from the top down and never below something ignored: a pattern
    counts when it matches the entry itself. So does the client, with the package `ignore`.

    Args:
        patterns: One pattern each. One that is no valid pattern matches nothing.
    """

    def __init__(self, patterns: Iterable[str]) -> None:
        """Compile the patterns."""
        rules = [rule for pattern in patterns if (rule := _rule(pattern))]
        # The last pattern that matches decides.
        self._rules = rules[::-1]

    def ignores(self, path: str, is_folder: bool) -> bool:
        """Tell whether a file or folder is ignored.

        Args:
            path: Its path below the served folder.
            is_folder: Whether it is a folder.
        """
        if not path.isascii():
            # A file system may store a name decomposed (NFD), as macOS does.
            path = unicodedata.normalize("NFC", path)
        if is_folder:
            path += "/"
        for ignored, matches in self._rules:
            if matches(path):
                return ignored
        return False


def _rule(pattern: str) -> tuple[bool, _Match] | None:
    line = _LONG_GLOBSTAR.sub(r"\1**", unicodedata.normalize("NFC", pattern))
    # Of "a/**/" pathspec makes "a/"; it means the folders in a, but not a.
    folders_below = line.endswith("/**/")
    if folders_below:
        line = line[:-1]
    try:
        compiled = GitIgnoreSpec.from_lines([line]).patterns
    except ValueError:
        return None
    if not compiled or compiled[0].include is None:
        return None
    matches = _match(compiled[0].regex)
    if folders_below:
        return compiled[0].include, lambda path: path.endswith("/") and matches(path)
    return compiled[0].include, matches


def _match(regex) -> _Match:
    # pathspec's expressions match what is below a folder too; ours must end where the entry ends.
    if regex.pattern == _EVERYTHING:
        return lambda path: True
    if regex.pattern == _BELOW_SOMETHING:
        return lambda path: "/" in path[:-1]
    if regex.pattern == _FOLDERS:
        return lambda path: path.endswith("/")
    if _FOLDER_MARK in regex.groupindex:
        return lambda path: regex.fullmatch(path) is not None
    # From a pattern that ends in "/**": everything in the folder, but not the folder.
    return lambda path: (match := regex.match(path)) is not None and match.end() < len(path)
