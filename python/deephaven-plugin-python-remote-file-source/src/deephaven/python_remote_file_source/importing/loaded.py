"""Which served modules are loaded, what they depend on, and which have to be imported again.

A served top-level name and all below it is a project. If something that it was made of changes, it
is imported again as a whole, as in a new process, together with the projects that it is connected
to. A project that mentions the name of another one counts as importing it.
"""

from __future__ import annotations

import os
import re
import sys
import threading
from collections.abc import Iterable, Set
from dataclasses import dataclass, field
from typing import Any, Callable

from . import effects, executing, source_lines
from .places import attributes_of, is_in_mirror, place_of
from .suffixes import is_importable, is_within

# What can be a name in a source, also in one that is not in UTF-8.
_WORD = re.compile(rb"[\w\x80-\xff]+")

_lock = threading.RLock()


@dataclass
class Project:
    """What is known of one top-level name whose modules are loaded.

    Attributes:
        source: The client that it came from.
        executed: Paths of the modules' files.
        reads: Paths of the files and folders that its modules read while they were imported.
        mentions: Names and strings in its modules, and names that they asked for.
        effects: What importing it did to lists of the process.
        has_kept: Whether some of its modules were kept when the others were evicted.
    """

    source: Any
    executed: set[str] = field(default_factory=set)
    reads: set[str] = field(default_factory=set)
    mentions: set[str] = field(default_factory=set)
    effects: list[effects.Effect] = field(default_factory=list)
    has_kept: bool = False


_projects: dict[str, Project] = {}

# Top-level names that have to be imported again, with the paths that have changed.
_stale: dict[str, set[str]] = {}

# Top-level names of projects whose import has failed, maybe for a reason that is gone by now.
_failed: set[str] = set()

# Counts evictions, so that an import can tell whether one came in between.
_evictions = 0

_before: dict[int, effects.Snapshot] = {}


def evictions() -> int:
    """How often modules have been evicted."""
    return _evictions


def begin(fullname: str, local: str, source: Any, is_first: bool) -> None:
    """Record that a module is about to be executed.

    Args:
        fullname: Its full dotted name.
        local: The path of its file in the mirror.
        source: Whose file it is.
        is_first: Whether the thread executes no other served module.
    """
    if is_first:
        _before[threading.get_ident()] = effects.snapshot()
    name = fullname.partition(".")[0]
    with _lock:
        project = _projects.get(name)
        if project is None or project.source is not source:
            project = _projects[name] = Project(source)
        project.executed.add(local)
    source_lines.show_file(local)


def begin_namespace(name: str, source: Any) -> None:
    """Record that a package without a file is about to be loaded.

    Args:
        name: Its top-level name.
        source: Whose folders it has.
    """
    with _lock:
        if name not in _projects:
            _projects[name] = Project(source)


def end(fullname: str, has_failed: bool) -> None:
    """Record that a thread has executed the module that it began with.

    Args:
        fullname: Its full dotted name.
        has_failed: Whether it raised an exception.
    """
    if has_failed:
        record_failure(fullname)
    before = _before.pop(threading.get_ident(), None)
    project = _projects.get(fullname.partition(".")[0])
    if before is not None and project is not None:
        project.effects.extend(effects.since(before))


def record_mentions(fullname: str, mentions: Iterable[str]) -> None:
    """Record the names and strings in a module.

    Args:
        fullname: Its full dotted name.
        mentions: What it mentions.
    """
    project = _projects.get(fullname.partition(".")[0])
    if project is not None:
        project.mentions.update(mentions)


def record_question(name: str) -> None:
    """Record that a finder is asked for a top-level name, by whichever module is executing."""
    project = _projects.get(executing.current() or "")
    if project is not None:
        project.mentions.add(name)


def record_read(local: str, source: Any) -> None:
    """Record that a file or folder of a mirror is read: by whichever served code asks for it.

    Args:
        local: Its path.
        source: Whose mirror it is in.
    """
    project = _projects.get(executing.current() or "") or _project_that_runs(source)
    if project is not None:
        project.reads.add(local)


