"""What becomes of a client's files when its stream has ended."""

from __future__ import annotations

import threading
import time
from collections.abc import Set

from . import finder, serving, standing
from .synced import SyncedSource

# Seconds for which what a client served to any code can still be imported: a page that is loaded
# again, or finds its network again, is back by then.
GRACE = 15.0

# Seconds for which an import that waited for another import of a client says why there is nothing.
_EXPLAINED = 1.0

_lock = threading.Lock()
_changed = threading.Condition(_lock)
_leaving: dict[serving.AnySource, float] = {}
_reasons: dict[str, tuple[str, float]] = {}
_thread: threading.Thread | None = None


def leave(source: serving.AnySource) -> None:
    """Take leave of a client: nobody serves its files any more, but for a while to any code.

    Args:
        source: Its files.
    """
    names = {name for name in serving.claimed_names() if serving.source_of(name) is source}
    kept: set[str] = set()
    if GRACE > 0 and isinstance(source, SyncedSource):
        kept = {name for name in standing.names_of(source) if standing.is_alone(source, name)}
    if source.client.was_waited_for:
        # Before it is so: other threads import what they waited for as soon as it is.
        _explain(names - kept, f"{source.client}, which served it, is gone")
    serving.disconnect(source, kept)
    if kept:
        _remove_later(source)
    else:
        _remove(source)


def reason_for(name: str) -> str | None:
    """Why a name is not served that was served a moment ago; None if it was not.

    Args:
        name: The full name that is imported.
    """
    reason, until = _reasons.get(name, ("", 0.0))
    return reason if time.monotonic() < until else None


def drop_displaced() -> None:
    """Remove the files of clients that are gone and whose names others serve by now."""
    with _lock:
        displaced = [source for source in _leaving if not standing.served_by(source)]
        for source in displaced:
            del _leaving[source]
        _changed.notify_all()
    for source in displaced:
        _remove(source)


def give_up(names: Set[str]) -> None:
    """Let no client that is gone serve some names: one that is there runs code with them.

    Args:
        names: Full dotted names of top-level modules.
    """
    for source in list(_leaving):
        claimed = standing.names_of(source)
        if claimed & names:
            serving.set_standing(source, claimed - names)
            drop_displaced()


def _explain(names: set[str], reason: str) -> None:
    with _lock:
        until = time.monotonic() + _EXPLAINED
        _reasons.update(dict.fromkeys(names, (reason, until)))
        _start()


def _remove_later(source: serving.AnySource) -> None:
    with _lock:
        _leaving[source] = time.monotonic() + GRACE
        _start()


def _remove(source: serving.AnySource) -> None:
    serving.disconnect(source, set())
    source.close()
    if not _reasons:
        _remove_finder()


def _remove_finder() -> None:
    if not serving.all_sources() and not _leaving:
        finder.remove()


def _start() -> None:
    global _thread
    if _thread is None:
        _thread = threading.Thread(target=_work, name="forget served files", daemon=True)
        _thread.start()
    _changed.notify_all()


def _work() -> None:
    """Remove what has had its time, until nothing is left."""
    global _thread
    while True:
        with _lock:
            now = time.monotonic()
            for name in [name for name, (_, until) in _reasons.items() if until <= now]:
                del _reasons[name]
            ended = [source for source, until in _leaving.items() if until <= now]
            for source in ended:
                del _leaving[source]
            if not ended:
                times = [*_leaving.values(), *(until for _, until in _reasons.values())]
                if not times:
                    _thread = None
                    break
                _changed.wait(min(times) - now)
        for source in ended:
            _remove(source)
    _remove_finder()


finder.reason_for = reason_for
