"""What one program prints, sent to its client as it comes."""

from __future__ import annotations

import codecs
import threading
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Callable

from ..rpc import json_rpc
from ..rpc.client import Client, ClientGone

# All of a program's first characters are kept until the client takes them.
MAX_HEAD = 4_000_000

# After these, so many of the last ones: of a program that prints faster than its client reads.
MAX_TAIL = 250_000

# Characters in one message.
PORTION = 250_000

# Messages that the client has not taken yet.
_MAX_ON_THE_WAY = 2

# Seconds between messages, so that many short texts travel in one.
_INTERVAL = 0.02

# Seconds after which a client hears from a program that prints nothing: proxies close connections
# on which nothing comes.
_HEARTBEAT = 3.0

# Seconds that a text waits for the rest of its line.
_COLLECTED = 0.001

# Seconds for which the end of a line after a pause may hold its program up to be sent at once: what
# follows it may keep all other threads of Python waiting.
_HEAD_START = 0.01

# Seconds after its end in which a client that has gone may have missed the end of a program.
_MISSED = 60.0

# Seconds without a message that make a pause.
_PAUSE = 0.1


@dataclass(frozen=True)
class Message:
    """A message that has its place among a program's texts.

    Attributes:
        method: The name of the notification.
        params: Its parameters; the program's mark is added.
        references: What the client can open.
        size: About how many characters it has.
    """

    method: str
    params: dict
    references: Sequence[Any] = ()
    size: int = 1


class Output:
    """The output of one program. All methods may be called from any thread.

    A thread of its own sends: one that prints never waits for the client, and an exception that
    stops the program strikes no message. When the client has gone, the output is kept until the
    client is back, or is given up.
    """

    def __init__(
        self,
        client: Client,
        mark: str,
        fallback: Callable[[str, str], Any],
        shows_values: bool = False,
    ):
        """Begin to send, first that the program begins.

        Args:
            client: Takes the texts.
            mark: What the client calls the program.
            fallback: Called with a stream's name and a text when the client is given up.
            shows_values: Whether the client shows values, not only texts.
        """
        self.shows_values = shows_values
        self._client = client
        self._mark = mark
        self._fallback = fallback
        # Reentrant: collecting garbage may print at any point.
        self._changed = threading.Condition(threading.RLock())
        self._sending = threading.Lock()
        self._decoders: dict[str, Any] = {}
        self._head = _Texts()
        self._tail = _Texts()
        self._room = MAX_HEAD
        self._left_out = 0
        # What the client has not taken yet, as it was sent.
        self._on_the_way: deque[tuple[str, dict, Sequence[Any]]] = deque()
        self._sent_at = 0.0
        self._has_told = False
        self._is_closed = False
        self._is_gone = False
        self._is_given_up = False
        self._ended: dict | None = None
        self._ended_at: float | None = None
        self._thread: threading.Thread | None = None
        with self._changed:
            self._start()

    def write(self, stream: str, text: str) -> bool:
        """Add a text.

        Args:
            stream: "stdout" or "stderr".
            text: The text; it need not be a whole line.

        Returns:
            Whether there is a client to send it to, or one that may be back.
        """
        with self._changed:
            if self._is_given_up:
                return False
            if not text:
                return True
            self._head.append(stream, text[: self._room])
            self._tail.append(stream, text[self._room :])
            self._room = max(0, self._room - len(text))
            self._left_out += self._tail.drop(MAX_TAIL)
            self._start()
            self._changed.notify_all()
        if text.endswith("\n"):
            self.flush()
        return True

    def tell(self, message: Message) -> bool:
        """Add a message.

        Args:
            message: The message; what does not fit any more is left out.

        Returns:
            Whether there is a client to send it to, or one that may be back.
        """
        with self._changed:
            if self._is_given_up:
                return False
            if self._room > 0:
                self._head.append_message(message)
                self._room = max(0, self._room - message.size)
                self._start()
                self._changed.notify_all()
        return True

    def ask(self, method: str, params: dict, timeout: float) -> Any:
        """Ask the client something, after all that the program printed, and wait for the answer.

        Args:
            method: The name of the method.
            params: Its parameters; the program's mark is added.
            timeout: Seconds to wait.

        Returns:
            The answer.
        """
        with self._changed:
            self._changed.wait_for(lambda: self._is_gone or not self._has_parts())
        return self._client.request(method, {"run": self._mark, **params}, timeout)

    def flush(self) -> None:
        """Let what comes after a pause be sent, if that is quick."""
        with self._changed:
            is_after_pause = time.monotonic() - self._sent_at > _PAUSE
            if is_after_pause and not self._on_the_way and not self._is_gone:
                self._changed.wait_for(lambda: not self._has_parts(), _HEAD_START)

    def write_bytes(self, stream: str, data: bytes) -> bool:
        """Add a text in UTF-8, of which any part may still be to come."""
        with self._changed:
            decoder = self._decoders.get(stream)
            if decoder is None:
                decoder = codecs.getincrementaldecoder("utf-8")("replace")
                self._decoders[stream] = decoder
            text = decoder.decode(data)
        return self.write(stream, text)

    def record_taken(self) -> None:
        """Record that the client has taken a message."""
        with self._changed:
            if self._on_the_way:
                self._on_the_way.popleft()
            self._changed.notify_all()

    def end(self, error: dict | None) -> bool:
        """Send what is left, and how the program ended. Its threads may go on printing.

        Args:
            error: What it raised; see `raised.describe`.

        Returns:
            Whether there is a client to tell, or one that may be back.
        """
        with self._changed:
            self._is_closed = True
            self._ended = {"run": self._mark, "error": error}
            self._ended_at = time.monotonic()
            self._changed.notify_all()
        self._finish()
        return not self._is_given_up

    def is_wanted(self) -> bool:
        """Whether a client that is gone may have missed something."""
        with self._changed:
            ended_at = self._ended_at
            is_over = ended_at is not None and time.monotonic() - ended_at > _MISSED
            return not is_over or bool(self._has_parts() or self._on_the_way)

    def go_on(self, client: Client) -> None:
        """Send to a client again: first what the one before had not taken.

        Args:
            client: The client that is back.
        """
        with self._sending:
            with self._changed:
                self._client = client
                self._is_gone = False
                self._has_told = False
                again = list(self._on_the_way)
            self._tell()
            for method, params, references in again:
                self._send(method, params, references)
            with self._changed:
                has_ended = self._ended is not None
                if not has_ended:
                    self._start()
        if has_ended:
            # Aside: it may be a lot.
            threading.Thread(target=self._finish, name="run output", daemon=True).start()

    def give_up(self) -> None:
        """Expect no client any more: print what is left, and what is to come, elsewhere."""
        with self._sending, self._changed:
            self._is_gone = self._is_given_up = True
            sent = [params.get("parts", []) for _, params, _ in self._on_the_way]
            self._on_the_way.clear()
            self._changed.notify_all()
            left = [*self._head.take_all(), *self._tail.take_all()]
        for stream, text in [*(part for parts in sent for part in parts), *left]:
            self._fallback(stream, text)

    def _finish(self) -> None:
        with self._sending:
            self._tell()
            while not self._is_gone and self._send_next():
                pass
            if not self._is_gone and self._ended is not None:
                self._send("run_ended", self._ended)

    def _has_parts(self) -> bool:
        return bool(self._head.size or self._tail.size)

    def _start(self) -> None:
        if self._thread is None and not self._is_gone:
            self._thread = threading.Thread(target=self._work, name="run output", daemon=True)
            self._thread.start()

    def _tell(self) -> None:
        if not self._has_told:
            self._has_told = True
            self._send("run_began", {"run": self._mark})

    def _work(self) -> None:
        with self._sending:
            self._tell()
        while True:
            with self._changed:
                is_due = self._changed.wait_for(self._is_due, _HEARTBEAT)
                if self._is_over():
                    self._thread = None
                    return
            if is_due:
                time.sleep(_COLLECTED)
            with self._sending:
                if is_due:
                    self._send_next()
                else:
                    self._send("ping", {})
            with self._changed:
                self._changed.wait_for(self._is_over, _INTERVAL)

    def _is_due(self) -> bool:
        is_wanted = self._has_parts() and len(self._on_the_way) < _MAX_ON_THE_WAY
        return is_wanted or self._is_over()

    def _is_over(self) -> bool:
        return self._is_gone or (self._is_closed and not self._has_parts())

    def _send_next(self) -> bool:
        """Send one message of texts, and return whether there were any."""
        left_out = 0
        with self._changed:
            message = self._head.take_message()
            parts = [] if message else self._head.take(PORTION)
            if not message and not parts:
                parts = self._tail.take(PORTION)
                left_out, self._left_out = self._left_out, 0
            if not message and not parts:
                return False
            if message is not None:
                note = message.method, {"run": self._mark, **message.params}, message.references
            else:
                params: dict = {"run": self._mark, "parts": parts}
                if left_out:
                    params["left_out"] = left_out
                note = "output", params, ()
            self._on_the_way.append(note)
            self._sent_at = time.monotonic()
            self._changed.notify_all()
        self._send(*note)
        return True

    def _send(self, method: str, params: dict, references: Sequence[Any] = ()) -> bool:
        try:
            self._client.send(json_rpc.notification(method, params), references)
        except ClientGone:
            with self._changed:
                self._is_gone = True
                self._changed.notify_all()
            return False
        return True


