"""Patterns for paths, as git has them. `src/tree/glob.ts` is the same for the browser.

No pattern takes longer than its length times that of the path: the first place that fits what
follows an asterisk is taken, and no other one is ever tried.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

# A name matches, or any number of names do.
_Name = Callable[[str], bool]
_GLOBSTAR = None

_NOTHING = "(?!)"
# Those of the C locale, as git has them.
_POSIX = {
    "alnum": "0-9A-Za-z",
    "alpha": "A-Za-z",
    "blank": " \\t",
    "cntrl": "\\x00-\\x1f\\x7f",
    "digit": "0-9",
    "graph": "!-~",
    "lower": "a-z",
    "print": " -~",
    "punct": "!-/:-@\\[-`{-~",
    "space": "\\t-\\r ",
    "upper": "A-Z",
    "xdigit": "0-9A-Fa-f",
}


class Glob:
    """A pattern without the marks that only `.gitignore` has around it.

    Args:
        pattern: With a slash, it is for paths from the top; without one, for names at any depth.
            One that is no valid pattern matches nothing.
    """

    def __init__(self, pattern: str) -> None:
        """Read the pattern."""
        self._names = _parse(pattern.removeprefix("/"))
        self._is_anywhere = "/" not in pattern

    def matches(self, path: Sequence[str]) -> bool:
        """Tell whether it matches a path, given by its names."""
        if self._is_anywhere:
            return self._names[-1](path[-1])
        # Where to go on if what follows the last globstar does not fit.
        again: tuple[int, int] | None = None
        i = j = 0
        while j < len(path):
            if i < len(self._names) and self._names[i] is _GLOBSTAR:
                i += 1
                again = (i, j)
            elif i < len(self._names) and self._names[i](path[j]):
                i, j = i + 1, j + 1
            elif again:
                i, j = again[0], again[1] + 1
                again = (i, j)
            else:
                return False
        return i == len(self._names)


def _parse(pattern: str) -> list[_Name | None]:
    names: list[_Name | None] = []
    # Expressions of what is between the asterisks of a name.
    parts = [""]
    i = 0
    while i < len(pattern):
        char = pattern[i]
        if char == "*":
            stars = len(pattern) - i - len(pattern[i:].lstrip("*"))
            i += stars
            if stars > 1 and parts == [""] and pattern[i : i + 1] in ("", "/"):
                names.append(_GLOBSTAR)
                if i == len(pattern):
                    # What is in a folder, without the folder.
                    return [*names, lambda name: True]
                i += 1
            else:
                parts.append("")
        elif char == "/":
            names.append(_name(parts))
            parts = [""]
            i += 1
        elif char == "?":
            parts[-1] += "."
            i += 1
        elif char == "[":
            expression, i = _class(pattern, i + 1)
            parts[-1] += expression
        else:
            char, i = _character(pattern, i)
            parts[-1] += _escape(char) if char else _NOTHING
    return [*names, _name(parts)]


def _name(parts: list[str]) -> _Name:
    if len(parts) == 1:
        whole = re.compile(parts[0], re.DOTALL).fullmatch
        return lambda name: whole(name) is not None
    begins, *found = (re.compile(part, re.DOTALL) for part in parts[:-1])
    ends = re.compile(f"{parts[-1]}\\Z", re.DOTALL)

    def matches(name: str) -> bool:
        match = begins.match(name)
        for part in (*found, ends):
            if match is None:
                return False
            # What follows an asterisk is taken where it comes first.
            match = part.search(name, match.end())
        return match is not None

    return matches


def _character(pattern: str, i: int) -> tuple[str, int]:
    """Return the character at a place, which may be escaped, and the place after it.

    It is empty where the pattern ends.
    """
    if pattern[i] == "\\":
        i += 1
    return pattern[i : i + 1], i + 1


def _class(pattern: str, i: int) -> tuple[str, int]:
    """Return the expression of the class after a bracket, and the place after it."""
    is_negated = pattern[i : i + 1] in ("!", "^")
    i += is_negated
    first = i
    inner = previous = ""
    while i == first or pattern[i : i + 1] != "]":
        if i >= len(pattern):
            return _NOTHING, i
        end = pattern.find("]", i + 2)
        if pattern[i] == "-" and previous and pattern[i + 1 : i + 2] not in ("", "]"):
            last, i = _character(pattern, i + 1)
            if previous <= last:
                inner += f"{_escape(previous)}-{_escape(last)}"
            previous = ""
        elif pattern[i : i + 2] == "[:" and end > i + 2 and pattern[end - 1] == ":":
            posix = _POSIX.get(pattern[i + 2 : end - 1])
            if posix is None:
                return _NOTHING, len(pattern)
            inner += posix
            previous, i = "", end + 1
        else:
            previous, i = _character(pattern, i)
            inner += _escape(previous) if previous else ""
    if is_negated:
        return f"[^/{inner}]", i + 1
    return f"[{inner}]" if inner else _NOTHING, i + 1


def _escape(char: str) -> str:
    return f"\\U{ord(char):08x}"
