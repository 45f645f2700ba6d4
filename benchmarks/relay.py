"""A TCP relay that adds the delay of a network, with no limit of bandwidth, and counts."""

from __future__ import annotations

import asyncio
import socket
import threading
from contextlib import suppress
from dataclasses import dataclass, replace

_CHUNK = 1 << 18


@dataclass(frozen=True)
class Traffic:
    """What went through a relay: bytes and pieces from the client (up) and to it (down)."""

    up_bytes: int = 0
    down_bytes: int = 0
    up_chunks: int = 0
    down_chunks: int = 0

    def __sub__(self, before: Traffic) -> Traffic:
        """Return what came after an earlier count."""
        return Traffic(
            self.up_bytes - before.up_bytes,
            self.down_bytes - before.down_bytes,
            self.up_chunks - before.up_chunks,
            self.down_chunks - before.down_chunks,
        )

    @property
    def total(self) -> int:
        """All bytes."""
        return self.up_bytes + self.down_bytes


class Relay:
    """Listens on a port of localhost and passes everything on to another one, and back.

    What arrives is passed on half a round trip later, in its order. What a client sends on a new
    connection takes a round trip more, which is what TCP's handshake takes.
    """

    def __init__(self, target: int, port: int = 0):
        """Start to listen.

        Args:
            target: The port of the server.
            port: The port to listen on; 0 for any.
        """
        self.round_trip = 0.0
        self._target = target
        self._traffic = Traffic()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        listening = asyncio.run_coroutine_threadsafe(self._listen(port), self._loop)
        self._server, self.port = listening.result()

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://localhost:{self.port}"

    @property
    def traffic(self) -> Traffic:
        """What has gone through, up to now."""
        return self._traffic

    def close(self) -> None:
        """End it, with all connections."""
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _end(self) -> None:
        self._server.close()
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _listen(self, port: int) -> tuple[asyncio.Server, int]:
        server = await asyncio.start_server(self._connected, "localhost", port, limit=_CHUNK)
        found = server.sockets[0].getsockname()[1]
        return server, found

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            far_reader, far_writer = await asyncio.open_connection(
                "localhost", self._target, limit=_CHUNK
            )
        except OSError:
            writer.close()
            return
        for one in (writer, far_writer):
            one.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        ways = asyncio.gather(
            self._pass_on(reader, far_writer, up=True),
            self._pass_on(far_reader, writer, up=False),
            return_exceptions=True,
        )
        # At the end of the relay: asyncio reports connections that end by being cancelled.
        with suppress(asyncio.CancelledError):
            await ways

    async def _pass_on(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, up: bool
    ) -> None:
        loop = asyncio.get_running_loop()
        queue: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()
        sender = loop.create_task(self._send(queue, writer))
        not_before = loop.time() + (1.5 * self.round_trip if up else 0)
        try:
            while data := await reader.read(_CHUNK):
                self._count(len(data), up)
                not_before = max(not_before, loop.time() + self.round_trip / 2)
                queue.put_nowait((not_before, data))
        except OSError:
            pass  # as good as its end
        queue.put_nowait((loop.time() + self.round_trip / 2, b""))
        await sender

    async def _send(
        self, queue: asyncio.Queue[tuple[float, bytes]], writer: asyncio.StreamWriter
    ) -> None:
        loop = asyncio.get_running_loop()
        try:
            while True:
                due, data = await queue.get()
                if due > loop.time():
                    await asyncio.sleep(due - loop.time())
                if not data:
                    break
                writer.write(data)
            await writer.drain()
        except OSError:
            pass  # the other end has gone
        finally:
            writer.close()

    def _count(self, size: int, up: bool) -> None:
        # One assignment: others read it from their threads.
        now = self._traffic
        if up:
            self._traffic = replace(now, up_bytes=now.up_bytes + size, up_chunks=now.up_chunks + 1)
        else:
            self._traffic = replace(
                now, down_bytes=now.down_bytes + size, down_chunks=now.down_chunks + 1
            )
