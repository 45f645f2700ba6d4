"""Which files and folders of a served folder are left out, as git has it."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from .glob import Glob


class _Rule(NamedTuple):
    ignores: bool
    is_for_folders: bool
    matches: Callable[[Sequence[str]], bool]


class IgnoreRules:
    """Patterns in `.gitignore` syntax, relative to each served folder.

    They are for characters, where git's are for bytes. A walk asks for one entry after the other,
    from the top down and never below something ignored: a pattern counts when it matches the entry
    itself.

    Args:
        patterns: One pattern each. One that is no valid pattern matches nothing.
    """

    def __init__(self, patterns: Iterable[str]) -> None:
        """Read the patterns."""
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
        names = path.split("/")
        for rule in self._rules:
            if (is_folder or not rule.is_for_folders) and rule.matches(names):
                return rule.ignores
        return False


def _rule(pattern: str) -> _Rule | None:
    line = _without_spaces(unicodedata.normalize("NFC", pattern))
    if line.startswith("#"):
        return None
    ignores = not line.startswith("!")
    line = line.removeprefix("!")
    return _Rule(ignores, line.endswith("/"), Glob(line.removesuffix("/")).matches)


def _without_spaces(line: str) -> str:
    """Return a line without the spaces at its end, up to one with a backslash before it."""
    stripped = line.rstrip(" ")
    backslashes = len(stripped) - len(stripped.rstrip("\\"))
    is_escaped = backslashes % 2 == 1 and stripped != line
    return stripped + " " if is_escaped else stripped
