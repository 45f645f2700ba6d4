"""Lists and reads with any contents manager, by nothing but the methods that all of them have."""

from __future__ import annotations

import asyncio
import base64
import binascii
import logging
from collections.abc import Callable
from concurrent.futures import Executor
from datetime import datetime
from typing import Any

from jupyter_core.utils import ensure_async
from jupyter_server.services.contents.manager import ContentsManager
from tornado.web import HTTPError

from . import disk, names, tree, versions
from .bodies import ListBody, ReadBody
from .bounds import Bounds
from .links import Kind, Links, Look
from .read_answer import Content, Read, ReadAnswer, content
from .tree import Absence, Entry, Listed, Listing, Question, Reply, Stop
from .walk import listed, walk

_log = logging.getLogger(__name__)
_Model = dict[str, Any]


class ContentsTree:
    """What a contents manager shows, asked for folder by folder and file by file.

    Args:
        manager: Any contents manager, with methods that are coroutines or not.
        executor: Runs what waits for the disk.
    """

    def __init__(self, manager: ContentsManager, executor: Executor) -> None:
        """Take the manager."""
        self._manager = manager
        self._executor = executor
        self._links = Links(manager)

    async def list(self, body: ListBody, stop: Stop) -> Listed:
        """List folders and all folders below them."""
        steps = walk(body)
        bounds = await self._run(self._links.bounds, body.within)
        is_checked = not body.walks_what_is_served
        try:
            question = next(steps)
            while True:
                stop.check()
                try:
                    reply = await self._reply(question, bounds, is_checked)
                except _Failed:
                    reply = Absence.MISSING
                question = steps.send(reply)
        except StopIteration as end:
            return listed(body, end.value)

    async def read(self, body: ReadBody, stop: Stop) -> dict[str, Any]:
        """Read files."""
        answer = ReadAnswer(body)
        bounds = await self._run(self._links.bounds, body.within)
        for path in answer.paths():
            stop.check()
            try:
                answer.add(path, await self._read(path, answer, bounds))
            except _Failed as failed:
                answer.add(path, failed.reason)
        return answer.json()

    async def _reply(self, question: Question, bounds: Bounds | None, is_checked: bool) -> Reply:
        path = question.path
        if question.is_root and await self._is_hidden(path):
            return Absence.MISSING
        look = await self._run(self._links.look, path, bounds, is_checked)
        if look.kind is Kind.OUTSIDE:
            return Absence.OUTSIDE
        if look.kind is Kind.IGNORED:
            return Absence.OUTSIDE if question.is_root else Absence.MISSING
        if question.is_root:
            model = await self._get(path, content=False)
            if model.get("type") != "directory":
                return _entry(model, look) if look.is_shown else Absence.MISSING
        model = await self._get(path, content=True, type="directory")
        models = [
            each
            for each in model.get("content") or ()
            if names.is_text(each["name"])
            and question.wanted(each["name"], each["type"] == "directory")
        ]
        paths = [names.join(path, each["name"]) for each in models]
        looks = await self._run(self._links.look_at_all, paths, bounds, is_checked)
        pairs = list(zip(models, looks, strict=True))
        shown = [_entry(each, look) for each, look in pairs if look.is_shown]
        outside = [
            each["name"]
            for each, look in zip(models, looks, strict=True)
            if look.kind is Kind.OUTSIDE
        ]
        complete = len(shown) <= question.room
        return Listing(sorted(shown), sorted(outside), look.real, complete)

    async def _read(self, path: str, answer: ReadAnswer, bounds: Bounds | None) -> Read:
        cleaned = names.clean(path)
        if cleaned is None or await self._is_hidden(cleaned):
            return None
        look = await self._run(self._links.look, cleaned, bounds)
        reason = _NOT_READ.get(look.kind)
        if reason or look.kind is Kind.MISSING:
            return reason
        before = await self._get(cleaned, content=False)
        last = None
        for _ in range(tree.READ_ATTEMPTS):
            if before.get("type") == "directory":
                return tree.A_FOLDER
            size = look.link.st_size if look.link else before.get("size") or 0
            if not answer.fits(size):
                return answer.too_much(size)
            model = await self._get(cleaned, content=True, type="file")
            after = await self._get(cleaned, content=False)
            look_after = await self._run(self._links.look, cleaned, bounds)
            if look_after.kind in _NOT_READ:
                # A link has come on the way there, and may have been followed.
                return _NOT_READ[look_after.kind]
            version = _version(before, look)
            is_same = version == _version(model, look) == _version(after, look_after)
            # The times that a manager tells may change without the file.
            if is_same or model.get("content") == last:
                return _content(model, _read_now(version, before, look))
            before, look, last = after, look_after, model.get("content")
        return tree.CHANGING

    async def _is_hidden(self, path: str) -> bool:
        if self._manager.allow_hidden:
            return False
        return await self._ask(self._manager.is_hidden, path)

    async def _get(self, path: str, **options: Any) -> _Model:
        return await self._ask(self._manager.get, path, **options)

    async def _ask(self, method: Callable[..., Any], path: str, **options: Any) -> Any:
        try:
            return await ensure_async(method(path, **options))
        except HTTPError as error:
            if error.status_code == 404:
                raise _Failed(None) from error
            denied = error.status_code in (401, 403)
            raise _Failed(tree.NOT_ALLOWED if denied else tree.UNREADABLE) from error
        except OSError as error:
            if disk.is_not_there(error):
                raise _Failed(None) from error
            denied = disk.is_denied(error)
            raise _Failed(tree.NOT_ALLOWED if denied else tree.UNREADABLE) from error
        except Exception as error:
            _log.warning("The contents manager failed with %r", path, exc_info=True)
            raise _Failed(tree.UNREADABLE) from error

    async def _run(self, work: Callable[..., Any], *arguments: Any) -> Any:
        if not self._links.have_a_say:
            return work(*arguments)
        return await asyncio.get_running_loop().run_in_executor(self._executor, work, *arguments)


