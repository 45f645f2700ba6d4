"""Lets a browser test end and restart a server of the test run, over HTTP on localhost."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from .console import Failure
from .servers import Server, wait_for


class Controlled:
    """A server that can be stopped and started again at the same place."""

    def __init__(self, start: Callable[[], Server]) -> None:
        """Start it by `start`, which will start it again as often as needed."""
        self._start = start
        self._lock = threading.Lock()
        self.server = start()

    def stop(self) -> None:
        """End it at once, as a crash would."""
        with self._lock:
            self.server.child.stop(grace=2)

    def start(self) -> None:
        """Start it, unless it runs, and wait until it answers."""
        with self._lock:
            if self.server.child.exit_code() is not None:
                self.server = self._start()
            wait_for(self.server)

    def restart(self) -> None:
        """End it and start it again."""
        self.stop()
        self.start()


@contextmanager
def control(controlled: Controlled) -> Iterator[str]:
    """Serve `POST <URL>/stop`, `/start` and `/restart`, each answered when done; gives the URL."""
    actions = {
        "stop": controlled.stop,
        "start": controlled.start,
        "restart": controlled.restart,
    }
    # Any page in the browser can send a POST to localhost: only the tests know the whole address.
    secret = secrets.token_urlsafe(16)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:  # noqa: N802 (http.server's name)
            start, _, name = self.path.rpartition("/")
            if start != f"/{secret}" or name not in actions:
                self.send_error(404)
                return
            try:
                actions[name]()
            except Failure as failure:
                self.send_error(500, explain=str(failure))
                return
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass  # standard error belongs to the test tool

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as http:
        threading.Thread(target=http.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{http.server_address[1]}/{secret}"
        finally:
            http.shutdown()
