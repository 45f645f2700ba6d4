"""Loaded modules that outlive their package: they come back when they are imported again.

A package that is imported anew needs its submodules to be imported again, since that is what makes
them its attributes. Those that nothing has changed for are not executed again: their names leave
`sys.modules`, and importing one gives the same module, with what it had imported itself.
"""

from __future__ import annotations

import copy
import importlib
import sys
import threading
from collections.abc import Set
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any, Callable, NamedTuple

from . import imports

# What changes which modules are loaded, or set aside, holds it; nothing is imported meanwhile.
lock = threading.RLock()


class _Aside(NamedTuple):
    """A module that is set aside, and what its spec was then: code may change that."""

    module: ModuleType
    spec: ModuleSpec
    loader: Any


_modules: dict[str, _Aside] = {}

# Those that are being imported again; None for one that was dropped meanwhile.
_returning: dict[str, ModuleType | None] = {}


def modules() -> dict[str, ModuleType]:
    """The modules that are set aside, or just coming back, by full dotted names."""
    with lock:
        returning = {name: module for name, module in _returning.items() if module is not None}
        return {**returning, **{name: aside.module for name, aside in _modules.items()}}


def get(fullname: str) -> ModuleType | None:
    """A module that is set aside.

    Args:
        fullname: Its full dotted name.
    """
    aside = _modules.get(fullname)
    return aside and aside.module


def put(fullname: str) -> None:
    """Set a module aside that is in `sys.modules`, or was set aside before.

    Args:
        fullname: Its full dotted name.
    """
    with lock:
        module = sys.modules.get(fullname)
        spec = imports.attributes_of(module).get("__spec__")
        if spec is not None:
            # In this order, so that an import on another thread finds it in either place.
            _modules[fullname] = _Aside(module, copy.copy(spec), spec.loader)
            sys.modules.pop(fullname, None)


def drop(is_dropped: Callable[[str], bool]) -> list[Any]:
    """Let modules be executed when they are imported again.

    Args:
        is_dropped: Tells by a full dotted name whether a module is concerned.

    Returns:
        The modules: they die with the list, which may run any `__del__`.
    """
    with lock:
        dropped: list[Any] = []
        for name in [name for name in _returning if is_dropped(name)]:
            dropped.append(_returning[name])
            _returning[name] = None
        dropped.extend(_modules.pop(name) for name in [n for n in _modules if is_dropped(n)])
        return dropped


def find_spec(fullname: str, entry: Any) -> ModuleSpec | None:
    """The spec of a module that is set aside.

    While a program runs it keeps the modules that it has, so this may be another module than what
    a client serves by now: the next eviction drops it.

    Args:
        fullname: Its full dotted name.
        entry: What its import would load; None if it is in no index.

    Returns:
        None if there is none.
    """
    aside = _modules.get(fullname)
    if aside is None or entry is None:
        return None
    # A copy, since it is not the importer's own as others are: recipes for lazy imports change it.
    spec = copy.copy(aside.spec)
    spec.is_set_aside = True
    return spec


def take(loader: Any, spec: ModuleSpec) -> ModuleType | None:
    """Begin to import a module again.

    Args:
        loader: The loader that it has.
        spec: The spec that it was found by.

    Returns:
        The module; None if it was not found among those that are set aside.

    Raises:
        ImportError: If it was evicted since it was found.
    """
    if not getattr(spec, "is_set_aside", False):
        return None
    spec.is_set_aside = False
    with lock:
        aside = _modules.get(loader.name)
        if aside is None or aside.loader is not loader:
            raise evicted(loader)
        del _modules[loader.name]
        _returning[loader.name] = aside.module
        return aside.module


def is_returning(loader: Any, module: ModuleType) -> bool:
    """Whether a module is one that need not be executed; tells it once.

    Args:
        loader: Its loader.
        module: The module.

    Raises:
        ImportError: If it was evicted since its import began.
    """
    with lock:
        if loader.name not in _returning:
            return False
        expected = _returning.pop(loader.name)
    if expected is None:
        raise evicted(loader)
    return expected is module


def evicted(loader: Any) -> ImportError:
    """The error of an import whose module has been evicted meanwhile.

    Args:
        loader: The module's loader.
    """
    message = f"{loader.name!r} was evicted by another run while it was being imported"
    return ImportError(message, name=loader.name, path=getattr(loader, "path", None))


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
    for child, value in before.items():
        # importlib binds submodules to it, whoever imports them. It may have given the name to
        # something else, as in `from .name import name`.
        bound = attributes.get(child)
        submodule = sys.modules.get(f"{attributes['__name__']}.{child}")
        if bound is not value and bound is submodule:
            attributes[child] = value
