"""Finds free ports of this machine."""

from __future__ import annotations

import socket
from collections.abc import Collection

from .console import Failure
from .paths import WINDOWS

_TRIES = 100


def is_free(port: int) -> bool:
    """Tell whether a server could listen on a port of localhost."""
    # Binding alone does not notice, on some systems, a server that listens on every address.
    try:
        socket.create_connection(("localhost", port), timeout=0.5).close()
        return False
    except OSError:
        pass
    with socket.socket() as probe:
        if not WINDOWS:
            # As servers do: connections of an earlier run that linger are no hindrance.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def choose(wanted: int | None, default: int, option: str, taken: Collection[int] = ()) -> int:
    """Return the wanted port, or the first free one from the default on.

    Args:
        wanted: The port the user named, if any: taken by another program, it is an error.
        default: Where to look from when the user named none.
        option: The option that names it, for the message.
        taken: Ports already chosen for something else.
    """
    if wanted is not None:
        if wanted in taken or not is_free(wanted):
            raise Failure(f"port {wanted} is in use; name another one with {option}")
        return wanted
    for port in range(default, default + _TRIES):
        if port not in taken and is_free(port):
            return port
    raise Failure(
        f"no free port from {default} to {default + _TRIES - 1}; name another one with {option}"
    )


def free_ports(count: int) -> list[int]:
    """Return ports that the system says are free, each a different one."""
    probes = [socket.socket() for _ in range(count)]
    try:
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [probe.getsockname()[1] for probe in probes]
    finally:
        for probe in probes:
            probe.close()
