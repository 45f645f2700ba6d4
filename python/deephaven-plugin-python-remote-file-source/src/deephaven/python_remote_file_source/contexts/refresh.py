"""Asks a client for what has changed when any code imports a module that it serves."""

from __future__ import annotations

import importlib
import logging
import sys
import threading
import time
import weakref
from importlib.machinery import ModuleSpec
from types import CodeType, FrameType
from typing import Callable

from ..importing import executing
from ..importing.loaders import spec_of_loaded
from ..rpc import import_lock
from ..rpc.client import Client, ClientGone, ClientRefused, ClientSilent
from ..rpc.json_rpc import JsonRpcError

logger = logging.getLogger(__name__)

# Seconds for which an answer counts for the same program: modules that it imports one after the
# other ask once.
PERIOD = 0.25

# Seconds to wait for an answer, at most; what was pushed before counts then.
MAX_WAIT = 5.0

# Seconds for which a client is not asked that did not answer: its page may sleep for hours.
REST = 30.0


class Refresh:
    """Brings the files of a client up to date, at its own request.

    A client pushes what has changed as it notices it, which may be a moment after the change. An
    import asks it to look now. It answers when it has pushed what it found.

    Attributes:
        is_offered: Whether the client can be asked.
    """

    def __init__(self, client: Client, get_timeout: Callable[[], float]):
        """Make the refresh of one client's files.

        Args:
            client: Whom to ask.
            get_timeout: Tells how many seconds to wait for answers.
        """
        self.is_offered = False
        self._client = client
        self._get_timeout = get_timeout
        self._lock = threading.Lock()
        self._asked = 0.0
        self._until = 0.0
        self._is_resting = False
        self._program: Callable[[], CodeType | None] = lambda: None

    def before_import(self, fullname: str) -> ModuleSpec | None:
        """Let the client push what has changed, before a module is imported for any code.

        Not in the middle of an import: the modules of one are of one revision.

        Args:
            fullname: The module's full dotted name.

        Returns:
            The spec of the module, if that is loaded by now: a package that was evicted meanwhile
            is imported again, since importlib takes it for loaded, and may have imported it.
        """
        if not self.is_offered or executing.current() is not None:
            return None
        parent = fullname.rpartition(".")[0]
        is_loaded = parent in sys.modules
        self._refresh()
        if is_loaded and parent not in sys.modules:
            importlib.import_module(parent)
            return spec_of_loaded(fullname)
        return None

    def _refresh(self) -> None:
        began = time.monotonic()
        program = _program()
        # Imports on other threads need the import lock meanwhile, and may wait here as well.
        with import_lock.released(), self._lock:
            if self._asked >= began or (self._until > began and self._is_known(program)):
                return
            self._asked = time.monotonic()
            self._program = weakref.ref(program)
            self._until = self._ask() + time.monotonic()

    def _is_known(self, program: CodeType) -> bool:
        """Whether the client was asked for a program already, or does not answer anyway."""
        return self._is_resting or self._program() is program

    def _ask(self) -> float:
        """Ask the client.

        Returns:
            The seconds until it may be asked again.
        """
        self._is_resting = False
        try:
            self._client.request("renew", {}, min(self._get_timeout(), MAX_WAIT))
        except (ClientGone, ClientRefused, ClientSilent, JsonRpcError) as error:
            logger.warning("Imports get what %s sent before: %s", self._client, error)
            self._is_resting = isinstance(error, ClientSilent)
        return REST if self._is_resting else PERIOD


def _program() -> CodeType:
    """The script that this thread runs, or the function that it began with.

    Deephaven compiles each script that it runs, so that each is another object.
    """
    frame: FrameType | None = sys._getframe()
    script = None
    while frame is not None:
        code = frame.f_code
        if code.co_name == "<module>":
            script = code
        frame = frame.f_back
    return script or code
