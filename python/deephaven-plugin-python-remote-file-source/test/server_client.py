"""A client of a real server, by pydeephaven's plugin client, speaking one of the dialects."""

import json
import queue
import threading

from dialects import ASKED, what_is_asked

PATIENCE = 60


def open_session(port, key):
    # Not needed where the tests run without a server.
    from pydeephaven import Session

    return Session(
        port=port,
        auth_type="io.deephaven.authentication.psk.PskAuthenticationHandler",
        auth_token=key,
    )


class ServerClient:
    """Connects to a plugin object, answers what the worker asks, and keeps everything else."""

    def __init__(self, session, name, dialect, files, answer=None):
        self.session = session
        self.dialect = dialect
        self.files = files
        self.asked = []
        self._answer = answer or (lambda message: dialect.answer(message, self.files))
        self._received = queue.Queue()
        self._plugin = session.plugin_client(session.exportable_objects[name])
        # The first message of a stream is empty.
        payload, references = next(self._plugin.resp_stream)
        assert (bytes(payload), references) == (b"", [])
        self._stream = self._plugin.resp_stream.stream_resp
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self):
        try:
            for response in self._stream:
                self._take(json.loads(response.data.payload))
        except Exception as error:
            self._received.put(error)
        else:
            self._received.put(EOFError("the stream has ended"))

    def _take(self, message):
        if message.get("method") == "ping":
            return
        if message.get("method") not in ASKED:
            self._received.put(message)
            return
        self.asked.append(what_is_asked(message))
        answer = self._answer(message)
        if answer is not None:
            self.send(answer)

    def send(self, message):
        payload = message if isinstance(message, bytes) else json.dumps(message).encode()
        self._plugin.req_stream.write(payload, [])

    def receive(self):
        """Return the next message that comes and is no request."""
        message = self._received.get(timeout=PATIENCE)
        if isinstance(message, Exception):
            raise message
        return message

    def call(self, message):
        """Send a message and return the next one that comes and is no request."""
        self.send(message)
        return self.receive()

    def set_connection_id(self, connection_id):
        answer = self.call(self.dialect.set_connection_id(connection_id))
        self.run_id = (answer.get("result") or {}).get("run_id")
        return answer

    def close(self):
        if self.session.is_connected:
            self._plugin.close()
        else:
            self._plugin.req_stream.close()
        self._stream.cancel()
        self._reader.join(PATIENCE)
