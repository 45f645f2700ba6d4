"""Variables that were deleted and can be brought back."""

from __future__ import annotations

import sys
import threading
from collections import OrderedDict
from typing import Any

# How many of them are kept alive.
MAX_KEPT = 10


class _Kept:
    """What a deleted variable held."""

    def __init__(self, value: Any):
        self.value = value
        self._scope = _scope_of(getattr(value, "j_object", None))

    def release(self) -> None:
        """Let Deephaven end it."""
        if self._scope is not None:
            self._scope.release()


def _scope_of(j_object: Any) -> Any:
    """What keeps a table alive, which Deephaven ends when no variable holds it any more."""
    if j_object is None:
        return None
    import jpy

    referent = jpy.get_type("io.deephaven.engine.liveness.LivenessReferent")
    if not referent.jclass.isInstance(j_object):
        return None
    scope = jpy.get_type("io.deephaven.engine.liveness.LivenessScope")()
    scope.manage(j_object)
    return scope


_lock = threading.Lock()
_deleted: OrderedDict[str, _Kept] = OrderedDict()


def delete_variable(name: str, key: str) -> None:
    """Delete a variable of the calling script, and keep what it held.

    Args:
        name: Its name.
        key: What brings it back; the newest `MAX_KEPT` are kept.

    Raises:
        NameError: If there is no such variable.
    """
    namespace = sys._getframe(1).f_globals
    if name not in namespace:
        raise NameError(f"name {name!r} is not defined")
    with _lock:
        _deleted[key] = _Kept(namespace.pop(name))
        dropped = [_deleted.popitem(last=False)[1] for _ in range(len(_deleted) - MAX_KEPT)]
    for kept in dropped:
        kept.release()


def restore_variable(name: str, key: str) -> None:
    """Bring a deleted variable back into the globals of the calling script.

    Args:
        name: Its name.
        key: See `delete_variable`.

    Raises:
        NameError: If a variable of that name was made meanwhile.
        KeyError: If what it held is not kept any more.
    """
    namespace = sys._getframe(1).f_globals
    if name in namespace:
        raise NameError(f"there is a new variable {name!r}")
    with _lock:
        if key not in _deleted:
            raise KeyError(f"{name!r} is not kept any more")
        kept = _deleted.pop(key)
    # Deephaven manages it from the end of the script on; the scope is for Java's collector then.
    namespace[name] = kept.value
