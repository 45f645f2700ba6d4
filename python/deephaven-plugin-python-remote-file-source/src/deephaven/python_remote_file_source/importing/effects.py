"""What importing a project does to lists of the whole process, so that it is not done twice."""

from __future__ import annotations

import logging
import sys
import warnings
from collections.abc import Iterable
from typing import Any, NamedTuple

from .places import attributes_of, place_of


class Effect(NamedTuple):
    """One item that was added.

    Attributes:
        items: The list that has it, or `sys.modules`.
        item: The item, or the name of a module that code has made.
    """

    items: Any
    item: Any


class Snapshot(NamedTuple):
    """The lists as they were, with all they had."""

    lists: list[tuple[list, list]]
    modules: frozenset[str]


def snapshot() -> Snapshot:
    """Remember what the lists have now."""
    return Snapshot([(items, list(items)) for items in _lists()], frozenset(sys.modules))


def since(before: Snapshot) -> list[Effect]:
    """What was added since a snapshot."""
    known = {id(items): old for items, old in before.lists}
    effects = []
    for items in _lists():
        old = known.get(id(items), [])
        if len(items) != len(old) or any(a is not b for a, b in zip(items, old)):
            effects.extend(Effect(items, item) for item in items if not _has(old, item))
    for name in list(sys.modules):
        if name not in before.modules and _is_made(sys.modules.get(name)):
            effects.append(Effect(sys.modules, name))
    return effects


def undo(effects: Iterable[Effect]) -> None:
    """Take away what was added, if it is still there."""
    for items, item in effects:
        if items is sys.modules:
            if _is_made(sys.modules.get(item)):
                sys.modules.pop(item, None)
        else:
            items[:] = [other for other in items if other is not item]
    getattr(warnings, "_filters_mutated", lambda: None)()


def _lists() -> list[list]:
    loggers = [logging.root, *logging.root.manager.loggerDict.values()]
    lists = [sys.path, sys.path_hooks, warnings.filters]
    for logger in loggers:
        if isinstance(logger, logging.Logger):
            lists.extend((logger.handlers, logger.filters))
    return lists


def _has(items: list, item: Any) -> bool:
    return any(other is item for other in items)


def _is_made(module: Any) -> bool:
    """Whether code has made a module, which no finder would find."""
    return (
        module is not None
        and attributes_of(module).get("__spec__") is None
        and place_of(module) is None
    )
