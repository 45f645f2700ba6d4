"""Asks a client for files that it has told of and not sent."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from typing import Any, Callable

from ..mirror.sync_message import read_content, read_files
from ..rpc.client import Client, ClientGone, ClientRefused, ClientSilent
from ..rpc.json_rpc import JsonRpcError

# What the methods below raise if the client does not send what it is asked for.
FAILURES = (ClientGone, ClientSilent, ClientRefused, JsonRpcError, ValueError)

# Bytes of one portion of a data file, and of the largest module that is sent in one piece.
PORTION = 2**20


class Fetcher:
    """Asks one client. Each request has the deadline for silence, however much is sent."""

    def __init__(self, client: Client, get_timeout: Callable[[], float]):
        """Make it; `get_timeout` tells how many seconds to wait for one answer."""
        self._client = client
        self._get_timeout = get_timeout

    def files(self, paths: list[str]) -> dict[str, bytes]:
        """Get the first of some files, and as many of the others as the client sends along.

        Returns:
            Contents by path; that of the first is missing if the client has no such file.
        """
        values = self._ask("fetch_files", {"paths": paths}).get("contents")
        if not isinstance(values, list) or not values:
            raise ValueError("its answer has no 'contents'")
        if isinstance(values[0], dict) and "error" in values[0]:
            raise ValueError(str(values[0]["error"]))
        return {
            path: read_content(value)
            for path, value in zip(paths, values)
            if value is not None and not (isinstance(value, dict) and "error" in value)
        }

    def portions(self, path: str, local: str) -> Iterator[bytes]:
        """Get a file of any size in portions.

        Raises:
            FileNotFoundError: If the client has no such file; it names `local`.
        """
        offset, size, version = 0, None, None
        while size is None or offset < size:
            params = {"path": path, "offset": offset, "length": PORTION}
            result = self._ask("fetch_file", params, may_be_missing=True)
            if result is None:
                raise FileNotFoundError(errno.ENOENT, f"No such file at {self._client}", local)
            if not isinstance(result.get("size"), int):
                raise ValueError("its answer has no 'size'")
            if offset and (result["size"], result.get("version")) != (size, version):
                raise ValueError("the file has changed while it was sent")
            size, version = result["size"], result.get("version")
            content = read_content(result.get("content"))
            if not content and offset < size:
                raise ValueError("its answer has nothing in it")
            yield content
            offset += len(content)

    def folder(self, path: str) -> dict[str, str]:
        """List a folder: versions by path of all that is in it, at any depth."""
        result = self._ask("list_folder", {"path": path}, may_be_missing=True)
        if result is not None and "files" not in result:
            raise ValueError("its answer has no 'files'")
        files = {} if result is None else read_files(result)
        return {name: v for name, v in files.items() if name.startswith(f"{path}/") and v}

    def _ask(self, method: str, params: dict, may_be_missing: bool = False) -> Any:
        result = self._client.request(method, params, self._get_timeout())
        if not isinstance(result, dict) and not (result is None and may_be_missing):
            raise ValueError("its answer is not an object")
        return result
