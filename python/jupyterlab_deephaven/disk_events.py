"""What the operating system tells of changes in folders, for as long as somebody waits for it."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Collection

from watchfiles import watch

_log = logging.getLogger(__name__)

# Each takes a thread, and of the operating system what it has not much of.
_MOST = threading.BoundedSemaphore(8)
# Milliseconds: how long changes are collected, how often it looks whether to end, and a sign of
# life, which also tells that the folders are being watched now.
_COLLECT = 200
_STEP = 50
_SIGN_OF_LIFE = 250


class DiskEvents:
    """A context in which changes of some folders are told, not of the folders in them.

    What cannot be watched is no error: nothing is told then.

    Args:
        folders: Folders of the operating system.
        loop: The event loop of who waits.
    """

    def __init__(self, folders: Collection[str], loop: asyncio.AbstractEventLoop) -> None:
        """Do nothing yet."""
        self._folders = folders
        self._loop = loop
        self._changed = asyncio.Event()
        self._end = threading.Event()
        self._thread: threading.Thread | None = None
        self.active = False

    def __enter__(self) -> DiskEvents:
        """Begin to watch."""
        if self._folders and _MOST.acquire(blocking=False):
            self.active = True
            self._thread = threading.Thread(target=self._watch, name="jupyterlab-deephaven-watch")
            self._thread.start()
        return self

    def __exit__(self, *exception: object) -> None:
        """End watching, without waiting for the end."""
        self._end.set()

    async def wait(self) -> None:
        """Wait until something has changed, or until the folders are being watched."""
        await self._changed.wait()

    def clear(self) -> None:
        """Forget what has changed until now."""
        self._changed.clear()

    def _watch(self) -> None:
        try:
            self._tell_changes()
        except Exception as error:
            # Too many for the operating system, or one of them is gone.
            _log.debug("Folders cannot be watched: %s", error)
            self._call(self._failed)
        finally:
            _MOST.release()

    def _tell_changes(self) -> None:
        first = True
        for changes in watch(
            *self._folders,
            watch_filter=None,
            debounce=_COLLECT,
            step=_STEP,
            stop_event=self._end,
            rust_timeout=_SIGN_OF_LIFE,
            yield_on_timeout=True,
            raise_interrupt=False,
            recursive=False,
        ):
            # A server that ends without a word to its extensions must not wait for this thread.
            if self._end.is_set() or not threading.main_thread().is_alive():
                return
            if changes or first:
                self._call(self._changed.set)
            first = False

    def _failed(self) -> None:
        self.active = False
        self._changed.set()

    def _call(self, method: object) -> None:
        try:
            self._loop.call_soon_threadsafe(method)
        except RuntimeError:
            self._end.set()  # The event loop is closed.
