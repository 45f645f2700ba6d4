"""Configuration of the Jupyter server that browser tests connect through: never use in production.

It is guarded by a token, as a user's own is, but gives pages access to JupyterLab's objects. It
alone knows the name deephaven.test: the browser does not, so it cannot go there itself.
"""

import socket

_resolve = socket.getaddrinfo


def _resolve_test_name(host, *args, **kwargs):
    return _resolve("localhost" if host == "deephaven.test" else host, *args, **kwargs)


socket.getaddrinfo = _resolve_test_name

c.LabApp.expose_app_in_browser = True
c.ServerProxy.host_allowlist = ["localhost", "127.0.0.1", "deephaven.test"]
