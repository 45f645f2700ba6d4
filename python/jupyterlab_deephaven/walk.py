"""The walk through served folders, breadth first: it asks for one folder after the other."""

from __future__ import annotations

from collections import deque
from collections.abc import Generator
from dataclasses import dataclass, field

from . import names, versions
from .bodies import ListBody
from .ignore import IgnoreRules
from .tree import Absence, Entry, Listed, Listing, Question, Reply


@dataclass(frozen=True)
class _Visit:
    path: str
    # The path from the root that patterns are relative to, with a slash at its end.
    below: str
    # What is known of the folders on the way here, so that links do not lead in circles.
    chain: tuple[object, ...] = ()
    is_root: bool = False


@dataclass
class _Found:
    folders: dict[str, dict[str, Entry]] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)
    truncated: bool = False


def walk(body: ListBody) -> Generator[Question, Reply, _Found]:
    """Walk through all folders below the roots that are not ignored.

    It yields a question at a time, and is sent the reply: so it walks in a thread and in the
    event loop alike.
    """
    rules = IgnoreRules(body.ignore)
    found = _Found(missing=list(body.invalid))
    room = body.entries
    queue = deque(_Visit(root, "", is_root=True) for root in body.roots)
    while queue:
        visit = queue.popleft()
        if len(found.folders) >= body.folders:
            found.truncated = True
            break
        reply = yield Question(
            visit.path,
            visit.is_root,
            lambda name, is_folder, below=visit.below: not rules.ignores(below + name, is_folder),
            room,
        )
        if isinstance(reply, Listing):
            if not reply.complete:
                found.truncated = True
                break
            if reply.identity is not None and reply.identity in visit.chain:
                _forget(found, visit.path)
                continue
            room -= len(reply.entries)
            found.folders.setdefault(visit.path, {}).update((e.name, e) for e in reply.entries)
            found.outside += (names.join(visit.path, name) for name in reply.outside)
            chain = (*visit.chain, reply.identity)
            queue += (
                _Visit(names.join(visit.path, entry.name), f"{visit.below}{entry.name}/", chain)
                for entry in reply.entries
                if entry.is_folder
            )
        elif isinstance(reply, Entry) and visit.is_root:
            if room < 1:
                found.truncated = True
                break
            room -= 1
            folder, _ = names.split(visit.path)
            found.folders.setdefault(folder, {}).setdefault(reply.name, reply)
        elif reply is Absence.OUTSIDE:
            found.outside.append(visit.path)
        else:
            found.missing.append(visit.path)
    return found


def _forget(found: _Found, path: str) -> None:
    folder, name = names.split(path)
    found.folders.get(folder, {}).pop(name, None)


def listed(body: ListBody, found: _Found, watchable: frozenset[str] = frozenset()) -> Listed:
    """Return the answer to a list request.

    Args:
        body: The request.
        found: What the walk found.
        watchable: Folders of the operating system in which a change shows.
    """
    folders = {}
    unchanged = []
    for path, by_name in found.folders.items():
        entries = sorted(by_name.values())
        fingerprint = versions.of_folder(entries)
        if body.known.get(path) == fingerprint:
            unchanged.append(path)
        else:
            folders[path] = {"fingerprint": fingerprint, "entries": entries}
    missing = dict.fromkeys(found.missing)
    if not found.truncated:
        gone = (path for path, known in body.known.items() if known and path not in found.folders)
        missing.update(dict.fromkeys(gone))
    answer = {
        "folders": folders,
        "unchanged": unchanged,
        "missing": list(missing),
        "outside": list(dict.fromkeys(found.outside)),
        "truncated": found.truncated,
        "now": versions.now(),
    }
    differs = bool(folders) or any(body.known.get(path) != "" for path in missing)
    return Listed(answer, differs, watchable)
