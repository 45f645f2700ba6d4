"""The meta path finder of all clients, and its place in `sys.meta_path`."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Iterable
from importlib._bootstrap_external import _NamespacePath
from importlib.machinery import ModuleSpec, PathFinder
from importlib.metadata import DistributionFinder, MetadataPathFinder
from typing import Any

from ..importing import folders, loaded, parked, patches, pyproject, reading
from ..importing.loaders import leave_out_of_tracebacks, spec_of_loaded
from . import serving
from .synced import SyncedSource

_lock = threading.Lock()


class ServedFinder:
    """Finds the modules whose names clients serve; those below them CPython finds in their folders.

    Attributes:
        finds_served: Tells it from the worker's own finders.
    """

    finds_served = True

    @leave_out_of_tracebacks
    def find_spec(self, fullname: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        """Find a module; importlib calls it.

        Args:
            fullname: The module's full dotted name.
            path: Not used: a client has its own folders for each name.
            target: Not used.

        Returns:
            The spec, or None if nobody serves the name or whoever does has no such module.

        Raises:
            ImportError: If the client did not say whether it has the module.
        """
        if path is None:
            loaded.record_question(fullname)
        source = serving.source_of(fullname) if serving.is_claimed(fullname) else None
        if isinstance(source, SyncedSource) and not source.client.is_there():
            source = serving.source_of(fullname)  # it was gone without a word
        if source is None:
            _explain(fullname)
            return None
        searched = source.folders_of(fullname)
        try:
            spec = PathFinder.find_spec(fullname, searched)
        except ImportError as error:
            raise error.with_traceback(None) from None
        if spec is None or (spec.origin is None and serving.is_of_worker(fullname)):
            # The worker's own module, if it has one, comes in place of a folder alone.
            if fullname not in parked.names():
                return None
            parked.give_back([fullname])
            return spec_of_loaded(fullname)
        if spec.origin is None and spec.submodule_search_locations is not None:
            loaded.begin_namespace(fullname.partition(".")[0], source)
            return _with_folders(fullname, spec, searched)
        return spec

    def find_distributions(self, context: Any = None) -> Iterable[Any]:
        """Find what served folders tell of distributions; `importlib.metadata` calls it.

        Args:
            context: Names a distribution, or none; and folders, if the caller has asked for some.
        """
        if context is None:
            context = DistributionFinder.Context()
        if "path" in vars(context):
            return iter(())
        searched = serving.folders()
        built = list(
            MetadataPathFinder.find_distributions(
                DistributionFinder.Context(name=context.name, path=searched)
            )
        )
        known = {pyproject.normalized(one.metadata["Name"] or "") for one in built}
        # The file is beside a served package, above `src`, or in the package.
        above = [os.path.dirname(folder) for folder in searched]
        name = None if context.name is None else pyproject.normalized(context.name)
        for project in pyproject.find(name, [*searched, *above, *serving.packages()]):
            if pyproject.normalized(project.metadata["Name"]) not in known:
                built.append(project)
        return iter(built)

    def invalidate_caches(self) -> None:
        """Ask clients again for what they did not have; `importlib.invalidate_caches` calls it."""
        for source in serving.all_sources():
            source.invalidate()


_finder = ServedFinder()

# Tells why a name is not served that was served a moment ago.
reason_for: Callable[[str], str | None] = lambda name: None  # noqa: E731


def install() -> None:
    """Put the finder before all others, so that served modules hide those of the worker."""
    folders.install()
    reading.install()
    patches.install(serving.folders)
    with _lock:
        # Replaced, since others may hold the list: an import on another thread that walks along it
        # must not skip a finder, and CPython keeps the first one for ever.
        sys.meta_path = [_finder, *(other for other in sys.meta_path if other is not _finder)]


def remove() -> None:
    """Take the finder away: nobody serves anything."""
    with _lock:
        sys.meta_path = [other for other in sys.meta_path if other is not _finder]


@leave_out_of_tracebacks
def _explain(fullname: str) -> None:
    reason = reason_for(fullname)
    if reason is not None and not serving.is_of_worker(fullname):
        raise ModuleNotFoundError(f"No module named {fullname!r}: {reason}", name=fullname)


def _with_folders(fullname: str, spec: ModuleSpec, searched: list[str]) -> ModuleSpec:
    """Let a namespace package find its folders where its client has them, not on `sys.path`."""

    def find_again(name: str, path: Any) -> ModuleSpec | None:
        return PathFinder.find_spec(name, [*searched, *path])

    found = find_again(fullname, tuple(sys.path))
    result = ModuleSpec(fullname, spec.loader, is_package=True)
    if found is not None and found.origin is None:
        spec = found  # with folders of the worker of the same name
    locations = list(spec.submodule_search_locations)
    result.submodule_search_locations = _NamespacePath(fullname, locations, find_again)
    return result
