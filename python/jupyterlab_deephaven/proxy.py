"""Passes a page's connection on to a Deephaven, and keeps Jupyter's credentials back.

It is an endpoint on top of jupyter-server-proxy, which passes on all headers, and is there only
where that is.
"""

from __future__ import annotations

import re
from typing import Any

from jupyter_server_proxy.config import ServerProxy
from jupyter_server_proxy.handlers import RemoteProxyHandler
from tornado import httputil, web

PATH = "jupyterlab-deephaven/proxy"

# All else is Jupyter's: its token, its cookies, and what proxies before it say of the user.
_PASSED_ON = ("Accept-Encoding", "Cache-Control", "If-Modified-Since", "If-None-Match")
_PASSED_BACK = (
    "Cache-Control",
    "Content-Encoding",
    "Content-Type",
    "Etag",
    "Expires",
    "Last-Modified",
    "Pragma",
    "Vary",
)
_SCRIPT = re.compile(r"(?:/[^/]+)*/jsapi/[\w-]+\.js")


class ProxyHandler(RemoteProxyHandler):
    """Passes on websockets, and requests for the scripts of Deephaven's API."""

    SUPPORTED_METHODS = ("GET",)

    async def http_get(self, host: str | None, port: str, proxied_path: str) -> None:
        """Fetch a script.

        Raises:
            HTTPError: It is something else, or the host is not among the allowed ones.
        """
        if not _SCRIPT.fullmatch(proxied_path):
            raise web.HTTPError(404)
        # With this one, responses are streamed as they are.
        self.request.headers.pop("Accept", None)
        await super().http_get(host or "localhost", port, proxied_path)

    async def open(self, host: str | None, port: str, proxied_path: str) -> None:
        """Open a websocket."""
        await super().open(host or "localhost", port, proxied_path)

    def proxy_request_headers(self) -> httputil.HTTPHeaders:
        """Return the headers that are passed on."""
        return _only(self.request.headers, _PASSED_ON)

    def get_client_uri(self, *args: Any, **kwargs: Any) -> str:
        """Return the address without its query, in which there may be a token."""
        return super().get_client_uri(*args, **kwargs).partition("?")[0]


def handler(parent: Any) -> tuple[str, type, dict[str, Any]]:
    """Return the endpoint for a Jupyter server with jupyter-server-proxy and its settings."""
    options = {
        "host_allowlist": ServerProxy(parent=parent).host_allowlist,
        "rewrite_response": _restrict,
    }
    return rf"/{PATH}/(?:([^/:@]+):)?(\d+)(/.*|)", ProxyHandler, options


def _restrict(response: Any) -> None:
    """Let a response set nothing of this origin's, nor be a page of it."""
    headers = _only(response.headers, _PASSED_BACK)
    headers["Content-Security-Policy"] = "sandbox"
    headers["X-Content-Type-Options"] = "nosniff"
    response.headers = headers


def _only(headers: httputil.HTTPHeaders, names: tuple[str, ...]) -> httputil.HTTPHeaders:
    return httputil.HTTPHeaders({name: headers[name] for name in names if name in headers})
