"""Waits until served folders differ from what a client knows of them."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field

from .bodies import ListBody
from .disk_events import DiskEvents
from .tree import Listed, Stop, Stopped, Tree

# Between two walks: seconds, and how many times as long as a walk takes. What the disk tells
# comes at once; the walks in between are for what it does not tell, as with network drives.
_PAUSE = 2.0
_PAUSE_WITH_EVENTS = 5.0
_PAUSE_IN_WALKS = 50
_LONGEST_PAUSE = 30.0
# Between two walks while the disk tells of one change after the other that does not matter.
_REST = 0.1
_REST_IN_WALKS = 10


@dataclass
class _Walk:
    body: ListBody
    stop: Stop = field(default_factory=Stop)
    # How many requests wait for it.
    wanted: int = 0
    task: asyncio.Task[tuple[Listed, float]] | None = None


class Walks:
    """The walks of all watches: one at a time, so that listings and reads do not wait for them.

    Many pages may watch the same: one walk is for all that ask for it before it begins.
    """

    def __init__(self) -> None:
        """Begin without walks."""
        self._turn = asyncio.Lock()
        self._waiting: list[_Walk] = []

    async def walk(self, tree: Tree, body: ListBody, stop: Stop) -> tuple[Listed, float]:
        """Return a listing that has begun since, and how many seconds it took.

        Raises:
            Stopped: `stop` was set.
        """
        walk = next((each for each in self._waiting if each.body == body), None)
        if walk is None:
            walk = _Walk(body)
            walk.task = asyncio.ensure_future(self._take_turn(walk, tree))
            self._waiting.append(walk)
        walk.wanted += 1
        stopping = asyncio.ensure_future(stop.wait())
        try:
            await asyncio.wait({walk.task, stopping}, return_when=asyncio.FIRST_COMPLETED)
            if not walk.task.done():
                raise Stopped
            return walk.task.result()
        finally:
            stopping.cancel()
            walk.wanted -= 1
            if walk.wanted == 0:
                walk.stop.set()
                self._begin(walk)
                # Nobody is left to be told how it ends.
                walk.task.add_done_callback(lambda task: task.cancelled() or task.exception())

    async def _take_turn(self, walk: _Walk, tree: Tree) -> tuple[Listed, float]:
        async with self._turn:
            walk.stop.check()
            self._begin(walk)
            began = time.monotonic()
            result = await tree.list(walk.body, walk.stop)
            return result, time.monotonic() - began

    def _begin(self, walk: _Walk) -> None:
        """Let nobody else wait for a walk: it begins now, or never."""
        self._waiting = [each for each in self._waiting if each is not walk]


async def watch(tree: Tree, body: ListBody, stop: Stop, walks: Walks) -> Listed:
    """List folders as soon as there is something that the client does not know.

    Args:
        tree: Where the folders are.
        body: The request, with what the client knows and how long it waits.
        stop: Set when the client has gone or the server stops.
        walks: Those of all watches.

    Returns:
        The last listing: without a difference if the time is over, or if `stop` was set.

    Raises:
        Stopped: `stop` was set during a walk.
    """
    end = time.monotonic() + body.timeout
    result, walked = await walks.walk(tree, body, stop)
    if result.differs or time.monotonic() >= end:
        return result
    with DiskEvents(result.watchable, asyncio.get_running_loop()) as events:
        while not result.differs and (left := end - time.monotonic()) > 0:
            await _wait(events, stop, min(left, _pause(events, walked)))
            if stop.is_set():
                break
            events.clear()
            result, walked = await walks.walk(tree, body, stop)
            if not result.differs:
                rest = max(_REST, _REST_IN_WALKS * walked)
                await _wait(None, stop, max(0, min(rest, end - time.monotonic())))
    return result


def _pause(events: DiskEvents, walked: float) -> float:
    shortest = _PAUSE_WITH_EVENTS if events.active else _PAUSE
    return min(max(shortest, _PAUSE_IN_WALKS * walked), max(_LONGEST_PAUSE, 10 * walked))


async def _wait(events: DiskEvents | None, stop: Stop, seconds: float) -> None:
    waits = [asyncio.ensure_future(stop.wait())]
    if events is not None:
        waits.append(asyncio.ensure_future(events.wait()))
    try:
        await asyncio.wait(waits, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for wait in waits:
            wait.cancel()