class _Failed(Exception):
    """The contents manager does not give something: why, or None if there is no such thing."""

    def __init__(self, reason: str | None) -> None:
        super().__init__(reason)
        self.reason = reason


_NOT_READ = {
    Kind.OUTSIDE: tree.OUTSIDE,
    Kind.IGNORED: tree.OUTSIDE,
    Kind.SPECIAL: tree.NO_FILE,
}


def _entry(model: _Model, look: Look) -> Entry:
    # Of a link, contents managers tell the times and size of the link itself.
    modified = versions.iso(look.link.st_mtime if look.link else model.get("last_modified"))
    if model["type"] == "directory":
        return Entry(model["name"], True, modified, None, "")
    size = look.link.st_size if look.link else model.get("size")
    return Entry(model["name"], False, modified, size, _version(model, look))


def _version(model: _Model, look: Look) -> str:
    # No hash: listings have none, and a version must be the same in a listing and a read.
    times = (versions.iso(model.get(key)) for key in ("last_modified", "created"))
    return versions.of_model(*times, model.get("size"), look.link)


def _read_now(version: str, model: _Model, look: Look) -> str:
    modified = model.get("last_modified")
    times = [look.link.st_mtime_ns, look.link.st_ctime_ns] if look.link else []
    if isinstance(modified, datetime):
        times.append(round(modified.timestamp() * 1e6) * 1000)
    return versions.read_now(version, *times) if times else version


def _content(model: _Model, version: str) -> Read:
    # Managers may tell any times: none, one for all files, the times of creation.
    text = model.get("content")
    if not isinstance(text, str) or model.get("format") not in ("text", "base64"):
        return tree.UNREADABLE
    if model["format"] == "base64":
        try:
            # Its bytes may be UTF-8 all the same.
            return content(base64.b64decode(text), version, exact=False)
        except binascii.Error:
            return tree.UNREADABLE
    try:
        return Content("text", text, len(text.encode("utf-8")), version, exact=False)
    except UnicodeEncodeError:
        return tree.UNREADABLE
