"""What a finder asks for modules, and the source that asks the client for each of them."""

from __future__ import annotations

import ntpath
import posixpath
import threading
import time
from collections import deque
from dataclasses import dataclass
from importlib.abc import Loader
from typing import Any, Callable, NamedTuple, Protocol

from . import json_rpc
from .client import Client, ClientGone, ClientRefused, ClientSilent
from .index import Entry
from .loader import RemoteLoader
from .sync_message import read_content

# Root of every path that must not exist on the worker's disk.
REMOTE_ROOT = "/<remote-file-source>"

# How many of the latest fetches of a client are kept for people to look at.
MAX_FETCHES = 200


@dataclass(frozen=True)
class ModuleData:
    """One module, as a client serves it.

    Attributes:
        origin: The client's path of the file, for tracebacks; None for a namespace package.
        source: The text of the file, decoded, or its bytes; None for a namespace package, and if
            only the loader will get it.
        search_locations: The `__path__` of a package, below `REMOTE_ROOT`; None for a module that
            is no package.
        entry: The module's entry in the index of a client that sent one.
    """

    origin: str | None
    source: str | bytes | None
    search_locations: tuple[str, ...] | None
    entry: Entry | None = None


class ModuleSource(Protocol):
    """Knows the modules that one client serves.

    Attributes:
        client: The client.
        fetches: What was lately got from the client or the store, for people: the newest last.
    """

    client: Client
    fetches: deque[Fetch]

    def find(self, fullname: str, run: int) -> ModuleData | None:
        """Look a module up.

        Args:
            fullname: The module's full dotted name.
            run: Number of the execution context that the import belongs to.

        Returns:
            The module, or None if the client has none of that name.

        Raises:
            ImportError: If the client did not say whether it has the module.
        """

    def make_loader(self, fullname: str, data: ModuleData) -> Loader | None:
        """Make the loader of a module that was found.

        Args:
            fullname: The module's full dotted name.
            data: What was found.

        Returns:
            The loader, or None to let importlib make that of a namespace package.
        """

    def invalidate(self) -> None:
        """Forget what was kept about modules that were not found."""


class Fetch(NamedTuple):
    """One module that was got, or not.

    Attributes:
        name: Its full dotted name.
        outcome: `fetched` from the client, `store` if that had it, `missing` or `failed`.
        seconds: How long it took.
    """

    name: str
    outcome: str
    seconds: float


class ClientModuleSource:
    """Asks the client, which is all that the two existing dialects of the protocol offer."""

    def __init__(self, client: Client, get_timeout: Callable[[], float]):
        """Make the source.

        Args:
            client: Whom to ask.
            get_timeout: Tells how many seconds to wait for an answer.
        """
        self.client = client
        self.fetches: deque[Fetch] = deque(maxlen=MAX_FETCHES)
        self._get_timeout = get_timeout
        self._lock = threading.Lock()
        # Names that the client does not have, with the run that asked.
        self._missing: dict[str, int] = {}

    def find(self, fullname: str, run: int) -> ModuleData | None:
        """Look a module up; see `ModuleSource`. What is missing is asked for once per run."""
        if self.is_missing(fullname, run):
            return None
        started = time.monotonic()
        outcome = "failed"
        try:
            data = self._ask(fullname)
            outcome = "missing" if data is None else "fetched"
        finally:
            self.fetches.append(Fetch(fullname, outcome, time.monotonic() - started))
        if data is None:
            with self._lock:
                kept = {name: asked for name, asked in self._missing.items() if asked == run}
                self._missing = {**kept, fullname: run}
        return data

    def is_missing(self, fullname: str, run: int) -> bool:
        """Whether the client said in a run that it does not have a module."""
        return self._missing.get(fullname) == run

    def make_loader(self, fullname: str, data: ModuleData) -> Loader | None:
        """Make the loader of a module that was found; see `ModuleSource`."""
        if data.origin is None:
            return None
        is_package = data.search_locations is not None
        return RemoteLoader(fullname, data.origin, data.source, is_package)

    def invalidate(self) -> None:
        """Forget what was kept about modules that were not found."""
        with self._lock:
            self._missing = {}

    def _ask(self, fullname: str) -> ModuleData | None:
        params = {"module_name": fullname}
        try:
            result = self.client.request("fetch_module", params, self._get_timeout())
            return None if result is None else read_module(fullname, result)
        except ClientRefused as error:
            if error.code != json_rpc.INVALID_PARAMS:
                raise self._failure(fullname, f"it answered with an error: {error}") from None
            return None
        except (ClientGone, ClientSilent) as error:
            raise self._failure(fullname, str(error)) from None
        except (ValueError, json_rpc.JsonRpcError) as error:
            raise self._failure(fullname, f"its answer is malformed: {error}") from None

    def _failure(self, fullname: str, reason: str) -> ImportError:
        message = f"cannot import {fullname!r} from {self.client}: {reason}"
        return ImportError(message, name=fullname)


def read_module(fullname: str, result: Any) -> ModuleData:
    """Read the result of a `fetch_module` request in either dialect.

    The documented dialect has `filepath` and `source`. The deployed one has `origin`, `is_package`,
    `submodule_search_locations` and `source`; its keys may be absent or null. A result may have
    all of them. A package without source is a namespace package, unless its path says otherwise.
    Clients with our extension may send the file itself as `content`, which then counts.

    Args:
        fullname: The name that was asked for; a `name` in the result is not looked at.
        result: The result, as JSON gave it.

    Returns:
        The module.

    Raises:
        ValueError: If the result has none of these forms.
    """
    if not isinstance(result, dict):
        raise ValueError("the result is not an object")
    source = _optional(result, "source", str)
    if result.get("content") is not None:
        source = read_content(result["content"])
    path = _optional(result, "origin", str) or _optional(result, "filepath", str)
    is_package = _optional(result, "is_package", bool)
    locations = _optional(result, "submodule_search_locations", list)
    if locations and not all(isinstance(location, str) for location in locations):
        raise ValueError("'submodule_search_locations' is not an array of strings")

    if path is not None and path.startswith("<"):
        path = None  # "<script>": the client has no path for it
    # ntpath splits at both kinds of slashes.
    is_init = path is not None and ntpath.basename(path) == "__init__.py"
    if is_package is None:
        is_package = is_init or source is None
    if not (is_package or locations):
        return ModuleData(path or _made_up_path(fullname) + ".py", source or "", None)

    is_namespace = source is None and not is_init
    if not locations:
        folder = path if is_namespace or path is None else ntpath.dirname(path)
        locations = [folder or fullname.replace(".", "/")]
    search_locations = tuple(remote_location(location) for location in locations)
    if is_namespace:
        return ModuleData(None, None, search_locations)
    return ModuleData(
        path or _made_up_path(fullname) + "/__init__.py", source or "", search_locations
    )


def _optional(result: dict, key: str, kind: type) -> Any:
    value = result.get(key)
    if not isinstance(value, (kind, type(None))):
        raise ValueError(f"{key!r} has the wrong type")
    return value


def _made_up_path(fullname: str) -> str:
    return f"{REMOTE_ROOT}/{fullname.replace('.', '/')}"


def remote_location(location: str) -> str:
    """Move a client's folder to where the worker's disk has none.

    When a client does not have a submodule, CPython looks in the package's `__path__`. On a disk
    that client and worker share, it would then import the worker's file behind the client's back.
    """
    return REMOTE_ROOT + posixpath.normpath("/" + location.lstrip("/"))
