"""Loaded modules that outlive their package: they come back when they are imported again.

A package that is imported anew needs its submodules to be imported again, since that is what makes
them its attributes. Those that nothing has changed for are not executed again: their names leave
`sys.modules`, and importing one gives the same module, with what it had imported itself.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Set
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any, Callable

from . import imports

_modules: dict[str, ModuleType] = {}

# Those that are being imported again.
_returning: dict[str, ModuleType] = {}


def modules() -> dict[str, ModuleType]:
    """The modules that are set aside, by full dotted names."""
    return dict(_modules)


def get(fullname: str) -> ModuleType | None:
    """A module that is set aside.

    Args:
        fullname: Its full dotted name.
    """
    return _modules.get(fullname)


def put(fullname: str) -> None:
    """Set a module aside that is in `sys.modules`, or was set aside before.

    Args:
        fullname: Its full dotted name.
    """
    module = sys.modules.get(fullname)
    if module is not None:
        # In this order, so that an import on another thread finds it in either place.
        _modules[fullname] = module
        sys.modules.pop(fullname, None)


def drop(is_dropped: Callable[[str], bool]) -> list[ModuleType]:
    """Let modules be executed when they are imported again.

    Args:
        is_dropped: Tells by a full dotted name whether a module is concerned.

    Returns:
        The modules: they die with the list, which may run any `__del__`.
    """
    return [_modules.pop(name) for name in list(_modules) if is_dropped(name)]


def find_spec(fullname: str, entry: Any) -> ModuleSpec | None:
    """The spec of a module that is set aside.

    Args:
        fullname: Its full dotted name.
        entry: What its import would load.

    Returns:
        None if there is none, or it has loaded something else.
    """
    spec = _spec_of(_modules.get(fullname))
    loader = getattr(spec, "loader", None)
    return spec if entry is not None and getattr(loader, "entry", None) == entry else None


def take(loader: Any) -> ModuleType | None:
    """Begin to import a module again.

    Args:
        loader: The loader that it has.

    Returns:
        The module; None if it is not set aside.
    """
    module = _modules.pop(loader.name, None)
    if getattr(_spec_of(module), "loader", None) is not loader:
        return None  # what is imported now takes its place
    _returning[loader.name] = module
    return module


def is_returning(loader: Any, module: ModuleType) -> bool:
    """Whether a module is one that need not be executed; tells it once.

    Args:
        loader: Its loader.
        module: The module.
    """
    if _returning.get(loader.name) is not module:
        return False
    del _returning[loader.name]
    return True


def import_again(module: ModuleType, names: Set[str]) -> None:
    """Import what else is set aside of the modules that a returning one had imported.

    Args:
        module: The returning module.
        names: Full dotted names.
    """
    attributes = imports.attributes_of(module)
    before = dict(attributes)
    for name in sorted(names):
        if name in _modules:
            importlib.import_module(name)
            package_name, _, child = name.rpartition(".")
            if package_name == attributes["__name__"] and child in before:
                # It has given the name to something else, as in `from .name import name`.
                attributes[child] = before[child]


def _spec_of(module: Any) -> Any:
    return imports.attributes_of(module).get("__spec__")
