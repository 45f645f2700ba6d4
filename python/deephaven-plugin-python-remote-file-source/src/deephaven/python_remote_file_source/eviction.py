"""Evicting modules, so that their next import starts afresh."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Set
from dataclasses import replace
from typing import Any, Callable

from . import imports, set_aside, source_lines
from .index import Entry
from .loader import RemoteLoader
from .module_source import REMOTE_ROOT

_lock = set_aside.lock

# The entry of each served module that loaded modules can have noticed, that is, as of the last
# eviction that looked at it. It tells what is new, also of modules that are not loaded: who asked
# for a missing one, or for one that failed, is as stale as who imported one that has changed.
_settled: dict[str, Entry] = {}

# Modules that stayed when they were to be evicted, since they were being imported.
_unfinished: set[str] = set()


def is_within(fullname: str, names: Set[str]) -> bool:
    """Whether a module is one of the named ones, or in one of them.

    Args:
        fullname: The module's full dotted name.
        names: Full dotted names of modules.
    """
    while fullname:
        if fullname in names:
            return True
        fullname = fullname.rpartition(".")[0]
    return False


def evict(names: Set[str]) -> None:
    """Evict modules and their submodules, wherever they came from.

    Args:
        names: Full dotted names of the modules.
    """
    # First what an import on another thread could bring back meanwhile.
    set_aside.drop(lambda fullname: is_within(fullname, names))
    for fullname in list(sys.modules):
        if is_within(fullname, names):
            module = sys.modules.pop(fullname, None)
            if not is_within(fullname.rpartition(".")[0], names):
                _unbind(fullname, module)
    with _lock:
        for fullname in [name for name in _settled if is_within(name, names)]:
            del _settled[fullname]
        _unfinished.difference_update([name for name in _unfinished if is_within(name, names)])
    imports.failed_lately.clear()
    imports.forget(lambda fullname: is_within(fullname, names))
    _forget_traces(lambda fullname: is_within(fullname, names))


def evict_outdated(
    names: Set[str], entries: Mapping[str, Entry], keep_unfinished: bool = False
) -> None:
    """Evict the modules that would now be others, and those that imported them.

    A package that has changed takes all its submodules with it, since importing one imports the
    package first. One that only imported what has changed leaves them, unless its own code does
    more than gather names from them: they are set aside.

    Args:
        names: Full dotted names of top-level modules, as for `evict`.
        entries: The modules that there are now, by full dotted names.
        keep_unfinished: Whether modules that are being imported at present stay until the next
            time; without it, their imports fail.
    """
    imports.failed_lately.clear()
    evicted = []  # dies after the lock is released: `__del__` methods may import
    with _lock:
        served = {
            fullname: module
            for fullname, module in [*set_aside.modules().items(), *list(sys.modules.items())]
            if is_within(fullname, names) or isinstance(_loader_of(module), RemoteLoader)
        }
        outdated = _changed(names, entries, served)
        outdated.update(name for name in _unfinished if is_within(name, names))
        outdated.update(
            [name for name in [*served, *imports.failures] if is_within(name, outdated)]
        )
        outdated.update(name for name in list(imports.failed) if is_within(name, names))
        _add_dependent(outdated, served)
        unfinished = {
            fullname
            for fullname in outdated & set(served)
            if keep_unfinished and _is_unfinished(served[fullname])
        }
        _unfinished.difference_update(outdated)
        _unfinished.update(unfinished)
        to_evict = (outdated & set(served)) - unfinished
        # In this order for the same reason.
        evicted.extend(set_aside.drop(to_evict.__contains__))
        for fullname in to_evict:
            evicted.append(sys.modules.pop(fullname, None))
        for fullname, module in [(name, served[name]) for name in to_evict]:
            if fullname.rpartition(".")[0] not in to_evict and _unbind(fullname, module):
                _rebind_on_access(fullname)
        _set_aside(served, outdated, unfinished)
        for fullname in outdated | unfinished:
            _settled.pop(fullname, None)
        _settled.update(
            (fullname, entry)
            for fullname, entry in entries.items()
            if is_within(fullname, names) and fullname not in unfinished
        )
        imports.forget(outdated.__contains__)
        _forget_traces(to_evict.__contains__)


def settle(names: Set[str], entries: Mapping[str, Entry]) -> None:
    """Note, after evicting them all, the modules that there are now.

    Args:
        names: Full dotted names of top-level modules.
        entries: The modules, by full dotted names.
    """
    with _lock:
        _settled.update((name, entry) for name, entry in entries.items() if is_within(name, names))


def forget_unloaded(names: Set[str]) -> None:
    """Forget what was settled about modules that nobody serves any more and that are not loaded.

    Args:
        names: Full dotted names of top-level modules.
    """
    set_aside.drop(lambda fullname: is_within(fullname, names))
    with _lock:
        for fullname in list(_settled):
            if fullname not in sys.modules and is_within(fullname, names):
                del _settled[fullname]
        imports.forget(lambda name: name not in sys.modules and is_within(name, names))


def _changed(names: Set[str], entries: Mapping[str, Entry], served: dict) -> set[str]:
    """Names whose modules are others than before, whether they are loaded or not."""
    changed = {
        fullname
        for fullname, module in served.items()
        if is_within(fullname, names) and not _is_current(fullname, module, entries.get(fullname))
    }
    for fullname in {**_settled, **entries}:
        if is_within(fullname, names) and not _is_same(fullname, entries.get(fullname), served):
            changed.add(fullname)
    return changed


def _is_same(fullname: str, entry: Entry | None, served: dict) -> bool:
    """Whether a module is for all that have noticed it what it was."""
    before = _settled.get(fullname)
    if before == entry:
        return True
    # A client that had not read a file, and has now, gives another key for the same content.
    if fullname in served:
        return _is_current(fullname, served[fullname], entry)
    if fullname in imports.failures:
        return imports.failures[fullname].entry == entry
    if fullname in imports.executed:
        return imports.executed[fullname] == entry
    # Nobody has seen its content.
    return (
        before is not None
        and entry is not None
        and replace(before, version=None) == replace(entry, version=None)
    )


def _is_current(fullname: str, module: Any, entry: Entry | None) -> bool:
    """Whether a loaded module is what its entry says."""
    if entry is None:
        return _is_alias(fullname, module) or _is_made_by_code(module)
    loader = _loader_of(module)
    own = getattr(loader, "entry", None)
    # If its content is still on its way, its key may be one that the client has made up.
    if own is not None and not getattr(loader, "has_content", True):
        return replace(own, version=None) == replace(entry, version=None)
    return own == entry


def _is_alias(fullname: str, module: Any) -> bool:
    """Whether code has filed a served module under another name as well: it goes with that."""
    return getattr(_loader_of(module), "name", fullname) != fullname


def _is_made_by_code(module: Any) -> bool:
    """Whether no file is behind a module: it goes with what made it, and not before."""
    spec = imports.attributes_of(module).get("__spec__")
    loader = getattr(spec, "loader", None)
    return not (
        isinstance(loader, RemoteLoader)
        or hasattr(loader, "entry")
        or getattr(spec, "has_location", False)
        or getattr(spec, "submodule_search_locations", None)
    )


def _loader_of(module: Any) -> Any:
    return getattr(imports.attributes_of(module).get("__spec__"), "loader", None)


def _is_unfinished(module: Any) -> bool:
    spec = imports.attributes_of(module).get("__spec__")
    return getattr(spec, "_initializing", False)


def _can_be_set_aside(fullname: str, module: Any) -> bool:
    """Whether importing a module again can give the same one."""
    return (
        hasattr(_loader_of(module), "entry")
        and not _is_alias(fullname, module)
        and not _is_unfinished(module)
    )


def _add_dependent(outdated: set[str], served: dict) -> None:
    """Add the modules that hold something of an outdated module, and those that hold of them."""
    if not outdated:
        return
    importers: dict[str, set[str]] = {}
    for fullname, failure in list(imports.failures.items()):
        for name in failure.names:
            importers.setdefault(name, set()).add(fullname)
    for fullname, module in served.items():
        parent = fullname.rpartition(".")[0]
        loader = _loader_of(module)
        if not _can_be_set_aside(fullname, module):
            for package_name in imports.packages_of(fullname):
                importers.setdefault(package_name, set()).add(fullname)
        if _is_made_by_code(module):
            # Who did, most likely the module that it is in, has to do so again.
            importers.setdefault(fullname, set()).add(parent)
        if _is_alias(fullname, module):
            importers.setdefault(loader.name, set()).add(fullname)
            # Who filed it has to do so again; most likely it is what the name belongs to.
            while parent in served and _is_alias(parent, served[parent]):
                parent = parent.rpartition(".")[0]
            importers.setdefault(fullname, set()).add(parent)
        if isinstance(loader, RemoteLoader):
            for name in imports.imported_names(module, loader, with_own_packages=False):
                importers.setdefault(name, set()).add(fullname)
    pending = list(outdated)
    while pending:
        name = pending.pop()
        new = importers.get(name, set()) - outdated
        if _takes_along(name, served):
            new |= {other for other in served if is_within(other, {name})} - outdated
        outdated |= new
        pending.extend(new)


def _takes_along(fullname: str, served: dict) -> bool:
    """Whether the submodules of a module have to be imported anew with it."""
    module = served.get(fullname)
    if module is None:
        return fullname in imports.failed_packages
    loader = _loader_of(module)
    return isinstance(loader, RemoteLoader) and not loader.leaves_submodules()


def _set_aside(served: dict, outdated: set[str], unfinished: set[str]) -> None:
    """Set the modules aside whose packages are evicted without them."""
    gone = outdated - unfinished
    kept = {name: served[name] for name in served if name not in outdated and is_within(name, gone)}
    imported = {
        name: imports.imported_names(module, _loader_of(module))
        for name, module in kept.items()
        if isinstance(_loader_of(module), RemoteLoader)
    }
    for fullname, module in kept.items():
        set_aside.put(fullname)
        # What a package has imported itself comes back with it, and its functions may use it until
        # then. What others have is there when they import it.
        parent_name = fullname.rpartition(".")[0]
        is_foreign = parent_name in kept and fullname not in imported.get(parent_name, ())
        if is_foreign and _can_rebind(parent_name) and _unbind(fullname, module):
            _rebind_on_access(fullname)


def _forget_traces(is_evicted: Callable[[str], bool]) -> None:
    source_lines.forget(is_evicted)
    for entry in list(sys.path_importer_cache):
        if isinstance(entry, str) and entry.startswith(REMOTE_ROOT):
            sys.path_importer_cache.pop(entry, None)


def _unbind(fullname: str, module: object) -> bool:
    """Delete an evicted submodule from its parent, which stays.

    `from parent import child` would still get the old module from there.

    Returns:
        Whether it was there.
    """
    parent_name, _, child = fullname.rpartition(".")
    attributes = getattr(_loaded(parent_name), "__dict__", {})
    if not parent_name or attributes.get(child) is not module:
        return False
    attributes.pop(child, None)
    return True


def _loaded(fullname: str) -> Any:
    return sys.modules.get(fullname, set_aside.get(fullname))


class _EvictedChildren:
    """The `__getattr__` of a package whose submodules were evicted, or set aside, without it.

    A notebook imports in one cell and uses `package.child` in later ones: they get the new module.
    """

    def __init__(self, package_name: str):
        self.children: set[str] = set()
        self._package_name = package_name

    def __call__(self, name: str) -> Any:
        fullname = f"{self._package_name}.{name}"
        # Whose import has failed is no attribute, as from a disk.
        if name in self.children and fullname not in imports.failed_lately:
            try:
                # As `from package import name` does: it imports the topmost package last.
                __import__(fullname)
                return sys.modules[fullname]
            except ModuleNotFoundError as error:
                if error.name != fullname:
                    raise
        raise AttributeError(f"module {self._package_name!r} has no attribute {name!r}")


def _can_rebind(package_name: str) -> bool:
    getter = imports.attributes_of(_loaded(package_name)).get("__getattr__")
    return getter is None or isinstance(getter, _EvictedChildren)


def _rebind_on_access(fullname: str) -> None:
    package_name, _, child = fullname.rpartition(".")
    attributes = vars(_loaded(package_name))
    getter = attributes.setdefault("__getattr__", _EvictedChildren(package_name))
    if isinstance(getter, _EvictedChildren):
        getter.children.add(child)
