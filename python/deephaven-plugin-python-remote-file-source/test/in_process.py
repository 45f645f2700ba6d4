"""A client in the process of the test: no server, no JVM, both ends of the stream at hand."""

import json
import threading

from deephaven.python_remote_file_source.contexts import serving
from deephaven.python_remote_file_source.plugin_type import PluginType
from dialects import ASKED, what_is_asked


class InProcessClient:
    """Speaks a dialect with a plugin object and records everything.

    Args:
        answer: Replaces the dialect's way to answer a request; it may return None for silence,
            bytes to send them as they are, or a list of messages.
    """

    def __init__(self, plugin_object, dialect, files, answer=None):
        self.dialect = dialect
        self.files = files
        self.received = []
        self.references = []
        self.asked = []
        self.pings = 0
        self.was_asked = threading.Event()
        self.server_closed = False
        self._answer = answer or (lambda message: dialect.answer(message, self.files))
        self._first = True
        self._broken = False
        self._stream = PluginType().create_client_connection(plugin_object, self)

    # What the server's end of the stream calls.
    def on_data(self, payload, references):
        if self._broken:
            raise RuntimeError("java.lang.IllegalStateException: call is closed\n\tat io.grpc")
        self.references += references
        if self._first:
            assert payload == b""
            self._first = False
            return
        message = json.loads(payload)
        if message.get("method") == "ping":
            self.pings += 1
            return
        self.received.append(message)
        if message.get("method") in ASKED:
            self.asked.append(what_is_asked(message))
            self.was_asked.set()
            answer = self._answer(message)
            for part in answer if isinstance(answer, list) else [answer]:
                if part is not None:
                    self.send(part)

    def on_close(self):
        self.server_closed = True

    # What a test calls.
    def send(self, message):
        payload = message if isinstance(message, bytes) else json.dumps(message).encode()
        self._stream.on_data(payload, [])

    def call(self, message):
        """Send a message and return what came back for it."""
        before = len(self.received)
        self.send(message)
        return self.received[before:]

    @property
    def mirror(self):
        """The folder in which the server has its files."""
        return self._stream._source.mirror.root

    @property
    def run_id(self):
        """What the client's scripts call it."""
        return self._stream._client.run_id

    def break_stream(self):
        """From now on sending to the client fails, as on a stream that is already completed."""
        self._broken = True

    def close(self):
        self._stream.on_close()


def run_id(connection_id):
    """The `run_id` of a client that is connected; of another one, an id that nobody has."""
    sources = (source for source in serving.all_sources())
    found = [s.client.run_id for s in sources if s.client.connection_id == connection_id]
    return found[-1] if found else "nobody"
