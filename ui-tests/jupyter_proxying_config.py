"""Configuration of the Jupyter server that browser tests connect through: never use in production.

It is guarded by a token, as a user's own is, but gives pages access to JupyterLab's objects. It
alone knows the name deephaven.test: the browser does not, so it cannot go there itself. For the
pictures, deephaven:10000 is Deephaven, on whichever port of this machine it really listens.
"""

import os
import socket

_resolve = socket.getaddrinfo


def _resolve_test_name(host, port, *args, **kwargs):
    if (host, str(port)) == ("deephaven", "10000"):
        host, port = "localhost", int(os.environ["DEEPHAVEN_PORT"])
    return _resolve("localhost" if host == "deephaven.test" else host, port, *args, **kwargs)


socket.getaddrinfo = _resolve_test_name

c.LabApp.expose_app_in_browser = True
c.ServerProxy.host_allowlist = ["localhost", "127.0.0.1", "deephaven.test", "deephaven"]
