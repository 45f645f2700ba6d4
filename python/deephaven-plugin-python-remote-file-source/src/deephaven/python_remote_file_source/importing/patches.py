"""Three functions of the standard library that would not know of served modules."""

from __future__ import annotations

import functools
import importlib
import multiprocessing.spawn
import os
import pkgutil
import sys
from collections.abc import Callable, Iterable
from types import ModuleType
from typing import Any

from .places import attributes_of, place_of

_reload = importlib.reload
_get_preparation_data = multiprocessing.spawn.get_preparation_data
_extend_path = pkgutil.extend_path
_get_folders: Callable[[], Iterable[str]] = tuple


def install(get_folders: Callable[[], Iterable[str]]) -> None:
    """Put ours in their places, once.

    Args:
        get_folders: Gives the folders in mirrors that served names are looked for in.
    """
    global _get_folders
    _get_folders = get_folders
    importlib.reload = reload
    multiprocessing.spawn.get_preparation_data = get_preparation_data
    pkgutil.extend_path = extend_path


@functools.wraps(_reload)
def reload(module: ModuleType) -> ModuleType:
    """Execute a module again, in the same module object.

    A module that a program imported before an edit is not in `sys.modules` after it. The function
    of the standard library would refuse it.
    """
    spec = attributes_of(module).get("__spec__")
    name = getattr(spec, "name", None)
    if name is not None and name not in sys.modules and place_of(module) is not None:
        parent, _, child = name.rpartition(".")
        if parent:
            setattr(importlib.import_module(parent), child, module)
        sys.modules[name] = module
    return _reload(module)


@functools.wraps(_get_preparation_data)
def get_preparation_data(name: str) -> dict[str, Any]:
    """Let a process that is started import served modules: it gets no finder, but their folders.

    It executes the file of the main module, where the worker has that: not that of a program whose
    file only its client has.
    """
    data = _get_preparation_data(name)
    if not os.path.exists(data.get("init_main_from_path", "")):
        data.pop("init_main_from_path", None)
    served = [folder for folder in _get_folders() if folder not in data.get("sys_path", ())]
    return {**data, "sys_path": [*served, *data.get("sys_path", sys.path)]}


@functools.wraps(_extend_path)
def extend_path(path: Any, name: str) -> Any:
    """Extend the path of a package by its other folders, also by those that clients serve."""
    path = _extend_path(path, name)
    if isinstance(path, list) and "." not in name:
        folders = [os.path.join(folder, name) for folder in _get_folders()]
        path += [folder for folder in folders if folder not in path and os.path.isdir(folder)]
    return path
