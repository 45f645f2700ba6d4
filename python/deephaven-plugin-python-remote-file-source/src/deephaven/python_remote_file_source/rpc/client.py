"""The client at the other end of a message stream: sending to it, waiting for its answers."""

from __future__ import annotations

import contextlib
import json
import threading
import time
import uuid
from collections.abc import Sequence
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeoutError
from typing import Any, Callable

from deephaven.plugin.object_type import MessageStream as Connection

from . import import_lock, json_rpc

# Seconds after which a client is tried that nothing was sent to: Deephaven does not tell that a
# stream is closed, if it is because its session is, but sending fails then.
PING_INTERVAL = 1.0


class ClientGone(Exception):
    """The client can no longer be reached; the text says why."""


class ClientSilent(Exception):
    """The client did not answer in time."""


class ClientRefused(Exception):
    """The client answered with an error object.

    Attributes:
        code: The error's code, or None if it has none.
    """

    def __init__(self, error: dict):
        """Make it from a JSON-RPC error object."""
        super().__init__(str(error.get("message", "no message")))
        self.code = error.get("code")


def short_name(connection_id: Any) -> str:
    """Shorten a connection id to what may be shown to people."""
    name = str(connection_id)
    return name if len(name) <= 12 else f"{name[:8]}..."


class Client:
    """One client. All methods may be called from any thread.

    Attributes:
        connection_id: What the client calls its connection; None until it said so.
        run_id: What its scripts call it. Deephaven logs scripts, so it is no secret: it lets nobody
            take the connection's place.
        was_waited_for: Whether anything waited for the client when it went away.
    """

    def __init__(
        self, connection: Connection, on_gone: Callable[[], None], on_left: Callable[[], None]
    ):
        """Make the client.

        Args:
            connection: Takes the messages for the client.
            on_gone: Called once, when the client can no longer be reached. Imports may wait for
                the client meanwhile, so it must not wait for any lock that an import may hold.
            on_left: Called once after that, when nothing waits for the client any more.
        """
        self.connection_id: Any = None
        self.run_id = uuid.uuid4().hex
        self.was_waited_for = False
        self._connection: Connection | None = connection
        self._on_gone = on_gone
        self._on_left = on_left
        self._lock = threading.Lock()
        self._waiting: dict[Any, Future] = {}
        self._gone: str | None = None
        self._has_left = threading.Event()
        self._silent: str | None = None
        self._sent = time.monotonic()

    @property
    def short_name(self) -> str:
        """A name for people; a whole id would let a reader of a log pass for the client."""
        return short_name(self.connection_id)

    def __str__(self) -> str:
        """The short name, for messages."""
        return f"client '{self.short_name}'"

    def send(self, message: dict, references: Sequence[Any] = ()) -> None:
        """Send a message.

        Args:
            message: The JSON-RPC message.
            references: Objects of the worker that go with it, which the client can open.

        Raises:
            ClientGone: If the client can no longer be reached.
        """
        if self._gone:
            raise ClientGone(self._gone)
        try:
            self._connection.on_data(json.dumps(message).encode("ascii"), list(references))
            self._sent = time.monotonic()
        except Exception as error:  # whatever the server's bridge raises on a closed stream
            reason = str(error).partition("\n")[0]  # lines of Java follow
            self.close(f"its message stream is closed ({reason})")
            raise ClientGone(self._gone) from None

    def notify(self, method: str, params: dict) -> None:
        """Send a notification; a client that is gone need not know.

        Args:
            method: Name of the method.
            params: Parameters by name.
        """
        with contextlib.suppress(ClientGone):
            self.send(json_rpc.notification(method, params))

    def ping(self) -> None:
        """Notice it if the client is gone.

        Raises:
            ClientGone: If it is.
        """
        self.send(json_rpc.notification("ping", {}))

    def heard(self) -> None:
        """Record that a message of the client has come: it is not silent any more."""
        self._silent = None

    def is_there(self) -> bool:
        """Whether the client can be reached, or could a moment ago."""
        if time.monotonic() - self._sent >= PING_INTERVAL:
            with contextlib.suppress(ClientGone):
                self.ping()
        return self._gone is None

    def request(self, method: str, params: dict, timeout: float) -> Any:
        """Send a request and wait for its result.

        It waits on a threading primitive, so it works inside a running event loop as well, and it
        holds no lock but those of the modules that are being imported. After a request without an
        answer, later ones fail at once until any message of the client comes: an import from a
        frozen page waits once, not once for each module.

        Args:
            method: Name of the method.
            params: Parameters by name.
            timeout: Seconds to wait for the answer.

        Returns:
            The result, as JSON gave it.

        Raises:
            ClientGone: If the client cannot be reached, or goes away meanwhile.
            ClientSilent: If no answer came in time.
            ClientRefused: If the answer is an error.
            json_rpc.JsonRpcError: If the answer is not a JSON-RPC response.
        """
        if self._silent:
            raise ClientSilent(self._silent)
        message_id = str(uuid.uuid4())
        future: Future = Future()
        with self._lock:
            if self._gone:
                raise ClientGone(self._gone)
            self._waiting[message_id] = future
        try:
            with import_lock.released():
                self.send(json_rpc.request(method, params, message_id))
                return self._wait(future, timeout)
        finally:
            with self._lock:
                self._waiting.pop(message_id, None)

    def resolve(self, response: json_rpc.Response) -> None:
        """Hand an answer to the waiting thread; late and unknown ones are dropped."""
        future = self._take(response.message_id)
        if future is None:
            return
        if response.error is not None:
            future.set_exception(ClientRefused(response.error))
        else:
            future.set_result(response.result)

    def reject(self, error: json_rpc.JsonRpcError) -> bool:
        """Fail the request that a malformed answer belongs to.

        Returns:
            Whether there was such a request.
        """
        future = self._take(error.message_id)
        if future is None:
            return False
        future.set_exception(error)
        return True

    def close(self, reason: str) -> None:
        """Record that the client is gone and fail everything that waits for it, once.

        Args:
            reason: Why, as the end of a sentence that begins with the client's name.
        """
        with self._lock:
            if self._gone:
                return
            self._gone = reason
            futures = list(self._waiting.values())
            self._waiting.clear()
            self.was_waited_for = bool(futures)
        self._connection = None  # loaded modules may keep this object for long
        self._on_gone()
        for future in futures:
            future.set_exception(ClientGone(reason))
        try:
            self._on_left()
        finally:
            self._has_left.set()

    def wait_until_left(self, timeout: float) -> None:
        """Wait until what `on_left` does is done, which another thread may be doing.

        Args:
            timeout: Seconds to wait at most.
        """
        self._has_left.wait(timeout)

    def _wait(self, future: Future, timeout: float) -> Any:
        end = time.monotonic() + timeout
        while True:
            left = end - time.monotonic()
            try:
                return future.result(min(left, PING_INTERVAL))
            except FutureTimeoutError:
                if left <= PING_INTERVAL:
                    self._silent = f"it did not answer within {timeout:g} s"
                    raise ClientSilent(self._silent) from None
                self.ping()

    def _take(self, message_id: Any) -> Future | None:
        with self._lock:
            return self._waiting.pop(message_id, None)