def _project_that_runs(source: Any) -> Project | None:
    """The project whose function has been called by the program of this thread, if any."""
    frame = sys._getframe(2)
    while frame is not None:
        local = frame.f_code.co_filename
        if is_in_mirror(local):
            return next((p for p in list(_projects.values()) if local in p.executed), None)
        frame = frame.f_back
    return None


def record_changes(
    source: Any,
    changed: Set[str],
    moved: Set[str],
    places: dict[str, list[str]],
    text_of: Callable[[str], bytes | None],
) -> None:
    """Record that files of a client are not what they were.

    Args:
        source: The client.
        changed: Paths of files with another content.
        moved: Paths of files and folders that are new or gone.
        places: By top-level name, where its file or folder is, without a suffix.
        text_of: Gives the new content of a file; None if it is gone, or not known.
    """
    with _lock:
        if not _projects:
            return
        for name, project in _projects.items():
            if project.source is source:
                mine = places.get(name, [])
                paths = {path for path in changed if _is_noticed(path, project, mine)}
                paths |= {
                    path
                    for path in moved
                    if _is_noticed(path, project, mine)
                    or os.path.dirname(path) in project.reads
                    or (is_importable(path) and is_within(path, mine))
                    or _is_loaded_folder(path, name, mine)
                }
                if paths:
                    _stale.setdefault(name, set()).update(paths)
                    project.mentions |= _mentioned_in(map(text_of, paths))
        new = list(filter(is_importable, moved))
        # Whoever asked in vain for a name, or found something else, finds modules there now. And
        # what these import belongs to their project from now on.
        names = _names_of(new, places) - _projects.keys()
        mark_mentioning(names)
        if names:
            mark_stale(_mentioned_in(map(text_of, new)))


def _mentioned_in(texts: Iterable[bytes | None]) -> set[str]:
    """The names of loaded projects that are words of sources, which may import from them."""
    words = {word for text in texts if text is not None for word in _WORD.findall(text)}
    return {name for name in _projects if name.encode() in words}


def _names_of(paths: Iterable[str], places: dict[str, list[str]]) -> set[str]:
    """The top-level names that files of modules belong to."""
    names = {place: name for name, mine in places.items() for place in mine}
    found = set()
    for path in paths:
        folder, file = os.path.split(path)
        place = f"{folder}/{file.partition('.')[0]}"
        while place and place not in names:
            place = place.rpartition("/")[0]
        found.add(names.get(place, ""))
    return found - {""}


def _is_noticed(path: str, project: Project, places: list[str]) -> bool:
    """Whether code of a project has looked at a file, or may have."""
    if path in project.executed or path in project.reads:
        return True
    # A file's size, or whether it exists, is asked without reading it, but not without its name.
    name = os.path.basename(path)
    return name in project.mentions and ("." in name or is_within(path, places))


def _is_loaded_folder(path: str, name: str, places: list[str]) -> bool:
    """Whether a folder of a project is a loaded package, which may have no file of its own."""
    below = (path[len(place) :].replace("/", ".") for place in places if is_within(path, [place]))
    return any(f"{name}{dotted}" in sys.modules for dotted in below)


def record_failure(fullname: str) -> None:
    """Record that a module could not be imported: the next run imports its project again.

    Args:
        fullname: Its full dotted name.
    """
    _failed.add(fullname.partition(".")[0])


def is_stale(source: Any) -> bool:
    """Whether a project of a client has to be imported again."""
    return any(_projects[n].source is source for n in list(_stale) if n in _projects)


def is_executed(source: Any, local: str) -> bool:
    """Whether a file of a client is that of a loaded module."""
    with _lock:
        return any(local in p.executed for p in _projects.values() if p.source is source)


def mark_stale(names: Iterable[str]) -> None:
    """See to it that projects are imported again, whatever has become of their files."""
    with _lock:
        for name in names:
            if name in _projects:
                _stale.setdefault(name, set())


def mark_mentioning(names: Set[str]) -> None:
    """Mark the projects that may import some names, since these mean something else now."""
    with _lock:
        mark_stale([n for n, p in _projects.items() if n in names or p.mentions & names])


