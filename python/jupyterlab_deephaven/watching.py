"""Waits until served folders differ from what a client knows of them."""

from __future__ import annotations

import asyncio
import time

from .bodies import ListBody
from .disk_events import DiskEvents
from .tree import Listed, Stop, Tree

# Between two walks: seconds, and how many times as long as a walk takes. What the disk tells
# comes at once; the walks in between are for what it does not tell, as with network drives.
_PAUSE = 2.0
_PAUSE_WITH_EVENTS = 5.0
_PAUSE_IN_WALKS = 50
_LONGEST_PAUSE = 30.0
# Between two walks while the disk tells of one change after the other that does not matter.
_REST = 0.1
_REST_IN_WALKS = 10


async def watch(tree: Tree, body: ListBody, stop: Stop) -> Listed:
    """List folders as soon as there is something that the client does not know.

    Args:
        tree: Where the folders are.
        body: The request, with what the client knows and how long it waits.
        stop: Set when the client has gone or the server stops.

    Returns:
        The last listing: without a difference if the time is over, or if `stop` was set.

    Raises:
        Stopped: `stop` was set during a walk.
    """
    end = time.monotonic() + body.timeout
    result, walked = await _walk(tree, body, stop)
    if result.differs or time.monotonic() >= end:
        return result
    with DiskEvents(result.watchable, asyncio.get_running_loop()) as events:
        while not result.differs and (left := end - time.monotonic()) > 0:
            await _wait(events, stop, min(left, _pause(events, walked)))
            if stop.is_set():
                break
            events.clear()
            result, walked = await _walk(tree, body, stop)
            if not result.differs:
                rest = max(_REST, _REST_IN_WALKS * walked)
                await _wait(None, stop, max(0, min(rest, end - time.monotonic())))
    return result


async def _walk(tree: Tree, body: ListBody, stop: Stop) -> tuple[Listed, float]:
    began = time.monotonic()
    result = await tree.list(body, stop)
    return result, time.monotonic() - began


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
