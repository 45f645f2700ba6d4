"""The server extension: it lists, reads and watches whole served folders in one request."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from jupyter_server.extension.application import ExtensionApp
from traitlets import Bool

from . import __version__, file_tree
from .contents_tree import ContentsTree
from .file_tree import FileTree
from .handlers import ENDPOINTS, InfoHandler, ListHandler, ReadHandler, WatchHandler
from .tree import Stop, Tree
from .watching import Walks

_THREADS = 4
_SECONDS_TO_STOP = 1.0


class ServerPart(ExtensionApp):
    """The server extension ``jupyterlab_deephaven``. The labextension works without it too."""

    name = "jupyterlab_deephaven"
    version = __version__
    description = "Lists, reads and watches whole folders for the JupyterLab extension"

    straight_from_disk = Bool(
        True,
        config=True,
        help="""Read the disk without asking the contents manager, if it is one of Jupyter's own
        that shows nothing but its root folder.""",
    )

    def initialize(self) -> None:
        """Make what the handlers need."""
        self._executor = ThreadPoolExecutor(_THREADS, thread_name_prefix="jupyterlab-deephaven")
        self._stops: set[Stop] = set()
        self.walks = Walks()
        super().initialize()

    def initialize_handlers(self) -> None:
        """Add the endpoints, and tell the page of them so that it need not ask."""
        self.handlers.extend(
            (f"/jupyterlab-deephaven/{name}", handler)
            for name, handler in (
                ("info", InfoHandler),
                ("list", ListHandler),
                ("read", ReadHandler),
                ("watch", WatchHandler),
            )
        )
        page = self.serverapp.web_app.settings.setdefault("page_config_data", {})
        page["jupyterlabDeephavenEndpoints"] = str(ENDPOINTS)
        proxying = self.serverapp.extension_manager.extensions.get("jupyter_server_proxy")
        if proxying and proxying.enabled:
            # Only where the administrator has it: nothing is passed on without it.
            from . import proxy

            self.handlers.append(proxy.handler(self.serverapp))
            page["jupyterlabDeephavenProxy"] = proxy.PATH

    def tree(self) -> Tree:
        """Return what the contents manager shows."""
        manager = self.serverapp.contents_manager
        fast = self.straight_from_disk and file_tree.serves(manager)
        return (FileTree if fast else ContentsTree)(manager, self._executor)

    async def run(self, work: Callable[..., Any], *arguments: Any) -> Any:
        """Run a function in a thread."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._executor, work, *arguments)

    @contextmanager
    def stops(self) -> Iterator[Stop]:
        """Give a request what tells it that the server stops."""
        stop = Stop()
        self._stops.add(stop)
        try:
            yield stop
        finally:
            self._stops.discard(stop)

    async def stop_extension(self) -> None:
        """End all requests, those that wait too."""
        for stop in tuple(self._stops):
            stop.set()
        end = asyncio.get_running_loop().time() + _SECONDS_TO_STOP
        while self._stops and asyncio.get_running_loop().time() < end:
            await asyncio.sleep(0.01)
        self._executor.shutdown(wait=False, cancel_futures=True)
