"""The endpoints: who may ask, what a request says, and how the answer is sent."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING, Any

from jupyter_server.auth.decorator import authorized
from jupyter_server.base.handlers import APIHandler
from jupyter_server.extension.handler import ExtensionHandlerMixin
from tornado import web

from . import __version__, bodies, watching
from .tree import Stop, Stopped

if TYPE_CHECKING:
    from .extension import ServerPart

# Raised when clients must tell older answers from newer ones.
ENDPOINTS = 1

_SMALL = 1024
# Fast: what is sent is mostly source code, and the network is mostly near.
_COMPRESSION = 3


class _Handler(ExtensionHandlerMixin, APIHandler):
    """What the endpoints have in common. They give what the contents API gives to readers."""

    auth_resource = "contents"
    _stop: Stop | None = None
    _is_alone = False

    @property
    def part(self) -> ServerPart:
        """The extension that the endpoint belongs to."""
        return self.extensionapp

    def on_connection_close(self) -> None:
        """End the work: nobody waits for the answer."""
        super().on_connection_close()
        self._is_alone = True
        if self._stop:
            self._stop.set()

    def body(self) -> Any:
        """Return the request's body.

        Raises:
            HTTPError: It is not JSON.
        """
        try:
            return json.loads(self.request.body)
        except (ValueError, RecursionError):
            raise web.HTTPError(400, "The body is not JSON.") from None

    async def work(self) -> Any:
        """Return the answer.

        Raises:
            BodyError: The body is not what the endpoint takes.
            Stopped: Nobody waits for the answer.
        """
        raise NotImplementedError

    async def answer(self) -> None:
        """Do the work and send the answer."""
        with self.part.stops() as self._stop:
            try:
                answer = await self.work()
            except bodies.BodyError as error:
                raise web.HTTPError(400, str(error)) from None
            except Stopped:
                if self._is_alone:
                    return
                raise web.HTTPError(503, "The Jupyter server stops.") from None
            gzipped = "gzip" in self.request.headers.get("Accept-Encoding", "")
            data, is_gzip = await self.part.run(_encode, answer, gzipped)
        if self._is_alone:
            return
        if is_gzip:
            self.set_header("Content-Encoding", "gzip")
        self.set_header("Vary", "Accept-Encoding")
        await self.finish(data)


class InfoHandler(_Handler):
    """Tells which endpoints there are."""

    @web.authenticated
    @authorized(action="read")
    async def get(self) -> None:
        """Answer a GET request."""
        await self.answer()

    async def work(self) -> dict[str, Any]:
        """Return the versions of the package and of the endpoints."""
        return {"version": __version__, "endpoints": ENDPOINTS}


class _PostHandler(_Handler):
    @web.authenticated
    @authorized(action="read")
    async def post(self) -> None:
        """Answer a POST request."""
        await self.answer()


class ListHandler(_PostHandler):
    """Lists folders and all folders below them."""

    async def work(self) -> dict[str, Any]:
        """Return the listing."""
        body = bodies.list_body(self.body())
        return (await self.part.tree().list(body, self._stop)).answer


class ReadHandler(_PostHandler):
    """Reads files."""

    async def work(self) -> dict[str, Any]:
        """Return the files."""
        return await self.part.tree().read(bodies.read_body(self.body()), self._stop)


class WatchHandler(_PostHandler):
    """Lists folders as soon as there is something new."""

    # A page that waits is no reason to keep an idle server alive.
    _track_activity = False

    async def work(self) -> dict[str, Any]:
        """Return the listing."""
        body = bodies.list_body(self.body())
        return (await watching.watch(self.part.tree(), body, self._stop, self.part.walks)).answer


def _encode(answer: Any, gzipped: bool) -> tuple[bytes, bool]:
    try:
        data = json.dumps(answer, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
    except UnicodeEncodeError:
        # A client may send half of a character in a path, and gets it back.
        data = json.dumps(answer, separators=(",", ":")).encode("ascii")
    if gzipped and len(data) > _SMALL:
        return gzip.compress(data, _COMPRESSION), True
    return data, False