def sources() -> dict[str, Any]:
    """The clients that the loaded projects came from, by top-level name."""
    with _lock:
        return {name: project.source for name, project in _projects.items()}


def loaded_in(package: str) -> list[str]:
    """Names of the submodules that a package has before it is executed: they were kept."""
    prefix = f"{package}."
    project = _projects.get(package.partition(".")[0])
    if project is None or not project.has_kept:
        return []
    names = [name[len(prefix) :] for name in list(sys.modules) if name.startswith(prefix)]
    return [name for name in names if "." not in name]


def restart(is_new_run: bool = False) -> None:
    """Evict the modules of all stale projects and of those they are connected to.

    Args:
        is_new_run: Whether a run begins: it has to see the newest, whatever else is going on. Else
            projects stay while their client is busy.
    """
    global _evictions
    evicted: list[Any] = []  # dies after the lock is released: `__del__` methods may import
    with _lock:
        failed = set(_failed)
        if is_new_run:
            mark_stale(failed)
            _failed.clear()
        names = set(_stale) & set(_projects)
        if not is_new_run:
            names = {name for name in names if not _projects[name].source.is_busy}
        if not names:
            return
        for name in names & failed:
            # Modules that were never executed may run now, and import from other projects.
            project = _projects[name]
            project.mentions |= _mentioned_in(project.source.sources_of(name))
        group = _connected(names)
        changed = set().union(*(_stale.pop(name, ()) for name in group))
        _evictions += 1
        keep = frozenset().union(*(_projects[name].source.keep for name in group))
        kept: set[str] = set()
        for fullname, module in _modules_of(group):
            local = place_of(module)
            if local is not None and local not in changed and is_among(fullname, keep):
                kept.add(local)
            else:
                evicted.append(sys.modules.pop(fullname, None))
                _unbind(fullname, module)
        for name in group:
            project = _projects.pop(name)
            effects.undo(project.effects)
            executed = project.executed & kept
            if executed:
                kept_project = Project(project.source, executed, mentions=project.mentions)
                kept_project.has_kept = True
                _projects[name] = kept_project
    del evicted


def is_among(fullname: str, names: Set[str]) -> bool:
    """Whether some names have a module, or a package that it is in."""
    while fullname and names:
        if fullname in names:
            return True
        fullname = fullname.rpartition(".")[0]
    return False


def _connected(names: set[str]) -> set[str]:
    """Some projects with all that import them or that they import, directly or not."""
    found, pending = set(names), list(names)
    while pending:
        name = pending.pop()
        mentions = _projects[name].mentions
        for other, project in _projects.items():
            if other not in found and (other in mentions or name in project.mentions):
                found.add(other)
                pending.append(other)
    return found


def _modules_of(group: Set[str]) -> list[tuple[str, Any]]:
    """The loaded modules of projects, by name, with those that their code has made."""
    names = {}
    served = set()
    for fullname, module in list(sys.modules.items()):
        local = place_of(module)
        is_mine = fullname.partition(".")[0] in group
        if local is not None and (is_mine or _own_name(module) in group):
            names[fullname] = module
            served.add(fullname)
        elif is_mine:
            names[fullname] = module
    return [
        (fullname, module)
        for fullname, module in names.items()
        if fullname in served or _has_served_package(fullname, served)
    ]


def _own_name(module: Any) -> str:
    spec = attributes_of(module).get("__spec__")
    return str(getattr(spec, "name", "")).partition(".")[0]


def _has_served_package(fullname: str, served: Set[str]) -> bool:
    parent = fullname.rpartition(".")[0]
    while parent:
        if parent in served:
            return True
        parent = parent.rpartition(".")[0]
    return False


def _unbind(fullname: str, module: Any) -> None:
    """Take an evicted module away from a package that stays."""
    parent, _, child = fullname.rpartition(".")
    attributes = attributes_of(sys.modules.get(parent)) if parent else {}
    if attributes.get(child) is module:
        attributes.pop(child, None)