class _Texts:
    """Texts in order, with their streams."""

    def __init__(self) -> None:
        self._parts: deque[tuple[str, str] | Message] = deque()
        self.size = 0

    def append(self, stream: str, text: str) -> None:
        if text:
            self._parts.append((stream, text))
            self.size += len(text)

    def append_message(self, message: Message) -> None:
        self._parts.append(message)
        self.size += message.size

    def take_message(self) -> Message | None:
        """Take what comes next, if it is a message."""
        if not self._parts or not isinstance(self._parts[0], Message):
            return None
        message = self._parts.popleft()
        assert isinstance(message, Message)
        self.size -= message.size
        return message

    def drop(self, limit: int) -> int:
        """Drop the first characters over a limit, and return how many these are."""
        surplus = max(0, self.size - limit)
        self.take(surplus)
        return surplus

    def take_all(self) -> list[tuple[str, str]]:
        """Take all texts, without the messages between them."""
        texts = [part for part in self._parts if not isinstance(part, Message)]
        self._parts.clear()
        self.size = 0
        return texts

    def take(self, limit: int) -> list[list[str]]:
        """Take the first characters, up to a limit and a message: texts with their streams."""
        taken: list[tuple[str, list[str]]] = []
        room = limit
        while self._parts and room > 0:
            part = self._parts.popleft()
            if isinstance(part, Message):
                self._parts.appendleft(part)
                break
            stream, text = part
            if len(text) > room:
                self._parts.appendleft((stream, text[room:]))
                text = text[:room]
            room -= len(text)
            if not taken or taken[-1][0] != stream:
                taken.append((stream, []))
            taken[-1][1].append(text)
        self.size -= limit - room
        return [[stream, "".join(texts)] for stream, texts in taken]
