"""The files of a client that is asked for each module, as both existing dialects have it."""

from __future__ import annotations

import ntpath
import threading
import time
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.machinery import ModuleSpec
from typing import Any, Callable, NamedTuple

from ..importing import places, source_lines
from ..mirror.compiling import compile_now, mentions_of
from ..mirror.mirror import Mirror
from ..rpc import json_rpc
from ..rpc.client import Client, ClientGone, ClientRefused, ClientSilent

# How many of the latest fetches of a client are kept for people to look at.
MAX_FETCHES = 200


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


@dataclass(frozen=True)
class ModuleData:
    """One module, as a client answers it.

    Attributes:
        origin: The client's path of the file, for tracebacks; None if it has none.
        source: The text of the file, decoded; None for a namespace package.
        is_package: Whether it has submodules.
    """

    origin: str | None
    source: str | None
    is_package: bool


class AskingSource:
    """Asks the client for a module whenever CPython looks for it, and writes it into a mirror.

    Attributes:
        client: The client.
        mirror: Where the modules are written.
        fetches: What was lately asked for, for people: the newest last.
        keep: Full names of modules that stay loaded: none.
        is_busy: Whether modules have to stay what they are: never, as each run asks again.
    """

    keep: frozenset[str] = frozenset()
    is_busy = False

    def __init__(
        self,
        client: Client,
        get_timeout: Callable[[], float],
        is_served: Callable[[Any, str], bool],
    ):
        """Make the source.

        Args:
            client: Whom to ask.
            get_timeout: Tells how many seconds to wait for an answer.
            is_served: Tells whether a source serves a module at present.

        Raises:
            OSError: If there is no place for the mirror.
        """
        self.client = client
        self.fetches: deque[Fetch] = deque(maxlen=MAX_FETCHES)
        self.mirror = Mirror()
        self._get_timeout = get_timeout
        self._is_served = is_served
        self._lock = threading.Lock()
        self._missing: set[str] = set()
        self._modules: dict[str, ModuleData] = {}
        places.add(self.mirror.root, self)

    def begin_run(self) -> None:
        """Forget all modules: a client of these dialects does not tell what has changed."""
        with self._lock:
            self._missing = set()
            self._modules = {}
        self.mirror.clear()

    def sources_of(self, name: str) -> Iterable[bytes | None]:
        """None: all modules are asked for again at each run."""
        return ()

    def invalidate(self) -> None:
        """Forget which modules the client did not have."""
        with self._lock:
            self._missing = set()

    def close(self) -> None:
        """Remove the mirror. Loaded modules stay as they are."""
        self.mirror.close()
        places.remove(self.mirror.root)

    def folders_of(self, fullname: str) -> list[str]:
        """The folders of the mirror in which a served name is looked for."""
        parent = fullname.rpartition(".")[0]
        if parent:  # its modules are served, and not it: nobody has made its folder
            self.mirror.apply({f"/{parent.replace('.', '/')}/": ""}, lambda key: None)
        return [self._folder_of(fullname)]

    def has_regular(self, name: str) -> bool | None:
        """Whether a name is that of a module or of a package with a file: not known."""
        return None

    # What the import system asks.

    def before_find(self, fullname: str, folder: str) -> ModuleSpec | None:
        """Ask the client for a module; see `places.Source`."""
        if folder != self._folder_of(fullname) or not self._is_served(self, fullname):
            return None
        if fullname not in self._missing:
            data = self._fetch(fullname)
            if data is None:
                with self._lock:
                    self._missing.add(fullname)
            self._write(fullname, data)
        return None

    def code_of(self, fullname: str, local: str) -> tuple[places.Code, tuple[str, ...]]:
        """Compile a module; see `places.Source`."""
        data = self._modules.get(local)
        if data is None:
            message = f"cannot import {fullname!r}: {self.client} has begun another run"
            raise ImportError(message, name=fullname, path=local)
        shown = data.origin or local
        text = source_lines.normalize(data.source or "")
        source_lines.keep_text(shown, text)
        code = compile_now(text, shown)
        if isinstance(code, SyntaxError):
            source_lines.set_text(code, shown, text)
        elif isinstance(code, UnicodeEncodeError):
            code = SyntaxError(f"(unicode error) {code.reason}", (shown, 0, 0, None))
        return code, () if isinstance(code, BaseException) else mentions_of(code)

    def text_of(self, local: str) -> str | None:
        """The text of a module: its declaration of an encoding does not count."""
        data = self._modules.get(local)
        return None if data is None else source_lines.normalize(data.source or "")

    def need(self, local: str) -> None:
        """Do nothing: these clients have no files but modules."""

    def begin_import(self) -> None:
        """Do nothing: nothing changes but between runs."""

    def end_import(self, fullname: str) -> None:
        """Do nothing."""

    def _folder_of(self, fullname: str) -> str:
        parent = fullname.rpartition(".")[0]
        return f"{self.mirror.root}/{parent.replace('.', '/')}".rstrip("/")

    def _write(self, fullname: str, data: ModuleData | None) -> None:
        path = f"/{fullname.replace('.', '/')}"
        files = {f"{path}.py": None, f"{path}/__init__.py": None}
        if data is not None and data.source is None:
            self.mirror.apply({f"{path}/": "", f"{path}.py": None}, lambda key: None)
        elif data is not None:
            file = f"{path}/__init__.py" if data.is_package else f"{path}.py"
            with self._lock:
                self._modules[self.mirror.local(file)] = data
            self.mirror.fill(file, [data.source.encode("utf-8", "replace")])
            del files[file]
        self._remove(files)

    def _remove(self, files: Iterable[str]) -> None:
        for file in files:
            if self._modules.pop(self.mirror.local(file), None) is not None:
                self.mirror.remove(file)

    def _fetch(self, fullname: str) -> ModuleData | None:
        started = time.monotonic()
        outcome = "failed"
        try:
            data = self._ask(fullname)
            outcome = "missing" if data is None else "fetched"
        finally:
            self.fetches.append(Fetch(fullname, outcome, time.monotonic() - started))
        return data

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
        return ModuleData(path, source or "", False)
    is_namespace = source is None and not is_init
    return ModuleData(path, None if is_namespace else source or "", True)


def _optional(result: dict, key: str, kind: type) -> Any:
    value = result.get(key)
    if not isinstance(value, (kind, type(None))):
        raise ValueError(f"{key!r} has the wrong type")
    return value
