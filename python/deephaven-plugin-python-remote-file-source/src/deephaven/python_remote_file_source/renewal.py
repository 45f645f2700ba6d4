"""Asks a client for what has changed when any code imports a module that it serves."""

from __future__ import annotations

import logging
import threading
import time
from typing import Callable

from . import import_lock
from .client import Client, ClientGone, ClientRefused, ClientSilent
from .json_rpc import JsonRpcError

logger = logging.getLogger(__name__)

# Seconds for which an answer counts: modules that are imported one after the other ask once.
PERIOD = 0.25

# Seconds to wait for an answer, at most; what was pushed before counts then.
MAX_WAIT = 5.0

# Seconds for which a client is not asked that did not answer: its page may sleep for hours.
REST = 30.0


class Renewal:
    """Brings the index of a client up to date, at its own request.

    A client pushes what has changed as it notices it, which may be a moment after the change. An
    import asks it to look now. It answers when it has pushed what it found.

    Attributes:
        is_offered: Whether the client can be asked.
    """

    def __init__(self, client: Client, get_timeout: Callable[[], float]):
        """Make the renewal of one client's index.

        Args:
            client: Whom to ask.
            get_timeout: Tells how many seconds to wait for answers.
        """
        self.is_offered = False
        self._client = client
        self._get_timeout = get_timeout
        self._lock = threading.Lock()
        self._until = 0.0

    def renew(self) -> None:
        """Let the client push what has changed, unless it just did.

        If it does not answer, what it pushed before counts.
        """
        if not self.is_offered:
            return
        began = time.monotonic()
        # Imports on other threads need the import lock meanwhile, and may wait here as well.
        with import_lock.released(), self._lock:
            if self._until <= began:
                self._until = self._ask() + time.monotonic()

    def _ask(self) -> float:
        """Ask the client.

        Returns:
            The seconds until it may be asked again.
        """
        try:
            self._client.request("renew", {}, min(self._get_timeout(), MAX_WAIT))
        except (ClientGone, ClientRefused, ClientSilent, JsonRpcError) as error:
            logger.warning("Imports get what %s sent before: %s", self._client, error)
            return REST if isinstance(error, ClientSilent) else PERIOD
        return PERIOD
